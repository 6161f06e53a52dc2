"""``kmsearch check``: the records to review, the most urgent first."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from corpus.record import Evidence, Record
from corpus.storage.store import Store
from ingest.reporting.review_queue import review
from tests.commands import invoke
from tests.factories import fill

WHOLE = Record(
    id="whole",
    title="การทำปุ๋ย",
    author_name="นางสาวมะลิ ใจงาม",
    author_position="นักวิชาการ",
    author_office="สำนักงานพัฒนาชุมชนอำเภอแม่ทะ",
    district="แม่ทะ",
    province="ลำปาง",
    year=2558,
    evidence={"title": Evidence("1-1", 0.97)},
)


def changed(id: str, **values: Any) -> Record:
    """``WHOLE`` under another id with other values."""
    return replace(WHOLE, id=id, **values)


RECORDS = [
    WHOLE,
    changed("no_year", year=None),
    changed("two_checks", checks=("ก", "ข")),
    changed("doubtful", checks=("ก",), evidence={"title": Evidence("1-1", 0.5), "year": Evidence("2-2", 0.7)}),
    changed("one_check", checks=("ก",)),
    changed("check_and_lack", checks=("ก",), year=None, province=""),
]


def check(home: Path, *words: str, status: int = 0) -> Result:
    return invoke("--home", home, "check", *words, status=status)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path, RECORDS).home


def test_checks_rank_before_missing_fields_before_confidence() -> None:
    order = ["two_checks", "check_and_lack", "doubtful", "one_check", "no_year"]
    assert [finding.id for finding in review(RECORDS)] == order


def test_values_of_low_confidence_are_listed_lowest_first() -> None:
    (finding,) = review([changed("a", evidence={"year": Evidence("2-2", 0.7), "title": Evidence("1-1", 0.5)})])
    assert list(finding.unsure.items()) == [("title", 0.5), ("year", 0.7)]


def test_the_list_as_json_is_cut_at_the_limit(home: Path) -> None:
    findings = json.loads(check(home, "--json", "--limit", "2").stdout)
    assert findings["total"] == 5
    assert [row["id"] for row in findings["records"]] == ["two_checks", "check_and_lack"]
    assert findings["records"][1]["missing_fields"] == ["province", "year"]


def test_the_list_is_shown_to_people(home: Path) -> None:
    shown = check(home, "--limit", "3").stdout
    assert "ควรตรวจ 5 บันทึก" in shown
    assert "ขาด จังหวัด, ปี พ.ศ." in shown
    assert "ชื่อเรื่อง 50%, ปี พ.ศ. 70%" in shown
    assert "one_check" not in shown


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    Store(tmp_path).put(WHOLE)
    assert "ไม่มีบันทึกที่ต้องตรวจ" in check(tmp_path).stdout


def test_a_broken_record_is_named(home: Path) -> None:
    (home / "records" / "no_year.md").write_text("---\nid: [\n---\n", "utf-8")
    result = check(home, "--json", status=1)
    assert json.loads(result.stdout)["total"] == 4
    assert "no_year.md" in result.stderr.replace("\n", "")
