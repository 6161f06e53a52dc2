"""Word lists: the notation of words, the order of alternatives, and faults that name their file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kmsearch.word_lists import Word, alternation, word_list


def matches(words: list[Word], text: str) -> bool:
    return bool(re.search(alternation(words), text))


@pytest.mark.parametrize(
    ("word", "matched", "unmatched"),
    [
        ("อบต.", "อบต.", "อบตก"),
        ("เรื่องเล่า[เร้าพลัง|ความสำเร็จ]$", "เรื่องเล่า$", "เรื่องเล่าความ$"),
        ("(ชำนาญ|ปฏิบัติ)การ", "ปฏิบัติการ", "บริการ"),
        ("พ._ศ.", "พ. ศ.", "พ.  ศ."),
        ("เริ่ม…จบ", "เริ่มแล้วจบ", "เริ่ม แล้ว จบ"),
        (r"\[ก\]", "[ก]", "ก"),
    ],
)
def test_signs_of_a_word(word: str, matched: str, unmatched: str) -> None:
    assert matches([word], matched)
    assert not matches([word], unmatched)


def test_neighbours_of_a_word() -> None:
    title: list[Word] = [{"word": "นาย", "not_before": ["อำเภอ", "END"], "not_behind": ["เจ้า"]}]
    assert matches(title, "นายสมชาย")
    assert not matches(title, "นายอำเภอเมือง")
    assert not matches(title, "เป็นนาย")
    assert not matches(title, "เจ้านายใหญ่")
    assert re.match(alternation([{"word": "สำนัก", "before": ["THAI"]}]), "สำนักช่าง")
    assert not matches([{"word": "สำนัก", "before": ["THAI"]}], "สำนัก 4")


def test_the_longest_word_is_tried_first() -> None:
    found = re.match(alternation(["นาง", "นางสาว"]), "นางสาวสมศรี")
    assert found is not None
    assert found[0] == "นางสาว"


def test_a_list_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sample_lists").mkdir()
    (tmp_path / "sample_lists" / "__init__.py").touch()
    (tmp_path / "sample_lists" / "colours.toml").write_text('[table]\nlist = ["แดง"]\n', "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert word_list("sample_lists", "colours", "table.list") == ("แดง",)
    with pytest.raises(KeyError, match=r"sample_lists/colours\.toml: table\.other"):
        word_list("sample_lists", "colours", "table.other")
