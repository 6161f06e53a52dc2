"""Word lists of ingest and of person titles: every list makes a pattern, no word is repeated, every list is used."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

import kmsearch
from kmsearch.word_lists import Word, alternation, read_lists

ROOT = Path(kmsearch.__file__).parents[1]
LISTS = [
    ("ingest.vocabulary", path.name.removesuffix(".toml"), key)
    for path in sorted(files("ingest.vocabulary").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".toml")
    for key in read_lists("ingest.vocabulary", path.name.removesuffix(".toml"))
] + [("kmsearch.data", "person_titles", key) for key in read_lists("kmsearch.data", "person_titles")]
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "ingest").rglob("*.py")))
PLAIN = set(re.findall(r"\bwords\(\s*[\"'](\w+)[\"'],\s*[\"'](\w+)[\"']", SOURCE))
"""(file, key) of the lists that are read as plain text, in which the signs of the notation are literal."""


def test_there_are_lists() -> None:
    assert len(LISTS) > 30


@pytest.mark.parametrize(("package", "file", "key"), [each for each in LISTS if each[1:] not in PLAIN])
def test_a_list_makes_a_pattern_and_repeats_no_word(package: str, file: str, key: str) -> None:
    words: list[Word] = read_lists(package, file)[key]
    assert re.compile(alternation(words)).match("") is None, "a word matches nothing at all"
    spellings = [str(word) for word in words]
    assert sorted(set(spellings)) == sorted(spellings)


@pytest.mark.parametrize(("file", "key"), [(file, key) for package, file, key in LISTS if package.startswith("ingest")])
def test_a_list_is_used(file: str, key: str) -> None:
    assert re.search(rf"\"{file}\"|'{file}'", SOURCE)
    assert re.search(rf"\"{key}\"|'{key}'", SOURCE), f"{file}.toml: {key} is used nowhere"
