"""Labels of fields, sections and values."""

from __future__ import annotations

import pytest

from corpus.fields import SECTIONS, section_label, value_label


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [("form", "A", "บันทึกขุมความรู้และแก่นความรู้"), ("form", "ใหม่", "ใหม่"), ("province", "A", "A")],
)
def test_only_names_of_forms_have_a_label_of_their_own(field: str, value: str, label: str) -> None:
    assert value_label(field, value) == label


def test_a_section_has_its_label_and_an_unknown_name_stays() -> None:
    assert section_label(SECTIONS[0].name) == SECTIONS[0].label != SECTIONS[0].name
    assert section_label("unknown") == "unknown"
