"""Standard output and standard error of the commands, and what several commands print or open."""

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
    """A console that prints control characters as signs: names and contents of files cannot control the terminal."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Prints each text on one line."""
        super().print(*map(_printable, objects), **options)


def _printable(shown: Any) -> Any:
    if isinstance(shown, Text):
        shown.plain = on_one_line(shown.plain)
        return shown
    return on_one_line(shown) if isinstance(shown, str) else shown


out = _Terminal(highlight=False, soft_wrap=True)
err = _Terminal(stderr=True, highlight=False, soft_wrap=True)


def print_json(data: Any) -> None:
    """Prints ``data`` as the boundary in force discloses it as indented JSON to standard output."""
    click.echo(json.dumps(boundary_in_force().disclose(data), ensure_ascii=False, indent=1))


def write_json(path: Path, data: Any) -> None:
    """Writes ``data``, as the boundary in force discloses it, as a JSON file. Raises ConfigError where it cannot."""
    try:
        path.write_text(
            json.dumps(boundary_in_force().disclose(data), ensure_ascii=False, indent=1), "utf-8", "backslashreplace"
        )
    except OSError as error:
        raise ConfigError(f"เขียนไฟล์ไม่ได้ ({error.strerror})", "ตรวจโฟลเดอร์และสิทธิ์เขียน", file=path) from error


def print_limited(title: str, lines: Iterable[str], most: int, *, unit: str = "รายการ", style: str = "") -> None:
    """Prints a titled list, at most ``most`` lines of it, and how many more there are; nothing for an empty list."""
    shown = list(lines)
    if shown:
        out.print(title, style=style or None, markup=False)
    for line in shown[:most]:
        out.print(f"  {line}", markup=False)
    if len(shown) > most:
        out.print(f"  และอีก {len(shown) - most:,} {unit} (ดูทั้งหมดด้วย --json)", markup=False)


def warn_broken(broken: Iterable[BrokenRecord]) -> None:
    """Names the records that could not be read on standard error."""
    for fault in broken:
        err.print(Text(f"  ข้ามบันทึกที่อ่านไม่ได้ {fault}", style="yellow"))


def open_index(settings: Settings) -> Searcher:
    """Opens a searcher whose messages (an index built anew) go to standard error."""
    from index.searcher import open_searcher

    return open_searcher(settings, on_message=lambda message: err.print(message, style="yellow", markup=False))
