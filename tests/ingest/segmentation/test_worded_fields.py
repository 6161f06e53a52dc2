"""Fields above the first section, by the words of their labels."""

from __future__ import annotations

import pytest

from ingest.document import LABEL, Line
from ingest.forms.label_table import load_labels
from ingest.segmentation.headings.line_classifier import classify_line
from ingest.segmentation.headings.worded_fields import worded_field

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
    labels = load_labels()
    next_line = None if after is None else classify_line(Line(after, 2), labels)
    found = worded_field(classify_line(Line(label, 1), labels), next_line, labels, ())
    assert (found.target if found else "") == target


@pytest.mark.parametrize(
    ("head", "after", "target"),
    [
        (LABEL, "แดง", "other"),
        (LABEL, "ก" * 200, ""),
        (0, "แดง", ""),
    ],
)
def test_an_unknown_label_in_a_cell_of_its_own_has_a_short_value(head: int, after: str, target: str) -> None:
    labels = load_labels()
    line = classify_line(Line("สีเสื้อ", 1, head=head), labels)
    found = worded_field(line, classify_line(Line(after, 2), labels), labels, ())
    assert (found.target if found else "") == target
