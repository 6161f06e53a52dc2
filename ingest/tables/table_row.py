"""One row of a table or one line of JSON, as a file gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

MAX_ROW_SIZE: Final = 8 * 2**20
"""Bytes or letters of one row: the longest record of an office has some hundred thousand."""

Fault = tuple[str, str]
"""Cause and cure, in Thai, of a row that cannot be read."""

NOT_UTF8: Final[Fault] = ("บรรทัดนี้ไม่ได้เข้ารหัสเป็น UTF-8", "บันทึกไฟล์ใหม่เป็น UTF-8 แล้วนำเข้าอีกครั้ง")
TOO_LONG: Final[Fault] = ("บรรทัดนี้ยาวเกินไป", f"แบ่งบันทึกให้สั้นกว่า {MAX_ROW_SIZE // 2**20} MB")


@dataclass(frozen=True, slots=True)
class TableRow:
    """``number``: its first line, from 1; ``cells``: (column name, value) pairs; ``digest``: SHA-256 of the cells."""

    number: int
    cells: tuple[tuple[str, Any], ...] = ()
    digest: str = ""
    fault: Fault | None = None
