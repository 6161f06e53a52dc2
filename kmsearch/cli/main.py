"""The ``kmsearch`` command; the only module that maps errors to messages and exit statuses."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from corpus.privacy.boundary import Boundary
from kmsearch.cli.corpus import export, show
from kmsearch.cli.ingest import STOPPED, check, extract, ingest
from kmsearch.cli.lexicon import lexicon
from kmsearch.cli.output_guard import GUARD, OutputGuard
from kmsearch.cli.quality import evaluate, verify
from kmsearch.cli.search import index, search
from kmsearch.cli.serve import demo, serve
from kmsearch.config import load_settings
from kmsearch.errors import KmsearchError
from kmsearch.version import VERSION

EXISTING = click.Path(path_type=Path)


class _Commands(click.Group):
    """A command group that prints a KmsearchError as a Thai message and exits with status 1."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Runs the command with an output guard, which also masks the messages of click."""
        with OutputGuard().installed() as guard:
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


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, "--version", message="kmsearch %(version)s", help="แสดงรุ่นของโปรแกรม")
@click.option("--home", type=EXISTING, help="โฟลเดอร์คลังความรู้ (แทน KMSEARCH_HOME)")
@click.pass_context
def main(ctx: click.Context, home: Path | None) -> None:
    """kmsearch — ค้นหาบันทึกองค์ความรู้"""
    settings = load_settings()
    guard: OutputGuard = ctx.obj
    guard.boundary = Boundary.from_settings(settings)
    ctx.meta[GUARD] = guard
    ctx.obj = replace(settings, home=home) if home else settings


for _command in (ingest, extract, export, check, index, search, evaluate, verify, lexicon, show, serve, demo):
    main.add_command(_command)

for _stream in (sys.stdout, sys.stderr):
    if hasattr(_stream, "reconfigure"):
        _stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
