"""Export and import: JSON lines lose nothing, a spreadsheet keeps every field and item."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.fields import FIELDS, SECTION
from corpus.formats.jsonlines import from_object, to_line, to_object
from corpus.formats.spreadsheet import COLUMNS, from_row, to_row
from corpus.record import Evidence, Item, Record, Section, Source
from corpus.storage.store import Store
from ingest.pipeline import ingest
from kmsearch.cli.main import main
from kmsearch.errors import BrokenRecord
from tests.factories import fill

# Texts that JSON, CSV or a spreadsheet program could misread.
ODD = (
    *",;\"'|\\{}[]=+-@:#",
    *(
        "1. ",
        "2. ",
        "\n2. ",
        "=SUM(A1)",
        "+66",
        "-",
        '""',
        "'x",
        "\\n",
        "\\u0e01",
        "null",
        "NaN",
        "๑. ",
        "ก",
        "ที่",
        "น้ำ",
        "😀",
    ),
    *(" ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\x00", "\x7f", "\x85", "\xa0", "\u2028", "\ufeff", "\u2003"),
)
texts = st.lists(st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=8).map(
    "".join
)
line_texts = texts.map(lambda text: " ".join(text.split())).filter(lambda text: text.isprintable())
items = st.builds(Item, texts, st.sampled_from((0, 0, 1, 2, 9)), st.booleans()).filter(lambda item: item.text)
sections = st.lists(
    st.builds(Section, st.sampled_from(list(SECTION)), st.lists(items, max_size=5).map(tuple)),
    max_size=4,
    unique_by=lambda section: section.name,
).map(tuple)
FIELD_TEXTS = [row.name for row in FIELDS if row.kind not in ("year", "keywords")]
records = st.builds(
    Record,
    id=texts.filter(bool),
    **dict.fromkeys([*FIELD_TEXTS, "note", "extracted"], texts),
    year=st.none() | st.integers(2475, 2600),
    topics=st.lists(line_texts.filter(bool), max_size=3).map(tuple),
    checks=st.lists(line_texts.filter(bool), max_size=2).map(tuple),
    source=st.lists(st.builds(Source, texts, texts, texts, texts), max_size=2).map(tuple),
    evidence=st.dictionaries(texts, st.builds(Evidence, texts, st.floats(0, 1), texts), max_size=3),
    sections=sections,
)

RECORD = Record(
    id="kmabc",
    title="การบริหารหนี้, กลุ่ม #1",
    author_name="นางสมศรี ใจงาม",
    phone="+66-0000-0000",
    year=2560,
    topics=("หนี้", "2560"),
    sections=(
        Section("background", (Item("เรื่องเล่า\nสองบรรทัด"),)),
        Section("strategies", (Item("หลักการ", lead=True), Item("หนึ่ง"), Item("2. ย่อย", 1), Item("ไม่มี"))),
        Section("techniques"),
    ),
    note="**ดีมาก**\n\n| ก | ข |",
    source=(Source("a.txt", "0123012301230123.txt", "ff", "1-9"),),
    checks=("ไม่พบอำเภอ",),
    evidence=MappingProxyType({"title": Evidence("1-2", 0.95, "ป้าย")}),
)
RECORD = replace(RECORD, extracted=RECORD.content_digest())
EDITED = replace(RECORD, id="kmedited", title="แก้ด้วยมือ")

Run = Callable[..., Result]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return fill(tmp_path / "home", (RECORD, EDITED))


@pytest.fixture
def run(run: Run, store: Store) -> Run:
    """Runs a command over the home of ``store``."""
    return run


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(records)
def test_a_json_line_round_trips(record: Record) -> None:
    line = to_line(record)
    assert len(line.splitlines()) == 1
    assert from_object(json.loads(line)) == record


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(records)
def test_a_row_keeps_fields_and_items(record: Record) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([COLUMNS, to_row(record)])
    (cells,) = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    read = from_row(cells)
    fields = [row.name for row in FIELDS] + ["id", "note", "checks"]
    assert [getattr(read, name) for name in fields] == [getattr(record, name) for name in fields]
    items = {
        section.name: [item.text for item in section.numbered_items]
        for section in record.sections
        if section.numbered_items
    }
    assert {section.name: [item.text for item in section.items] for section in read.sections} == items
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in to_row(record))


@pytest.mark.parametrize(
    "change",
    [
        {"id": ""},
        {"colour": "red"},
        {"title": 3},
        {"year": "2560"},
        {"year": True},
        {"topics": "หนี้"},
        {"sections": []},
        {"sections": {"tricks": []}},
        {"sections": {"methods": "ก"}},
        {"sections": {"methods": [{"text": "ก", "depth": 1}]}},
        {"sections": {"methods": [{"text": "ก", "level": "1"}]}},
        {"source": [{"url": "x"}]},
        {"evidence": {"title": {"confidence": 2}}},
    ],
    ids=str,
)
def test_an_invalid_object_raises_broken_record_with_cause_and_cure(change: dict[str, Any]) -> None:
    with pytest.raises(BrokenRecord) as caught:
        from_object(to_object(RECORD) | change)
    assert caught.value.cause
    assert caught.value.cure


def test_export_and_import_into_an_empty_home_is_lossless(run: Run, store: Store, tmp_path: Path) -> None:
    path, other = tmp_path / "km.jsonl", Store(tmp_path / "other")
    run("export", "--private", "--output", path)
    assert ingest([path], other).files[0].status == "new"
    assert list(other.records()) == list(store.records()) == [RECORD, EDITED]
    assert [entry.path.read_bytes() for entry in other.scan()] == [entry.path.read_bytes() for entry in store.scan()]


def test_csv_import_into_an_empty_home_keeps_fields_and_items(run: Run, tmp_path: Path) -> None:
    path, other = tmp_path / "km.csv", Store(tmp_path / "other")
    run("export", "--private", "--output", path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,title,")
    ingest([path], other)
    record, edited = other.records()
    assert (record.phone, record.topics, record.year) == (RECORD.phone, RECORD.topics, RECORD.year)
    assert record.section("strategies").items == (Item("หนึ่ง"), Item("2. ย่อย"), Item("ไม่มี"))
    assert record.extracted == record.content_digest()
    assert edited.extracted != edited.content_digest()


@pytest.mark.parametrize("name", ["km.jsonl", "km.csv"])
def test_importing_an_export_into_its_own_home_changes_nothing(
    run: Run, store: Store, tmp_path: Path, name: str
) -> None:
    run("export", "--output", tmp_path / name)
    stamps = [entry.stamp for entry in store.scan()]
    (report,) = ingest([tmp_path / name], store).files
    assert (report.status, report.known) == ("known", 2)
    assert [entry.stamp for entry in store.scan()] == stamps


def test_a_cell_edited_in_a_spreadsheet_changes_only_its_section(run: Run, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "km.csv"
    run("export", "--output", path)
    path.write_bytes(path.read_bytes().replace("1. เรื่องเล่า".encode(), "1. เรื่องจริง".encode()))
    (report,) = ingest([path], store).files
    assert [(row.id, row.status) for row in report.records] == [("kmabc", "updated"), ("kmedited", "kept")]
    changed = store.get("kmabc")
    assert changed.section("background").items == (Item("เรื่องจริง\nสองบรรทัด"),)
    assert changed.section("strategies") == RECORD.section("strategies")
    assert (changed.source, changed.evidence, changed.note) == (RECORD.source, RECORD.evidence, RECORD.note)


def test_export_writes_to_standard_output(run: Run) -> None:
    lines = run("export").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["kmabc", "kmedited"]
    assert run("export", "--format", "csv").stdout_bytes.decode("utf-8-sig").startswith("id,title,")


def test_an_export_that_hides_values_says_so(run: Run) -> None:
    assert "--private" in run("export").stderr
    assert "--private" not in run("export", "--private").stderr


def test_export_names_a_broken_record_and_leaves_it_out(run: Run, store: Store) -> None:
    (store.records_folder / "kmabc.md").write_text("---\nid: kmabc\nyear: [\n---\n", "utf-8")
    result = run("export", status=1)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["kmedited"]
    assert "kmabc.md" in result.stderr.replace("\n", "")


def test_export_names_a_file_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    assert "no-folder" in run("export", "--output", tmp_path / "no-folder" / "km.csv", status=1).stderr.replace(
        "\n", ""
    )


def test_an_empty_corpus_exports_no_lines(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--home", str(tmp_path / "empty"), "export"])
    assert (result.exit_code, result.stdout) == (0, "")
