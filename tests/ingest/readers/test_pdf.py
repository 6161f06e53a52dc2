"""PDF files: layout of a page, lines repeated over pages, files that cannot be read.

Most are written here, one string per position; ``tests/files`` has two that a browser printed from the pages beside
them.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.file_reader import read_file
from ingest.readers import read
from ingest.readers.pdf import pdf_reader as reader
from kmsearch.errors import UnreadableFile
from kmsearch.thai.characters import COMBINING_MARKS
from kmsearch.thai.normalise import repair_by_rule
from tests.documents import lines_of, refusal
from tests.paths import TESTS

FILES = TESTS / "files"

Text = tuple[float, float, str] | tuple[float, float, str, float] | tuple[float, float, str, float, str]
"""Left edge and height above the page's lower edge in points, text, size (12), font (``F`` or, bold, ``B``)."""


def pdf(*pages: list[Text], turn: int = 0, extra: str = "", trailer: str = "") -> bytes:
    """A PDF of A4 pages; every letter is half as wide as high, marks have no width, a blank is a quarter wide.

    ``turn`` in degrees; ``extra`` is drawn on each page (``H`` is Helvetica); ``trailer`` goes into the file's trailer.
    """
    letters = sorted({char for page in pages for text in page for char in text[2]} | {" "})
    codes = {char: code for code, char in enumerate(letters, 1)}
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", *_fonts(codes), _IMAGE]
    kids = []
    for page in pages:
        content = "\n".join(_drawn(text, codes) for text in page) + f"\n{extra}"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {turn} /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 3 0 R /B 4 0 R /H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> "
            "/XObject << /I 6 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects, trailer)


_IMAGE = (
    "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
    "stream\nx\nendstream"
)


def _fonts(codes: dict[str, int]) -> list[str]:
    """The fonts F and B, and what their codes mean."""
    widths = " ".join("0" if char in COMBINING_MARKS else "250" if char == " " else "500" for char in codes)
    rows = "\n".join(f"<{code:02X}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items())
    meaning = f"begincmap\n1 begincodespacerange\n<00> <FF>\nendcodespacerange\n{len(codes)} beginbfchar\n{rows}\n"
    meaning += "endbfchar\nendcmap"
    font = (
        "<< /Type /Font /Subtype /TrueType /BaseFont /{name} /FirstChar 1 /LastChar {last} /Widths [{widths}] "
        "/ToUnicode 5 0 R /FontDescriptor << /Type /FontDescriptor /FontName /{name} /Flags 4 /Ascent 900 "
        "/Descent -300 /CapHeight 700 /ItalicAngle 0 /StemV 80 /FontBBox [0 -300 500 900] >> >>"
    )
    filled = [font.format(name=name, last=len(codes), widths=widths) for name in ("Example", "Example-Bold")]
    return [*filled, f"<< /Length {len(meaning)} >>\nstream\n{meaning}\nendstream"]


def _drawn(text: Text, codes: dict[str, int]) -> str:
    left, height, words, size, font = (*text, *(12.0, "F")[len(text) - 3 :])
    shown = "".join(f"{codes[char]:02X}" for char in str(words))
    return f"BT /{font} {size} Tf 1 0 0 1 {left} {height} Tm <{shown}> Tj ET"


def _file(objects: list[str], trailer: str) -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, inside in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{inside}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF\n".encode()


def texts(*pages: list[Text]) -> list[str]:
    return [repair_by_rule(line.text) for line in lines_of("a.pdf", pdf(*pages))]


def down(*words: str, left: float = 70, top: float = 770, step: float = 20) -> list[Text]:
    """Lines one under the other."""
    return [(left, top - place * step, text) for place, text in enumerate(words)]


STORY = (
    *("สมาชิกต้องรู้ยอดเงินของตนทุกเดือนโดยคณะกรรมการนำบัญชีไปให้ดู", "ถึงบ้านและไม่รอให้มาถามที่ทำการกลุ่มเหมือนที่ผ่านมา"),
    *("เมื่อตกลงกันได้แล้วจึงทำบันทึกไว้เป็นหลักฐานทั้งสองฝ่าย", "แล้วนัดหมายวันส่งเงินครั้งต่อไปให้ชัดเจนทุกคน"),
)


def test_lines_are_read_with_their_marks_and_blanks() -> None:
    assert texts(down("การจัดการน้ำที่บ้านใหม่ ปี ๒๕๖๐", "ผู้ใหญ่บ้าน")) == ["การจัดการน้ำที่บ้านใหม่ ปี ๒๕๖๐", "ผู้ใหญ่บ้าน"]


def test_a_gap_between_words_is_a_blank_and_a_narrow_one_is_not() -> None:
    page: list[Text] = [(70, 700, "กลุ่ม"), (70 + 18 + 6, 700, "ออม"), (70 + 18 + 6 + 18.5, 700, "ทรัพย์")]
    assert texts(page) == ["กลุ่ม ออมทรัพย์"]


def test_a_label_and_its_value_across_the_page_are_one_line() -> None:
    page: list[Text] = [(70, 700, "ตำแหน่ง"), (250, 700, "พัฒนากร"), (70, 680, "สังกัด"), (250, 680, "สำนักงาน")]
    assert texts(page) == ["ตำแหน่ง พัฒนากร", "สังกัด สำนักงาน"]


@pytest.mark.parametrize("by_column", [True, False])
def test_columns_are_read_one_after_the_other_in_any_order_of_writing(by_column: bool) -> None:
    left = down(*(f"ซ้าย{text[:34]}" for text in STORY), left=60)
    right = down(*(f"ขวา{text[:34]}" for text in STORY), left=330)
    page = [*left, *right] if by_column else [text for pair in zip(left, right, strict=True) for text in pair]
    page_texts = texts([(60, 800, "หัวเรื่องที่ยาวตลอดทั้งหน้ากระดาษเหนือสองคอลัมน์ของเอกสาร"), *page])
    assert [text[:4] for text in page_texts] == ["หัวเ", *["ซ้าย"] * 4, *["ขวาส", "ขวาถ", "ขวาเ", "ขวาแ"]]


def test_a_page_written_out_of_order_is_read_from_top_to_bottom() -> None:
    rows = down(*(f"บรรทัด {number}" for number in range(10, 30)))
    random.Random(4).shuffle(rows)
    assert texts(rows) == [f"บรรทัด {number}" for number in range(10, 30)]


def test_gaps_indents_bold_and_font_sizes_are_kept() -> None:
    page: list[Text] = [
        *((70, 770, "บันทึก", 20), (70, 730, STORY[0]), (70, 710, STORY[1]), (94, 690, STORY[2]), (70, 670, STORY[3])),
        *((70, 630, "แก่นความรู้", 12, "B"), (70, 610, STORY[1])),
    ]
    lines = lines_of("a.pdf", pdf(page))
    assert [line.gap for line in lines] == [False, True, False, False, False, True, False]
    assert [line.strong for line in lines] == [True, False, False, False, False, True, False]
    assert [line.indent for line in lines] == [0, 0, 0, 4, 0, 0, 0]


def test_lines_in_a_box_wrap_at_its_edge() -> None:
    box = down("ชาวบ้านเดินข้ามห้วยทุกวันเพื่อไป", "ส่งลูกหลานเข้าโรงเรียนไกลบ้านอีก", "ฝั่งหนึ่งเป็นประจำทุกปีไม่มีเว้น", "จนท้อใจ", left=60)
    beside = down("ผลที่ได้", "มีสะพาน", left=330, top=765)
    lines = lines_of("a.pdf", pdf([(60, 810, "เรื่องสะพานไม้ไผ่ของชุมชนริมห้วยที่คนทั้งหมู่บ้านช่วยกันทำ"), *box, *beside]))
    assert [line.wraps for line in lines[1:5]] == [True, True, True, False]


def test_a_label_broken_over_lines_in_its_cell_is_one_line() -> None:
    cell: list[Text] = [(60, 700, "ที่มาและความสำคัญของ"), (60, 684, "ปัญหา")]
    value = down("ชาวบ้านเดินข้ามห้วยทุกวัน", "จนท้อใจ", left=250, top=700, step=16)
    assert texts([*cell, *value])[0] == "ที่มาและความสำคัญของปัญหา"
    page: list[Text] = [(60, 700, "เคล็ดลับ"), (60, 684, "1) ดูน้ำ")]
    assert texts([*page, *value])[:2] == ["เคล็ดลับ", "1) ดูน้ำ"]


def test_a_line_after_a_short_line_begins_a_paragraph() -> None:
    lines = lines_of("a.pdf", pdf(down(STORY[0], "จนครบ", STORY[2], STORY[3])))
    assert [line.begins for line in lines] == [False, False, True, False]


def booklet(pages: int, head: str = "เอกสารการจัดการความรู้", number: str = "{}") -> list[list[Text]]:
    return [
        [
            (300, 810, head, 10),
            *down(*(f"{text[:40]}ตอน{'กขคงจ'[page]}" for text in STORY), top=760),
            (290, 30, number.format(page + 1), 10),
        ]
        for page in range(pages)
    ]


@pytest.mark.parametrize("number", ["{}", "- {} -", "หน้า {}", "หน้า {} จาก 3"])
def test_running_heads_and_page_numbers_are_left_out(number: str) -> None:
    lines = lines_of("a.pdf", pdf(*booklet(3, number=number)))
    assert [line.text[-1] for line in lines] == [letter for letter in "กขค" for _ in STORY]
    assert not lines[len(STORY)].gap


def test_running_heads_of_left_and_right_pages_are_left_out() -> None:
    pages = booklet(5)
    for page in pages[1::2]:
        page[0] = (60, 810, "สำนักงานพัฒนาชุมชน", 10)
    assert len(lines_of("a.pdf", pdf(*pages))) == 5 * len(STORY)


def test_a_line_at_the_edge_of_one_page_only_is_text() -> None:
    pages = booklet(2)
    pages[1][0] = (300, 810, "แก่นความรู้ที่ได้", 10)
    assert "แก่นความรู้ที่ได้" in texts(*pages)


def test_a_large_heading_on_every_page_is_text() -> None:
    pages = booklet(3)
    for page in pages:
        page[0] = (220, 810, "แบบบันทึกองค์ความรู้", 18)
    assert texts(*pages).count("แบบบันทึกองค์ความรู้") == 3


def test_a_rotated_page_is_read_upright() -> None:
    places = ((100, 70, "First line"), (120, 70, "Second line"), (160, 94, "Third line"))
    turned = [f"BT /H 12 Tf 0 1 -1 0 {left} {height} Tm ({text}) Tj ET" for left, height, text in places]
    lines = lines_of("a.pdf", pdf([], turn=90, extra="\n".join(turned)))
    assert [(line.text, line.gap, line.indent) for line in lines] == [
        *(("First line", False, 0), ("Second line", False, 0), ("Third line", True, 4)),
    ]


def test_a_watermark_across_the_page_is_left_out() -> None:
    data = pdf(down("ข้อความ"), extra="BT /H 40 Tf 0.7 0.7 -0.7 0.7 100 300 Tm (DRAFT) Tj ET")
    assert [repair_by_rule(line.text) for line in lines_of("a.pdf", data)] == ["ข้อความ"]


LOCKED = (
    f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{'5a' * 32}> /U <{'a5' * 32}> >> "
    f"/ID [<{'00' * 16}> <{'00' * 16}>]"
)


def test_unreadable_files_are_refused_with_the_cause() -> None:
    sound = pdf(*booklet(3))
    assert "รหัสผ่าน" in refusal("a.pdf", pdf(down("ก"), trailer=LOCKED)).cause
    assert "ไม่ครบ" in refusal("a.pdf", sound[: len(sound) // 2]).cause
    assert "ไม่ใช่ PDF" in refusal("a.pdf", b"plain words").cause


def test_a_scan_is_refused_even_with_a_stamp_on_it() -> None:
    assert "สแกน" in refusal("a.pdf", pdf([], extra="q 595 0 0 842 0 0 cm /I Do Q")).cause
    assert "สแกน" in refusal("a.pdf", pdf(down("รับที่ 12"), extra="q 595 0 0 842 0 0 cm /I Do Q")).cause


def test_an_empty_page_is_no_scan() -> None:
    assert lines_of("a.pdf", pdf([])) == ()


def test_files_over_the_page_or_time_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    assert "3 หน้า" in refusal("a.pdf", pdf(*booklet(3))).cause
    monkeypatch.setattr(reader, "MAX_SECONDS", -1)
    assert "ช้า" in refusal("a.pdf", pdf(*booklet(2))).cause


def test_form_a_over_a_page_break_becomes_the_record_a_reader_sees() -> None:
    result = read_file(FILES / "form_a.pdf")
    assert result.error is None
    (record,) = result.records
    assert (record.title, record.author_name, record.author_position) == (
        *("การทำให้กลุ่มออมทรัพย์กลับมาเข้มแข็ง", "นางสาวมะลิ ใจงาม", "นักวิชาการพัฒนาชุมชนชำนาญการ"),
    )
    assert (record.year, record.province, record.phone, record.form) == (2558, "ลำปาง", "08-0000-1234", "A")
    items = {section.name: [item.text for item in section.items] for section in record.sections}
    assert [len(items[name]) for name in ("background", "knowledge_assets", "core_knowledge")] == [1, 3, 2]
    assert items["strategies"] == [
        "ให้สมาชิกมีส่วนร่วมตั้งกติกา ตั้งแต่วันแรกที่กลับมาประชุม โดยแบ่งกลุ่มย่อยตามคุ้มบ้าน แล้วนำข้อเสนอของทุกคุ้มมารวมกัน "
        "ข้อใดที่เห็นต่างก็พักไว้พูดคุยในครั้งถัดไป ไม่ใช้การยกมือตัดสิน จึงไม่มีใครรู้สึกว่าตนแพ้",
        "ติดตามทุกเดือนและรายงานผลในที่ประชุมหมู่บ้าน เพื่อให้ทุกคนรู้ความก้าวหน้าพร้อมกัน",
    ]


def test_a_record_in_two_columns_is_read_column_by_column() -> None:
    result = read_file(FILES / "two_columns.pdf")
    assert result.error is None
    (record,) = result.records
    assert (record.title, record.author_name, record.form) == ("ตลาดนัดสีเขียวของตำบล", "นายสมหมาย ทองดี", "B")
    items = {section.name: [item.text for item in section.items] for section in record.sections}
    assert items["methods"] == [
        "สำรวจสิ่งที่แต่ละบ้านปลูก และช่วงเวลาที่เก็บขายได้ตลอดทั้งปี",
        "ตกลงวันและที่ขายกับองค์การบริหารส่วนตำบล โดยไม่ตรงกับตลาดนัดใกล้เคียง",
        "ตั้งกรรมการดูแลราคาและความสะอาด",
    ]
    assert items["techniques"] == ["เริ่มจากบ้านที่พร้อม แล้วให้เพื่อนบ้านเห็นผลด้วยตาตนเอง"]
    assert items["cautions"] == ["อย่าสัญญาเรื่องราคาแทนผู้ซื้อ"]
    assert "".join(items["background"]).startswith("ผักของสมาชิกขายไม่ได้ราคาเพราะต่างคนต่างขาย จึงชวนกันตั้งตลาดนัดของตำบล")


@pytest.mark.parametrize("name", ["form_a", "two_columns"])
def test_no_letter_of_a_printed_page_is_lost_or_doubled(name: str) -> None:
    page = BeautifulSoup((FILES / f"{name}.html").read_text("utf-8"), "html.parser")
    for tag in page(["title", "style"]):
        tag.decompose()
    for list_element in page("ol"):
        for number, item in enumerate(list_element("li"), 1):
            item.insert(0, f"{number}. ")
    written = "".join(page.get_text().split())
    printed = "".join(repair_by_rule(line.text) for line in lines_of("a.pdf", (FILES / f"{name}.pdf").read_bytes()))
    assert "".join(printed.split()) == written


SOUND = pdf(*booklet(2))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    st.randoms(use_true_random=False), st.integers(1, 12), st.sampled_from([SOUND, (FILES / "form_a.pdf").read_bytes()])
)
def test_damaged_files_are_read_or_refused(chance: random.Random, times: int, sound: bytes) -> None:
    data = bytearray(sound)
    for _ in range(times):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        numbers = [line.number for line in read(Path("a.pdf"), bytes(data)).lines]
        assert numbers == sorted(set(numbers))
    except UnreadableFile as refused:
        assert refused.cause and refused.cure


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(-1e4, 1e4),
            st.floats(-1e4, 1e4),
            st.text("กข่ำ 12.\u200b", min_size=1, max_size=9),
            st.floats(0, 99),
        ),
        max_size=20,
    )
)
def test_text_anywhere_on_the_page_is_read(page: list[Text]) -> None:
    assert isinstance(read(Path("a.pdf"), pdf(page, page)), Document)


def test_a_value_too_wide_for_its_cell_continues_below() -> None:
    cells = [(70, 700, "ชื่อ-สกุล"), (150, 700, "นางสาวณัฐดี"), (215, 700, "ตำแหน่ง"), (290, 700, "ผู้จัดการศูนย์ข้าว")]
    below = [(150, 684, "โพธิ์งาม"), (290, 684, "ชุมชนบ้านดอนทราย")]
    lines = lines_of("a.pdf", pdf([*cells, *below, *down(*STORY, top=600)]))
    wrapped = [line for line in lines if "ณัฐดี" in line.text]
    assert [line.wraps for line in wrapped] == [True]


def test_a_running_foot_close_to_the_text_is_left_out() -> None:
    foot = "เอกสารของชมรมคนรักควาย"
    first, second = down(*STORY), down(*STORY[:2])
    assert texts([*first, (70, 60, foot)], [*second, (70, 700, foot)]) == texts(first, second)
    assert foot in texts([*second, (70, 700, foot)])
