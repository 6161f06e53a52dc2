"""``kmsearch extract --explain``: outcomes of each line of a document, with their confidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.fields import FIELD
from ingest.document import Document
from ingest.file_reader import read_file
from ingest.readers import load, read
from ingest.readers.text import as_lines
from ingest.reporting.line_explanation import ExplainedLine, LineOutcome, confidence_of, explain
from kmsearch.cli.main import main
from tests.paths import TESTS

FIXTURES = sorted(path for path in (TESTS / "extraction").iterdir() if path.suffix in (".txt", ".html"))


def explained(path: Path) -> list[ExplainedLine]:
    return explain(read(path, load(path)))


def of_text(text: str) -> dict[int, ExplainedLine]:
    return {line.number: line for line in explain(Document("a.txt", as_lines(text)))}


@pytest.mark.slow
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_line_is_explained(path: Path) -> None:
    lines = explained(path)
    assert lines
    assert [(line.number, line.text) for line in lines] == [
        (each.number, each.text) for each in read(path, load(path)).lines
    ]
    assert all(line.outcomes and line.outcomes[0].label for line in lines)
    assert [line for line in lines if line.outcomes[0].kind == "unused"] == []


@pytest.mark.slow
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_the_explanation_agrees_with_extraction(path: Path) -> None:
    """Every item and every field with lines is in the explanation, and no other line is an item."""
    records = read_file(path).records
    roles = {(outcome.kind, outcome.name, outcome.number) for line in explained(path) for outcome in line.outcomes}
    items = {("item", section, number) for record in records for section, number, _ in record.numbered_items()}
    assert items == {outcome for outcome in roles if outcome[0] == "item"} or not records
    filled = {
        name for record in records for name, evidence in record.evidence.items() if name in FIELD and evidence.lines
    }
    explained_fields = {name for kind, name, _ in roles if kind == "field"}
    assert filled - explained_fields <= {"year"}


TEXT = """แบบบันทึกองค์ความรู้
ชื่อ-นามสกุล นางสาวมะลิ ใจงาม ตำแหน่ง นักวิชาการพัฒนาชุมชนชำนาญการ
เบอร์โทรศัพท์
ชื่อเรื่อง การฟื้นกลุ่มออมทรัพย์

กลุ่มออมทรัพย์หยุดเดินบัญชีเมื่อปี 2557 เพราะสมาชิกไม่ส่งคืนเงินกู้
บันทึกขุมความรู้
1. สมาชิกต้องรู้ยอดเงินของตน
- 2 -
2. การเยี่ยมถึงบ้านได้ผลกว่าการส่งหนังสือ
แก่นความรู้
-
ภาพกิจกรรม
ประชุมกลุ่มที่ศาลา
แสดงความคิดเห็น
"""


def test_outcomes_of_lines() -> None:
    kinds = {number: [outcome.kind for outcome in line.outcomes] for number, line in of_text(TEXT).items()}
    assert kinds == {
        1: ["start"],
        2: ["field", "field"],
        3: ["label"],
        4: ["field"],
        6: ["item", "field"],
        7: ["heading"],
        8: ["item"],
        9: ["furniture"],
        10: ["item"],
        11: ["heading"],
        12: ["empty"],
        13: ["other"],
        14: ["other"],
        15: ["chrome"],
    }


def test_items_have_numbers_and_values_confidence() -> None:
    lines = of_text(TEXT)
    assert lines[10].outcomes == (LineOutcome("item", "knowledge_assets", 2, 0.97),)
    assert lines[6].outcomes[1].name == "year"
    assert confidence_of(lines[6].outcomes) == 0.7
    assert confidence_of(lines[9].outcomes) is None


def test_a_document_without_a_record_is_explained_too() -> None:
    lines = of_text("ประกาศ\nนายอำเภอเปิดงานประจำปี มีผู้ร่วมงานสามร้อยคน\n")
    assert [(line.record, line.outcomes[0].kind) for line in lines.values()] == [(0, "prelude"), (0, "prelude")]


def test_records_of_one_document_are_counted() -> None:
    lines = of_text(TEXT + TEXT.replace("การฟื้นกลุ่มออมทรัพย์", "ธนาคารขยะ"))
    assert [lines[number].record for number in (4, 19)] == [1, 2]


def test_the_command_prints_plain_text_into_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    result = CliRunner().invoke(main, ["extract", "--explain", str(path)])
    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    rows = result.stdout.splitlines()
    assert [row.split()[0] for row in rows if row.split()[0].isdecimal()] == [str(number) for number in of_text(TEXT)]
    assert any("ขุมความรู้ ข้อ 2" in row and "97%" in row and "การเยี่ยมถึงบ้าน" in row for row in rows)


def test_a_file_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["extract", "--explain", str(tmp_path / "gone.txt")])
    assert result.exit_code == 1
    assert "gone.txt" in result.stderr
