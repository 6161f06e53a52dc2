"""Evidence of the sections of a raw record."""

from __future__ import annotations

from ingest.building.section_builder import section_evidence
from ingest.document import Line
from ingest.segmentation.headings.heading_rules import Heading
from ingest.segmentation.raw_record import RawRecord


def heading(target: str, confidence: float, line: int, words: str = "") -> Heading:
    return Heading("section", target, "", "", (), confidence, False, line, words)


def test_a_section_has_the_lines_and_the_confidence_of_its_heading() -> None:
    guessed = heading("cautions", 0.5, 6, "ข้อพึงคิด")
    raw = RawRecord(
        sections={
            "background": [Line("เรื่องเล่า", 2)],
            "strategies": [Line("คุยกันก่อน", 4), Line("ทำบัญชี", 5)],
            "cautions": [Line("อย่ารีบ", 7)],
        },
        headings={"strategies": heading("strategies", 0.97, 3), "cautions": guessed},
        guessed=[guessed],
    )
    evidence = section_evidence(raw)
    assert {name: source.lines for name, source in evidence.items()} == {
        "background": "2-2",
        "strategies": "3-5",
        "cautions": "6-7",
    }
    assert (evidence["strategies"].confidence, evidence["strategies"].how) == (0.97, "หัวข้อในเอกสาร")
    assert evidence["cautions"].confidence == 0.5
    assert "ข้อพึงคิด" in evidence["cautions"].how
    assert evidence["background"].how == "ข้อความก่อนหัวข้อแรก"
