"""Highlighting and snippets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query.highlighter import WHOLE, Highlighter, Pieces
from index.query.parser import parse
from index.reader.stored_documents import plain_form
from kmsearch.errors import QueryError
from kmsearch.lexicon.model import Lexicon
from kmsearch.thai.normalise import normalise

LEXICON = Lexicon(topics=(), synonyms=(("OTOP", "โอทอป", "หนึ่งตำบล หนึ่งผลิตภัณฑ์"),), words=("โอทอป",))


def highlighter(query: str) -> Highlighter:
    parsed = parse(query, LEXICON)
    return Highlighter(LEXICON.analyzer, parsed.marks, parsed.prefixes)


def show(pieces: Pieces) -> str:
    return "".join(f"[{piece}]" if marked else piece for piece, marked in pieces)


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("บริการ", "การให้[บริการ]และ[บริการ]"),
        ("ออมทรัพย์", "กลุ่ม[ออมทรัพย์]เพื่อการผลิต"),
        ("๒๕๖๐", "ปี [๒๕๖๐] คือ [2560] ไม่ใช่ 25600"),
        ("marketing", "[Marketing] กับ e-[marketing]"),
        ("โอทอป", "สินค้า [OTOP] [โอทอป] และ[หนึ่งตำบล หนึ่งผลิตภัณฑ์]"),
        ("จปฐ.", "ข้อมูล [จปฐ.] และ [จปฐ]"),
        ("หลัก ๕ ก", "ยึด[หลัก] [5] [ก] ในกลุ่ม"),
        ('"กติกา ของ กลุ่ม"', "กติกา [กติกาของกลุ่ม] กลุ่ม"),
        ("ตลา*", "[ตลาดนัด]และการ[ตลาด]"),
        ("ตลาด -หนี้", "หนี้ของ[ตลาด]"),
        ("ปัณณวัฒน์", "นาย[ปัณณวัฒน์] ใจงาม"),
        ("ป่า", "ปา ป้า [ป่า]"),
        ("ชุมชน", "ไม่มีคำนั้น"),
        ("", "ไม่ได้ค้น"),
        ("การมีส่วนร่วม", "โครงการเน้น[การมีส่วนร่วม] เพื่อการผลิต"),
        ("ไม่ส่งเงิน", "ไม่มีใคร[ไม่ส่งเงิน] [ส่ง]ทุกเดือน"),
        ("ไม่", "[ไม่]มี[ไม่]ขาย"),
    ],
)
def test_words_of_the_query_are_marked(query: str, marked: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    assert show(highlighter(query).mark(text).whole()) == marked


def test_a_short_text_is_shown_whole() -> None:
    text = "ตลาด " + "ก" * (WHOLE - 5)
    assert show(highlighter("ตลาด").mark(text).piece()) == "[ตลาด] " + "ก" * (WHOLE - 5)


def test_a_long_text_is_cut_to_the_window_with_most_query_terms() -> None:
    filler = "ประชุมสมาชิกทุกเดือนอย่างสม่ำเสมอ " * 20
    text = f"{filler}ตลาด{filler}เริ่มจากตลาดนัดชุมชนแล้วขยายเป็นตลาด{filler}"
    piece = show(highlighter("ตลาด ชุมชน ขยาย").mark(text).piece())
    assert "นัด[ชุมชน]แล้ว[ขยาย]เป็น[ตลาด]" in piece
    assert piece.startswith("…") and piece.endswith("…")


def test_lines_become_one() -> None:
    assert show(highlighter("ตลาด").mark("จัด\nตลาด").piece()) == "จัด [ตลาด]"


@pytest.mark.parametrize("text", ["ข้อมูล จ.ป.ฐ. ของ OTOP", "หนึ่งตำบล หนึ่งผลิตภัณฑ์", "การตลาดนัด ปี ๒๕๖๐", "ไม่มี"])
def test_likely_never_lacks_a_marked_word(text: str) -> None:
    query_highlighter = highlighter("จปฐ. โอทอป ตลา* 2560")
    words = query_highlighter.mark(text).words
    assert query_highlighter.likely(plain_form(text)) & words == words


@settings(max_examples=80, deadline=None)
@given(
    st.text("กตลาดนัชุม่ี้ำเ 5a.\n", max_size=700).map(normalise),
    st.sampled_from(["ตลาด", "ชุมชน ตลาด", "ลา*", "5 a", '"ตลาด นัด"', "กำ"]),
)
def test_a_piece_is_part_of_its_text_and_never_cuts_a_cluster(text: str, query: str) -> None:
    try:
        marked = highlighter(query).mark(text)
    except QueryError:
        return
    assert "".join(piece for piece, _ in marked.whole()) == text.replace("\n", " ")
    snippet_text = "".join(piece for piece, _ in marked.piece())
    inner = snippet_text.removeprefix("…").removesuffix("…")
    assert inner in marked.text
    assert len(snippet_text) <= WHOLE + 2
    if snippet_text != inner:
        assert any(_is_clean_cut(marked.text, offset, len(inner)) for offset in _occurrences(inner, marked.text))


def _occurrences(inner: str, text: str) -> Iterator[int]:
    return (offset for offset in range(len(text)) if text.startswith(inner, offset))


def _is_clean_cut(text: str, start: int, length: int) -> bool:
    """Whether neither end separates a letter from its marks."""
    combining = "ัิีึืฺุู็่้๊๋์ํ๎ำ"
    return all(
        not (0 < edge < len(text) and text[edge] in combining and text[edge - 1] not in " 5a.")
        for edge in (start, start + length)
    )
