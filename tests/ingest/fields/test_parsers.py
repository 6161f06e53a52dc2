"""Parsers of field values."""

from __future__ import annotations

import pytest

from ingest.fields.parsers import clean_phone


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("081.234.5678", "081.234.5678"),
        ("081–234–5678", "081-234-5678"),
        ("โทร. ๐๘๑-๒๓๔-๕๖๗๘ (มือถือ)", "081-234-5678"),
        ("053-221234-6", "053-221234-6"),
        ("0-5382-1234-5 ต่อ 11", "0-5382-1234-5 ต่อ 11"),
        ("โทร 053-221234 ถึง 6 ต่อ 15", "053-221234 ถึง 6 ต่อ 15"),
        ("053-221234 ต่อ 101, 102", "053-221234 ต่อ 101, 102"),
        ("0-0000-1100 ต่อ 12, 08-0000-2233", "0-0000-1100 ต่อ 12, 08-0000-2233"),
        ("053-221234, 081-2345678 / 02-123-4567", "053-221234, 081-2345678, 02-123-4567"),
        ("1669", "1669"),
    ],
)
def test_a_phone_field_keeps_every_number_once_with_its_extension(written: str, stored: str) -> None:
    assert clean_phone(written) == stored
