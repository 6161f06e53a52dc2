"""Which raw records hold a record."""

from __future__ import annotations

import pytest

from corpus.record import Item
from ingest.building.completeness import holds_record
from ingest.document import Line
from ingest.segmentation.headings.heading_rules import Heading
from ingest.segmentation.raw_record import FieldValue, RawRecord

ITEMS = (Item("คุยกันก่อน"),)


def value(text: str) -> FieldValue:
    return FieldValue(text, 1, 1, 0.9, "")


@pytest.mark.parametrize(
    ("fields", "sections", "expected"),
    [
        (("title",), ("strategies",), True),
        (("author_name",), ("strategies",), True),
        (("title", "author_name"), (), False),
        ((), ("strategies",), False),
        ((), ("strategies", "cautions"), True),
        ((), ("background", "other", "strategies"), False),
    ],
)
def test_a_record_has_knowledge_and_a_name_or_two_sections_of_knowledge(
    fields: tuple[str, ...], sections: tuple[str, ...], expected: bool
) -> None:
    raw = RawRecord(values={name: value("การทำฝาย") for name in fields})
    assert holds_record(raw, dict.fromkeys(sections, ITEMS)) is expected


def test_a_story_needs_both_title_and_author() -> None:
    story = {"background": [Line("เรื่องเล่า", 3)]}
    named = {"title": value("การทำฝาย"), "author_name": value("นางมะลิ")}
    assert holds_record(RawRecord(values=named, sections=story), {"background": ITEMS})
    assert not holds_record(RawRecord(values={"title": named["title"]}, sections=story), {"background": ITEMS})


def test_a_value_without_letters_names_nothing() -> None:
    assert not holds_record(RawRecord(values={"title": value("-.-")}), {"strategies": ITEMS})


def test_guessed_headings_are_no_second_section() -> None:
    raw = RawRecord(guessed=[Heading("section", "cautions", "", "", (), 0.5, False, 4, words="ข้อควรคิด")])
    assert not holds_record(raw, {"strategies": ITEMS, "cautions": ITEMS})
