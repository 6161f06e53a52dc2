"""Ids of records: derived from title and author, or given by another system."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.ids import file_stem, id_of, is_id, record_id
from corpus.record import Record
from corpus.storage.store import Store
from kmsearch.errors import BrokenRecord

GIVEN = [
    "KM-001",
    "km-001",
    "12/2560",
    "4#0",
    "ก ข",
    "a.b",
    "..",
    "../x",
    "CON",
    "con",
    "~4b",
    "=1+1",
    "ที่๑",
    "a" * 64,
    "ก" * 64,
]


@pytest.mark.parametrize("id", GIVEN)
def test_a_given_id_is_kept_as_it_is(tmp_path: Path, id: str) -> None:
    store = Store(tmp_path)
    store.put(Record("zz", title="อีกเรื่อง"))
    store.put(Record(id, title="เรื่อง"))
    assert store.get(id) == Record(id, title="เรื่อง")
    assert sorted(store.ids()) == sorted([id, "zz"])
    assert {path.parent for path in tmp_path.rglob("*.md")} == {tmp_path / "records"}
    store.delete(id)
    assert store.ids() == ["zz"]


def test_given_ids_have_different_files_also_if_case_is_ignored() -> None:
    stems = [file_stem(id).casefold() for id in GIVEN]
    assert len(set(stems)) == len(GIVEN)


def test_a_file_whose_name_is_not_its_id_is_broken_and_the_cure_names_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(Record("KM-1", title="เรื่อง"))
    (file,) = (tmp_path / "records").glob("*.md")
    other = file.rename(file.with_name("KM-1.md"))
    with pytest.raises(BrokenRecord) as broken:
        store.read(other)
    assert file.name in broken.value.cure


ids = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20).filter(is_id)
"""Mostly valid already: an id that is escaped to too long a file name is filtered out."""


@given(ids)
def test_id_of_inverts_file_stem(id: str) -> None:
    assert id_of(file_stem(id)) == id
    assert not re.search(r"[A-Z./\\:*?\"<>|\s\x00-\x1f]", file_stem(id))


@given(ids, ids)
def test_different_ids_have_different_files(one: str, other: str) -> None:
    assert (file_stem(one).casefold() == file_stem(other).casefold()) == (one == other)


@given(st.text())
def test_id_of_accepts_any_file_name(stem: str) -> None:
    assert isinstance(id_of(stem), str)


def test_an_id_ignores_blanks_and_spelling_variants_of_title_and_author() -> None:
    id = record_id("การบริหารหนี้ ปี ๒๕๖๐ OTOP", "นางสมศรี ใจงาม")
    assert re.fullmatch("km[a-z2-7]{10}", id)
    assert record_id("  การบริหารหนี้\tปี 2560\notop ", "นางสมศรี  ใจงาม", "เนื้อหา") == id
    assert record_id("การบริหารหนี้ ปี ๒๕๖๐ OTOP", "นางสมใจ ใจงาม") != id


def test_without_title_or_author_the_content_is_part_of_the_id() -> None:
    assert record_id("", " ", "เนื้อหาหนึ่ง") == record_id("", "", " เนื้อหาหนึ่ง") != record_id("", "", "เนื้อหาสอง")
    assert record_id("ชื่อ", "", "หนึ่ง") != record_id("ชื่อ", "", "สอง")
    assert len({record_id("ก", ""), record_id("", "ก"), record_id("", "", "ก")}) == 3


@given(st.text(), st.text(), st.text())
def test_any_title_gives_km_and_ten_letters(title: str, author: str, content: str) -> None:
    assert re.fullmatch("km[a-z2-7]{10}", record_id(title, author, content))


@pytest.mark.parametrize("id", ["", " ก", "ก\nข", "ก" * 65, "😀" * 64, "x#strategies-3"])
def test_long_ids_line_ends_and_addresses_of_items_are_no_ids(id: str) -> None:
    assert not is_id(id)
