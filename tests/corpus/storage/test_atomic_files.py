"""Thai messages for files that cannot be read or written."""

from __future__ import annotations

import errno
import os

import pytest

from corpus.storage.atomic_files import fault


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "ดิสก์เต็ม"),
        (errno.EACCES, "ไม่มีสิทธิ์อ่านหรือเขียน"),
        (errno.EROFS, "ไม่มีสิทธิ์อ่านหรือเขียน"),
        (errno.ENOENT, "ไม่พบไฟล์หรือโฟลเดอร์"),
    ],
)
def test_known_errors_have_a_cause_and_a_cure(number: int, cause: str) -> None:
    found, cure = fault(OSError(number, os.strerror(number), "a.md"))
    assert found == cause
    assert "แล้วสั่งใหม่" in cure


def test_other_errors_are_named_without_the_path() -> None:
    assert fault(OSError(errno.EIO, "Input/output error", "a.md"))[0] == "อ่านหรือเขียนไม่ได้ (Input/output error)"
    assert fault(OSError("odd"))[0] == "อ่านหรือเขียนไม่ได้ (odd)"
