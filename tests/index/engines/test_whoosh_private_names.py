"""The list of private names of whoosh3 is complete, and a missing name raises EngineMissing."""

from __future__ import annotations

import ast
import importlib
from configparser import ConfigParser
from pathlib import Path

import pytest
from whoosh.codec.whoosh3 import W3PostingsWriter

import index.engines.whoosh
from index.engines import load_engine
from index.engines.whoosh.private_names import PRIVATE_NAMES, REQUIREMENT, minor_version, require_private_names
from kmsearch.errors import EngineMissing

PACKAGE = Path(index.engines.whoosh.__file__).parent
ROOT = PACKAGE.parents[2]


def test_the_installed_whoosh_has_every_name() -> None:
    require_private_names()


@pytest.mark.parametrize(
    ("path", "attributes", "named"),
    [
        (
            "whoosh.codec.whoosh3:W3PostingsWriter",
            ("_write_block", "_gone"),
            "whoosh.codec.whoosh3.W3PostingsWriter._gone",
        ),
        ("whoosh.codec.whoosh3:Gone", ("_ids",), "whoosh.codec.whoosh3.Gone"),
        ("whoosh.codec.gone:W3Codec", ("_ids",), "whoosh.codec.gone.W3Codec"),
    ],
)
def test_a_missing_name_is_named_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, path: str, attributes: tuple[str, ...], named: str
) -> None:
    monkeypatch.setitem(PRIVATE_NAMES, path, attributes)
    with pytest.raises(EngineMissing) as caught:
        require_private_names()
    assert caught.value.cause.endswith(f": {named}")
    assert REQUIREMENT in caught.value.cure


def test_loading_the_engine_checks_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(W3PostingsWriter, "_write_block")
    with pytest.raises(EngineMissing, match="_write_block"):
        importlib.reload(index.engines.whoosh)


def test_every_private_name_in_the_code_is_listed() -> None:
    listed = {attribute for attributes in PRIVATE_NAMES.values() for attribute in attributes}
    trees = [ast.parse(path.read_text("utf-8")) for path in PACKAGE.glob("*.py")]
    used = {
        node.attr
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and _is_private(node.attr) and not _is_own(node.value)
    }
    assert used >= {"_read_data", "_write_block"}
    assert used - listed == set()


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def _is_own(value: ast.expr) -> bool:
    return isinstance(value, ast.Name) and value.id in ("self", "cls")


def test_the_requirement_is_that_of_setup_cfg() -> None:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    assert REQUIREMENT in config["options"]["install_requires"].split("\n")


def test_the_engine_version_has_the_minor_version_of_whoosh() -> None:
    assert REQUIREMENT.startswith(f"whoosh3>={minor_version()}")
    assert load_engine("whoosh").VERSION.endswith(f" {minor_version()}")
