"""Years as officers write them; amounts, telephone numbers and addresses are not years."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kmsearch.thai.dates import FIRST_YEAR, LAST_YEAR, buddhist, find_years

PIECES = (
    *("ปี", "พ.ศ.", "ค.ศ.", "พศ", "ปีงบประมาณ", "ปีการศึกษา", "ทุกปี", "B.E.", "AD", "พุทธศักราช"),
    *("ก.ค.", "มีนาคม", "July", "เดือน", "วันที่", "โทร.", "หมู่", "บาท", "คน", "ล้าน", "ครั้งที่", "รายได้", "กลุ่ม"),
    *("2554", "๒๕๖๐", "57", "๕๗", "2014", "14", "0", "1", "17", "99", "2601", "1980", "25601", "٢٥٥٤", "²"),
    *(" ", "", "-", "–", "/", ".", ",", ":", "ถึง", "(", ")", "\n", "\t", "A"),
)
dated = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("ปี พ.ศ.2554", [2554]),
        ("พ.ศ. 2554-2555", [2555]),
        ("พศ. ๒๕๕๔", [2554]),
        ("พุทธศักราช 2554", [2554]),
        ("ค.ศ. 2014", [2557]),
        ("B.E. 2560 และ AD 2017", [2560, 2560]),
        ("ปี ๕๗", [2557]),
        ("ปี 55-56", [2556]),
        ("ปี 2555/56", [2556]),
        ("ปี 2555 ถึง 2558", [2558]),
        ("ปี 2560/12", [2560]),
        ("ปีงบประมาณ 2558", [2558]),
        ("ปีงบ 60", [2560]),
        ("ปีงบฯ พ.ศ. 2560", [2560]),
        ("ปีการศึกษา 2555", [2555]),
        ("ประจำปี2563", [2563]),
        ("ในปี 60 เดือนมกราคม", [2560]),
        ("แผน 5 ปี (2560-2564)", [2564]),
        ("17 ก.ค. 57", [2557]),
        ("17กรกฎาคม 2557 เวลา 09.00 น.", [2557]),
        ("วันที่ 17 เดือนกรกฎาคม พ.ศ. ๒๕๕๗", [2557]),
        ("17 ก.ค. 57 คนในหมู่บ้านประชุม", [2557]),
        ("July 17, 2014", [2557]),
        ("17 July 2014", [2557]),
        ("ต.ค. 2557", [2557]),
        ("ก.ค. 57.", [2557]),
        ("มีนาคม ๒๕๖๐", [2560]),
        ("เมื่อมีนาคม 2560", [2560]),
        ("เดือนก.ค. 57", [2557]),
        ("ตุลาคม 2559 – กันยายน 2560", [2559, 2560]),
        ("12/03/2558", [2558]),
        ("1/2/58", [2558]),
        ("17-07-2557 และ 17.07.2557", [2557, 2557]),
        ("2557-07-17", [2557]),
        ("2014", [2557]),
        ("2014-2015", [2558]),
        ("2014-15", [2558]),
        ("(2555) “2556” 2557, 2558,2559 2560", [2555, 2556, 2557, 2558, 2559, 2560]),
        ("พ.ศ. 2554 บาท", [2554]),
        ("เริ่ม 2554 รายได้เพิ่ม", [2554]),
        ("เริ่ม 2554 ครั้งที่ 2", [2554]),
    ],
)
def test_years(text: str, years: list[int]) -> None:
    assert [found.year for found in find_years(text)] == years


@pytest.mark.parametrize(
    "text",
    [
        *("089-0000000", "08-0000-2554", "0 2555 1234", "0 2141 2555", "โทร. 02-5550000"),
        *("2,554 คน", "2554 บาท", "2554 คน", "๒๕๖๐ ล้านบาท", "2550 ครัวเรือน", "2014 กก.", "2554ราย", "2500%"),
        *("2555.50", "12,2555.0", "1-2557", "25601", "125541"),
        *("หมู่ 2560/12", "คำสั่งที่ 125/2560", "มอก.1-2560", "IPM2555", "2555ab", "A4 2555"),
        *("ปี 5", "ปีที่ 60", "อายุ 45 ปี 12 วัน", "3 ปี 20 คน", "ทุกปี 50 หมู่บ้าน", "ปี 60 ราย", "ปี 2.50"),
        *("เพศ 45", "ad 20", "BE 50", "32/13/2558", "สตรี 25 คน", "มค 50 บาท"),
        *("", "ปี", "พ.ศ.", "๒๕"),
    ],
)
def test_other_numbers_are_not_years(text: str) -> None:
    assert find_years(text) == []


@pytest.mark.parametrize("text", ["พ.ศ. 2474", "พ.ศ. 2601", "ค.ศ. 1800", "ปี 2300", "17 ก.ค. 2999", "2601", "1957"])
def test_years_out_of_range_are_ignored(text: str) -> None:
    assert find_years(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("พ.ศ. 2554", "era"), ("17 ก.ค. 57", "date"), ("มีนาคม 2560", "month"), ("ปี 60", "year"), ("2554", "bare")],
)
def test_kind_of_notation(text: str, kind: str) -> None:
    (found,) = find_years(f"เมื่อ {text} นั้น")
    assert found.kind == kind
    assert f"เมื่อ {text} นั้น"[found.start : found.end] == text


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(dated | st.text())
@example("ปี ๕๗ พ.ศ. 2554-2555, 17 ก.ค. 57")
def test_spans_are_inside_the_text_and_disjoint(text: str) -> None:
    found = find_years(text)
    assert all(FIRST_YEAR <= year.year <= LAST_YEAR for year in found)
    assert all(0 <= year.start < year.end <= len(text) for year in found)
    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))
    assert all(any(map(str.isdecimal, text[year.start : year.end])) for year in found)


@given(st.integers(FIRST_YEAR, LAST_YEAR))
def test_every_year_in_every_era_and_digits(year: int) -> None:
    thai = str(year).translate({ord("0") + digit: chr(ord("๐") + digit) for digit in range(10)})
    for text in (f"พ.ศ. {year}", f"ปี {thai}", f"ค.ศ. {year - 543}", f"1 ม.ค. {thai}"):
        assert [found.year for found in find_years(text)] == [year], text


@pytest.mark.parametrize(
    ("number", "year"),
    [(2560, 2560), (60, 2560), (0, 2500), (2017, 2560), (2475, 2475), (2600, 2600), (2474, None), (2601, None)]
    + [(1932, 2475), (2057, 2600), (2058, None), (1931, None), (100, None), (-1, None)],
)
def test_buddhist_year_of_a_number(number: int, year: int | None) -> None:
    assert buddhist(number) == year
