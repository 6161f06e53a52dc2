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
    return [word for one in result.document.parts if one.name == part for word, _ in one.words]


def test_every_part_with_words_is_in_the_document() -> None:
    parts = [part.name for part in indexed().document.parts]
    assert sorted(parts) == ["methods", "other", "province", "title", "topics", "year"]
    assert words(indexed(), "year") == ["2560"]


def test_telephone_numbers_stay_out() -> None:
    assert "0000" in repr(RECORD)
    assert "0000" not in repr(indexed())


def test_items_have_the_numbers_of_their_section() -> None:
    assert [item.key for item in indexed().items] == ["km1#methods-1", "km1#methods-2"]
    assert [[part.name for part in item.parts] for item in indexed().items] == [["methods"], ["methods"]]


@pytest.mark.parametrize("place", [("km1", "success_factors", 12), ("a-b_c", "methods", 1)])
def test_an_items_key_is_its_place(place: tuple[str, str, int]) -> None:
    assert split_key(item_key(*place)) == place
    assert split_key(place[0]) == (place[0], "", 0)


def test_a_gap_parts_the_texts_of_a_part() -> None:
    (methods,) = (part for part in indexed().document.parts if part.name == "methods")
    places = [place for _, place in methods.words]
    assert sum(later - earlier > ITEM_GAP for earlier, later in zip(places, places[1:], strict=False)) == 2


def test_topics_are_the_records_own_or_those_the_lexicon_finds() -> None:
    assert indexed().facet_values["topics"] == ["ทุน", "ออมทรัพย์"]
    assert indexed(Record("km2", title="กลุ่มออมทรัพย์", topics=("ของเรา",))).facet_values["topics"] == ["ของเรา"]
    assert json.loads(indexed().document.payload)["fields"]["topics"] == ["ทุน", "ออมทรัพย์"]


def test_the_row_has_the_values_of_every_facet() -> None:
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
def test_the_places_of_words_kept_with_a_text_are_where_it_is_cut(text: str) -> None:
    record = Record("r", title="เรื่อง", sections=(Section("strategies", (Item(text),)),))
    content = StoredRecord.load(index_record(record, LEXICON).document.payload)
    (kept,) = (one for one in content.texts if one.section == "strategies")
    highlighter = Highlighter(LEXICON.analyzer, [("กขคจ",), ("otop",), ("2560",), ("smes",)])
    assert highlighter.mark(kept.text, kept.spans) == highlighter.mark(kept.text)
    assert bool(kept.spans) == bool(LEXICON.analyzer.words(kept.text))
