"""``kmsearch evaluate``: reading topics and judgements, running the queries, the measures."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from index.quality.relevance_eval import read_judgements, read_queries
from kmsearch.errors import JudgementError
from kmsearch.thai.characters import CONSONANTS
from tests.commands import Run

RECORDS = [
    {"id": "4#0", "title": "ตลาดเช้าหน้าวัด", "sections": {"strategies": ["หาตลาดก่อนผลิต"]}},
    {"id": "12/2560", "title": "ปุ๋ยหมักในสวน", "sections": {"other": ["ขายที่ตลาดนัดบ้าง"]}},
    {"id": "KM 3", "title": "การออมวันละบาท", "sections": {"background": ["ฝากเงินทุกวันศุกร์"]}},
]

ids = st.from_regex(rf"[\w{CONSONANTS}#/.:-]+( [\w{CONSONANTS}#/.:-]+)?", fullmatch=True)


@pytest.fixture
def evaluate(tmp_path: Path, run: Run) -> Run:
    """Returns ``evaluate(topics, qrels, …)``, which runs the command on both texts as files over three records."""
    lines = [json.dumps(record, ensure_ascii=False) for record in RECORDS]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines), "utf-8")
    run("ingest", "corpus.jsonl")

    def evaluate(topics: str, qrels: str, *options: str, status: int = 0) -> Result:
        (tmp_path / "topics.tsv").write_text(topics, "utf-8")
        (tmp_path / "qrels.tsv").write_text(qrels, "utf-8")
        return run("evaluate", "topics.tsv", "qrels.tsv", *options, status=status)

    return evaluate


def measured(evaluate: Run, topics: str, qrels: str) -> Any:
    return json.loads(evaluate(topics, qrels, "--json").stdout)


def test_a_relevant_record_at_rank_two(evaluate: Run) -> None:
    found = measured(evaluate, "q1\tตลาด\n", "q1\t0\t12/2560\t1\n")
    (topic,) = found["topics"]
    assert (topic["id"], topic["query"], topic["found"]) == ("q1", "ตลาด", ["4#0", "12/2560"])
    figures = {"nDCG@10": pytest.approx(1 / math.log2(3)), "MRR": 0.5, "recall@10": 1.0, "recall@100": 1.0}
    assert found["mean"] == {name: topic[name] for name in figures} == figures


def test_a_higher_grade_gains_more(evaluate: Run) -> None:
    def gain(qrels: str) -> float:
        return float(measured(evaluate, "q1\tตลาด\n", qrels)["mean"]["nDCG@10"])

    assert gain("q1 0 4#0 3\nq1 0 12/2560 1\n") == 1.0 > gain("q1 0 4#0 1\nq1 0 12/2560 3\n") > 0.5


def test_means_are_given_by_kind(evaluate: Run) -> None:
    topics = "a\tตลาด\tคำ\nb\tออม\tคำ\nc\tจรวด\tไม่มี\n"
    found = measured(evaluate, topics, "a 0 4#0 2\nb 0 KM 3 1\nc 0 KM 3 1\n")
    assert {kind: (row["queries"], row["MRR"]) for kind, row in found["kinds"].items()} == {
        "คำ": (2, 1.0),
        "ไม่มี": (1, 0.0),
    }
    assert (found["queries"], found["mean"]["MRR"]) == (3, pytest.approx(2 / 3))


def test_the_terminal_shows_means_and_worst_queries(evaluate: Run) -> None:
    shown = evaluate("good\tออม\tคำ\nbad\tจรวด\tคำ\n", "good 0 KM 3 1\nbad 0 KM 3 1\n").stdout
    assert "0.500" in shown
    assert "คำค้นที่ได้ผลต่ำสุด" in shown
    assert "0.000 · 0.000  bad  จรวด" in shown
    assert "good" not in shown


def test_the_terminal_omits_worst_queries_if_all_are_perfect(evaluate: Run) -> None:
    assert "คำค้นที่ได้ผลต่ำสุด" not in evaluate("good\tออม\tคำ\n", "good 0 KM 3 1\n").stdout


def test_topics_without_a_grade_are_left_out_and_unknown_ids_are_noted(evaluate: Run) -> None:
    found = measured(evaluate, "a\tตลาด\nb\tออม\n", "a 0 4#0 1\na 0 gone 2\nb 0 4#0 0\nz 0 4#0 1\n")
    assert [topic["id"] for topic in found["topics"]] == ["a"]
    left, unknown, missing = found["notes"]
    assert "1 คำค้น" in left
    assert unknown.endswith("z")
    assert "gone" in missing
    assert found["mean"]["recall@100"] == 0.5


def test_a_refused_query_has_zero_measures_and_a_fault(evaluate: Run) -> None:
    found = measured(evaluate, "a\tปี:เก่า\n", "a 0 4#0 1\n")
    assert found["mean"]["nDCG@10"] == 0.0
    assert "2555-2560" in found["topics"][0]["fault"]


def test_without_grades_evaluation_is_an_error(evaluate: Run) -> None:
    assert "รหัสคำค้น" in evaluate("a\tตลาด\n", "b 0 4#0 1\n", status=1).stderr


def test_missing_ir_measures_is_an_error(evaluate: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    assert "pip install ir-measures" in evaluate("a\tตลาด\n", "a 0 4#0 1\n", status=1).stderr


@pytest.mark.parametrize(
    ("topics", "place"),
    [
        ("a\tตลาด\nb ออม\n", "topics.tsv:2"),
        ("a\tตลาด\n\na\tออม\n", "topics.tsv:3"),
        ("\tตลาด\n", "topics.tsv:1"),
        ("a\t \n", "topics.tsv:1"),
        ("a\tตลาด\tคำ\tเกิน\n", "topics.tsv:1"),
    ],
)
def test_a_bad_line_of_topics_is_named(evaluate: Run, topics: str, place: str) -> None:
    said = evaluate(topics, "a 0 4#0 1\n", status=1).stderr
    assert place in said
    assert "รหัส<แท็บ>คำค้น" in said


@pytest.mark.parametrize(
    ("qrels", "place"),
    [
        ("a 0 4#0 1\na 4#0 1\n", "qrels.tsv:2"),
        ("a 0 4#0 มาก\n", "qrels.tsv:1"),
        ("a\t0\t4#0\t1.5\n", "qrels.tsv:1"),
        ("a 0 4#0 1\na 0 4#0 2\n", "qrels.tsv:2"),
    ],
)
def test_a_bad_line_of_qrels_is_named(evaluate: Run, qrels: str, place: str) -> None:
    said = evaluate("a\tตลาด\n", qrels, status=1).stderr
    assert place in said
    assert "รหัสบันทึก คะแนน" in said


def test_all_bad_lines_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text("a 0 b 1\nx\ny\nz\n", "utf-8")
    with pytest.raises(JudgementError, match=r"\(และบรรทัดที่ 3, 4\)") as caught:
        read_judgements(path)
    assert caught.value.line == 2


def test_the_first_of_many_bad_lines_are_named(tmp_path: Path) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text("x\n" * 30, "utf-8")
    with pytest.raises(JudgementError, match=r"2, 3, .* …\)") as caught:
        read_judgements(path)
    assert "30" not in caught.value.cause


@pytest.mark.parametrize("content", [None, "รหัส\tคำ".encode("cp874")])
def test_an_unreadable_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "topics.tsv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(JudgementError, match="topics.tsv"):
        read_queries(path)


def test_files_of_other_systems_are_read(tmp_path: Path) -> None:
    topics, qrels = tmp_path / "topics.tsv", tmp_path / "qrels.txt"
    topics.write_bytes("\ufeffq1\tตลาด เช้า\r\n".encode())
    qrels.write_bytes("\ufeffq1 Q0  4#0   2\r\nq1\t0\tKM 3\t-1\r\n".encode())
    assert [(topic.id, topic.query, topic.kind) for topic in read_queries(topics)] == [("q1", "ตลาด เช้า", "")]
    assert read_judgements(qrels) == {"q1": {"4#0": 2, "KM 3": -1}}


@pytest.mark.slow
@given(st.dictionaries(st.from_regex(r"[\w-]+", fullmatch=True), st.dictionaries(ids, st.integers(-1, 9), min_size=1)))
def test_judgements_round_trip(tmp_path_factory: pytest.TempPathFactory, grades: dict[str, dict[str, int]]) -> None:
    path = tmp_path_factory.mktemp("qrels") / "qrels.tsv"
    lines = [f"{topic}\t0\t{record}\t{grade}\n" for topic, given in grades.items() for record, grade in given.items()]
    path.write_text("".join(lines), "utf-8")
    assert read_judgements(path) == grades
