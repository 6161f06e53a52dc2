"""Fields above the first section, by the words of their labels."""

from __future__ import annotations

import pytest

from ingest.document import Line
from ingest.forms.label_table import load_labels
from ingest.segmentation.record_header import field_of

LONG = "วันนี้อากาศดีมากและทุกคนมาประชุมกันพร้อมหน้า ณ ศาลาวัดของหมู่บ้าน"


@pytest.mark.parametrize(
    ("label", "after", "target"),
    [
        ("โทร:", "08-0000-1234", "phone"),
        ("โทร:", "ยินดีต้อนรับ", ""),
        ("โทร:", None, ""),
        ("เจ้าของเรื่อง:", "นายก่อ ดีมาก", "author_name"),
        ("เจ้าของเรื่อง:", LONG, ""),
        ("เจ้าของเรื่อง:", None, ""),
    ],
)
def test_a_label_alone_is_a_field_where_the_line_after_it_fits(label: str, after: str | None, target: str) -> None:
    found = field_of(Line(label, 1), None if after is None else Line(after, 2), load_labels(), ())
    assert (found.target if found else "") == target
