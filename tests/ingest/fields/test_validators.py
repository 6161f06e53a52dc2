"""Validation of field values: one out of shape goes to a reviewer with the reason, a sound one does not."""

from __future__ import annotations

import pytest

from corpus.record import Evidence
from ingest.fields.validators import check_shapes
from kmsearch.confidence import SURE

SOUND = [
    ("author_name", "นางสาวดอกแก้ว ลำน้ำใส"),
    ("author_name", "ว่าที่ร้อยตรีหญิงดอกแก้ว ลำน้ำใส"),
    ("author_name", "สำนักงานพัฒนาชุมชนอำเภอปัว"),
    ("title", "การบริหารหนี้กองทุน (กข.คจ.) ด้วย “วงกาแฟ”"),
    ("author_position", "ครู"),
    ("author_position", "พัฒนาการอำเภอ"),
    ("phone", "0-5400-0012 ต่อ 15, 081-000-0034"),
    ("phone", "+66 81 000 0034"),
]

ODD = [
    ("author_name", "นางสาวดอกแก้ว", "นามสกุล"),
    ("author_name", "นาง ดอกแก้ว", "นามสกุล"),
    ("author_name", "ผู้บันทึก", "บุคคล"),
    ("author_name", "นางดอกแก้ว ลำน้ำใส....ตำแหน่ง....พัฒนากร", "บุคคล"),
    ("author_name", "นางดอกแก้ว ลำน้ำใส 081-000-0034", "บุคคล"),
    ("title", "วงกาแฟ", "สั้น"),
    ("title", 'การบริหารหนี้ด้วยวงกาแฟ"', "ไม่ครบคู่"),
    ("title", "การบริหารหนี้ (กข.คจ. ด้วยวงกาแฟ", "ไม่ครบคู่"),
    ("author_position", "/สังกัด", "ตำแหน่ง"),
    ("phone", "081-000-00345", "จำนวนหลัก"),
]


def evidence(name: str, value: str) -> Evidence:
    return check_shapes({name: value}, {name: Evidence("1-1", 0.97, "ป้ายชื่อในเอกสาร")})[name]


@pytest.mark.parametrize(("name", "value"), SOUND)
def test_a_sound_value_keeps_its_confidence(name: str, value: str) -> None:
    assert evidence(name, value) == Evidence("1-1", 0.97, "ป้ายชื่อในเอกสาร")


@pytest.mark.parametrize(("name", "value", "reason"), ODD)
def test_a_value_out_of_shape_falls_below_the_threshold_with_its_reason(name: str, value: str, reason: str) -> None:
    checked = evidence(name, value)
    assert checked.confidence < SURE
    assert checked.how.startswith("ป้ายชื่อในเอกสาร · ")
    assert reason in checked.how
