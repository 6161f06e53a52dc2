"""``kmsearch lexicon``: problems of a lexicon file with their lines, and its effect compared with the one in force."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.record import Record
from corpus.storage.store import Store
from index.quality.lexicon_impact import MIN_RECORDS
from kmsearch.cli.main import main
from kmsearch.cli.reports.lexicon_report import LexiconReport, check_lexicon
from kmsearch.config import Settings
from kmsearch.errors import ConfigError
from kmsearch.lexicon.lint import read_lexicon_file
from kmsearch.lexicon.loader import load_lexicon
from tests.commands import Run
from tests.factories import fill, record, section
from tests.paths import ROOT

OLD = """words: [นวัตวิถีใหม่]
synonyms:
  - [ถังหมัก, บ่อหมัก]
topics:
  งานสวน: [ปุ๋ย, ถังหมัก]
  งานเงิน:
    words: [ออมทรัพย์]
    under:
      งานหนี้: [ค้างชำระ]
"""

RECORDS = (
    record("compost", "ถังหมักปุ๋ยใบไม้", "ตากใบไม้ให้แห้ง"),
    record("debt", "ตามคนค้างชำระ", "คุยที่บ้านก่อนส่งหนังสือ"),
    record("saving", "ออมทรัพย์วันศุกร์", "ทำโคกหนองนาโมเดล"),
    record("own", "เรื่องอื่น", section("methods", "บ่อหมักหลังบ้าน"), topics=("งานสวน",)),
)


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A home with the records, whose lexicon in force is ``OLD``."""
    in_force = tmp_path / "old.yaml"
    in_force.write_text(OLD, "utf-8")
    fill(tmp_path / "home", RECORDS)
    return Settings(home=tmp_path / "home", lexicon=in_force)


Check = Callable[[str], LexiconReport]


@pytest.fixture
def check(own: Settings, tmp_path: Path) -> Check:
    """Returns ``check(text)``, which checks a lexicon file with this text."""

    def look(text: str) -> LexiconReport:
        path = tmp_path / "new.yaml"
        path.write_text(text, "utf-8")
        return check_lexicon(own, path)

    return look


def problems(found: LexiconReport) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.text) for problem in found.problems]


def common(found: LexiconReport) -> list[tuple[int | None, str]]:
    return [(line, said) for line, said in problems(found) if "ไม่แยกบันทึกใด" in said]


# Problems of the file


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("words: [ก๊อก]\nword: [ข]\n", 2, "ไม่รู้จัก “word”"),
        ("topics:\n  ตลาด:\n    words: [ตลาด]\n    below: {}\n", 4, "ไม่รู้จัก “below” ใน “ตลาด”"),
        ("topics:\n  ตลาด: [ตลาดนัด]\n  ตลาด: [ตลาดสด]\n", 3, "“ตลาด” มีสองครั้ง ที่บรรทัด 2 จะหายไป"),
        ("words: [ถังหมัก]\nwords: [บ่อหมัก]\n", 2, "“words” มีสองครั้ง"),
        ("words:\n  - 25\n", 2, "“25”"),
        ("words: ตลาด\n", 1, "ต้องเป็นรายการ"),
        ("synonyms:\n  - ตลาด\n", 2, "ต้องเป็นรายการ"),
        ("topics:\n  5: [ตลาด]\n", 2, "ต้องเป็นข้อความ"),
        ("topics:\n  ตลาด:\n", 2, "“ตลาด” ยังไม่มีคำ"),
        ("topics:\n  ก: {under: {ข: [ค]}}\n  ง: {under: {ข: [จ]}}\n", None, "มากกว่าหนึ่งแห่ง"),
        ("words:\n  - [ก\n", 3, "อ่านคลังคำไม่ได้"),
    ],
)
def test_fatal_problems_have_their_line(check: Check, text: str, line: int | None, said: str) -> None:
    found = check(text)
    assert not found.ok
    (problem,) = [problem for problem in found.problems if problem.fatal]
    assert (problem.line, said in problem.text) == (line, True), problem


def test_all_fatal_problems_are_reported_at_once(check: Check) -> None:
    found = check("word: [ก]\nwords: [5, no]\ntopics:\n  ตลาด: 3\n")
    assert [line for line, _ in problems(found)] == [1, 2, 2, 4]
    assert (found.changes, found.records) == (None, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("words:\n  - ชุมชน\n", 2, "“ชุมชน” มีในพจนานุกรมอยู่แล้ว"),
        ("words:\n  - ถังหมักใบไม้\n  - ถังหมักใบไม้\n", 3, "มีแล้วที่บรรทัด 2"),
        ("words: [ก่ำกุ๋ง, ก่ํากุ๋ง]\n", 1, "มีแล้วที่บรรทัด 1"),
        ("synonyms:\n  - [ถังหมัก]\n", 2, "มีคำเดียว"),
        ("synonyms:\n  - [ถังหมัก., ถังหมัก]\n", 2, "มีคำเดียว"),
        ("synonyms:\n  - [ถังหมัก, บ่อหมัก, ถังหมัก]\n", 2, "มีแล้วที่บรรทัด 2"),
        ("synonyms:\n  - [ถังหมัก, บ่อหมัก]\n  - [บ่อหมัก, ถังหมัก]\n", 3, "มีแล้วที่บรรทัด 2"),
        ("synonyms:\n  - [จรวด, ยานอวกาศ]\n", 2, "ไม่มีคำใดของกลุ่มคำพ้อง (จรวด, ยานอวกาศ) ในคลัง"),
        ("topics:\n  ใบ: [ใบไม้, ใบไม้]\n", 2, "มีแล้วที่บรรทัด 2"),
        ("topics:\n  สวน: [ปุ๋ย, อบ]\n", 2, "“อบ” ของหัวข้อ “สวน” สั้นไป"),
        ("topics:\n  อวกาศ:\n    - จรวด\n", 2, "หัวข้อ “อวกาศ” ไม่มีบันทึก"),
    ],
)
def test_warnings_leave_the_file_usable(check: Check, text: str, line: int, said: str) -> None:
    found = check(text)
    assert found.ok
    assert [(where, said in text) for where, text in problems(found)] == [(line, True)], problems(found)


def test_a_valid_file_has_no_problem(check: Check) -> None:
    assert problems(check(OLD.replace("นวัตวิถีใหม่", "ธ.ก.ส."))) == []


@pytest.mark.slow
def test_a_too_common_topic_word_is_reported_in_a_large_corpus(check: Check, own: Settings) -> None:
    text = "topics:\n  บ้าน:\n    - หนังสือเวียน\n    - บัญชี\n  งาน: [บัญชีกลาง]\n"
    store = Store(own.home)
    store.put(Record("both", title="หนังสือเวียนบัญชีกลาง"))
    for number in range(len(RECORDS) + 1, MIN_RECORDS):
        assert not common(check(text))
        store.put(Record(f"same{number}", title="ทำบัญชีรายวัน"))
    ((line, said),) = common(check(text))
    assert line == 4
    assert f"{MIN_RECORDS - len(RECORDS)} จาก {MIN_RECORDS} บันทึก" in said


# What would change


def test_the_same_lexicon_changes_nothing(check: Check) -> None:
    changes = check("# หมายเหตุ\n" + OLD).changes
    assert changes is not None and changes.none


def test_gained_and_lost_topics_are_counted_with_their_ancestors(check: Check) -> None:
    new = OLD.replace("[ค้างชำระ]", "[ค้างชำระ, ถังหมัก]").replace("งานสวน: [ปุ๋ย, ถังหมัก]", "งานป่า: [โคกหนองนา]")
    changes = check(new).changes
    assert changes is not None
    rows = {topic.label: (topic.before, topic.after, topic.gained, topic.lost) for topic in changes.topics}
    assert rows == {"งานสวน": (2, 1, 0, 1), "งานป่า": (0, 1, 1, 0), "งานเงิน": (2, 3, 1, 0), "งานหนี้": (1, 2, 1, 0)}


@pytest.mark.slow
def test_a_new_own_word_is_counted_where_it_is_one_token(check: Check) -> None:
    changes = check(OLD.replace("นวัตวิถีใหม่", "โคกหนองนาโมเดล")).changes
    assert changes is not None
    assert {(word.word, word.added, word.records) for word in changes.words} == {
        ("โคกหนองนาโมเดล", True, 1),
        ("นวัตวิถีใหม่", False, 0),
    }
    assert changes.cut == 1


@pytest.mark.slow
def test_a_word_of_the_other_lexicon_changes_no_segmentation(check: Check) -> None:
    changes = check(OLD.replace("นวัตวิถีใหม่", "นวัตวิถีใหม่, ถังหมัก, ชุมชน")).changes
    assert changes is not None and changes.none


@pytest.mark.slow
def test_a_synonym_group_counts_the_records_of_all_forms(check: Check) -> None:
    changes = check(OLD.replace("[ถังหมัก, บ่อหมัก]", "[ถังหมัก, บ่อหมัก, หนังสือ, จรวด]")).changes
    assert changes is not None
    new, old = changes.groups
    assert (new.added, new.forms, new.records) == (
        True,
        (("ถังหมัก", 1), ("บ่อหมัก", 1), ("หนังสือ", 1), ("จรวด", 0)),
        3,
    )
    assert (old.added, dict(old.forms), old.records) == (False, {"ถังหมัก": 1, "บ่อหมัก": 1}, 2)


def test_the_lexicon_in_force_is_checked_without_comparison(own: Settings) -> None:
    for file in (None, own.lexicon):
        found = check_lexicon(own, file)
        assert (found.path, found.changes, found.records) == (own.lexicon, None, len(RECORDS))


# Any file


pieces = st.sampled_from(
    [*'wordstpicun:[]{}-&*!#|>@" \n,0กข', "words:", "synonyms:", "topics:", "under:", "\n  ", "- ", "&a ", "*a", "ตลาด"]
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, max_size=25).map("".join))
@example("topics: &a {ก: {under: *a}}")
@example("topics: {ก: &a {words: [ข], under: {ค: *a}}}")
@example("--- 1\n--- 2")
@example("words: *ก")
def test_any_text_is_usable_or_has_a_fatal_problem(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "own.yaml")
        path.write_text(text, "utf-8")
        found = read_lexicon_file(path)
        try:
            lexicon = load_lexicon(path)
        except ConfigError:
            assert any(problem.fatal for problem in found.problems)
            return
        assert found.lexicon == lexicon
        if not any(problem.fatal for problem in found.problems):
            read = {entry.label: tuple(p.text for p in entry.phrases) for entry in found.entries if entry.label}
            assert read == {topic.label: topic.words for topic in lexicon.topics}


# The commands


@pytest.fixture
def run_lexicon(run: Run, own: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``kmsearch lexicon`` with the words given over the home of ``own``."""
    monkeypatch.setenv("KMSEARCH_LEXICON", str(own.lexicon))
    return partial(run, "lexicon")


def test_copy_writes_the_lexicon_in_force_and_overwrites_nothing(
    run_lexicon: Run, own: Settings, tmp_path: Path
) -> None:
    assert run_lexicon("path").stdout.strip() == str(own.lexicon)
    assert "new.yaml" in run_lexicon("copy", "new.yaml").stdout
    assert (tmp_path / "new.yaml").read_text("utf-8") == OLD
    assert "new.yaml" in run_lexicon("copy", "new.yaml", status=1).stderr
    assert run_lexicon("copy", "no/such/folder.yaml", status=1).stderr


def test_without_a_setting_the_lexicon_that_ships_is_in_force(
    run_lexicon: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KMSEARCH_LEXICON")
    assert yaml.safe_load(Path(run_lexicon("path").stdout.strip()).read_text("utf-8"))["topics"]


def test_a_check_shows_problems_and_changes(run_lexicon: Run, tmp_path: Path) -> None:
    new = OLD.replace("[ค้างชำระ]", "[ค้างชำระ, ถังหมัก]").replace("[นวัต", "[ชุมชน, นวัต")
    (tmp_path / "new.yaml").write_text(new, "utf-8")
    shown = run_lexicon("check", "new.yaml").stdout
    assert "บรรทัด 1: “ชุมชน” มีในพจนานุกรมอยู่แล้ว" in shown
    assert "งานหนี้: 1 → 2 บันทึก (ได้เพิ่ม 1)" in shown
    found: Any = json.loads(run_lexicon("check", "new.yaml", "--json").stdout)
    assert (found["ok"], found["records"], found["problems"][0]["line"]) == (True, len(RECORDS), 1)
    assert {"label": "งานหนี้", "before": 1, "after": 2, "gained": 1, "lost": 0} in found["changes"]["topics"]


def test_a_file_that_cannot_be_used_makes_the_status_1(run_lexicon: Run, tmp_path: Path) -> None:
    (tmp_path / "new.yaml").write_text("topic: {}\n", "utf-8")
    assert "บรรทัด 1: ไม่รู้จัก “topic”" in run_lexicon("check", "new.yaml", status=1).stdout
    assert json.loads(run_lexicon("check", "gone.yaml", "--json", status=1).stdout)["ok"] is False


def test_the_commands_of_the_group_are_documented() -> None:
    group = main.commands["lexicon"]
    assert isinstance(group, click.Group)
    text = (ROOT / "docs" / "reference.md").read_text("utf-8")
    for name, command in group.commands.items():
        row = next(line for line in text.splitlines() if line.startswith(f"| `kmsearch lexicon {name}"))
        assert all(option.opts[0] in row for option in command.params if isinstance(option, click.Option))
