"""The docs name every command, option, setting, field, section, form, format and engine."""

from __future__ import annotations

import re
from dataclasses import fields

import click
import pytest

from corpus.fields import FACETS, FIELDS, SECTIONS
from index.engines import ENGINES
from ingest.forms.label_table import load_labels
from ingest.readers import READERS, SUFFIXES
from kmsearch.cli.main import main
from kmsearch.config import PREFIX, Settings
from tests.paths import ROOT

REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found, f"no section {title}"
    return found[1]


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_its_options_are_documented(name: str) -> None:
    row = next(line for line in section("Commands").splitlines() if line.startswith(f"| `kmsearch {name}"))
    options = [option.opts[0] for option in main.commands[name].params if isinstance(option, click.Option)]
    assert [option for option in options if f"`{option}" not in row] == []


def test_no_command_is_documented_that_is_not_there() -> None:
    named = set(re.findall(r"kmsearch ([a-z]+)", REFERENCE + README))
    assert named <= set(main.commands)


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(name: str) -> None:
    assert f"| `{name}` (`{PREFIX}{name.upper()}`) |" in section("Settings")


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.name)
def test_every_field_is_documented(row: object) -> None:
    name, label, facet = (getattr(row, part) for part in ("name", "label", "facet"))
    line = next(line for line in section("Fields").splitlines() if line.startswith(f"| `{name}` | {label} |"))
    assert line.endswith("| yes |") == facet


def test_every_facet_is_documented() -> None:
    assert FACETS
    assert [facet.name for facet in FACETS if f"`{facet.name}`" not in section("Fields")] == []


def test_every_section_is_documented_in_order() -> None:
    named = re.findall(r"^\| `(\w+)` \| ([^ |]+)", section("Sections"), re.MULTILINE)
    assert named == [(row.name, row.label.split(" ")[0]) for row in SECTIONS]


def test_every_form_is_documented() -> None:
    names = [form.name for form in load_labels().forms]
    assert names
    assert [name for name in names if f"| `{name}` |" not in section("Forms")] == []


def test_every_format_is_documented() -> None:
    formats = section("File formats")
    assert {".txt", ".docx", ".pdf"} <= set(SUFFIXES)
    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in formats] == []
    assert READERS
    assert [module for module in READERS if module.replace(".", "/") + ".py" not in formats] == []


def test_every_engine_is_documented() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert "whoosh" in ENGINES
    assert [name for name in ENGINES if f"`{name}`" not in architecture] == []


def test_every_dependency_is_explained() -> None:
    needed = re.search(r"install_requires =\n((?: {4}.+\n)+)", (ROOT / "setup.cfg").read_text("utf-8"))
    assert needed
    explained = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    names = [re.split(r"[<>=\[]", line.strip())[0].lower() for line in needed[1].splitlines()]
    assert [name for name in names if f"| {name} |" not in explained] == []


EXAMPLES = ("epub.py", "test_epub.py", "lessons.py", "lessons.html")
"""Files that CONTRIBUTING.md tells its reader to write."""


def test_modules_that_the_contributing_guide_names_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = [path for path in re.findall(r"`([\w.*-]+/[\w./*-]+)`", text) if path.rpartition("/")[2] not in EXAMPLES]
    assert len(named) > 20
    assert [path for path in named if not any(ROOT.glob(path.rstrip("/")))] == []


def test_commands_that_the_contributing_guide_names_are_there() -> None:
    named = re.findall(r"make (?:\w+=\S+ )?([a-z]+)(?=`|  )", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"fast", "fix", "test", "lock"} <= set(named) <= targets


def test_links_of_the_docs_lead_to_files() -> None:
    links = [
        (page, link)
        for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
        for link in re.findall(r"\]\(([\w./-]+)\)", page.read_text("utf-8"))
    ]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []
