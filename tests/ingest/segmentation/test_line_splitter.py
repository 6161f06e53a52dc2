"""Labels and items in the middle of a line: some are split off, others are words of a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document, Line
from ingest.forms.label_table import load_labels
from ingest.items.item_builder import build_items
from ingest.readers.text import as_lines
from ingest.record_builder import extract
from ingest.segmentation.splitting.line_splitter import split_fields, split_line, split_lines


def parts(text: str) -> list[str]:
    return [line.text for line in split_line(Line(text, 1), load_labels())]


def items(section: str, text: str) -> list[str]:
    return [item.text for item in build_items(section, as_lines(text)) if not item.lead]


PROSE = [
    "ข้าพเจ้าเห็นว่า ขุมความรู้ ของคนเฒ่าคนแก่ในตำบลนี้มีมากกว่าที่เขียนไว้ในแฟ้ม และควรมีใครสักคนไปนั่งฟังให้จบ",
    "การอบรมสอนให้เขียน ขุมความรู้ แก่นความรู้ และ กลยุทธ์ในการทำงาน ลงในกระดาษแผ่นเดียวให้คนอื่นอ่านรู้เรื่องได้ทันที",
    "เมื่อพบ ปัญหา ก็ช่วยกันคิด วิธีการ ใหม่ ๆ จนเกิด ผลลัพธ์ ที่ทุกคนพอใจ และไม่มีใครต้องเสียหน้ากันอีกเลยในปีนั้น",
    "สมาชิกเรียกสมุดเล่มนี้ว่า แก่นความรู้ (Core Competency) ของกลุ่ม แม้ในนั้นจะมีแต่สูตรน้ำพริกก็ตาม ทุกคนหวงมาก",
    "กลุ่มตกลงกันสามข้อ 1. ประชุมทุกเดือน 2. แนวทางการดำเนินงานต้องเห็นชอบร่วมกัน 3. กลยุทธ์ในการทำงานให้ทบทวนทุกปี",
    "วิทยากรในวันนั้นคือ นายสมหมาย ทองแท้ ตำแหน่ง พัฒนากร ซึ่งเดินทางมาแต่เช้าและอยู่กับชาวบ้านจนค่ำ ไม่ยอมกลับก่อน",
    "เอกสารเล่มนี้มี ขุมความรู้ ........ 3 แก่นความรู้ ........ 5 กลยุทธ์ในการทำงาน ........ 8 รวมสามบท อ่านได้ตามใจชอบ",
]


@pytest.mark.parametrize("text", PROSE)
def test_sentences_with_the_words_of_labels_stay_whole(text: str) -> None:
    assert parts(text) == [text]


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        (
            "ปลูกผักรอบรั้วได้ผลดีกว่าที่คิด แก่นความรู้ 1. เริ่มจากบ้านตนเอง 2. ชวนเพื่อนบ้านทีละหลัง แล้วรอดู",
            ["ปลูกผักรอบรั้ว", "แก่นความรู้ 1."],
        ),
        (
            "น้ำแห้งทุกเดือนเมษายนจนต้องซื้อน้ำใช้ ขุมความรู้ (Knowledge Assets) คนขุดบ่อรู้ทางน้ำดีกว่าแผนที่ในมือเรา",
            ["น้ำแห้ง", "ขุมความรู้ (Knowledge"],
        ),
        (
            "๖.๒ ข้อพึงระวัง อย่าเร่งให้ทุกบ้านทำพร้อมกัน ๖.๓ ปัจจัยแห่งความสำเร็จ ผู้ใหญ่บ้านลงมือทำก่อนเป็นคนแรก",
            ["๖.๒ ข้อพึงระวัง", "๖.๓ ปัจจัย"],
        ),
        (
            "ชื่อ-นามสกุล นางแก้ว ใจเย็น ตำแหน่งพัฒนากร สังกัดสำนักงานพัฒนาชุมชนอำเภอสมมุติ ชื่อเรื่องบ่อน้ำของเรา",
            ["ชื่อ-นามสกุล", "ตำแหน่งพัฒนากร", "สังกัดสำนักงาน", "ชื่อเรื่องบ่อน้ำ"],
        ),
    ],
)
def test_labels_with_evidence_around_them_begin_lines(text: str, heads: list[str]) -> None:
    split = parts(text)
    assert len(split) == len(heads)
    assert all(part.startswith(head) for part, head in zip(split, heads, strict=True))


def test_rewrapped_lines_are_joined_before_they_are_split() -> None:
    text = (
        "ชื่อ-นามสกุล นางแก้ว ใจเย็น ตำแหน่ง พัฒนากร สังกัด สำนักงานพัฒ\n"
        "นาชุมชนอำเภอสมมุติ ชื่อเรื่อง บ่อน้ำของเรา แก่นคว\n"
        "ามรู้ 1. ขุดให้ลึกกว่าเดิม 2. ปลูกต้นไม้รอบบ่อ กลยุทธ์ในการ\n"
        "ทำงาน 1. นัดกันวันพระ"
    )
    split = list(split_lines(as_lines(text), load_labels()))
    heads = ["ชื่อ-นามสกุล", "ตำแหน่ง", "สังกัด", "ชื่อเรื่อง", "แก่นความรู้ 1.", "กลยุทธ์ในการทำงาน 1."]
    assert [line.text[: len(head)] for line, head in zip(split, heads, strict=True)] == heads
    assert [line.number for line in split] == [1, 1, 1, 2, 2, 3]


def test_lines_that_begin_with_labels_are_unchanged() -> None:
    lines = as_lines("ชื่อเรื่อง บ่อน้ำของเรา\nแก่นความรู้\n1. ขุดให้ลึกกว่าเดิม\nกลยุทธ์ในการทำงาน\n1. นัดกันวันพระ")
    assert tuple(split_lines(lines, load_labels())) == lines


def test_items_in_mid_line_are_split_with_their_sub_items() -> None:
    assert items("methods", "1. ฝึก - เช้า - เย็น 2. สรุป") == ["ฝึก", "เช้า", "เย็น", "สรุป"]
    assert items("methods", "5.1 ฝึก 5.2 ลงมือ 5.3 สรุป") == ["ฝึก", "ลงมือ", "สรุป"]
    assert items("methods", "ก. ฝึก ข. ลงมือ ค. สรุป") == ["ฝึก", "ลงมือ", "สรุป"]
    assert items("methods", "1. หลัก ๕ ก ก๑ กลุ่ม ก๒ กรรมการ 2. สรุป") == ["หลัก ๕ ก", "ก๑ กลุ่ม", "ก๒ กรรมการ", "สรุป"]


@pytest.mark.parametrize(
    "text",
    [
        "1. ผ่อนเดือนละ ๓๐๐ - ๕๐๐ บาท ตามกำลัง",
        "1. ได้ผลเฉลี่ย 2.5 ตันต่อไร่ และ 3.1 ตันในปีถัดมา",
        "1. ทำตาม ข้อ 2. ของระเบียบโดยเคร่งครัด",
        "1. นัดที่บ้าน ข. ซึ่งอยู่ใกล้ที่สุด",
    ],
)
def test_numbers_and_dashes_in_a_sentence_split_nothing(text: str) -> None:
    assert items("methods", text) == [text[3:]]


def test_a_story_is_not_split_at_its_own_numbers() -> None:
    story = "ปีแรกเราลองสามทาง 1) ปลูกในกระสอบ 2) ปลูกในท่อ 3) ปลูกบนหลังคา แล้วเลือกทางเดียว"
    assert items("background", story) == [story]


def test_two_records_in_one_line_are_two() -> None:
    form_text = (
        "แบบบันทึกองค์ความรู้ ชื่อ-นามสกุล {name} ตำแหน่ง พัฒนากร สังกัด สำนักงานพัฒนาชุมชนอำเภอสมมุติ ชื่อเรื่อง {title} "
        "บันทึกขุมความรู้ 1. ดูน้ำ 2. ดูดิน แก่นความรู้ 1. อดทน กลยุทธ์ในการทำงาน 1. ทำทุกวัน"
    )
    text = (
        f"{form_text.format(name='นางแก้ว ใจเย็น', title='บ่อน้ำ')} {form_text.format(name='นายขวัญ ใจกล้า', title='ป่าชุมชน')}"
    )
    records = extract(Document("a.txt", as_lines(text)))
    assert [(record.author_name, record.title) for record in records] == [
        ("นางแก้ว ใจเย็น", "บ่อน้ำ"),
        ("นายขวัญ ใจกล้า", "ป่าชุมชน"),
    ]


WORDS = ["แก่นความรู้", "ชื่อ-นามสกุล", "ตำแหน่ง", "นายดี งาม", "1.", "๖.๑", "(Core)", ":", "-", "....", "กลุ่ม", "ปี 2560"]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=40).map(" ".join))
def test_no_text_is_lost_when_a_line_is_split(text: str) -> None:
    assert "".join("".join(parts(text)).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(WORDS).map(lambda word: word * 3), min_size=3, max_size=40).map("\n".join))
def test_no_text_is_lost_when_lines_are_joined(text: str) -> None:
    split = split_lines(as_lines(text), load_labels())
    assert "".join("".join(line.text for line in split).split()) == "".join(text.split())


def test_parts_behind_the_first_stand_apart_from_what_is_before_them() -> None:
    text = (
        "แบบบันทึกองค์ความรู้ ชื่อ-นามสกุล นางสาวมะลิ ใจงาม ตำแหน่ง พัฒนากร ชื่อเรื่อง การฟื้นกลุ่ม "
        "บันทึกขุมความรู้ (Knowledge Assets) ความสำเร็จเกิดจาก 1. คณะทำงาน 2. แผน "
        "แก่นความรู้ (Core Competency) 1. ความไว้ใจ 2. ความโปร่งใส"
    )
    gaps = [line.gap for line in split_line(Line(text, 1), load_labels())]
    assert len(gaps) > 2
    assert gaps == [False] + [True] * (len(gaps) - 1)


def test_a_value_is_cut_where_labels_of_other_fields_stand_in_it() -> None:
    text = "นางมะลิ ใจงาม ตำแหน่ง : พัฒนากร สังกัด สพอ.ลอง โทร. 08-0000-1234"
    assert split_fields("author_name", text, load_labels()) == [
        ("author_name", "นางมะลิ ใจงาม"),
        ("author_position", "พัฒนากร"),
        ("author_office", "สพอ.ลอง"),
        ("phone", "08-0000-1234"),
    ]
