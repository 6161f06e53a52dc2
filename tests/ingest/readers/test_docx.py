"""Word files: list numbers, check boxes, merged cells, hidden text; files that are no Word file."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.document import Document as WordFile
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.file_reader import read_file
from ingest.readers import read
from ingest.readers.docx.numbering import write_number
from ingest.record_builder import extract
from kmsearch.errors import UnreadableFile
from tests.documents import lines_of, refusal, texts_of, zipped

NAMES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    }.items()
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def relations(**targets: str) -> str:
    rows = "".join(
        f'<Relationship Id="r{use}" Type="{OFFICE}/{use}" Target="{target}"/>' for use, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; ``parts`` are the insides of numbering.xml, styles.xml and so on."""
    return zipped(
        {
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/_rels/document.xml.rels": relations(**{name: f"{name}.xml" for name in parts}),
            "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
            **{f"word/{name}.xml": f"<w:{name} {NAMES}>{inside}</w:{name}>" for name, inside in parts.items()},
        }
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(inside: str, properties: str = "") -> str:
    inside = inside if "<" in inside else run(inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def numbered(text: str, list_id: int = 1, depth: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def level(depth: int, notation: str, pattern: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{notation}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def lists(*levels: str, restarted: bool = False) -> str:
    """List 1 with these levels; list 2 is another instance that counts on or, ``restarted``, restarts."""
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restarted else ""
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{override}</w:num>'
    )


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def texts(body: str, **parts: str) -> list[str]:
    return texts_of("a.docx", word(body, **parts))


def markers(body: str, numbering: str, **parts: str) -> list[tuple[str, str, int]]:
    lines = lines_of("a.docx", word(body, numbering=numbering, **parts))
    return [(line.bullet, line.text, line.depth) for line in lines]


def test_numbers_are_counted_by_level_and_deeper_levels_restart() -> None:
    numbering = lists(level(0, "decimal", "%1."), level(1, "thaiLetters", "%2)"), level(2, "decimal", "%1.%2.%3"))
    body = "".join(
        numbered(text, depth=depth)
        for text, depth in [("ก", 0), ("ข", 1), ("ค", 1), ("ง", 0), ("จ", 1), ("ฉ", 2), ("ช", 0)]
    )
    assert markers(body, numbering) == [
        ("1.", "ก", 0),
        ("ก)", "ข", 1),
        ("ข)", "ค", 1),
        ("2.", "ง", 0),
        ("ก)", "จ", 1),
        ("2.ก.1", "ฉ", 2),
        ("3.", "ช", 0),
    ]


@pytest.mark.parametrize(("restarted", "expected"), [(False, "2."), (True, "1.")])
def test_another_instance_of_a_list_counts_on_unless_it_restarts(restarted: bool, expected: str) -> None:
    body = numbered("ก", 1) + p("คั่น") + numbered("ข", 2)
    numbering = lists(level(0, "decimal", "%1."), restarted=restarted)
    assert [marker for marker, _, _ in markers(body, numbering)] == ["1.", "", expected]


@pytest.mark.parametrize(
    ("notation", "number", "written"),
    [
        ("thaiNumbers", 12, "๑๒"),
        ("thaiLetters", 3, "ค"),
        ("thaiLetters", 10, "ญ"),
        ("lowerRoman", 14, "xiv"),
        ("upperRoman", 9, "IX"),
        ("lowerLetter", 28, "bb"),
        ("upperLetter", 2, "B"),
        ("decimalZero", 7, "07"),
        ("none", 3, ""),
        ("decimal", 0, "0"),
    ],
)
def test_numbers_are_written_as_word_writes_them(notation: str, number: int, written: str) -> None:
    assert write_number(number, notation) == written


def test_bullets_of_symbol_fonts_are_one_character() -> None:
    numbering = lists(level(0, "bullet", "\uf0b7"), level(1, "bullet", "-"))
    assert markers(numbered("ก") + numbered("ข", depth=1), numbering) == [("•", "ก", 0), ("-", "ข", 1)]


def test_a_number_with_a_word_in_it_is_text() -> None:
    numbering = lists(level(0, "thaiNumbers", "กิจกรรมที่ %1"))
    assert markers(numbered("ประชุม"), numbering) == [("", "กิจกรรมที่ ๑ ประชุม", 0)]


def test_a_style_sets_a_list_and_a_paragraph_can_leave_it() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="L"><w:name w:val="List Number"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = p("ก", '<w:pStyle w:val="L"/>') + p("ข", '<w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert markers(body, lists(level(0, "decimal", "%1.")), styles=style) == [("1.", "ก", 0), ("", "ข", 0)]


def test_breaks_split_lines_and_only_the_first_has_the_number() -> None:
    body = numbered("<w:r><w:t>ก</w:t><w:br/><w:t>ข</w:t><w:tab/><w:t>ค</w:t></w:r>")
    assert markers(body, lists(level(0, "decimal", "%1)"))) == [("1)", "ก", 0), ("", "ข ค", 0)]


def test_first_lines_of_paragraphs_and_cells_are_marked() -> None:
    body = p("<w:r><w:t>ก</w:t><w:br/><w:t>ข</w:t></w:r>") + f"<w:tbl>{row(p('ค'), p('ง'))}</w:tbl>" + p("จ")
    lines = lines_of("a.docx", word(body))
    assert "".join(line.text for line in lines if line.begins) == "กคงจ"
    assert "".join(line.text for line in lines if line.cell) == "คง"


def test_a_table_of_steps_has_no_labels() -> None:
    steps = (
        row(p("ที่"), p("ขั้นตอน"), p("ระยะเวลา")) + row(p("1"), p("สำรวจ"), p("1 วัน")) + row(p("2"), p("ติดตั้ง"), p("2 วัน"))
    )
    head = p("ชื่อเรื่อง : ตู้น้ำของชุมชน") + p("ชื่อ-สกุล : นายดี งาม") + p("วิธีการ")
    (record,) = extract(read(Path("a.docx"), word(head + f"<w:tbl>{steps}</w:tbl>" + p("ข้อควรระวัง") + p("ล้างทุกเดือน"))))
    assert [(name, item.text) for name, _, item in record.numbered_items() if not item.lead] == [
        ("methods", "สำรวจ"),
        ("methods", "ติดตั้ง"),
        ("cautions", "ล้างทุกเดือน"),
    ]


def test_empty_paragraphs_and_spacing_are_gaps() -> None:
    body = p("ก") + p("ข") + p("") + p("ค") + p("ง", '<w:spacing w:before="240"/>')
    assert [line.gap for line in lines_of("a.docx", word(body))] == [False, False, True, True]


def test_headings_and_wholly_bold_lines_are_strong() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="character" w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:bCs/></w:rPr></w:style>'
    )
    body = (
        p("หัวข้อ", '<w:pStyle w:val="1"/>')
        + p(run("หนา", "<w:bCs/>") + run(" ") + run("ด้วยสไตล์", '<w:rStyle w:val="S"/>'))
        + p(run("หนา", "<w:b/>") + run("ไม่หนา"))
        + p(run("ไม่หนา", '<w:b w:val="0"/>'))
    )
    lines = lines_of("a.docx", word(body, styles=styles))
    assert [line.strong for line in lines] == [True, True, False, False]


def test_cells_are_read_in_order_and_merged_cells_once() -> None:
    merged, hidden = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    inner = f"<w:tbl>{row(p('ใน'))}</w:tbl>"
    table = (
        row(merged + p("ตำแหน่ง"), p("พัฒนากร") + p("ชำนาญการ"))
        + row(hidden + p("ซ้ำ"), p("ขวา") + inner)
        + row(wide + p("กว้าง"))
    )
    assert texts(f"<w:tbl>{table}</w:tbl>") == ["ตำแหน่ง", "พัฒนากร", "ชำนาญการ", "ขวา", "ใน", "กว้าง"]


def control(checked: str, shown: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run(shown)}</w:sdtContent></w:sdt>"
    )


def legacy(state: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar></w:r>'
        '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("box", "shown"),
    [
        (control("1", "☒"), "☑"),
        (control("0", "☐"), "☐"),
        (legacy('<w:default w:val="0"/><w:checked/>'), "☑"),
        (legacy('<w:default w:val="1"/><w:checked w:val="0"/>'), "☐"),
        (legacy('<w:default w:val="1"/>'), "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☑"),
        (run("\uf0fc", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "✓"),
        (run("o", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "☐"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0D8"/></w:r>', "•"),
    ],
)
def test_boxes_show_whether_they_are_ticked(box: str, shown: str) -> None:
    assert texts(p(box + run(" พัฒนาอาชีพ"))) == [f"{shown} พัฒนาอาชีพ"]


def test_a_text_box_is_read_where_it_stands_and_once() -> None:
    inside = f"<w:txbxContent>{p('ในกรอบ')}</w:txbxContent>"
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing>'
        "</mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(p("ก่อน") + p(box) + p("หลัง")) == ["ก่อน", "ในกรอบ", "หลัง"]


def test_revisions_are_read_as_accepted_and_hidden_text_is_not_read() -> None:
    body = p(
        run("เดิม ")
        + f"<w:del><w:r><w:delText>ลบ</w:delText></w:r></w:del><w:ins>{run('เพิ่ม ')}</w:ins>"
        + f"<w:moveFrom>{run('ย้าย')}</w:moveFrom>{run('ซ่อน', '<w:vanish/>')}"
        + f'<w:hyperlink r:id="x">{run("ลิงก์")}</w:hyperlink>'
    )
    assert texts(body) == ["เดิม เพิ่ม ลิงก์"]


def test_headers_and_footers_are_left_out_and_footnotes_come_last() -> None:
    body = p(run("ข้อความ") + '<w:r><w:footnoteReference w:id="2"/></w:r>') + p("ต่อไป")
    notes = f'<w:footnote w:id="1">{p("ไม่ถูกอ้าง")}</w:footnote><w:footnote w:id="2">{p("ที่มา")}</w:footnote>'
    assert texts(body, footnotes=notes, header=p("หัวกระดาษ"), footer=p("ท้ายกระดาษ")) == [
        *("ข้อความ", "ต่อไป", "เชิงอรรถ", "ที่มา")
    ]


def test_strict_open_xml_is_read() -> None:
    data = word(p("ข้อความ"))
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(
                name,
                part.replace(
                    b"http://schemas.openxmlformats.org/officeDocument/2006/",
                    b"http://purl.oclc.org/ooxml/officeDocument/",
                ),
            )
    assert [line.text for line in lines_of("a.docx", made.getvalue())] == ["ข้อความ"]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_files_that_are_no_word_file_are_refused_with_the_cause() -> None:
    assert "รหัสผ่าน" in refusal("a.docx", OLE + "EncryptedPackage".encode("utf-16-le")).cause
    assert "รุ่นเก่า" in refusal("a.docx", OLE + "Workbook".encode("utf-16-le")).cause
    assert "เสียหาย" in refusal("a.docx", word(p("ก"))[:-60]).cause
    assert "เสียหาย" in refusal("a.docx", b"PK\x03\x04").cause
    assert "Word" in refusal("a.docx", zipped({"xl/workbook.xml": b"<x/>"})).cause


def test_a_zip_bomb_is_refused() -> None:
    blanks = f"<w:document {NAMES}>".encode() + b" " * 30_000_000 + b"</w:document>"
    bomb = zipped({"word/document.xml": blanks})
    assert len(bomb) < 100_000
    assert "ใหญ่ผิดปกติ" in refusal("a.docx", bomb).cause


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_anything_is_fetched(tmp_path: Path, encoding: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("ความลับ", "utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    body = f"{entity}<w:document {NAMES}><w:body>{p('&e;')}</w:body></w:document>"
    text = f'<?xml version="1.0" encoding="{encoding}"?>{body}'
    assert "ภายนอก" in refusal("a.docx", zipped({"word/document.xml": text.encode(encoding)})).cause


def test_deeply_nested_xml_is_refused() -> None:
    deep = "<w:smartTag>" * 50_000 + "</w:smartTag>" * 50_000
    assert "ลึก" in refusal("a.docx", word(f"<w:p>{deep}<w:r/></w:p>" + random.Random(1).randbytes(2000).hex())).cause


def saved(document: WordFile, path: Path) -> Path:
    document.save(str(path))
    return path


def test_form_a_numbered_by_word_becomes_the_record_a_reader_sees(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "สำนักงานพัฒนาชุมชนจังหวัดลำปาง"
    document.add_heading("แบบบันทึกองค์ความรู้", 0)
    for text in (
        "ชื่อ-นามสกุล\tนางสาวมะลิ ใจงาม",
        "ตำแหน่ง\tนักวิชาการพัฒนาชุมชนชำนาญการ",
        "สังกัด\tสำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง",
        "เบอร์โทรศัพท์\t08-0000-1234",
        "ชื่อเรื่อง\tการฟื้นกลุ่มออมทรัพย์",
        "เหตุการณ์นี้เกิดขึ้นเมื่อ ปี พ.ศ. ๒๕๕๘",
    ):
        document.add_paragraph(text)
    document.add_paragraph("กลุ่มออมทรัพย์หยุดเดินบัญชีเพราะสมาชิกไม่ส่งคืนเงินกู้")
    items_by_heading = {
        "บันทึกขุมความรู้": ["สมาชิกต้องรู้ยอดเงินของตน", "การเยี่ยมถึงบ้านได้ผลกว่าการส่งหนังสือ"],
        "แก่นความรู้": ["ความไว้วางใจมาก่อนเงิน"],
        "กลยุทธ์ในการทำงาน": ["ให้สมาชิกมีส่วนร่วมตั้งกติกา", "ติดตามทุกเดือน"],
    }
    for heading, items in items_by_heading.items():
        document.add_heading(heading, 2)
        for item in items:
            document.add_paragraph(item, style="List Number")
    result = read_file(saved(document, tmp_path / "a.docx"))
    assert result.error is None
    (record,) = result.records
    assert (record.title, record.author_name, record.author_position) == (
        *("การฟื้นกลุ่มออมทรัพย์", "นางสาวมะลิ ใจงาม", "นักวิชาการพัฒนาชุมชนชำนาญการ"),
    )
    assert (record.year, record.province, record.phone, record.form) == (2558, "ลำปาง", "08-0000-1234", "A")
    items_by_section = {section.name: [item.text for item in section.items] for section in record.sections}
    assert [items_by_section[name] for name in ("knowledge_assets", "core_knowledge", "strategies")] == list(
        items_by_heading.values()
    )
    assert items_by_section["background"] == ["กลุ่มออมทรัพย์หยุดเดินบัญชีเพราะสมาชิกไม่ส่งคืนเงินกู้"]


def test_form_b_as_a_table_with_boxes_becomes_the_record_a_reader_sees(tmp_path: Path) -> None:
    def cell(*paragraphs: str) -> str:
        return "".join(paragraphs)

    options = [p(control("0", "☐") + run(" สร้างสรรค์ชุมชนพึ่งตนเอง")), p(control("1", "☒") + run(" ส่งเสริมเศรษฐกิจฐานราก"))]
    table = "".join(
        [
            row(cell(p("1. ชื่อองค์ความรู้")), cell(p("ตลาดนัดสีเขียวของตำบล"))),
            row(cell(p("2. ชื่อเจ้าของความรู้")), cell(p("นายสมหมาย ทองดี"))),
            row(cell(p("ตำแหน่ง")), cell(p("เจ้าพนักงานพัฒนาชุมชนชำนาญงาน"))),
            row(cell(p("สังกัด")), cell(p("สำนักงานพัฒนาชุมชนอำเภอเกาะคา จังหวัดลำปาง"))),
            row(cell(p("3. หมวดองค์ความรู้")), cell(*options)),
            row(cell(p("4. ที่มาและเป้าหมายของการจัดการความรู้")), cell(p("ผักของสมาชิกขายไม่ได้ราคาเพราะต่างคนต่างขาย"))),
            row(
                cell(p("5. วิธีการ/ขั้นตอนการจัดการความรู้")),
                cell(numbered("สำรวจสิ่งที่แต่ละบ้านปลูก"), numbered("ตกลงวันและที่ขายกับตำบล"), numbered("ตั้งกรรมการดูแลราคา")),
            ),
            row(cell(p("6.1 เทคนิคในการทำงาน")), cell(numbered("เริ่มจากบ้านที่พร้อม", 2))),
            row(cell(p("6.2 ข้อพึงระวัง")), cell(numbered("อย่าสัญญาเรื่องราคา", 2))),
            row(cell(p("6.5 ผลลัพธ์จากการแก้ปัญหาและการพัฒนา")), cell(p("สมาชิกมีรายได้เพิ่มขึ้นทุกเดือน"))),
        ]
    )
    numbering = lists(level(0, "decimal", "%1."), restarted=True)
    path = tmp_path / "b.docx"
    path.write_bytes(word(p("แบบบันทึกองค์ความรู้รายบุคคล") + f"<w:tbl>{table}</w:tbl>", numbering=numbering))
    result = read_file(path)
    assert result.error is None
    (record,) = result.records
    assert (record.title, record.author_name, record.form) == ("ตลาดนัดสีเขียวของตำบล", "นายสมหมาย ทองดี", "B")
    assert (record.author_position, record.district) == ("เจ้าพนักงานพัฒนาชุมชนชำนาญงาน", "เกาะคา")
    assert record.category == "ส่งเสริมเศรษฐกิจฐานราก"
    assert {section.name: [item.text for item in section.items] for section in record.sections} == {
        "background": ["ผักของสมาชิกขายไม่ได้ราคาเพราะต่างคนต่างขาย"],
        "methods": ["สำรวจสิ่งที่แต่ละบ้านปลูก", "ตกลงวันและที่ขายกับตำบล", "ตั้งกรรมการดูแลราคา"],
        "techniques": ["เริ่มจากบ้านที่พร้อม"],
        "cautions": ["อย่าสัญญาเรื่องราคา"],
        "outcomes": ["สมาชิกมีรายได้เพิ่มขึ้นทุกเดือน"],
    }


SOUND = word(
    p("หัวข้อ") + numbered("หนึ่ง") + f"<w:tbl>{row(p('ก'), p('ข'))}</w:tbl>",
    numbering=lists(level(0, "decimal", "%1.")),
    styles='<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>',
)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_damaged_files_are_read_or_refused(chance: random.Random, times: int) -> None:
    data = bytearray(SOUND)
    for _ in range(times):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        assert isinstance(read(Path("a.docx"), bytes(data)), Document)
    except UnreadableFile as refused:
        assert refused.cause and refused.cure


MARKUP = [
    "<w:p>",
    "</w:p>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "<w:tc>",
    "<w:sdt>",
    "<w:numPr/>",
    "<w:sym/>",
    "ก",
    "<w:br/>",
]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([*MARKUP, '<w:pStyle w:val="x"/>', "<w:txbxContent/>", "<w:r>", "</w:r>"]), max_size=30)
)
def test_odd_markup_is_read_or_refused(parts: list[str]) -> None:
    try:
        numbers = [line.number for line in lines_of("a.docx", word("".join(parts)))]
        assert numbers == sorted(set(numbers))
    except UnreadableFile as refused:
        assert refused.cause
