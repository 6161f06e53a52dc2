"""``kmsearch lexicon``: ``check`` a lexicon before use, print the ``path`` of the one in force, ``copy`` it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kmsearch.config import Settings

EXISTING = click.Path(path_type=Path)


@click.group()
def lexicon() -> None:
    """ตรวจและแก้คลังคำ: หัวข้อ คำพ้อง และคำของหน่วยงาน"""


@lexicon.command("check")
@click.argument("file", required=False, type=EXISTING)
@click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON")
@click.pass_obj
def check_lexicon(settings: Settings, file: Path | None, as_json: bool) -> None:
    """ตรวจคลังคำ FILE ก่อนใช้จริง ว่ามีอะไรผิด และจะเปลี่ยนอะไรในคลัง (ถ้าไม่ระบุ ตรวจไฟล์ที่ใช้อยู่)

    สถานะออกเป็น 0 เมื่อใช้ไฟล์ได้ มิฉะนั้นเป็น 1
    """
    from kmsearch.cli.reports import lexicon_report
    from kmsearch.cli.terminal import print_json

    check = lexicon_report.check_lexicon(settings, file)
    if as_json:
        print_json(check.to_json())
    else:
        lexicon_report.show_check(check)
    if not check.ok:
        sys.exit(1)


@lexicon.command("path")
@click.pass_obj
def show_path(settings: Settings) -> None:
    """แสดงที่อยู่ของคลังคำที่ใช้อยู่"""
    from kmsearch.lexicon.loader import lexicon_path

    click.echo(lexicon_path(settings.lexicon).absolute())


@lexicon.command("copy")
@click.argument("file", type=EXISTING)
@click.pass_obj
def copy_lexicon(settings: Settings, file: Path) -> None:
    """คัดลอกคลังคำที่ใช้อยู่ไปเป็น FILE เพื่อแก้ไข"""
    from kmsearch.cli.reports import lexicon_report

    lexicon_report.copy_lexicon(settings, file)
