"""Consoles for standard output and standard error, and the printing that several commands share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from kmsearch.cli.output_guard import boundary_in_force
from kmsearch.errors import BrokenRecord, ConfigError, on_one_line

if TYPE_CHECKING:
    from index.searcher import Searcher
    from kmsearch.config import Settings


class _Terminal(Console):
    """A console that prints control characters as signs, so that text from files cannot control the terminal."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Prints each text on one line."""
        super().print(*map(_printable, objects), **options)


def _printable(renderable: Any) -> Any:
    if isinstance(renderable, Text):
        renderable.plain = on_one_line(renderable.plain)
        return renderable
    return on_one_line(renderable) if isinstance(renderable, str) else renderable


out = _Terminal(highlight=False, soft_wrap=True)
err = _Terminal(stderr=True, highlight=False, soft_wrap=True)


def print_json(data: Any) -> None:
    """Prints ``data``, disclosed by the boundary in force, to standard output as indented JSON."""
    click.echo(json.dumps(boundary_in_force().disclose(data), ensure_ascii=False, indent=1))


def write_json(path: Path, data: Any) -> None:
    """Writes ``data``, disclosed by the boundary in force, to a JSON file. Raises ConfigError for an OSError."""
    try:
        path.write_text(
            json.dumps(boundary_in_force().disclose(data), ensure_ascii=False, indent=1), "utf-8", "backslashreplace"
        )
    except OSError as error:
        raise ConfigError(f"เขียนไฟล์ไม่ได้ ({error.strerror})", "ตรวจโฟลเดอร์และสิทธิ์เขียน", file=path) from error


def print_limited(title: str, lines: Iterable[str], limit: int, *, unit: str = "รายการ", style: str = "") -> None:
    """Prints a title, the first ``limit`` lines and the number of the others; nothing for an empty list."""
    all_lines = list(lines)
    if all_lines:
        out.print(title, style=style or None, markup=False)
    for line in all_lines[:limit]:
        out.print(f"  {line}", markup=False)
    if len(all_lines) > limit:
        out.print(f"  และอีก {len(all_lines) - limit:,} {unit} (ดูทั้งหมดด้วย --json)", markup=False)


def warn_broken(broken: Iterable[BrokenRecord]) -> None:
    """Prints the broken records to standard error."""
    for fault in broken:
        err.print(Text(f"  ข้ามบันทึกที่อ่านไม่ได้ {fault}", style="yellow"))


def open_index(settings: Settings) -> Searcher:
    """Opens a searcher that prints its messages (a rebuilt index) to standard error."""
    from index.searcher import open_searcher

    return open_searcher(settings, on_message=lambda message: err.print(message, style="yellow", markup=False))
