"""Lines of a section as items."""

from __future__ import annotations

import pytest

from ingest.items import items_of
from ingest.markers import peel, split_sequence
from ingest.readers.text import as_lines


def texts(section: str, text: str) -> list[str]:
    return [("~" if item.lead else "") + ">" * item.level + item.text for item in items_of(section, as_lines(text))]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("1.เครือข่าย", "เครือข่าย"),
        ("- ๑) หลักการ", "หลักการ"),
        ("2.1ประสานงาน", "ประสานงาน"),
        ("(3) ติดตาม", "ติดตาม"),
        ("•จัดเวที", "จัดเวที"),
        ("ข้อ ๑ การออม", "การออม"),
        ("1.5 ล้านบาทเป็นทุน", "1.5 ล้านบาทเป็นทุน"),
        ("2557 เป็นปีแรก", "2557 เป็นปีแรก"),
        ("กิจกรรมที่ 1 ทำขนม", "กิจกรรมที่ 1 ทำขนม"),
        ("ก.พ. เดินทาง", "ก.พ. เดินทาง"),
        ("จ. ลำปาง", "จ. ลำปาง"),
    ],
)
def test_markers_are_peeled_and_quantities_are_not(text: str, rest: str) -> None:
    assert peel(text)[1] == rest


def test_numbered_points_are_joined_over_wrapped_lines() -> None:
    found = texts("strategies", "1. จัดเวทีให้ทุกคนได้พูดเรื่องของตนเอง\nและฟังคนอื่น\n2. ใช้ระบบ OTOP\nเดิม")
    assert found == ["จัดเวทีให้ทุกคนได้พูดเรื่องของตนเองและฟังคนอื่น", "ใช้ระบบ OTOP เดิม"]


def test_letters_go_on_past_those_that_are_abbreviations() -> None:
    assert texts("techniques", "ก. หนึ่ง\nข. สอง\nค. สาม\nง. สี่\nจ. ห้า\nฉ. หก") == ["หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก"]


def test_numbering_faults_and_restarts_do_no_harm() -> None:
    assert texts("strategies", "1. ก่อน\n3. กลาง\n3. หลัง\n1. อีกชุด") == ["ก่อน", "กลาง", "หลัง", "อีกชุด"]


def test_a_section_with_only_a_dash_is_empty() -> None:
    assert texts("cautions", "-") == []
    assert texts("cautions", "- ไม่มี -") == []


def test_sub_points_are_deeper_and_come_back_up() -> None:
    assert texts("methods", "1. ฝึก\n- ตรวจเช้า\n- ตรวจเย็น\n2. สรุป") == ["ฝึก", ">ตรวจเช้า", ">ตรวจเย็น", "สรุป"]


def test_what_announces_a_list_is_a_lead() -> None:
    assert texts("knowledge_assets", "ความสำเร็จเกิดจาก\n1. คณะทำงาน\n2. แผน") == ["~ความสำเร็จเกิดจาก", "คณะทำงาน", "แผน"]


def test_a_numbered_heading_over_bullets_is_a_lead() -> None:
    assert texts("methods", "2.1 เตรียมการ\n• ประชุม\n2.2 ลงมือ\n• ทำ") == ["~เตรียมการ", ">ประชุม", "~ลงมือ", ">ทำ"]


def test_a_flattened_list_is_taken_apart() -> None:
    assert split_sequence("ออมทุกเดือน 2. ประชุม 3) ตรวจ", 1) == ["ออมทุกเดือน", "ประชุม", "ตรวจ"]
    assert texts("strategies", "1. ออมทุกเดือน 2. ประชุม 3. ตรวจ") == ["ออมทุกเดือน", "ประชุม", "ตรวจ"]
    assert texts("strategies", "1. ใช้เวลา 3 เดือน") == ["ใช้เวลา 3 เดือน"]


def test_short_lines_without_markers_are_points_and_wrapped_ones_a_paragraph() -> None:
    assert texts("theories", "การมีส่วนร่วม\nการออม") == ["การมีส่วนร่วม", "การออม"]
    wrapped = "กลุ่มออมทรัพย์เพื่อการผลิตตั้งมาสิบกว่าปีมีสมาชิกเก้าสิบสองคนและมีเงินสัจจะสะสมรวมกันหก\nแสนบาทแต่ไม่มีใครทำบัญชี"
    assert len(texts("background", wrapped)) == 1


def test_an_activity_takes_the_text_under_its_name() -> None:
    found = texts("methods", "กิจกรรมที่ 1 ทำขนม\nสอนเด็กสามสิบคนสองวัน\nกิจกรรมที่ 2 ฝึกสมาธิ\nเดินจงกรม")
    assert found == ["กิจกรรมที่ 1 ทำขนม สอนเด็กสามสิบคนสองวัน", "กิจกรรมที่ 2 ฝึกสมาธิ เดินจงกรม"]
