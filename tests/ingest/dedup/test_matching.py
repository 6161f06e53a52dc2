"""Deduplication: duplicates become one record with several sources; different records stay separate."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.export import write_file
from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from ingest.dedup.candidate_keys import KeyIndex, candidate_keys
from ingest.dedup.candidates import CACHE
from ingest.dedup.features import RecordFeatures
from ingest.dedup.matching import match_pair
from ingest.file_reader import read_file
from ingest.pipeline import ingest

STORY = """ตลาดริมคลองเงียบลงทุกปี พ่อค้าแม่ค้าเหลือ 14 แผงจาก 62 แผง เพราะคนรุ่นใหม่ขับรถเข้าห้างในเมือง ดิฉันเดินคุยทีละแผง
พบว่าแม่ค้าอยากขายแต่ไม่มีใครรู้ว่าตลาดยังเปิด จึงชวนโรงเรียนมาวาดป้ายบอกทาง 38 ป้ายตามคลองทั้งสองฝั่ง"""
ASSETS = (
    "ป้ายที่เด็กวาดเองทำให้พ่อแม่ตามมาดูถึงตลาด",
    "เปิดขายเฉพาะเช้าวันอาทิตย์ คนจำง่ายกว่าเปิดทุกวัน",
    "เก็บค่าแผงครั้งละ 25 บาท แล้วติดบัญชีไว้หน้าศาลา",
    "เรือรับส่งฟรีเที่ยวแรกได้ลูกค้าจากอีกฝั่งคลอง 117 คน",
)
WAYS = (
    "ให้แม่ค้าเลือกหัวหน้าแถวกันเอง แล้วประชุมกันใต้ต้นจามจุรี",
    "ถ่ายรูปอาหารทุกแผงลงหน้าเพจของตำบลก่อนวันเปิดสามวัน",
    "สลับตำแหน่งแผงทุกเดือน ไม่ให้ใครได้ที่ดีตลอดปี",
)
THEORIES = ("ระเบียบว่าด้วยการส่งเสริมตลาดชุมชน ฉบับที่ใช้อยู่ในปัจจุบัน", "แนวคิดการมีส่วนร่วมของประชาชนในการพัฒนาท้องถิ่นอย่างยั่งยืน")
TITLE, AUTHOR = "ปลุกตลาดริมคลองให้กลับมาคึกคัก", "นางสาวดอกแก้ว ลำน้ำใส"

OTHER_STORY = """กลุ่มทอเสื่อกกทะเลาะกันเรื่องคิวจองกี่ จนเหลือสมาชิก 9 คน ดิฉันขอยืมสมุดจองมาอ่านทั้งคืน เห็นว่าคนที่ลูกเล็กไม่เคยได้คิวเช้า
วันรุ่งขึ้นเสนอให้จับสลากใหม่ทุกสัปดาห์ และย้ายกี่ 3 ตัวไปไว้บ้านยายสมปอง"""
OTHER_ASSETS = (
    "จับสลากคิวกี่ต่อหน้าทุกคน ไม่มีใครน้อยใจ",
    "ย้อมกกครั้งเดียวพอใช้ทั้งเดือน สีไม่เพี้ยนกัน",
    "ลายที่ขายดีคือลายที่ยายคิดเอง ไม่ใช่ลายในหนังสือ",
)


def page(title: str = TITLE, author: str = AUTHOR, story: str = STORY, **sections: tuple[str, ...]) -> str:
    """A record in form A; sections that are not given are those of the market."""
    named = {"assets": ASSETS, "ways": WAYS, "theories": THEORIES, **sections}
    headings = {"assets": "บันทึกขุมความรู้", "ways": "กลยุทธ์ในการทำงาน", "theories": "กฎระเบียบ/แนวคิด/ทฤษฎีที่เกี่ยวข้อง"}
    lines = ["แบบบันทึกองค์ความรู้"]
    lines += [f"ชื่อ-นามสกุล {author}"] if author else []
    lines += [f"ชื่อเรื่อง {title}"] if title else []
    lines += ["", story, ""] if story else []
    for name, items in named.items():
        if items:
            lines += [headings[name], *(f"{number}. {item}" for number, item in enumerate(items, 1))]
    return "\n".join(lines)


def mistyped(text: str, share: float, seed: int = 3) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice("กนมรสวอท") if "ก" <= char <= "ฮ" and rng.random() < share else char for char in text)


WHOLE = page()
TYPED = page(
    mistyped(TITLE, 0.05), AUTHOR, mistyped(STORY, 0.05), assets=tuple(mistyped(text, 0.05) for text in ASSETS)
)
SLICE = page(
    author="นางสาวดอกแก้ว ลำน้ำใส", story=STORY, ways=(), theories=(), assets=(ASSETS[0], "เปิดขายเฉพาะเช้า อ่านต่อ")
)
OTHER = page("ทอเสื่อกกให้หายทะเลาะ", AUTHOR, OTHER_STORY, assets=OTHER_ASSETS, ways=("ฟังให้ครบทุกบ้านก่อนเสนอกติกา",))
COPY = page(author="นายภูผา ทุ่งรวงทอง")

Take = Callable[..., list[str]]


@pytest.fixture
def take(tmp_path: Path, store: Store) -> Take:
    """Ingests each text as a file in a run of its own; returns the statuses."""

    def run(*texts: str, first: int = 0) -> list[str]:
        statuses = []
        for number, text in enumerate(texts, first):
            path = tmp_path / f"page{number}.txt"
            path.write_text(text, "utf-8")
            statuses += [file.status for file in ingest([path], store, jobs=1).files]
        return statuses

    return run


@pytest.mark.slow
@pytest.mark.parametrize(
    "again",
    [
        pytest.param(page(f"เรื่อง {TITLE}", "ดอกแก้ว  ลำน้ำใส"), id="prefix and title of the name"),
        pytest.param(page("ปลุกตลาดริมคลองให้กลับมาคึกคักอีก"), id="another spelling of the title"),
        pytest.param(TYPED, id="re-typed"),
        pytest.param(mistyped(WHOLE.replace("ชื่อ", "ชื่อ"), 0.0).replace("1. ", "๑) "), id="other numbering"),
        pytest.param(page(theories=(), ways=()), id="sections cut"),
        pytest.param(page(author="", story=mistyped(STORY, 0.03)), id="no author"),
        pytest.param(page(title="", story=mistyped(STORY, 0.03)), id="no title"),
        pytest.param(SLICE, id="a part"),
    ],
)
def test_the_same_record_again_is_one_with_two_sources(again: str, take: Take, store: Store) -> None:
    assert take(WHOLE, again + "\n") == ["new", "merged"]
    [record] = store.records()
    assert [Path(source.path).name for source in record.source] == ["page0.txt", "page1.txt"]
    assert [item.text for item in record.section("knowledge_assets").items] == list(ASSETS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "different",
    [
        pytest.param(OTHER, id="another record of the officer, same theories"),
        pytest.param(COPY, id="copied under another name"),
        pytest.param(page(author="นายคลองใหญ่ ลำน้ำใส"), id="same surname"),
        pytest.param(page("ตลาดต้นไม้หน้าวัด", story="", assets=("ป้าย",), ways=()), id="a very short one"),
        pytest.param(
            page(f"{TITLE} แห่งที่สอง", story=STORY.replace("14", "71").replace("62", "95").replace("38", "20"))
            .replace("25 บาท", "60 บาท")
            .replace("117 คน", "344 คน"),
            id="a template with other figures",
        ),
        pytest.param(page(f"{TITLE} รุ่นที่ 2", story=STORY.replace("14", "19")), id="the second of a series"),
    ],
)
def test_two_records_stay_two(different: str, take: Take, store: Store) -> None:
    assert take(WHOLE, different) == ["new", "new"]
    assert len(store) == 2


def test_the_same_instructions_of_a_form_make_no_record_the_same(take: Take, store: Store) -> None:
    instructions = ("ให้เขียนเล่าเหตุการณ์ตามลำดับก่อนหลังโดยละเอียด ระบุสถานที่และผู้เกี่ยวข้องให้ครบถ้วน",) * 2
    mine = page("ปลูกผักข้างรั้ว", "นางทับทิม สวนหลังบ้าน", "", assets=instructions, ways=OTHER_ASSETS)
    yours = page("เลี้ยงปลาในบ่อปูน", "นายวารี บ่อทอง", "", assets=instructions, ways=ASSETS[:2])
    assert take(mine, yours) == ["new", "new"]
    assert len(store) == 2


@pytest.mark.slow
@settings(max_examples=25)
@given(st.permutations([WHOLE, TYPED, SLICE, OTHER, COPY]))
def test_the_order_of_files_changes_no_number_of_records(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    store = Store(folder / "kmdata")
    ingest(sorted(folder.glob("*.txt")), store, jobs=1)
    assert sorted(len(record.source) for record in store.records()) == [1, 1, 3]


@pytest.mark.slow
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_parts_and_the_whole_are_one_in_any_order(order: tuple[int, ...], take: Take, store: Store) -> None:
    parts = [
        page("", AUTHOR, STORY, assets=ASSETS[:2], ways=(), theories=()),
        page("", AUTHOR, "", assets=(), ways=WAYS, theories=THEORIES),
        WHOLE,
    ]
    take(*(parts[place] for place in order))
    [record] = store.records()
    assert len(record.source) == 3
    assert record.title == TITLE


@pytest.mark.slow
def test_the_same_files_again_change_nothing(take: Take, store: Store) -> None:
    take(WHOLE, TYPED, SLICE, OTHER, COPY)
    before = {entry.id: entry.stamp for entry in store.scan()}
    assert take(WHOLE, TYPED, SLICE, OTHER, COPY) == ["known"] * 5
    (store.home / CACHE).unlink()
    (store.home / ".sources.json").unlink()
    assert take(WHOLE, TYPED, SLICE, OTHER, COPY) == ["known"] * 5
    assert {entry.id: entry.stamp for entry in store.scan()} == before


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"{}\n", b"\xff\n12345678", None])
def test_a_lost_or_broken_candidate_cache_is_rebuilt(damage: bytes | None, take: Take, store: Store) -> None:
    take(WHOLE)
    cache = store.home / CACHE
    cache.write_bytes(cache.read_bytes()[:-8] if damage is None else damage)
    assert take(TYPED, first=1) == ["merged"]


def test_a_record_removed_by_hand_is_no_candidate(take: Take, store: Store) -> None:
    take(WHOLE)
    store.delete(store.ids()[0])
    assert take(TYPED, first=1) == ["new"]


def test_a_record_changed_by_hand_is_found_by_what_it_says_now(take: Take, store: Store) -> None:
    take(OTHER)
    [record] = store.records()
    whole = read_records(WHOLE, store.home)[0]
    store.put(replace(whole, id=record.id, extracted="0" * 16))
    assert take(TYPED, first=1) == ["kept"]
    [kept] = store.records()
    assert kept.sections == whole.sections
    assert len(kept.source) == 2


def read_records(text: str, folder: Path) -> tuple[Record, ...]:
    path = folder / "read.txt"
    path.write_text(text, "utf-8")
    return read_file(path).records


def test_a_changed_file_updates_the_record_it_went_into(take: Take, store: Store) -> None:
    take(WHOLE, TYPED)
    longer = (*ASSETS, "ล้างคลองด้วยกันทุกเดือน น้ำใสขึ้นจนเด็กกลับมาเล่นน้ำ")
    assert take(page(assets=longer)) == ["updated"]
    [record] = store.records()
    assert len(record.section("knowledge_assets").items) == 5
    assert len(record.source) == 2


def test_a_page_that_shrinks_takes_nothing_from_the_fuller_one(take: Take, store: Store) -> None:
    take(WHOLE, TYPED)
    assert take(SLICE, first=1) == ["updated"]
    [record] = store.records()
    assert [item.text for item in record.section("knowledge_assets").items] == list(ASSETS)


def test_a_page_of_two_that_becomes_another_record_leaves_the_first(take: Take, store: Store) -> None:
    take(WHOLE, TYPED)
    assert take(OTHER, first=1) == ["new"]
    assert sorted(record.title for record in store.records()) == sorted([TITLE, "ทอเสื่อกกให้หายทะเลาะ"])


def test_an_uncertain_merge_adds_a_check(take: Take, store: Store) -> None:
    take(WHOLE, f"\n{WHOLE}")
    [record] = store.records()
    assert record.checks == ()
    take(page(author="", story=mistyped(STORY, 0.03)), first=2)
    [check] = next(store.records()).checks
    assert check.startswith("รวมกับ “ปลุกตลาดริมคลองให้กลับมาคึกคัก” จาก page2.txt ซึ่งคล้ายกัน")
    assert check.endswith("% ควรตรวจว่าเป็นเรื่องเดียวกัน")


def test_a_copy_under_another_name_adds_a_check(take: Take, store: Store) -> None:
    take(WHOLE, COPY)
    checks = {record.author_name: record.checks for record in store.records()}
    assert checks[AUTHOR] == ()
    [check] = checks["นายภูผา ทุ่งรวงทอง"]
    assert "คล้ายกับ “ปลุกตลาดริมคลองให้กลับมาคึกคัก”" in check
    assert "คนละเจ้าของความรู้" in check


def test_duplicates_within_a_document_are_merged(tmp_path: Path) -> None:
    records = read_records(f"{TYPED}\n\n{WHOLE}\n\n{OTHER}", tmp_path)
    assert len(records) == 2


def rows(path: Path, *values: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), "utf-8")
    return path


ROW: dict[str, object] = {
    "title": TITLE,
    "author_name": AUTHOR,
    "sections": {"background": [STORY], "knowledge_assets": [*ASSETS]},
}
AGAIN: dict[str, object] = {
    **ROW,
    "title": f"{TITLE}อีก",
    "sections": {"background": [mistyped(STORY, 0.02)], "knowledge_assets": [*ASSETS]},
}


@pytest.mark.slow
@pytest.mark.parametrize("document_first", [True, False])
@pytest.mark.parametrize("row", [AGAIN, {**AGAIN, "id": "KM-7"}])
def test_a_row_and_a_document_merge_in_either_order(
    row: dict[str, object], document_first: bool, take: Take, store: Store, tmp_path: Path
) -> None:
    table = rows(tmp_path / "km.jsonl", row)
    if document_first:
        take(WHOLE)
    ingest([table], store)
    if not document_first:
        take(WHOLE)
    [record] = store.records()
    assert len(record.source) == 2
    assert record.id == row.get("id", record.id)
    assert ingest([table], store).files[0].known == 1


def test_rows_of_one_table_stay_as_many_records(store: Store, tmp_path: Path) -> None:
    ingest([rows(tmp_path / "km.jsonl", ROW, AGAIN)], store)
    assert len(store) == 2


def test_an_export_comes_back_record_for_record(take: Take, store: Store, tmp_path: Path) -> None:
    other = Store(tmp_path / "other")
    record = read_records(WHOLE, tmp_path)[0]
    other.put(record)
    other.put(replace(record, id="KM-9", title=f"{TITLE}อีก"))
    exported = tmp_path / "all.jsonl"
    write_file(other.records(), "jsonl", exported)
    ingest([exported], store)
    assert list(store.records()) == list(other.records())


names = st.text("กขคงจช", min_size=1, max_size=4)


@pytest.mark.slow
@given(st.dictionaries(names, st.sets(st.integers(0, 40), max_size=6), max_size=12), st.data())
def test_candidates_share_two_keys(given_keys: dict[str, set[int]], data: st.DataObject) -> None:
    keys = KeyIndex()
    for name, having in given_keys.items():
        keys.add(name, {7, 8})
        keys.add(name, having)
    asked = data.draw(st.sets(st.integers(0, 40), max_size=6))
    expected = {name for name, having in given_keys.items() if len(having & asked) >= 2}
    again = KeyIndex(*keys.compacted())
    assert set(keys.candidates(asked)) == set(again.candidates(asked)) == expected


texts = st.lists(st.sampled_from([*ASSETS, *WAYS, *OTHER_ASSETS, *THEORIES, STORY]), max_size=5, unique=True)


@pytest.mark.slow
@given(texts, texts, st.sampled_from([TITLE, ""]), st.sampled_from([AUTHOR, "ดอกแก้ว ลำน้ำใส", "นายภูผา ทุ่งรวงทอง", ""]))
def test_matching_is_symmetric(one: list[str], other: list[str], title: str, author: str) -> None:
    a = Record("a", TITLE, AUTHOR, sections=(Section("methods", tuple(map(Item, one))),))
    b = Record("b", title, author, sections=(Section("methods", tuple(map(Item, other))),))
    there, back = match_pair(RecordFeatures(a), RecordFeatures(b)), match_pair(RecordFeatures(b), RecordFeatures(a))
    assert there == back
    assert match_pair(RecordFeatures(a), RecordFeatures(a)).is_duplicate
    assert len(candidate_keys(a)) <= 36
