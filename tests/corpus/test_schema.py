"""One schema of a record: every fault of a record is reported at once, and a new field is one row."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from corpus.fields import FIELDS, RecordFields
from corpus.formats.jsonlines import from_object
from corpus.formats.markdown import from_markdown
from corpus.formats.spreadsheet import from_row
from corpus.record import Item, Record
from corpus.schema import read_items
from kmsearch.errors import FAULTS_SHOWN, BrokenRecord
from tests.paths import ROOT

FAULTY_MARKDOWN = """---
title:
- ก
id: a
id: b
ตำบล: ข
year: ปีก่อน
source:
- path: a.txt
  size: 1
- b.txt
evidence:
  title: {confidence: 7}
---
ข้อความ

## กลยุด
1. หนึ่ง
"""
FAULTY_OBJECT = {
    "title": 3,
    "year": "2560",
    "sections": {"tricks": [], "methods": ["ก", {"level": "1", "depth": 2}], "other": "ข"},
    "evidence": [],
    "colour": "red",
}
EMPTY_DIGEST = "ec9496559ca9ad7b"
"""Digest of a record without values, as the first release wrote it."""


def causes(read: Callable[[], Any]) -> list[tuple[int | None, str]]:
    """The line and cause of each fault that ``read`` raises."""
    with pytest.raises(BrokenRecord) as caught:
        read()
    assert all(fault.cure for fault in caught.value.faults)
    assert all(fault.cause in caught.value.cause for fault in caught.value.faults)
    return [(fault.line, fault.cause) for fault in caught.value.faults]


def test_every_fault_of_a_markdown_file_is_reported_with_its_line() -> None:
    assert causes(lambda: from_markdown(FAULTY_MARKDOWN, "a.md")) == [
        (2, "ค่าของ “title” ต้องเป็นข้อความ"),
        (5, "มี “id” ซ้ำ"),
        (6, "ไม่รู้จักชื่อ “ตำบล”"),
        (7, "ค่าของ “year” ต้องเป็นปี พ.ศ. เช่น 2560"),
        (10, "ไม่รู้จักชื่อ “size” ใน source[1]"),
        (11, "ค่าของ “source[2]” ต้องเป็นคู่ ชื่อ: ค่า"),
        (13, "ค่าของ “evidence.title.confidence” ต้องเป็นตัวเลข 0 ถึง 1"),
        (15, "มีข้อความอยู่นอกส่วนของบันทึก"),
        (17, "ไม่รู้จักหัวข้อ “กลยุด”"),
    ]


def test_every_fault_of_a_json_object_is_reported() -> None:
    assert [cause for _, cause in causes(lambda: from_object(FAULTY_OBJECT))] == [
        "บันทึกไม่มี id",
        "ค่าของ “title” ต้องเป็นข้อความ",
        "ค่าของ “year” ต้องเป็นปี พ.ศ. เช่น 2560",
        "ค่าของ “evidence” ต้องเป็นคู่ ชื่อ: ค่า",
        "ไม่รู้จักส่วนของบันทึก “tricks”",
        "ค่าของ “sections.methods[2].level” ต้องเป็นจำนวนเต็ม",
        "ไม่รู้จักชื่อ “depth” ใน sections.methods[2]",
        "ค่าของ “sections.other” ต้องเป็นรายการ",
        "ไม่รู้จักชื่อ “colour”",
    ]


def test_every_fault_of_a_row_is_reported() -> None:
    assert [cause for _, cause in causes(lambda: from_row({"colour": "red", "year": "ปีก่อน"}))] == [
        "ไม่รู้จักคอลัมน์ “colour”",
        "บันทึกไม่มี id",
        "ค่าของ “year” ต้องเป็นปี พ.ศ. เช่น 2560",
    ]


def test_a_single_fault_is_reported_as_it_is() -> None:
    assert causes(lambda: from_object({"id": "a", "note": 1})) == [(None, "ค่าของ “note” ต้องเป็นข้อความ")]


def test_the_faults_of_a_long_file_are_counted_and_the_first_are_named() -> None:
    with pytest.raises(BrokenRecord) as caught:
        from_object({"id": "a", **{f"x{number}": 1 for number in range(FAULTS_SHOWN + 5)}})
    assert len(caught.value.faults) == FAULTS_SHOWN + 5
    assert caught.value.cause.count("ไม่รู้จักชื่อ") == FAULTS_SHOWN
    assert "และอีก 5 แห่ง" in caught.value.cause


def test_deeply_nested_values_are_a_fault() -> None:
    nested: Any = "ก"
    for _ in range(20_000):
        nested = [nested]
    assert causes(lambda: from_object({"id": "a", "title": nested})) == [(None, "ค่าของ “title” ต้องเป็นข้อความ")]
    assert causes(lambda: from_object({"id": "a", "topics": nested})) == [(None, "ค่าของ “topics[1]” ต้องเป็นข้อความ")]


def test_items_are_read_with_and_without_levels() -> None:
    values = ["หนึ่ง", {"text": "สอง", "level": 1}, {"text": "นำ", "lead": True}, {"level": 2}, ""]
    assert read_items(values, "methods") == (Item("หนึ่ง"), Item("สอง", 1), Item("นำ", lead=True))


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.name)
def test_the_kind_of_a_field_agrees_with_its_type(row: Any) -> None:
    types = {"year": int | None, "keywords": tuple[str, ...]}
    assert get_type_hints(RecordFields)[row.name] == types.get(row.kind, str)


def test_digests_that_earlier_versions_stored_hold() -> None:
    assert Record("a").content_digest() == EMPTY_DIGEST


NEW_ROW = '    budget: Annotated[str, Field("งบประมาณ", kind="keyword", boost=0.5, facet=True)] = ""\n'

USE_OF_THE_NEW_FIELD = """
import csv, io, json, sys
from pathlib import Path
from corpus.fields import FACETS
from corpus.formats.jsonlines import from_object, to_line
from corpus.formats.markdown import from_markdown, to_markdown
from corpus.formats.spreadsheet import COLUMNS, from_row, to_row
from corpus.record import Item, Record, Section
from corpus.storage.store import Store
from index.results import Request
from index.searcher import open_searcher
from ingest.file_reader import read_file
from ingest.tables.table_records import records_of
from kmsearch.config import Settings
from webui import create_app
from webui.api.schemas import SCHEMAS

record = Record("a", title="ตลาดชุมชน", budget="5,000 บาท", sections=(Section("methods", (Item("เปิดตลาด"),)),))
assert Record("a").content_digest() == sys.argv[2]
assert "budget: 5,000 บาท" in to_markdown(record)
assert from_markdown(to_markdown(record)) == record
assert from_object(json.loads(to_line(record))) == record
assert from_row(dict(zip(COLUMNS, to_row(record), strict=True))).budget == record.budget
for shape in ("Record", "Hit"):
    assert SCHEMAS[shape]["properties"]["budget"] == {"type": "string", "description": "งบประมาณ"}
assert "budget" in SCHEMAS["Facets"]["properties"]
document = Path(sys.argv[1]) / "new.txt"
document.parent.mkdir(parents=True)
document.write_text("ชื่อเรื่อง ตลาดนัด\\nวงเงินโครงการ: ๓,๐๐๐ บาท\\nขุมความรู้\\n1. เปิดตลาดทุกเช้า\\n", "utf-8")
(read,) = read_file(document).records
assert (read.budget, read.evidence["budget"].lines) == ("๓,๐๐๐ บาท", "2-2"), read
table = document.with_suffix(".csv")
table.write_text("ชื่อเรื่อง,วงเงินโครงการ,กลยุทธ์\\nตลาดนัด,3 บาท,เปิดทุกเช้า\\n", "utf-8")
(row,) = records_of(table, table)
assert row.record.budget == "3 บาท", row
settings = Settings(home=Path(sys.argv[1]))
Store(settings.home).put(record)
with open_searcher(settings) as searcher:
    client = create_app(settings, searcher).test_client()
    page = client.get("/api/v1/search?budget=5,000 บาท").get_json()
    assert page["hits"][0]["budget"] == "5,000 บาท"
    assert page["facets"]["budget"][0] == {"value": "5,000 บาท", "label": "5,000 บาท", "count": 1, "selected": True}
    assert client.get("/api/v1/search?q=งบประมาณ:บาท").get_json()["total"] == 1
    assert "งบประมาณ" in client.get("/records/a").text
"""


@pytest.mark.slow
def test_a_new_field_is_one_row_that_everything_follows(tmp_path: Path) -> None:
    code = tmp_path / "code"
    for package in ("kmsearch", "corpus", "ingest", "index", "webui"):
        shutil.copytree(ROOT / package, code / package, ignore=shutil.ignore_patterns("__pycache__"))
    rows = code / "corpus" / "fields.py"
    text = rows.read_text("utf-8")
    last_row = next(line for line in text.splitlines(keepends=True) if line.startswith("    form: "))
    rows.write_text(text.replace(last_row, last_row + NEW_ROW), "utf-8")
    form = code / "ingest" / "forms" / "other.toml"
    form.write_text(form.read_text("utf-8").replace("[fields]\n", '[fields]\nbudget = ["วงเงินโครงการ"]\n'), "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", USE_OF_THE_NEW_FIELD, str(tmp_path / "home"), EMPTY_DIGEST],
        cwd=code,
        env={**os.environ, "PYTHONPATH": str(code), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
