"""The document that is indexed for a record."""

from __future__ import annotations

import json

import pytest

from corpus.fields import FACETS
from corpus.record import Item, Record, Section
from index.mapping import ITEM_GAP, IndexedRecord, index_record, item_key, split_key
from index.query.highlighter import Highlighter
from index.reader.stored_documents import StoredRecord
from kmsearch.lexicon.model import Lexicon, Topic

LEXICON = Lexicon(topics=(Topic("ทุน", ()), Topic("ออมทรัพย์", ("ออมทรัพย์",), "ทุน")), synonyms=(), words=())

RECORD = Record(
    "km1",
    title="ฟื้นกลุ่มออมทรัพย์",
    phone="08-0000-1234",
    province="ลำปาง",
    year=2560,
    sections=(
        Section("methods", (Item("ขั้นแรก", lead=True), Item("เยี่ยมบ้าน"), Item("ตั้งกติกา", level=1))),
        Section("cautions", ()),
        Section("other", (Item("หน้าปก"),)),
    ),
)


def indexed(record: Record = RECORD) -> IndexedRecord:
    return index_record(record, LEXICON)


def words(result: IndexedRecord, part: str) -> list[str]:
    return [word for part_tokens in result.document.parts if part_tokens.name == part for word, _ in part_tokens.words]


def test_every_part_with_words_is_in_the_document() -> None:
    parts = [part.name for part in indexed().document.parts]
    assert sorted(parts) == ["methods", "other", "province", "title", "topics", "year"]
    assert words(indexed(), "year") == ["2560"]


def test_phone_numbers_are_not_indexed() -> None:
    assert "0000" in repr(RECORD)
    assert "0000" not in repr(indexed())


def test_items_have_the_numbers_of_their_section() -> None:
    assert [item.key for item in indexed().items] == ["km1#methods-1", "km1#methods-2"]
    assert [[part.name for part in item.parts] for item in indexed().items] == [["methods"], ["methods"]]


@pytest.mark.parametrize("address", [("km1", "success_factors", 12), ("a-b_c", "methods", 1)])
def test_an_items_key_holds_record_section_and_number(address: tuple[str, str, int]) -> None:
    assert split_key(item_key(*address)) == address
    assert split_key(address[0]) == (address[0], "", 0)


def test_positions_have_a_gap_between_the_texts_of_a_part() -> None:
    (methods,) = (part for part in indexed().document.parts if part.name == "methods")
    positions = [position for _, position in methods.words]
    assert sum(later - earlier > ITEM_GAP for earlier, later in zip(positions, positions[1:], strict=False)) == 2


def test_topics_are_those_of_the_record_or_else_of_the_lexicon() -> None:
    assert indexed().facet_values["topics"] == ["ทุน", "ออมทรัพย์"]
    assert indexed(Record("km2", title="กลุ่มออมทรัพย์", topics=("ของเรา",))).facet_values["topics"] == ["ของเรา"]
    assert json.loads(indexed().document.payload)["fields"]["topics"] == ["ทุน", "ออมทรัพย์"]


def test_facet_values_have_every_facet() -> None:
    row = indexed().facet_values
    assert {facet.name for facet in FACETS} <= row.keys()
    assert (row["province"], row["year"], row["form"], row["section"]) == (["ลำปาง"], ["2560"], [], ["methods"])


def test_a_bare_record_can_be_indexed() -> None:
    result = indexed(Record("km3"))
    assert (result.document.parts, result.items) == ((), ())


@pytest.mark.parametrize(
    "text",
    ["ออมเงิน กข.คจ. ปี ๒๕๖๐ กับ OTOP", "น้ำ ใจ ต่างๆ ของบ้าน\nบรรทัดสอง", "อบต.บ้านนา พ.ศ.2560 (SMEs) 5 ก.", "", "…!"],
)
def test_stored_spans_are_the_offsets_of_the_tokens(text: str) -> None:
    record = Record("r", title="เรื่อง", sections=(Section("strategies", (Item(text),)),))
    content = StoredRecord.load(index_record(record, LEXICON).document.payload)
    (stored_text,) = (candidate for candidate in content.texts if candidate.section == "strategies")
    highlighter = Highlighter(LEXICON.analyzer, [("กขคจ",), ("otop",), ("2560",), ("smes",)])
    assert highlighter.mark(stored_text.text, stored_text.spans) == highlighter.mark(stored_text.text)
    assert bool(stored_text.spans) == bool(LEXICON.analyzer.words(stored_text.text))
