"""The glossary is true: its Thai words are on the screens, and no unused word names a class or a JSON property."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.paths import ROOT
from webui.api.schemas import SCHEMAS

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
SCREEN_FILES = [
    *sorted((ROOT / "webui").rglob("*.html")),
    *sorted((ROOT / "webui").rglob("*.py")),
    *sorted((ROOT / "webui").rglob("*.js")),
    ROOT / "corpus" / "fields.py",
]


def read_table(title: str) -> list[list[str]]:
    """The rows of the table below a heading, without its head."""
    section = GLOSSARY.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


SCREEN_TERMS = read_table("What people see")
UNUSED_WORDS = [unused for unused, _ in read_table("Words that are not used")]


def split_words(name: str) -> set[str]:
    """``item_count`` and ``ItemCount`` are item and count, singular."""
    words = re.findall(r"[A-Z]?[a-z]+", name)
    return {word.lower().removesuffix("s") for word in words} | {word.lower() for word in words}


def list_class_names() -> Iterator[str]:
    for room in ("webui", "index/browse", "index/results.py"):
        path = ROOT / room
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            tree = ast.parse(file.read_text("utf-8"))
            yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def list_json_names() -> Iterator[str]:
    for name, schema in SCHEMAS.items():
        yield name
        yield from schema["properties"]


def test_the_glossary_has_the_terms_of_the_design() -> None:
    terms = {row[0] for row in SCREEN_TERMS + read_table("How search works")}
    assert {"record", "section", "item", "item group", "topic", "facet", "filter", "snippet", "highlight"} <= terms
    assert {"term", "token", "subword", "posting", "generation", "source", "original"} <= terms


@pytest.mark.parametrize("row", SCREEN_TERMS, ids=lambda row: row[0])
def test_every_thai_word_is_on_a_screen(row: list[str]) -> None:
    assert any(row[1] in path.read_text("utf-8") for path in SCREEN_FILES)


@pytest.mark.parametrize("unused", UNUSED_WORDS)
def test_no_class_and_no_json_name_has_an_unused_word(unused: str) -> None:
    names = [*list_class_names(), *list_json_names()]
    assert len(names) > 100
    assert [name for name in names if unused in split_words(name)] == []


def test_routes_use_the_words_of_the_glossary() -> None:
    rules = re.findall(r'blueprint\.get\("([^"]+)"', "".join(p.read_text("utf-8") for p in SCREEN_FILES))
    assert len(rules) > 20
    assert [rule for rule in rules if split_words(rule) & set(UNUSED_WORDS)] == []
