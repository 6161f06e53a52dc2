"""The command line."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from corpus.storage.store import Store
from kmsearch.cli.main import main
from kmsearch.thai.characters import CONSONANTS
from tests.commands import Run

Write = Callable[..., Path]


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


def test_ingest_then_search_finds_the_record(run: Run, form_a: Write) -> None:
    run("ingest", form_a("a.txt"), form_a("b.txt", title="การตั้งธนาคารขยะ", asset="คัดแยกขยะ"))
    found = answer(run("search", "ธนาคารขยะ", "--json"))
    assert [hit["title"] for hit in found["hits"]] == ["การตั้งธนาคารขยะ"]
    assert set(found["facets"]["province"][0]) == {"value", "label", "count", "selected"}


def test_items_are_found_with_their_address(run: Run, form_a: Write) -> None:
    run("ingest", form_a("a.txt"))
    (hit,) = answer(run("search", "ติดตามทุกเดือน", "--in", "items", "--json"))["hits"]
    assert (hit["section"], hit["number"], hit["anchor"]) == ("strategies", 2, "strategies-2")


def test_filters_narrow_and_an_unknown_one_is_explained(run: Run, form_a: Write) -> None:
    run("ingest", form_a("a.txt", year="2558"), form_a("b.txt", title="เรื่องที่สอง", year="2560"))
    page = answer(run("search", "ออมทรัพย์", "--filter", "year=2560", "--filter", "province=ลำปาง", "--json"))
    assert [hit["year"] for hit in page["hits"]] == [2560]
    for bad in ("tambon=ก", "province"):
        assert "province" in run("search", "x", "--filter", bad, status=1).stderr


def test_results_are_shown_to_people(run: Run, form_a: Write) -> None:
    run("ingest", form_a("a.txt"))
    shown = run("search", "ออมทรัพย์").stdout
    assert "พบ 1 บันทึก" in shown
    assert "การฟื้นกลุ่มออมทรัพย์" in shown
    assert "08-0000" not in shown


def test_a_misspelt_query_is_corrected_unless_exact(run: Run, form_a: Write) -> None:
    run("ingest", str(form_a("a.txt")))
    shown = run("search", "ออมทรพัย์").output
    assert "แสดงผลของ “ออมทรัพย์” แทน “ออมทรพัย์”" in shown
    assert "การฟื้นกลุ่มออมทรัพย์" in shown
    assert "แทน" not in run("search", "ออมทรพัย์", "--exact").output


def test_without_results_the_missing_word_and_similar_words_are_named(run: Run, form_a: Write) -> None:
    run("ingest", str(form_a("a.txt")))
    shown = run("search", "กลุ้ม", "--exact").output
    assert "พบ 0 บันทึก" in shown
    assert "กลุ้ม: ไม่มีในคลัง คำใกล้เคียง: กลุ่ม (1)" in shown


def test_a_file_without_a_record_makes_the_status_1_and_is_in_the_report(
    run: Run, form_a: Write, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    result = run("ingest", form_a("a.txt"), empty, "--report", tmp_path / "report.json", status=1)
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["counts"]["new"] == report["counts"]["failed"] == 1
    assert "empty.txt" in result.stdout
    assert run("ingest", tmp_path / "a.txt").exit_code == 0


def test_extract_prints_an_object_a_file_and_stores_nothing(run: Run, form_a: Write, tmp_path: Path) -> None:
    result = run("extract", form_a("a.txt"), form_a("b.txt", year="2560"))
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert first["problems"] == []
    assert second["records"][0]["year"] == 2560
    assert first["records"][0]["sections"]["strategies"] == ["ให้สมาชิกมีส่วนร่วมตั้งกติกา", "ติดตามทุกเดือน"]
    assert not (tmp_path / "home").exists()
    assert json.loads(run("extract", tmp_path / "gone.txt", status=1).stdout)["problems"]


def test_a_hand_edit_is_found_after_index(run: Run, form_a: Write, tmp_path: Path) -> None:
    run("ingest", form_a("a.txt"))
    (path,) = (tmp_path / "home" / "records").glob("*.md")
    path.write_text(path.read_text("utf-8").replace("ติดตามทุกเดือน", "เลี้ยงกาแฟก่อนประชุม"), "utf-8")
    run("index")
    assert answer(run("search", "กาแฟ", "--json"))["total"] == 1


def test_a_broken_record_is_named_with_its_line_and_the_rest_is_found(run: Run, form_a: Write, tmp_path: Path) -> None:
    run("ingest", form_a("a.txt"), form_a("b.txt", title="เรื่องที่สอง"))
    broken = sorted((tmp_path / "home" / "records").glob("*.md"))[0]
    broken.write_text("---\nid: x\nyear: [\n---\n", "utf-8")
    said = run("index").stderr
    assert f"{broken.name}:" in said.replace("\n", "")
    assert answer(run("search", "--json"))["total"] == 1


def test_a_damaged_index_is_rebuilt_with_a_message(run: Run, form_a: Write, tmp_path: Path) -> None:
    run("ingest", form_a("a.txt"))
    for path in (tmp_path / "home" / "index").rglob("*"):
        if path.is_file() and path.suffix == ".toc":
            path.write_bytes(b"")
    result = run("search", "ออมทรัพย์", "--json")
    assert answer(result)["total"] == 1
    assert "สร้างดัชนีใหม่" in result.stderr


def test_show_prints_a_record_or_names_a_missing_id(run: Run, form_a: Write, tmp_path: Path) -> None:
    run("ingest", form_a("a.txt"))
    (id,) = Store(tmp_path / "home").ids()
    assert "## กลยุทธ์ในการทำงาน" in run("show", id).stdout
    assert "ไม่พบบันทึก" in run("show", "km0000000000", status=1).stderr


@pytest.mark.slow
def test_demo_ingests_the_samples_once(run: Run, tmp_path: Path) -> None:
    run("demo", "--no-serve")
    stamps = {entry.id: entry.stamp for entry in Store(tmp_path / "home").scan()}
    assert len(stamps) == 54
    run("demo", "--no-serve")
    assert {entry.id: entry.stamp for entry in Store(tmp_path / "home").scan()} == stamps
    for query in ("ตลาด", "บริการ", "๒๕๖๐", "โอทอป"):
        assert answer(run("search", query, "--json"))["total"] > 0


def test_a_port_in_use_is_explained(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = run("serve", "--port", str(taken.getsockname()[1]), status=1).stderr
    assert "--port" in said


def test_a_bad_setting_is_explained(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KMSEARCH_PORT", "many")
    assert "KMSEARCH_PORT" in run("search", "ก", status=1).stderr


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_thai_help(run: Run, name: str) -> None:
    usage, _, explanation = run(name, "--help").stdout.partition("\n\n")
    assert usage.startswith("Usage:")
    assert re.search(f"[{CONSONANTS}]", explanation.partition("Options:")[0])
