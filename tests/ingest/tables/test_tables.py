"""Tables of records: JSON lines and CSV, as databases and spreadsheet programs of offices write them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from corpus.record import Item, Record
from corpus.storage.store import Store
from ingest.forms.label_table import load_labels
from ingest.pipeline import ingest
from ingest.reporting.run_report import FileReport
from ingest.tables import csv_table, table_row
from ingest.tables.column_names import IGNORED, target_of
from ingest.tables.table_records import records_of

TABLE = """รหัส,ชื่อเรื่อง,ชื่อเจ้าของความรู้,สังกัด,ปี พ.ศ.,กลยุทธ์
a-1,การทำปุ๋ย,นางสาวมะลิ ใจงาม,สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง,๒๕๕๘,"1. หมักให้นาน
2. กลับกองทุกสัปดาห์"
a-2,การตั้งธนาคารขยะ,นายสมาน ดีพร้อม,,2560,"- คัดแยกที่บ้าน
- ชั่งทุกวันเสาร์"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "km.csv"
    path.write_text(TABLE, "utf-8")
    return path


def lines(path: Path, *objects: Any) -> Path:
    """A file with one line of JSON per object, or the text itself."""
    texts = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in objects]
    path.write_text("".join(text + "\n" for text in texts), "utf-8")
    return path


def take(path: Path, store: Store) -> FileReport:
    (report,) = ingest([path], store).files
    return report


def only(path: Path) -> Record:
    (result,) = records_of(path, path)
    assert result.record is not None, result.fault
    return result.record


def texts(record: Record, section: str) -> list[str]:
    return [item.text for item in record.section(section).numbered_items]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("title", "title"),
        ("ชื่อเรื่อง", "title"),
        ("ชื่อองค์ความรู้", "title"),
        (" ชื่อเรื่อง : ", "title"),
        ("ชื่อ-สกุล", "author_name"),
        ("ส่วนราชการ", "author_office"),
        ("เบอร์โทรศัพท์ที่ติดต่อได้สะดวก", "phone"),
        ("จังหวัด", "province"),
        ("year_be", "year"),
        ("ปี พ.ศ.", "year"),
        ("ปีงบประมาณ", "event"),
        ("กลยุทธ์", "strategies"),
        ("กลยุทธ์ในการทำงาน", "strategies"),
        ("กลยุทธในการทำงาน", "strategies"),
        ("๖.๔ ปัญหาและวิธีการแก้ไข", "problems_solutions"),
        ("ขุมความรู้ (Knowledge Assets)", "knowledge_assets"),
        ("background", "background"),
        ("รหัส", "id"),
        ("ลำดับที่", IGNORED),
        ("งบประมาณ", ""),
        ("จังหวัดที่ไปดูงาน", ""),
        ("", ""),
    ],
)
def test_names_of_columns(name: str, target: str) -> None:
    assert target_of(name, load_labels()) == target


def test_a_table_becomes_records_with_the_ids_it_gives(table: Path, store: Store) -> None:
    report = take(table, store)
    assert (report.status, report.bad, [row.id for row in report.records]) == ("new", 0, ["a-1", "a-2"])
    record = store.get("a-1")
    assert (record.title, record.author_name, record.year) == ("การทำปุ๋ย", "นางสาวมะลิ ใจงาม", 2558)
    assert (record.district, record.province, record.region) == ("แม่ทะ", "ลำปาง", "ภาคเหนือ")
    assert texts(record, "strategies") == ["หมักให้นาน", "กลับกองทุกสัปดาห์"]
    assert texts(store.get("a-2"), "strategies") == ["คัดแยกที่บ้าน", "ชั่งทุกวันเสาร์"]
    assert store.original(record.source[0].original).read_bytes() == table.read_bytes()
    assert [store.get(id).source[0].lines for id in ("a-1", "a-2")] == ["2-2", "4-4"]


def excel(text: str, delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le"])
def test_a_table_in_any_encoding_with_any_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    plain, path = tmp_path / "plain.csv", tmp_path / "km.csv"
    plain.write_text(TABLE, "utf-8")
    path.write_bytes(excel(TABLE, delimiter).encode(encoding))
    records = [each.record for each in records_of(path, plain)]
    assert [r and r.content_digest() for r in records] == [
        each.record and each.record.content_digest() for each in records_of(plain, plain)
    ]
    assert len(records) == 2


def test_a_heading_above_the_header_and_blank_rows_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "km.csv"
    path.write_text("ทะเบียนองค์ความรู้ ปี 2560,,\n,,\nลำดับ,ชื่อเรื่อง,แก่นความรู้\n,,\n1,การทำปุ๋ย,หมักให้นาน\n", "utf-8")
    record = only(path)
    assert (record.title, texts(record, "core_knowledge"), texts(record, "other")) == ("การทำปุ๋ย", ["หมักให้นาน"], [])
    assert record.source[0].lines == "5-5"


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("1. ก\n2. ข", ["ก", "ข"]),
        ("๑) ก\n๒) ข", ["ก", "ข"]),
        ("• ก\n• ข", ["ก", "ข"]),
        ("ให้สมาชิกมีส่วนร่วมตั้งกติกาของกลุ่มเองทุกข้อ\nติดตามทุกเดือน", ["ให้สมาชิกมีส่วนร่วมตั้งกติกาของกลุ่มเองทุกข้อ", "ติดตามทุกเดือน"]),
        ("1. ก 2. ข 3. ค", ["ก", "ข", "ค"]),
        ("ข้อเดียว", ["ข้อเดียว"]),
        ("-", []),
    ],
)
def test_a_cell_with_several_items(tmp_path: Path, cell: str, items: list[str]) -> None:
    path = tmp_path / "km.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["ชื่อเรื่อง", "กลยุทธ์"], ["การทำปุ๋ย", cell]])
    assert texts(only(path), "strategies") == items


def test_a_line_of_json_keeps_its_id_and_its_items_as_they_are(tmp_path: Path) -> None:
    sections = {"background": ["1. ไม่ใช่ลำดับ", "สอง 2. สาม"], "กลยุทธ์": [{"text": "หัวข้อ", "lead": True}, "ทำ"]}
    record = only(lines(tmp_path / "km.jsonl", {"id": "doc_7", "title": "“ชื่อ” ...", "sections": sections}))
    assert (record.id, record.title) == ("doc_7", "“ชื่อ” ...")
    assert texts(record, "background") == ["1. ไม่ใช่ลำดับ", "สอง 2. สาม"]
    assert record.section("strategies").items == (Item("หัวข้อ", lead=True), Item("ทำ"))
    assert record.extracted == record.content_digest()


@pytest.mark.parametrize(
    ("name", "value", "year"),
    [
        ("year", 2560, 2560),
        ("year_be", "๒๕๖๐", 2560),
        ("year_ce", 2017, 2560),
        ("ปี", "60", 2560),
        ("year", "2560.0", 2560),
    ],
)
def test_years_of_either_era(tmp_path: Path, name: str, value: object, year: int) -> None:
    record = only(lines(tmp_path / "km.jsonl", {"title": "ก", name: value}))
    assert (record.year, record.section("other").items) == (year, ())


def test_unknown_columns_are_kept_in_other(tmp_path: Path) -> None:
    value = {"title": "ก", "งบประมาณ": 5000, "แหล่งงบ": ["ก", "ข"], "ปี": "หลายปี", "title ": "ข", "ว่าง": None}
    record = only(lines(tmp_path / "km.jsonl", value))
    assert texts(record, "other") == ["งบประมาณ: 5000", "แหล่งงบ: ก, ข", "title : ข", "หลายปี"]


def test_damaged_thai_is_repaired(tmp_path: Path) -> None:
    record = only(lines(tmp_path / "km.jsonl", {"title": "งานอ าเภอ", "sections": {"methods": ["ท าให้จ าได้"]}}))
    assert (record.title, texts(record, "methods")) == ("งานอำเภอ", ["ทำให้จำได้"])


def test_repair_looks_at_the_whole_row_and_adds_a_check(tmp_path: Path) -> None:
    row = {"title": "การทางานของผู้นาตาบล", "methods": ["จัดเวทีระดับอาเภอ", "ทาแผนชุมชน"], "งบ": {"จาก": "อบต."}}
    record = only(lines(tmp_path / "km.jsonl", row))
    assert (record.title, texts(record, "methods")) == ("การทำงานของผู้นำตำบล", ["จัดเวทีระดับอำเภอ", "ทำแผนชุมชน"])
    assert any("ถูกซ่อม 5 แห่ง" in check for check in record.checks)
    sound = only(lines(tmp_path / "sound.jsonl", {"title": "การทำงานของผู้นำตำบล"}))
    assert not any("ซ่อม" in check for check in sound.checks)


def test_a_province_that_no_list_has_stays(tmp_path: Path) -> None:
    assert only(lines(tmp_path / "km.jsonl", {"title": "ก", "จังหวัด": "นครใหม่"})).province == "นครใหม่"


def test_bad_lines_are_named_and_the_rest_go_in(tmp_path: Path, store: Store) -> None:
    path = lines(
        tmp_path / "km.jsonl",
        *({"id": "a", "title": "ก"}, "{", "[1]", "", {"id": "ก" * 65, "title": "ข"}, {"id": "a", "title": "ค"}),
        *({"id": "b"}, '{"title": "ง", "sections": {"methods": [3]}}', "[" * 100_000, {"id": "c", "title": "จ"}),
    )
    with path.open("ab") as file:
        file.write(b'{"title": "\xff"}\n')
    report = take(path, store)
    assert [problem.line for problem in report.problems] == [2, 3, 5, 6, 7, 8, 9, 11]
    assert (report.bad, store.ids()) == (8, ["a", "c"])
    assert "บรรทัดที่ 1" in report.problems[3].cause
    assert "ก" * 65 in report.problems[2].cause
    assert all(problem.cause and problem.cure for problem in report.problems)
    assert store.get("a").title == "ก"


def test_the_same_bad_lines_again_are_still_bad(tmp_path: Path, store: Store) -> None:
    path = lines(tmp_path / "km.jsonl", {"id": "a", "title": "ก"}, {"id": "a", "title": "ข"})
    first, second = take(path, store), take(path, store)
    assert first.problems == second.problems
    assert (second.known, store.get("a").title) == (1, "ก")


def test_bad_rows_of_a_table(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "km.csv"
    csv_lines = ["ชื่อเรื่อง,กลยุทธ์", "ก,ทำ", 'ข,"ไม่ปิด', "ค,ทำ", "ง,ทำ,เกิน", "จ,ทำ"]
    path.write_bytes("\n".join(csv_lines).encode() + "\n\xa1\xa2,ทำ\n".encode("latin-1", "ignore") + "ฉ,ทำ\n".encode())
    report = take(path, store)
    assert [problem.line for problem in report.problems] == [3, 5, 7]
    assert sorted(row.title for row in report.records) == ["ก", "ค", "จ", "ฉ"]


def test_an_unclosed_quotation_mark_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MAX_LINES_PER_ROW", 5)
    path = tmp_path / "km.csv"
    path.write_text("ชื่อเรื่อง,กลยุทธ์\n" + 'ก,"เปิด\n' + "".join(f"เรื่อง {n},ทำ\n" for n in range(20)), "utf-8")
    results = list(records_of(path, path))
    assert [each.row.number for each in results if each.fault] == [2]
    assert [each.record.title for each in results if each.record] == [f"เรื่อง {n}" for n in range(20)]


def test_a_line_too_long_is_one_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_row, "MAX_ROW_SIZE", 100)
    path = lines(tmp_path / "km.jsonl", {"title": "ก"}, {"title": "ย" * 200}, {"title": "ข"})
    assert [bool(each.fault) for each in records_of(path, path)] == [False, True, False]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b""),
        ("a.jsonl", b"\n\n"),
        ("a.jsonl", '[\n{"title": "ก"}\n]'.encode()),
        ("a.jsonl", '{"title": "ก"}'.encode("utf-16")),
        ("a.csv", "สวัสดี,ชาวโลก\n1,2\n".encode()),
        ("a.csv", bytes(range(256)) * 40),
        ("a.tsv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256))),
    ],
)
def test_a_file_that_is_no_table_is_explained(tmp_path: Path, store: Store, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    report = take(path, store)
    assert report.status == "failed"
    assert report.cause
    assert report.cure


def test_the_same_table_again_changes_nothing(table: Path, store: Store, tmp_path: Path) -> None:
    take(table, store)
    stamps = [entry.stamp for entry in store.scan()]
    again = take(table, store)
    (tmp_path / "copy").mkdir()
    copy = take(table.rename(tmp_path / "copy" / "km.csv"), store)
    assert [(report.status, report.known, report.records) for report in (again, copy)] == [("known", 2, ())] * 2
    assert [entry.stamp for entry in store.scan()] == stamps


def test_a_changed_row_updates_its_record_and_leaves_the_others(table: Path, store: Store) -> None:
    take(table, store)
    before = {entry.id: entry.stamp for entry in store.scan()}
    table.write_text(TABLE.replace("หมักให้นาน", "หมักสามเดือน"), "utf-8")
    report = take(table, store)
    assert ([row.id for row in report.records], report.status, report.known) == (["a-1"], "updated", 1)
    assert texts(store.get("a-1"), "strategies")[0] == "หมักสามเดือน"
    assert {entry.id for entry in store.scan() if entry.stamp != before[entry.id]} == {"a-1"}


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on(tmp_path: Path, store: Store) -> None:
    path = lines(tmp_path / "km.jsonl", *({"id": f"d{n}", "title": f"เรื่อง {n}"} for n in range(500)))

    def stop(done: int, total: int, name: str) -> None:
        if name.endswith(":201"):
            raise KeyboardInterrupt

    assert ingest([path], store, stop).stopped
    begun = len(store)
    report = take(path, store)
    assert 0 < begun < 500
    assert (report.known, len(report.records), len(store)) == (begun, 500 - begun, 500)


def test_hand_edits_are_not_overwritten(table: Path, store: Store) -> None:
    take(table, store)
    path = store.records_folder / "a-1.md"
    path.write_text(path.read_text("utf-8").replace("หมักให้นาน", "แก้ด้วยมือ"), "utf-8")
    table.write_text(TABLE.replace("หมักให้นาน", "หมักสามเดือน"), "utf-8")
    assert take(table, store).status == "kept"
    assert texts(store.get("a-1"), "strategies")[0] == "แก้ด้วยมือ"


def test_rows_without_ids_are_as_many_records(tmp_path: Path, store: Store) -> None:
    same = {"title": "การทำปุ๋ย", "author_name": "นางสาวมะลิ ใจงาม"}
    path = lines(tmp_path / "km.jsonl", {**same, "methods": ["หมัก"]}, {**same, "methods": ["กลับกอง"]})
    take(path, store)
    assert sorted(texts(record, "methods")[0] for record in store.records()) == ["กลับกอง", "หมัก"]
    lines(path, {**same, "methods": ["หมัก"]}, {**same, "methods": ["กลับกองบ่อย ๆ"]})
    assert take(path, store).status == "updated"
    assert len(store) == 2


def test_an_id_that_another_record_has_is_refused(tmp_path: Path, store: Store) -> None:
    take(lines(tmp_path / "a.jsonl", {"id": "1", "title": "การทำปุ๋ย"}), store)
    report = take(lines(tmp_path / "b.jsonl", {"id": "1", "title": "ธนาคารขยะ"}, {"id": "2", "title": "ตลาด"}), store)
    assert [problem.line for problem in report.problems] == [1]
    assert [record.title for record in store.records()] == ["การทำปุ๋ย", "ตลาด"]


def test_a_record_broken_by_hand_costs_its_row_only(table: Path, store: Store) -> None:
    take(table, store)
    (store.records_folder / "a-1.md").write_text("---\nid: [\n---\n", "utf-8")
    table.write_text(TABLE.replace("2560", "2561"), "utf-8")
    report = take(table, store)
    assert "a-1.md" in report.problems[0].cause
    assert store.get("a-2").year == 2561
