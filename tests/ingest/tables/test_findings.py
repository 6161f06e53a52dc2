"""Regressions found by fuzzing, each reduced to its smallest case."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ingest import archive
from ingest.cleaning.line_roles import role_of
from ingest.document import Document, Line
from ingest.fields.value_boundaries import value_end
from ingest.forms.label_table import load_labels
from ingest.readers import read
from ingest.segmentation.segmenter import segment
from ingest.tables.table_records import records_of
from kmsearch.thai.damage_repair import default_repairer

_NAME = 46
"""Bytes before the name in an entry of a zip directory (APPNOTE 4.3.12)."""


@pytest.mark.parametrize("section", ["<![odd]>", "<![ก>", "<![x", "<![if !x]>", "<![", "<![]>"])
def test_a_marked_section_no_parser_knows_is_a_comment(section: str) -> None:
    page = f"<p>ก่อน</p>{section}<p>หลัง</p>"
    shown = [line.text for line in read(Path("a.html"), page.encode()).lines]
    assert shown[0] == "ก่อน"
    assert shown[-1].endswith("หลัง")


@pytest.mark.parametrize("left_open", ["<a b='", "<!--", "<?", "</a ", "<![CDATA["])
def test_markup_that_never_ends_is_text_and_is_read_once(left_open: str) -> None:
    page = "<p>ก่อน</p>" + left_open * 20_000
    assert read(Path("a.html"), page.encode()).lines[0].text.startswith("ก่อน")


def test_a_member_without_a_name_costs_no_more_than_itself(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("a", b"x")
        package.writestr("b.txt", "บันทึก")
    data = bytearray(made.getvalue())
    data[data.index(b"PK\x01\x02") + _NAME] = 0
    (tmp_path / "km.zip").write_bytes(data)
    with archive.unpacked(tmp_path / "km.zip") as members:
        assert [member.path.name for member in members if not member.error] == ["b.txt"]
        assert len(members) == 2


def test_the_rest_of_a_line_too_long_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.tables.table_row.MAX_ROW_SIZE", 200)
    path = tmp_path / "a.csv"
    path.write_text(f"ชื่อเรื่อง,กลยุทธ์\n{'ก' * 350},ข\nเรื่อง,ค\n", "utf-8")
    rows = list(records_of(path, path))
    assert [(row.row.number, bool(row.fault)) for row in rows] == [(2, True), (3, False)]


def test_a_long_stretch_that_no_word_fits_is_read_once() -> None:
    text = "ก" * 10_000
    assert default_repairer().repair(text).text == text


@pytest.mark.slow
def test_many_lines_without_a_blank_are_read_once() -> None:
    lines = tuple(Line("การ", number) for number in range(1, 5_001))
    (raw_record,) = segment(Document("a.txt", lines), load_labels())
    assert len(raw_record.prelude) == 5_000


def test_a_phone_field_without_a_number_is_read_once() -> None:
    assert value_end("phone", "ก" * 400, "") == 0


@pytest.mark.parametrize("line", ["." * 50_000 + "x", "เขียนโดย" + " ที่ " * 20_000, "ก" * 3 + ". " * 50_000])
def test_a_line_longer_than_any_notice_is_text(line: str) -> None:
    assert role_of(line) == "text"
