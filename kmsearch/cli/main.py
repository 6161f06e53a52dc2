"""The commands. The only place that turns an error into a message."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from corpus.privacy.boundary import NOTHING_HIDDEN, Boundary
from kmsearch.cli.output_guard import OutputGuard
from kmsearch.config import Settings, load_settings
from kmsearch.errors import KmsearchError
from kmsearch.version import VERSION

EXISTING = click.Path(path_type=Path)

STOPPED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the number of the signal."""


GUARD = "kmsearch.output_guard"
"""Key of the guard of standard output in ``Context.meta``."""

PRIVATE_HELP = "ไม่ปิดบังข้อมูลส่วนบุคคล (สำหรับเจ้าของคลังสำรองข้อมูล)"


class _Commands(click.Group):
    """A group whose commands end with a Thai message and status 1 where the project raises an error."""

    def main(self, *args: Any, **extra: Any) -> Any:
        with OutputGuard().installed() as guard:  # round the messages of click, too
            return super().main(*args, obj=guard, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KmsearchError as error:
            click.secho(f"ผิดพลาด: {error}", fg="red", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.secho("หยุดตามคำสั่ง งานที่ทำเสร็จแล้วถูกเก็บไว้ สั่งซ้ำเพื่อทำต่อ", fg="yellow", err=True)
            ctx.exit(STOPPED)


def _guard(ctx: click.Context) -> OutputGuard:
    guard: OutputGuard = ctx.meta[GUARD]
    return guard


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, "--version", message="kmsearch %(version)s", help="แสดงรุ่นของโปรแกรม")
@click.option("--home", type=EXISTING, help="โฟลเดอร์คลังความรู้ (แทน KMSEARCH_HOME)")
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """kmsearch — ค้นหาบันทึกองค์ความรู้"""
    settings = load_settings()
    ctx.meta[GUARD] = ctx.obj
    ctx.obj = replace(settings, home=home) if home else settings
    _guard(ctx).boundary = Boundary.from_settings(settings)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=EXISTING)
@click.option("--report", "report_file", type=EXISTING, help="เขียนรายงานทั้งหมดเป็น JSON ลงไฟล์นี้")
@click.option("--jobs", type=click.IntRange(0, 64), default=0, help="จำนวนงานที่ทำพร้อมกัน (0 = เลือกให้)")
@click.pass_obj
def ingest(settings: Settings, paths: tuple[Path, ...], report_file: Path | None, jobs: int) -> None:
    """นำเข้าไฟล์หรือโฟลเดอร์ PATHS สู่คลังความรู้

    หยุดด้วย Ctrl-C ได้ทุกเมื่อ สั่งซ้ำเพื่อทำต่อ (สถานะออก 130)
    สถานะออกเป็น 0 เมื่อทุกไฟล์ให้บันทึกหรือมีอยู่แล้ว มิฉะนั้นเป็น 1
    """
    from kmsearch.cli import console

    report = console.ingest_files(settings, paths, jobs)
    if report_file:
        console.write_json(report_file, report.to_json(), Boundary.from_settings(settings))
    if not report.ok:
        sys.exit(STOPPED if report.stopped else 1)


@main.command()
@click.argument("files", nargs=-1, required=True, type=EXISTING)
@click.option("--explain", is_flag=True, help="แสดงทีละบรรทัดว่าแต่ละบรรทัดกลายเป็นอะไร และมั่นใจเพียงใด")
@click.pass_context
def extract(ctx: click.Context, files: tuple[Path, ...], explain: bool) -> None:
    """แสดงบันทึกที่อ่านได้จาก FILES เป็น JSON บรรทัดละไฟล์ โดยไม่เก็บ

    เป็นไฟล์ของผู้สั่งเอง จึงแสดงหมายเลขโทรศัพท์และข้อมูลส่วนบุคคลตามที่อ่านได้ทั้งหมด

    สถานะออกเป็น 0 เมื่อทุกไฟล์ให้บันทึก มิฉะนั้นเป็น 1
    """
    from ingest.reporting.extract_json import explain_file, extract_files
    from kmsearch.thai.damage_repair import use_lexicon

    use_lexicon(ctx.obj.lexicon)
    ctx.with_resource(_guard(ctx).open())  # what would be stored of the caller's own file: nothing leaves the corpus
    if explain:
        from kmsearch.cli import console

        for file in files:
            console.show_explained(file, explain_file(file))
        return
    complete = True
    for found in (found for file in files for found in extract_files(file)):
        complete &= bool(found["records"])
        click.echo(json.dumps(found, ensure_ascii=False))
    if not complete:
        sys.exit(1)


@main.command()
@click.option("--format", "format_", type=click.Choice(["jsonl", "csv"]), help="รูปแบบ (ถ้าไม่ระบุ ดูจากนามสกุลของไฟล์)")
@click.option("--output", type=EXISTING, help="เขียนลงไฟล์นี้ (ถ้าไม่ระบุ แสดงออกทางหน้าจอ)")
@click.option("--private", is_flag=True, help=PRIVATE_HELP)
@click.pass_context
def export(ctx: click.Context, format_: str | None, output: Path | None, private: bool) -> None:
    """ส่งออกทั้งคลังเป็น JSON บรรทัดละบันทึก หรือเป็นตาราง CSV

    ปิดบังหมายเลขโทรศัพท์และข้อมูลส่วนบุคคลตามการตั้งค่า สำรองข้อมูลครบถ้วนด้วย --private

    สถานะออกเป็น 0 เมื่อส่งออกได้ทุกบันทึก มิฉะนั้นเป็น 1
    """
    from kmsearch.cli import console

    by_name = "csv" if output and output.suffix.lower() == ".csv" else "jsonl"
    boundary = NOTHING_HIDDEN if private else Boundary.from_settings(ctx.obj)
    if private:
        ctx.with_resource(_guard(ctx).open())
    if not console.export_records(ctx.obj, format_ or by_name, output, boundary):
        sys.exit(1)


@main.command()
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="จำนวนบันทึกที่แสดง")
@click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON")
@click.pass_obj
def check(settings: Settings, limit: int, as_json: bool) -> None:
    """แสดงบันทึกที่ควรมีคนตรวจ ที่ควรตรวจที่สุดขึ้นก่อน

    สถานะออกเป็น 0 เมื่ออ่านได้ทุกบันทึก มิฉะนั้นเป็น 1
    """
    from kmsearch.cli import console

    if not console.check_records(settings, limit, as_json):
        sys.exit(1)


@main.command()
@click.option("--full", is_flag=True, help="สร้างใหม่ทั้งหมด")
@click.pass_obj
def index(settings: Settings, full: bool) -> None:
    """ปรับปรุงดัชนีให้ตรงกับคลังความรู้ รวมถึงไฟล์ที่แก้ไขด้วยมือ"""
    from kmsearch.cli import console

    console.build_index(settings, full=full)


@main.command()
@click.argument("query", nargs=-1)
@click.option("--in", "target", type=click.Choice(["records", "items"]), default="records", help="ค้นบันทึกหรือรายข้อ")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="ตัวกรอง เช่น province=ลำปาง ใช้ซ้ำได้")
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", help="การเรียง")
@click.option("--page", type=click.IntRange(1), default=1, help="หน้าที่")
@click.option("--size", type=click.IntRange(1, 100), default=None, help="จำนวนผลต่อหน้า")
@click.option("--exact", is_flag=True, help="ค้นตามที่พิมพ์ ไม่แก้คำที่พิมพ์ผิดหรือผิดแป้นภาษา")
@click.option("--explain", is_flag=True, help="บอกว่าผลแต่ละรายการอยู่ลำดับนั้นเพราะอะไร")
@click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON")
@click.pass_obj
def search(settings: Settings, /, query: tuple[str, ...], as_json: bool, size: int | None, **options: Any) -> None:
    """ค้นหา QUERY ในบันทึกหรือรายข้อ"""
    from kmsearch.cli import console

    page, reasons = console.search_once(settings, " ".join(query), size=size or settings.page_size, **options)
    if as_json:
        click.echo(json.dumps(console.results_json(page, reasons), ensure_ascii=False, indent=1))
    else:
        console.show_results(page, reasons)


@main.command()
@click.argument("topics", type=EXISTING)
@click.argument("qrels", type=EXISTING)
@click.option("--json", "as_json", is_flag=True, help="แสดงทุกคำค้นเป็น JSON")
@click.pass_obj
def evaluate(settings: Settings, topics: Path, qrels: Path, as_json: bool) -> None:
    """วัดว่าค้นหาได้ดีเพียงใด ด้วยคำค้นใน TOPICS และคะแนนของบันทึกใน QRELS

    TOPICS บรรทัดละ: รหัส<แท็บ>คำค้น (จะเติม <แท็บ>ชนิด ก็ได้)

    QRELS บรรทัดละ: รหัสคำค้น 0 รหัสบันทึก คะแนน (0 คือไม่เกี่ยว ยิ่งมากยิ่งตรง)
    """
    from kmsearch.cli import evaluation_report

    found = evaluation_report.measure(settings, topics, qrels)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        evaluation_report.show_evaluation(found)


@main.command()
@click.option("--sample", type=click.IntRange(1), help="จำนวนคำค้นต่อบันทึก (ถ้าไม่ระบุ เลือกตามจำนวนบันทึก)")
@click.option("--seed", type=int, default=0, show_default=True, help="เลขตั้งต้นของการสุ่ม เลขเดิมได้คำค้นเดิม")
@click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON")
@click.pass_obj
def verify(settings: Settings, sample: int | None, seed: int, as_json: bool) -> None:
    """พิสูจน์ว่าค้นพบทุกบันทึก ด้วยคำที่สุ่มจากทุกส่วนของแต่ละบันทึก

    สถานะออกเป็น 0 เมื่อทุกคำค้นพบบันทึกของตน และดัชนีตรงกับคลัง มิฉะนั้นเป็น 1
    """
    from kmsearch.cli import verification_report

    found = verification_report.verify(settings, sample, seed)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        verification_report.show_verification(found)
    if not found.ok:
        sys.exit(1)


@main.group()
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
    from kmsearch.cli import lexicon_report

    found = lexicon_report.check_lexicon(settings, file)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        lexicon_report.show_checked(found)
    if not found.ok:
        sys.exit(1)


@lexicon.command("path")
@click.pass_obj
def lexicon_place(settings: Settings) -> None:
    """แสดงที่อยู่ของคลังคำที่ใช้อยู่"""
    from kmsearch.lexicon.loader import lexicon_path

    click.echo(lexicon_path(settings.lexicon).absolute())


@lexicon.command("copy")
@click.argument("file", type=EXISTING)
@click.pass_obj
def copy_lexicon(settings: Settings, file: Path) -> None:
    """คัดลอกคลังคำที่ใช้อยู่ไปเป็น FILE เพื่อแก้ไข"""
    from kmsearch.cli import lexicon_report

    lexicon_report.copy_lexicon(settings, file)


@main.command()
@click.argument("record_id")
@click.option("--private", is_flag=True, help=PRIVATE_HELP)
@click.pass_context
def show(ctx: click.Context, record_id: str, private: bool) -> None:
    """แสดงบันทึก RECORD_ID เป็น Markdown โดยปิดบังข้อมูลส่วนบุคคลตามการตั้งค่า"""
    from corpus.formats.markdown import to_markdown
    from corpus.storage.store import Store

    boundary = NOTHING_HIDDEN if private else Boundary.from_settings(ctx.obj)
    if private:
        ctx.with_resource(_guard(ctx).open())
    click.echo(to_markdown(boundary.disclose(Store(ctx.obj.home).get(record_id))))


@main.command()
@click.option("--host", default=None, help="ที่อยู่ที่เปิดให้บริการ")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="พอร์ต")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """เปิดหน้าเว็บค้นหา (หยุดด้วย Ctrl-C)"""
    from kmsearch.cli import console

    console.serve(settings, host or settings.host, port or settings.port)


@main.command()
@click.option("--host", default=None, help="ที่อยู่ที่เปิดให้บริการ")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="พอร์ต")
@click.option("--no-serve", is_flag=True, help="เตรียมข้อมูลอย่างเดียว ไม่เปิดหน้าเว็บ")
@click.pass_obj
def demo(settings: Settings, host: str | None, port: int | None, no_serve: bool) -> None:
    """นำเข้าคลังตัวอย่าง สร้างดัชนี และเปิดหน้าเว็บ"""
    from kmsearch.cli import console

    console.ingest_samples(settings)
    if not no_serve:
        console.serve(settings, host or settings.host, port or settings.port)


for _stream in (sys.stdout, sys.stderr):
    if hasattr(_stream, "reconfigure"):
        _stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
