"""The record made of a raw record: its source and what a reviewer has to check."""

from __future__ import annotations

from corpus.fields import section_label
from tests.documents import records_of_text

TEXT = "ชื่อเรื่อง การทำฝาย\nขุมความรู้\n1. คุยกันก่อน\n2. ทำบัญชี\n"


def test_the_source_has_the_lines_of_the_record() -> None:
    (record,) = records_of_text(TEXT)
    assert [source.lines for source in record.source] == ["1-4"]
    assert record.checks == ()


def test_a_check_names_the_doubtful_section_by_its_label() -> None:
    (record,) = records_of_text(TEXT + "แนวคิดการทำงานที่ได้จากเรื่องนี้\n1. ไปด้วยกัน\n2. ไม่รีบ\n")
    (check,) = record.checks
    assert check.startswith(f"{section_label('theories')}: หัวข้อ “แนวคิดการทำงานที่ได้จากเรื่องนี้”")
    assert check.endswith("(ความมั่นใจ 70%) ควรตรวจ")
