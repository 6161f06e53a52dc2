"""Fuzzing: randomly damaged documents and lines of any kind are read or refused, and no text of what was read is
lost."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.record import Record
from ingest import archive
from ingest.cleaning.cleaner import prepare
from ingest.cleaning.line_roles import role_of
from ingest.document import Document, Line
from ingest.readers import read
from ingest.record_builder import extract
from ingest.tables.table_records import records_of
from kmsearch.errors import IngestError, NoRecord
from tests.paths import TESTS

FILES = TESTS / "files"

RECORD = """ชื่อเรื่อง การดองผักไว้กินหน้าแล้ง
เจ้าของความรู้ นายตะวัน พูนผล
ขุมความรู้
1. เกลือน้อยไปผักจะเน่าก่อนเปรี้ยว
แก่นความรู้
1. ไหต้องลวกน้ำร้อนก่อนใช้
"""


def _word() -> bytes:
    made = io.BytesIO()
    lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in RECORD.splitlines())
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("word/document.xml", f"<w:document {names}><w:body>{lines}</w:body></w:document>")
    return made.getvalue()


def _zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("a.txt", RECORD)
    return made.getvalue()


DOCUMENTS = {
    "a.txt": RECORD.encode(),
    "b.txt": RECORD.encode("cp874"),
    "c.txt": RECORD.encode("utf-16"),
    "a.html": "".join(f"<p class=x><b>{line}</b><br>&amp;<!-- - --></p>" for line in RECORD.splitlines()).encode(),
    "a.docx": _word(),
    "a.pdf": (FILES / "two_columns.pdf").read_bytes(),
}
TABLES = {
    "a.csv": 'ชื่อเรื่อง,เจ้าของความรู้,กลยุทธ์,ปี พ.ศ.\nเรื่องหนึ่ง,"นายตะวัน","1. ก\n2. ข",๒๕๖๐\n'.encode(),
    "a.jsonl": '{"id": "d1", "title": "ก", "year_be": 2560, "sections": {"background": ["ข"]}}\n'.encode(),
}
TOKENS = (
    b"<![",
    b"<!--",
    b"<table>",
    b"&#x",
    b"\0",
    b"\n",
    b'"',
    b"[" * 50,
    b"<w:p>",
    b"\xe0\xb8",
    b"/Kids [2 0 R]",
    b"9" * 30,
)


@st.composite
def damaged(draw: st.DrawFn, sound: bytes) -> bytes:
    """The bytes with some of them changed, cut out or doubled, or with hostile bytes inserted."""
    chance = draw(st.randoms(use_true_random=False))
    data = bytearray(sound)
    for _ in range(draw(st.integers(1, 5))):
        place = chance.randrange(len(data) + 1)
        end = place + chance.randrange(1, 40)
        data[place:end] = _instead(chance, bytes(data[place:end]))
    return bytes(data)


def _instead(chance: random.Random, piece: bytes) -> bytes:
    token = chance.choice(TOKENS)
    return chance.choice((b"", piece * 2, piece[::-1], chance.randbytes(len(piece)), token, token + piece))


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=30)
@given(data=st.data())
def test_a_damaged_document_is_read_or_refused(name: str, data: st.DataObject) -> None:
    try:
        document = read(Path(name), data.draw(damaged(DOCUMENTS[name])))
    except IngestError as refused:
        assert refused.cause and refused.cure
    else:
        numbers = [line.number for line in document.lines]
        assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_table_gives_records_or_faults(name: str, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / name
    path.write_bytes(data.draw(damaged(TABLES[name])))
    try:
        results = list(records_of(path, path))
    except IngestError as refused:
        assert refused.cause and refused.cure
    else:
        assert [row for row in results if bool(row.record) == bool(row.fault)] == []


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_archive_gives_members_or_errors(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data.draw(damaged(_zip())))
    with archive.unpacked(path) as members:
        assert members
        assert all(bool(member.error) or member.file.is_file() for member in members)


LABELS = (
    "ชื่อเรื่อง",
    "เจ้าของความรู้",
    "ตำแหน่ง",
    "สังกัด",
    "เบอร์โทรศัพท์",
    "ขุมความรู้",
    "แก่นความรู้",
    "กลยุทธ์ในการทำงาน",
    "ชื่อ-นามสกุล",
)
MARKERS = ("", "1. ", "๒) ", "2. ", "- ", "• ", "ก. ", "(3) ", "6.4 ", "กิจกรรมที่ ๑ ")
WORDS = (
    "สมาชิก",
    "ออมเงิน",
    "ทุกเดือน",
    "จังหวัดลำปาง",
    "ปี ๒๕๖๐",
    "นายตะวัน พูนผล",
    "พฒั นา",
    "น้า",
    "ท า",
    "081-000-0000",
    "(",
    ")",
    ":",
    "OTOP",
)

soup = st.lists(
    st.tuples(
        st.sampled_from(MARKERS),
        st.sampled_from(("", "", *LABELS)),
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


def document_of(rows: list[tuple[str, str, str, bool]]) -> Document:
    texts = [(f"{marker}{label} {words}".strip(), gap) for marker, label, words, gap in rows]
    return Document("a.txt", tuple(Line(text, number, gap) for number, (text, gap) in enumerate(texts, 1) if text))


def text_of(records: tuple[Record, ...]) -> str:
    """All text of the records, each with the labels by which a reader knows it."""
    fields = "title author_name author_position author_office phone district province category".split()
    parts = [str(getattr(record, name)) for record in records for name in fields]
    parts += [item.text for record in records for section in record.sections for item in section.items]
    return "".join(parts)


def words_of(text: str) -> Counter[str]:
    """The rare words of a text that no rule removes."""
    return Counter(re.findall("สมาชิก|ออมเงิน|OTOP", re.sub(r"\s", "", text)))


@pytest.mark.slow
@settings(max_examples=60)
@given(soup)
def test_lines_of_any_kind_are_records_or_none(rows: list[tuple[str, str, str, bool]]) -> None:
    document = document_of(rows)
    try:
        records = extract(document)
    except NoRecord as none:
        assert none.cause and none.cure
    else:
        assert records
        assert all(record.sections for record in records)


@pytest.mark.slow
@settings(max_examples=60)
@given(soup)
def test_no_word_of_a_record_is_lost(rows: list[tuple[str, str, str, bool]]) -> None:
    """Text below the knowledge of one record is in the record: each word as often as it was written."""
    head = [("", "ชื่อเรื่อง", "การดองผัก", False), ("", "ขุมความรู้", "", True), ("1. ", "", "ลวกไหก่อน", False)]
    plain = [(marker, "", words, gap) for marker, _, words, gap in rows]
    document = document_of([*head, *plain, ("", "แก่นความรู้", "", True), ("1. ", "", "เกลือต้องพอ", False)])
    kept = "".join(line.text for line in prepare(document.lines) if role_of(line.text) == "text")
    assert words_of(text_of(extract(document))) == words_of(kept)
