"""Length limits of modules, classes and functions."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kmsearch

ROOT = Path(kmsearch.__file__).parents[1]
MODULES = [
    path.relative_to(ROOT).as_posix()
    for package in ("kmsearch", "corpus", "ingest", "index", "webui")
    for path in sorted((ROOT / package).rglob("*.py"))
]
LONGEST_MODULE, LONGEST_CLASS, LONGEST_FUNCTION = 400, 200, 50
"""Lines, as the design sets them."""


def test_modules_are_found() -> None:
    assert len(MODULES) > 30


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_no_module_class_or_function_is_too_long(module: str) -> None:
    source = (ROOT / module).read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE
    too_long = {
        f"{module}:{node.lineno} {node.name}": length
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if (length := (node.end_lineno or 0) - node.lineno + 1)
        > (LONGEST_CLASS if isinstance(node, ast.ClassDef) else LONGEST_FUNCTION)
    }
    assert too_long == {}


def test_every_folder_with_modules_is_a_package_that_is_installed() -> None:
    folders = {Path(module).parent for module in MODULES}
    assert len(folders) > 10
    assert [folder.as_posix() for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []
