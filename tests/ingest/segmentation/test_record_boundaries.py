"""Record boundaries in booklets: the next record begins where its headings come again."""

from __future__ import annotations

import pytest

from ingest.readers.html import html_reader
from ingest.record_builder import extract
from kmsearch.confidence import SURE
from tests.documents import records_of_text

STORIES = (
    "น้ำในบ่อปลาของหมู่บ้านเน่าทุกเดือนเมษายน ผมจึงชวนเด็กโรงเรียนมาวัดความลึกทุกเช้าแล้วเขียนติดไว้หน้าศาลา",
    "คนแก่ในตำบลไม่มีใครพาไปหาหมอ ดิฉันเลยขอให้รถส่งของของสหกรณ์รับกลับมาด้วยในเที่ยวบ่ายทุกวันพุธและวันศุกร์",
    "ตะกร้าไม้ไผ่ขายไม่ได้ราคาเพราะทำขนาดเดียวกันทั้งหมู่บ้าน พวกเราจึงแบ่งกันทำคนละขนาดแล้วขายเป็นชุดเดียวกัน",
)
TITLES = ("บ่อปลาที่เด็กเฝ้า", "รถสหกรณ์พาไปหาหมอ", "ตะกร้าหกขนาด")
OWNERS = ("นายก่อ ดีมาก นักวิชาการพัฒนาชุมชน สพอ.ลอง", "นางขวัญ งามดี พัฒนาการอำเภอ สพอ.สอง", "นางสาวคำ ใจเย็น พัฒนากร สพอ.วังชิ้น")


def booklet(head: str, cover: str = "") -> str:
    """Text of three records; ``head`` is formatted with the number, title and owner of each."""
    parts = [cover] if cover else []
    for place, (title, owner, story) in enumerate(zip(TITLES, OWNERS, STORIES, strict=True), 1):
        parts.append(head.format(n=place, title=title, owner=owner))
        parts.append(f"{story}\nขุมความรู้\n1. ขุม{place}\n2. อีกขุม{place}\nแก่นความรู้\n1. แก่น{place}\nกลยุทธ์\n1. กล{place}")
    return "\n".join(parts)


@pytest.mark.parametrize(
    "head",
    [
        "\n{n}. {title}\nโดย {owner}\n",
        "\n{n}) {title}\nเล่าโดย {owner}",
        "\n{title}\n{owner}\n",
        "{title}\n{owner}",
        "\nเรื่อง {title}\nโดย {owner}",
        "\nผู้เล่า {owner}\nเรื่อง {title}",
        "\n{title}\nชื่อเจ้าของความรู้ : {owner}",
    ],
)
def test_repeated_headings_begin_a_record_at_the_title_above_its_owner(head: str) -> None:
    records = records_of_text(booklet(head))
    assert [record.title for record in records] == list(TITLES)
    assert [record.author_name for record in records] == ["นายก่อ ดีมาก", "นางขวัญ งามดี", "นางสาวคำ ใจเย็น"]
    for place, record in enumerate(records, 1):
        found = {section.name: [item.text for item in section.numbered_items] for section in record.sections}
        assert found["background"] == [STORIES[place - 1]]
        assert found["knowledge_assets"] == [f"ขุม{place}", f"อีกขุม{place}"]
        assert found["strategies"] == [f"กล{place}"]


def test_titles_without_owners_begin_records_if_styled_like_the_first() -> None:
    assert [record.title for record in records_of_text(booklet("\n{n}. {title}"))] == list(TITLES)
    page = "".join(
        f"<h2>{title}</h2><p>{story}</p><h3>ขุมความรู้</h3><p>- ก้าว</p><h3>กลยุทธ์</h3><p>- ย่าง</p>"
        for title, story in zip(TITLES, STORIES, strict=True)
    )
    records = extract(html_reader.read(f"<body>{page}</body>".encode(), "a.html"))
    assert [record.title for record in records] == list(TITLES)


RECORD = booklet("ชื่อเรื่อง {title}\nโดย {owner}\n").split("\nชื่อเรื่อง")[0]


@pytest.mark.parametrize(
    "rest",
    [
        "ขุมความรู้ (ต่อ)\n1. อีกข้อ\nแก่นความรู้ (ต่อ)\n1. อีกข้อ",
        "สรุปท้ายเรื่อง\nขุมความรู้\n1. อีกข้อ\nแก่นความรู้\n1. อีกข้อ",
        "\nขอบคุณทุกท่าน\nนายก่อ ดีมาก นักวิชาการพัฒนาชุมชน\nขุมความรู้ที่ได้รับ\n1. อีกข้อ",
        "\nคณะทำงานของหมู่บ้าน\nนายแดง ใจกล้า ประธานกลุ่ม\nนางดำ ใจงาม เลขานุการ\nขุมความรู้\n1. อีกข้อ",
    ],
)
def test_repeated_headings_without_another_owner_stay_in_the_record(rest: str) -> None:
    (record,) = records_of_text(f"{RECORD}\n{rest}")
    assert (record.title, record.author_name) == (TITLES[0], "นายก่อ ดีมาก")
    assert "อีกข้อ" in [item.text for name, _, item in record.numbered_items() if name == "knowledge_assets"]


def test_the_cover_gives_the_year_of_all_records_with_low_confidence() -> None:
    records = records_of_text(booklet("\n{n}. {title}\nโดย {owner}", "รวมเรื่องเล่า จังหวัดแพร่ ประจำปี 2553\n"))
    assert [record.year for record in records] == [2553, 2553, 2553]
    assert all(record.evidence["year"].confidence < SURE for record in records[1:])


def test_a_repeated_form_name_above_a_title_begins_the_next_record() -> None:
    form = "องค์ความรู้ของจังหวัดแพร่ ประจำปี 2564\n1. ชื่อองค์ความรู้ {title}\nขุมความรู้\n- {title}ทุกวัน\nกลยุทธ์\n- ช้า\n"
    first, second = records_of_text("".join(form.format(title=title) for title in TITLES[:2]))
    assert (first.year, second.year) == (2564, 2564)
    assert [item.text for name, _, item in first.numbered_items() if name == "strategies"] == ["ช้า"]


COVER = "ชื่อ-นามสกุล นายปก หน้าเล่ม\nชื่อเรื่อง รวมเรื่องเล่าปี 2560\n"
CONTENTS = "สารบัญ\nการฟื้นกลุ่ม .... 1\n"
WHOLE = "ชื่อเรื่อง การฟื้นกลุ่ม\nชื่อ-นามสกุล นางแก้ว ใจดี\nขุมความรู้\n1. คุยกันก่อน\n2. ทำบัญชี\n"


@pytest.mark.parametrize("text", [COVER + CONTENTS + WHOLE, WHOLE + CONTENTS])
def test_what_stands_before_a_table_of_contents_names_no_record_unless_it_has_sections(text: str) -> None:
    (record,) = records_of_text(text)
    assert (record.title, record.author_name) == ("การฟื้นกลุ่ม", "นางแก้ว ใจดี")
    assert [item.text for item in record.section("knowledge_assets").numbered_items] == ["คุยกันก่อน", "ทำบัญชี"]
