"""PowerPoint: title first, list entries with depth and numbers, tables, diagrams; damaged files refused."""

from __future__ import annotations

import pytest

from kmsearch.errors import UnreadableFile
from tests.documents import lines_of, listed, zipped

NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(targets: dict[str, str]) -> str:
    rows = "".join(f'<Relationship Id="{id}" Type="{OFFICE}/x" Target="{part}"/>' for id, part in targets.items())
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def slides(*contents: str, order: list[int] | None = None, more: dict[str, str] | None = None) -> bytes:
    """A file of slides, shown in ``order`` (from 0), with further parts."""
    ids = "".join(f'<p:sldId id="{256 + place}" r:id="r{place}"/>' for place in order or range(len(contents)))
    parts = {
        "ppt/presentation.xml": f"<p:presentation {NAMES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations({f"r{n}": f"slides/slide{n}.xml" for n in range(len(contents))}),
        "_rels/.rels": relations({"r": "ppt/presentation.xml"}).replace(f"{OFFICE}/x", f"{OFFICE}/officeDocument"),
    }
    for number, content in enumerate(contents):
        tree = f"<p:sld {NAMES}><p:cSld><p:spTree>{content}</p:spTree></p:cSld></p:sld>"
        parts[f"ppt/slides/slide{number}.xml"] = tree
    return zipped({**parts, **(more or {})})


def p(text: str, properties: str = "", run: str = "") -> str:
    return (
        f"<a:p><a:pPr {properties}<a:r><a:rPr {run}/><a:t>{text}</a:t></a:r></a:p>"
        if properties
        else (f"<a:p><a:r><a:rPr {run}/><a:t>{text}</a:t></a:r></a:p>")
    )


def shape(*paragraphs: str, kind: str | None = None) -> str:
    """A placeholder of a type (empty: the default one), or a text box."""
    holder = "" if kind is None else "<p:ph/>" if not kind else f'<p:ph type="{kind}"/>'
    body = "".join(paragraphs)
    return f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:txBody>{body}</p:txBody></p:sp>"


def test_the_title_comes_first_and_is_strong_and_each_shape_stands_apart() -> None:
    lines = lines_of("a.pptx", slides(shape(p("ข้อแรก"), p("ข้อสอง"), kind="") + shape(p("ขุมความรู้"), kind="title")))
    assert [(line.text, line.strong, line.gap) for line in lines] == [
        ("ขุมความรู้", True, True),
        ("ข้อแรก", False, True),
        ("ข้อสอง", False, False),
    ]


def test_slides_are_read_once_in_the_order_shown() -> None:
    three = [shape(p(text)) for text in ("หนึ่ง", "สอง", "สาม")]
    assert [line.text for line in lines_of("a.pptx", slides(*three, order=[2, 0, 2, 1]))] == ["สาม", "หนึ่ง", "สอง"]


def test_paragraphs_of_placeholders_have_bullets_and_text_boxes_do_not() -> None:
    body = shape(p("ก"), p("ข", 'lvl="1"/>'), p("ค", "><a:buNone/></a:pPr>"), kind="body")
    box = shape(p("ง"), p("จ", '><a:buChar char="-"/></a:pPr>'))
    assert listed("a.pptx", slides(body + box)) == [
        ("•", 0, "ก"),
        ("•", 1, "ข"),
        ("", 0, "ค"),
        ("", 0, "ง"),
        ("•", 0, "จ"),
    ]


@pytest.mark.parametrize(
    ("scheme", "numbers"),
    [
        ("arabicPeriod", ("1.", "2.")),
        ("thaiNumPeriod", ("๑.", "๒.")),
        ("thaiAlphaParenR", ("ก)", "ข)")),
        ("alphaLcParenBoth", ("(a)", "(b)")),
        ("circleNumDbPlain", ("1.", "2.")),
    ],
)
def test_automatic_numbers_are_counted(scheme: str, numbers: tuple[str, str]) -> None:
    numbered = f'><a:buAutoNum type="{scheme}"/></a:pPr>'
    list_lines = listed("a.pptx", slides(shape(p("หนึ่ง", numbered), p("ย่อย", 'lvl="1"/>'), p("สอง", numbered), kind="")))
    assert [bullet for bullet, depth, _ in list_lines if depth == 0] == list(numbers)


def test_numbers_begin_at_their_start_and_restart_in_each_list() -> None:
    third = '><a:buAutoNum type="arabicPeriod" startAt="3"/></a:pPr>'
    deeper = ' lvl="1"><a:buAutoNum type="arabicPeriod"/></a:pPr>'
    body = shape(p("ก", third), p("ข", deeper), p("ค", third), p("ง", deeper))
    assert [bullet for bullet, _, _ in listed("a.pptx", slides(body))] == ["3.", "1.", "4.", "1."]


def test_breaks_split_lines_and_wholly_bold_lines_are_strong() -> None:
    broken = f'<a:p><a:r><a:rPr b="1"/><a:t>หนา</a:t></a:r><a:br/><a:r><a:t>บาง</a:t></a:r></a:p>{p("  ")}'
    assert [(line.text, line.strong) for line in lines_of("a.pptx", slides(shape(broken)))] == [
        ("หนา", True),
        ("บาง", False),
    ]


def test_cells_of_a_table_are_lines_in_their_place() -> None:
    cells = "".join(f"<a:tc><a:txBody>{p(text)}</a:txBody></a:tc>" for text in ("ตำแหน่ง", "พัฒนากร"))
    table = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    line_texts = [line.text for line in lines_of("a.pptx", slides(shape(p("ก่อน")) + table + shape(p("หลัง"))))]
    assert line_texts == ["ก่อน", "ตำแหน่ง", "พัฒนากร", "หลัง"]


def test_the_text_of_diagrams_is_read_after_the_shapes() -> None:
    diagram_point = f"<dgm:pt><dgm:t>{p('ขั้นแรก')}</dgm:t></dgm:pt>"
    more = {
        "ppt/slides/_rels/slide0.xml.rels": relations({"d": "../diagrams/data1.xml"}),
        "ppt/diagrams/data1.xml": f"<dgm:dataModel {NAMES}><dgm:ptLst>{diagram_point}</dgm:ptLst></dgm:dataModel>",
    }
    frame = '<p:graphicFrame><dgm:relIds r:dm="d"/></p:graphicFrame>'
    assert [line.text for line in lines_of("a.pptx", slides(frame + shape(p("ก")), more=more))] == ["ก", "ขั้นแรก"]


def test_footers_dates_numbers_and_fallbacks_are_left_out() -> None:
    furniture = "".join(shape(p("ทิ้ง"), kind=kind) for kind in ("ftr", "dt", "sldNum"))
    both = f"<mc:AlternateContent><mc:Choice>{shape(p('ก'))}</mc:Choice><mc:Fallback>{shape(p('ทิ้ง'))}</mc:Fallback>"
    assert [line.text for line in lines_of("a.pptx", slides(f"{furniture}{both}</mc:AlternateContent>"))] == ["ก"]


def test_slides_over_the_unpacked_size_limit_are_refused() -> None:
    blank = {f"ppt/slides/big{place}.xml": " " * 2**20 for place in range(70)}
    with pytest.raises(UnreadableFile):
        lines_of("a.pptx", slides(shape(p("ก")), more=blank))


@pytest.mark.parametrize("cut", [30, 200, 600])
def test_a_damaged_file_is_refused_with_the_cure(cut: int) -> None:
    with pytest.raises(UnreadableFile) as refused:
        lines_of("a.pptx", slides(shape(p("ก")))[:-cut])
    assert "PowerPoint" in refused.value.cause
    assert ".pptx" in refused.value.cure
