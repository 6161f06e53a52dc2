"""Faults in front matter: cause and line do not depend on the wording of parser errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from corpus.formats import yaml_tree
from corpus.formats.frontmatter import read_front
from kmsearch.errors import BrokenRecord

LOADERS = [getattr(yaml, name) for name in ("CBaseLoader", "BaseLoader") if hasattr(yaml, name)]

FAULTS = [
    ("title: ก: ข\n", 1, "มี : กลางข้อความ"),
    ("title: ก\n  phone: ข\n", 2, "มี : กลางข้อความ"),
    ("title: 'ก\nphone: ข\n", 1, "เปิดเครื่องหมายคำพูดแล้วไม่ปิด"),
    ('topics: [ก, "ข]\nphone: ข\n', 1, "เปิดเครื่องหมายคำพูดแล้วไม่ปิด"),
    ("id: a\ntitle ก\nphone: ข\n", 2, "ไม่มี : หลังชื่อ"),
    ("topics: [ก\nphone: ข\n", 1, "เปิดวงเล็บแล้วไม่ปิด"),
    ("evidence:\n  title: {confidence: 1\nphone: ข\n", 2, "เปิดวงเล็บแล้วไม่ปิด"),
    ("topics:\n- [\n", 2, "เปิดวงเล็บแล้วไม่ปิด"),
    ("title: ก\n\tphone: ข\n", 2, "ย่อหน้าด้วยแท็บ"),
    ("title:\n\tก\n", 2, "ย่อหน้าด้วยแท็บ"),
    ("title: - ก\n", 1, "ต้องเริ่มบรรทัดใหม่"),
    ('title: "ก" ข\n', 1, "ต่อท้ายเครื่องหมายคำพูด"),
    ("title: ]\n", 1, "ต่อท้ายเครื่องหมายคำพูด"),
    ("note: |ก\n", 1, "ต่อท้ายเครื่องหมายคำพูด"),
    ("title: @ก\n", 1, "เครื่องหมายคำพูด"),
    ("title: `ก\n", 1, "เครื่องหมายคำพูด"),
    ("title: 'ก'\nphone: *\n", 2, "ต้องอยู่ในเครื่องหมายคำพูด"),
    ("title: &ก ข\n", 1, "ต้องอยู่ในเครื่องหมายคำพูด"),
    ("title: !<\n", 1, "ต้องอยู่ในเครื่องหมายคำพูด"),
    ('title: "\\q"\n', 1, "ไม่ใช่ YAML ที่ถูกต้อง"),
    ('title: "[[[[[[ \\q"\n', 1, "ไม่ใช่ YAML ที่ถูกต้อง"),
    ("title: \x07\n", 1, "อักขระควบคุม"),
    ("topics: " + "[" * 5000, 1, "ซ้อนกันลึกเกินไป"),
    ("topics:\n " + "{a: " * 5000, 2, "ซ้อนกันลึกเกินไป"),
    ("topics:\n " + "- " * 5000, 2, "ซ้อนกันลึกเกินไป"),
]


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def reworded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the test with each of PyYAML's parsers, with reworded errors."""

    def parse(text: str, Loader: Any) -> Iterator[Any]:
        try:
            yield from original(text, Loader=Loader)
        except yaml.MarkedYAMLError as error:
            error.problem = error.context = "other words"
            raise

    original = yaml.parse
    monkeypatch.setattr(yaml_tree, "_LOADER", request.param)
    monkeypatch.setattr(yaml, "parse", parse)


@pytest.mark.usefixtures("reworded")
@pytest.mark.parametrize(("text", "line", "cause"), FAULTS, ids=[text[:16] for text, _, _ in FAULTS])
def test_cause_and_line_do_not_depend_on_the_wording_of_the_parser(text: str, line: int, cause: str) -> None:
    with pytest.raises(BrokenRecord) as caught:
        read_front(text, 1)
    assert cause in caught.value.cause
    assert caught.value.line == line


@pytest.mark.usefixtures("reworded")
def test_brackets_inside_a_value_do_not_count_as_nesting() -> None:
    assert read_front("id: a\ntitle: ก [[[[[[\ncategory: '[[[[[['\n", 1)["title"] == "ก [[[[[["
