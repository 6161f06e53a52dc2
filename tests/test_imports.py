"""Import direction between packages, and one package for each library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import kmsearch

ROOT = Path(kmsearch.__file__).parents[1]
PACKAGES = ("kmsearch", "corpus", "ingest", "index", "webui")

EDGE = "kmsearch.cli"
"""The package that may import everything and that nothing else imports."""

MAY_IMPORT = {
    "kmsearch": {"kmsearch"},
    "corpus": {"kmsearch", "corpus"},
    "ingest": {"kmsearch", "corpus", "ingest"},
    "index": {"kmsearch", "corpus", "index"},
    "webui": {"kmsearch", "corpus", "ingest", "index", "webui"},
    "edge": {"kmsearch", "corpus", "ingest", "index", "webui", "edge"},
}
"""Which rooms the modules of each room may import."""

ONLY_IN = {
    "pythainlp": ("kmsearch.thai.tokenizer",),
    "whoosh": ("index",),
    "flask": ("webui",),
    "waitress": ("kmsearch.cli.serve",),
    "click": ("kmsearch.cli",),
    "rich": ("kmsearch.cli",),
    "bs4": ("ingest",),
    "markdown": ("webui",),
    "nh3": ("webui",),
}
"""The modules or packages where a library may be imported."""


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text("utf-8"))
    return found


def imports(name: str) -> Iterator[str]:
    """Every module that ``name`` imports, at its top or inside a function."""
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}:{node.lineno}: a relative import"
            whole = str(node.module)
            inner = [f"{whole}.{alias.name}" for alias in node.names]
            yield from (module if module in modules() else whole for module in inner)


def room(name: str) -> str:
    return "edge" if is_in(name, (EDGE,)) else name.partition(".")[0]


def is_in(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in rooms)


def test_modules_are_found() -> None:
    assert {
        EDGE,
        "kmsearch.thai.tokenizer",
        "corpus.storage.store",
        "ingest.pipeline",
        "index.build.builder",
        "webui",
    } <= modules().keys()
    assert {"corpus", "ingest", "kmsearch"} <= {module.partition(".")[0] for module in imports("kmsearch.cli.ingest")}


@pytest.mark.parametrize("name", modules())
def test_imports_point_one_way(name: str) -> None:
    wrong = [m for m in imports(name) if m.partition(".")[0] in PACKAGES and room(m) not in MAY_IMPORT[room(name)]]
    assert wrong == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_touched_in_one_room(library: str) -> None:
    users = {name for name in modules() for module in imports(name) if module.partition(".")[0] == library}
    assert users
    assert {name for name in users if not is_in(name, ONLY_IN[library])} == set()


def test_no_module_imports_itself_by_a_detour() -> None:
    graph = {name: {module for module in imports(name) if module in modules()} for name in modules()}
    assert set(TopologicalSorter(graph).static_order()) == modules().keys()


def test_the_package_itself_imports_nothing() -> None:
    assert list(imports("kmsearch")) == []


def test_a_command_loads_only_what_it_needs() -> None:
    """``kmsearch --help`` imports every command: none may load search, ingest or the server before it runs."""
    commands = [name for name in modules() if name.startswith("kmsearch.cli.") and ".reports" not in name]
    assert "kmsearch.cli.serve" in commands
    for name in commands:
        top = [node for node in modules()[name].body if isinstance(node, ast.Import | ast.ImportFrom)]
        named = {str(getattr(node, "module", None) or node.names[0].name) for node in top}
        heavy = {"waitress", "flask", "webui", "index", "ingest", "corpus"}
        named -= {"corpus.privacy.boundary"}  # guards every command's output; it brings neither tokenizer nor store
        assert not [module for module in named if module.partition(".")[0] in heavy], name


# Inside the web UI


LEAVES = ("webui.labels", "webui.search_params", "webui.browse_params", "webui.urls")
"""Modules that know neither services nor view models, pages and API."""


def test_no_page_imports_another() -> None:
    pages = [name for name in modules() if name.startswith("webui.pages.")]
    assert len(pages) > 5
    assert [(name, module) for name in pages for module in imports(name) if is_in(module, ("webui.pages",))] == []


@pytest.mark.parametrize("room", ["webui.view_models", "webui.api"])
def test_view_models_and_api_import_no_page(room: str) -> None:
    users = [name for name in modules() if is_in(name, (room,))]
    assert len(users) > 2
    assert [(name, module) for name in users for module in imports(name) if is_in(module, ("webui.pages",))] == []


@pytest.mark.parametrize("name", LEAVES)
def test_urls_parameters_and_labels_are_leaves(name: str) -> None:
    own = {module for module in imports(name) if module.partition(".")[0] == "webui"}
    assert own <= set(LEAVES)


def test_only_the_application_imports_pages() -> None:
    users = {name for name in modules() for module in imports(name) if is_in(module, ("webui.pages",))}
    assert users == {"webui"}
