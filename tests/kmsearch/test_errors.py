"""The error tree: as drawn, and each error names place, cause and cure in Thai."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

import kmsearch.errors
from kmsearch.errors import BrokenRecord, ConfigError, KmsearchError, QueryError, on_one_line
from kmsearch.thai.characters import LETTERS

ROOT = Path(kmsearch.errors.__file__).parents[1]
PACKAGES = ("kmsearch", "corpus", "ingest", "index", "webui")
TREE = {name: cls for name, cls in vars(kmsearch.errors).items() if inspect.isclass(cls) and issubclass(cls, Exception)}
THAI = re.compile(f"[{LETTERS}]")

PASSED_ON = {"cause", "cure"}
"""Attributes and parameters that hold the cause or cure of another error."""

Definitions = dict[str, list[ast.AST]]


def drawn() -> dict[str, tuple[str, str]]:
    """Returns the base class and description of each error in the drawing, in order."""
    path: list[tuple[int, str]] = []
    found: dict[str, tuple[str, str]] = {}
    for line in str(kmsearch.errors.__doc__).splitlines():
        if match := re.match(r"([│├└─ ]*)([A-Z]\w+)(?:  +(.*))?$", line):
            depth, name = len(match[1]), match[2]
            path = [(column, above) for column, above in path if column < depth]
            found[name] = (path[-1][1] if path else "Exception", match[3] or "")
            path.append((depth, name))
    return found


def test_the_tree_is_as_drawn() -> None:
    assert len(TREE) > 5
    assert {name: above for name, (above, _) in drawn().items()} == {
        name: cls.__bases__[0].__name__ for name, cls in TREE.items()
    }


def test_the_drawing_describes_each_leaf() -> None:
    parents = {above for above, _ in drawn().values()}
    assert drawn().keys() - parents
    assert [name for name, (_, said) in drawn().items() if name not in parents and not said] == []


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (KmsearchError("อ่านไม่ได้"), "อ่านไม่ได้"),
        (QueryError("คำค้นยาวเกินไป", "ตัดให้สั้นลง"), "คำค้นยาวเกินไป — ตัดให้สั้นลง"),
        (ConfigError("ค่าผิด", "แก้ค่า", file="KMSEARCH_PORT"), "KMSEARCH_PORT: ค่าผิด — แก้ค่า"),
        (BrokenRecord("ไม่มีชื่อ", "เติมชื่อ", file=Path("a/b.md"), line=3), f"{Path('a/b.md')}:3: ไม่มีชื่อ — เติมชื่อ"),
        (BrokenRecord("ไม่มีชื่อ", line=3), "ไม่มีชื่อ"),
    ],
)
def test_place_cause_and_cure_are_shown(error: KmsearchError, shown: str) -> None:
    assert str(error) == shown


def test_control_characters_of_a_file_name_are_shown_as_signs() -> None:
    assert on_one_line("a\x00\x1b\n\tb\u2028\u202e\ud800.txt") == "a␀␛␊\tb\ufffd\ufffd\ufffd.txt"
    assert str(KmsearchError("ไม่พบไฟล์", "ตรวจชื่อ", file="a\x1b[2J.txt")) == "a␛[2J.txt: ไม่พบไฟล์ — ตรวจชื่อ"


def definitions(tree: ast.AST) -> Definitions:
    """Returns the values assigned to each name of a module, and the functions of that name."""
    found: Definitions = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, []).append(node.value)
    return found


def is_thai(node: ast.AST, own: Definitions, everywhere: Definitions, steps: int = 3) -> bool:
    """Whether an expression is a Thai sentence, or passes on that of another error.

    Names are resolved in their module, else in any module, up to ``steps`` times.
    """
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and THAI.search(part.value):
            return True
        name = part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute) else ""
        meanings = own.get(name) or everywhere.get(name, [])
        if name in PASSED_ON and name not in own:
            return True
        if steps and any(is_thai(meaning, own, everywhere, steps - 1) for meaning in meanings):
            return True
    return False


def calls_without_thai(trees: dict[str, ast.Module]) -> tuple[int, list[str]]:
    """Returns the number of errors the modules construct, and the calls without a Thai cause or cure."""
    everywhere: Definitions = {}
    for tree in trees.values():
        for name, meanings in definitions(tree).items():
            everywhere.setdefault(name, []).extend(meanings)
    made, lacking = 0, []
    for path, tree in trees.items():
        own = definitions(tree)
        for call in ast.walk(tree):
            called = getattr(call, "func", None)
            if not isinstance(call, ast.Call) or getattr(called, "attr", getattr(called, "id", "")) not in TREE:
                continue
            made += 1
            causes, cures = call.args[:1], call.args[1:2] + [key.value for key in call.keywords if key.arg == "cure"]
            if causes and isinstance(causes[0], ast.Starred):
                cures = causes
            if not all(any(is_thai(part, own, everywhere) for part in parts) for parts in (causes, cures)):
                lacking.append(f"{path}:{call.lineno} {ast.unparse(call)}")
    return made, lacking


@pytest.mark.slow
def test_every_error_made_has_a_thai_cause_and_cure() -> None:
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    made, lacking = calls_without_thai(
        {str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in paths}
    )
    assert made > 30
    assert lacking == []


@pytest.mark.parametrize(
    ("call", "is_enough"),
    [
        ("ConfigError(f'อ่าน {x} ไม่ได้', CURE)", True),
        ("ConfigError(error.cause, error.cure)", True),
        ("ConfigError(*explain(x))", True),
        ("ConfigError('อ่านไม่ได้')", False),
        ("ConfigError('อ่านไม่ได้', 'fix it')", False),
        ("ConfigError('cannot read', CURE)", False),
        ("ConfigError(str(error), cure=CURE)", False),
        ("ConfigError()", False),
    ],
)
def test_recognition_of_thai_messages(call: str, is_enough: bool) -> None:
    module = f"CURE = 'แก้ไฟล์'\ndef explain(x):\n    return 'เสีย', 'แก้'\nraise {call}\n"
    assert (calls_without_thai({"a.py": ast.parse(module)})[1] == []) is is_enough


def test_a_place_is_shown_only_where_there_is_one() -> None:
    assert KmsearchError("ก", "ข", file="").place == ""
    assert KmsearchError("ก", file="a.txt").place == "a.txt"
    assert KmsearchError("ก", file=Path("a.txt"), line=7).place == "a.txt:7"


def test_several_faults_of_a_record_are_one_error_that_says_each_cure_once() -> None:
    faults = [BrokenRecord("สอง", "แก้ก", line=7), BrokenRecord("หนึ่ง", "แก้ก", line=2), BrokenRecord("สาม", "แก้ข")]
    combined = BrokenRecord.combined(faults)
    assert combined.cause == "ต้องแก้ 3 แห่ง: สาม (แก้ข); บรรทัด 2 หนึ่ง (แก้ก); บรรทัด 7 สอง"
    assert [fault.cause for fault in combined.faults] == ["สาม", "หนึ่ง", "สอง"]
    assert BrokenRecord.combined(faults[:1]) is faults[0]
