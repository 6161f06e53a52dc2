"""Citations of records with any of their fields missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citation import cite, whereabouts
from tests.factories import record

AT = "http://km.example/records/1"
OFFICE = "สำนักงานพัฒนาชุมชนอำเภอวังทอง"


def test_author_year_title_office_and_address() -> None:
    whole = record("1", author_name="นางสาวกานดา ทดสอบดี", year=2561, title="เวทีคุยก่อนปลูก", author_office=OFFICE)
    assert cite(whole, AT) == f"กานดา ทดสอบดี. (2561). เวทีคุยก่อนปลูก. {OFFICE}. {AT}"


def test_a_missing_year_is_marked() -> None:
    assert cite(record("1", author_name="กานดา", title="เวที"), AT) == f"กานดา. (ม.ป.ป.). เวที. {AT}"


def test_without_an_author_the_office_comes_first_and_once() -> None:
    assert cite(record("1", author_office=OFFICE, year=2550, title="เวที"), AT) == f"{OFFICE}. (2550). เวที. {AT}"
    assert cite(record("1", author_name=OFFICE, author_office=OFFICE, title="เวที"), AT).count(OFFICE) == 1


def test_without_author_and_office_the_title_comes_first() -> None:
    assert cite(record("1", year=2550, title="เวที"), AT) == f"เวที. (2550). {AT}"
    assert cite(record("1"), AT) == f"[ไม่มีชื่อเรื่อง]. (ม.ป.ป.). {AT}"


@pytest.mark.parametrize(
    ("written", "cited"),
    [
        ("นายกล้า ทดสอบดี", "กล้า ทดสอบดี"),
        ("นาย กล้า ทดสอบดี", "กล้า ทดสอบดี"),
        ("นางเอมอร ทดสอบดี", "เอมอร ทดสอบดี"),
        ("น.ส.เอมอร ทดสอบดี", "เอมอร ทดสอบดี"),
        ("ว่าที่ร้อยตรีกล้า ทดสอบดี", "กล้า ทดสอบดี"),
        ("ว่าที่ ร.ต.หญิงเอมอร ทดสอบดี", "เอมอร ทดสอบดี"),
        ("ว่าที่ ร.ต. กล้า ทดสอบดี", "กล้า ทดสอบดี"),
        ("พ.ต.อ.กล้า ทดสอบดี", "กล้า ทดสอบดี"),
        ("ดร.กล้า ทดสอบดี", "กล้า ทดสอบดี"),
        ("ผศ.ดร.กล้า ทดสอบดี", "กล้า ทดสอบดี"),
        ("นายกล้า ทดสอบดี, นางเอมอร ทดสอบดี", "กล้า ทดสอบดี, เอมอร ทดสอบดี"),
        ("นายกล้า ทดสอบดี และนางเอมอร ทดสอบดี", "กล้า ทดสอบดี และเอมอร ทดสอบดี"),
        ("พระครูทดสอบธรรม", "พระครูทดสอบธรรม"),
        ("นายกเทศมนตรีตำบลทดสอบ", "นายกเทศมนตรีตำบลทดสอบ"),
        ("นายอำเภอทดสอบ", "นายอำเภอทดสอบ"),
        ("นายิกา ทดสอบดี", "นายิกา ทดสอบดี"),
        ("ศรีนวล ทดสอบดี", "ศรีนวล ทดสอบดี"),
        ("พลอย ทดสอบดี", "พลอย ทดสอบดี"),
        ("กลุ่มนางฟ้า", "กลุ่มนางฟ้า"),
    ],
)
def test_titles_of_persons_are_left_out(written: str, cited: str) -> None:
    assert cite(record("1", author_name=written, title="เวที"), AT).startswith(f"{cited}. (")


@pytest.mark.parametrize(
    ("title", "end"), [("ทำไมต้องคุย?", "คุย? "), ("กรม ฯ", "ฯ "), ("ฉบับย่อ.", "ย่อ. "), ("ก\nข", "ก ข. ")]
)
def test_a_part_has_one_end_sign(title: str, end: str) -> None:
    assert cite(record("1", title=title, author_name="กล้า"), AT).endswith(f"{end}{AT}")


@pytest.mark.parametrize(
    ("root", "public_url", "there"),
    [
        ("http://127.0.0.1:8000/", None, "รหัสบันทึก 57-1"),
        ("http://127.8.0.1/", None, "รหัสบันทึก 57-1"),
        ("http://localhost:8000/", None, "รหัสบันทึก 57-1"),
        ("http://[::1]:8000/", None, "รหัสบันทึก 57-1"),
        ("http://10.0.0.7:8000/", None, "http://10.0.0.7:8000/records/~57-1"),
        ("https://km.example/", None, "https://km.example/records/~57-1"),
        ("http://localhost.example/", None, "http://localhost.example/records/~57-1"),
        ("http://127.0.0.1:8000/", "https://km.example", "https://km.example/records/~57-1"),
        ("http://[/", None, "http://[/records/~57-1"),
    ],
)
def test_a_loopback_address_is_not_cited(root: str, public_url: str | None, there: str) -> None:
    assert whereabouts("57-1", "/records/~57-1", root, public_url) == there


TEXTS = st.text(max_size=40)


@pytest.mark.slow
@given(TEXTS, TEXTS, TEXTS, st.none() | st.integers(2400, 2600))
def test_a_citation_is_one_line_with_single_blanks(author: str, title: str, office: str, year: int | None) -> None:
    cited = cite(record("1", author_name=author, title=title, author_office=office, year=year), AT)
    assert cited == " ".join(cited.split())
    assert cited.endswith(AT)
    assert f"({year or 'ม.ป.ป.'})" in cited
