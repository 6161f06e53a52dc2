"""The recogniser of private data: notations of numbers, and texts that resemble them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.privacy.masking import mask_digits, mask_text
from corpus.privacy.recogniser import PrivateSpan, find_private

NOTATIONS = [
    *("0812345678", "081-234-5678", "08-1234-5678", "0812-34-5678", "081 234 5678", "081.234.5678", "081/234/5678"),
    *("081\u2013234\u20135678", "081\u2014234\u20145678", "081\u2011234\u20115678", "081\u2010234\u20105678"),
    *("081\u2012234\u20125678", "081\u2015234\u20155678", "081\u2212234\u22125678", "081 - 234 - 5678"),
    *("081 \u2013 234 \u2013 5678", "081\u00a0234\u00a05678", "081\u2009234\u20095678", "081\u3000234\u30005678"),
    *("081\t234\t5678", "081_234_5678", "081\u00b7234\u00b75678", "(081) 234-5678", "(081)2345678", "[081] 2345678"),
    *("66812345678", "+66812345678", "+66 81 234 5678", "+66-81-234-5678", "+66 (0)81 234 5678", "+66(0)812345678"),
    *("(+66) 81 234 5678", "0066812345678", "0066 81 234 5678", "66-81-234-5678", "\uff0b66 81 234 5678"),
    *("๐๘๑๒๓๔๕๖๗๘", "๐๘๑-๒๓๔-๕๖๗๘", "๐๘1-2๓๔-5๖78", "０８１２３４５６７８", "０８１－２３４－５６７８"),
    *("081-234-\n5678", "0812\n345678", "081-\r\n234-5678", "081 234\n  5678"),
    *(
        "081\u200b2345678",
        "0\u200d8\u200d1\u200d2345678",
        "081\u00ad-234-5678",
        "\ufeff0812345678",
        "081-\u200b234-5678",
    ),
    *("081,234,5678", "081:234:5678", "081'234'5678", "081*234*5678"),
    *("0 8 1 2 3 4 5 6 7 8", "08-12-34-56-78", "0-8123-45678", "081 2345678", "081--234--5678"),
]
"""Notations of 081 234 5678."""

ODD_WAYS = [
    *(
        "km0812345678",
        "0812345678abc",
        "id0812345678",
        "Line0812345678",
        "m0812345678x",
        "x-0812345678",
        "xxx0812345678",
    ),
    *(
        "081,2345678",
        "081, 234, 5678",
        "081; 234; 5678",
        "081 | 234 | 5678",
        "0812,345678",
        "081:234-5678",
        "081=234=5678",
    ),
    *(
        "081\u2026234\u20265678",
        "081→234→5678",
        "081 ขีด 234 ขีด 5678",
        "{081} 234 5678",
        "081    2345678",
        "081\n234\n5678",
    ),
    *(
        "081\u2028234\u20285678",
        "08 12 34 56 78",
        "08 1 2 3 4 5 6 7 8",
        "081-234-5678:",
        "O81-234-5678",
        "08l-234-5678",
    ),
    *(
        "⁰⁸¹²³⁴⁵⁶⁷⁸",
        "⓪⑧①②③④⑤⑥⑦⑧",
        "<b>081</b>-234-5678",
        "<em>081</em>2345678",
        "[081](x)-234-5678",
        "<em>081< em>-234-5678",
        "081&nbsp 234&nbsp 5678",
        "081<br>234<br/>5678",
    ),
    *("081&nbsp;234&nbsp;5678", "081&#8209;234&#8209;5678", "081%20234%205678", "081%2D234%2D5678"),
    *("tel:+66812345678", "https://example.com/?phone=0812345678&page=1", "081-234-5678-9", "(+66)81-234-5678"),
]
"""Ways in which 081 234 5678 is hidden in markup, links, letters and signs."""

LANDLINES = {
    "02-123-4567": "021234567",
    "02 123 4567": "021234567",
    "(02) 123 4567": "021234567",
    "0-2123-4567": "021234567",
    "021234567": "021234567",
    "๐๒-๑๒๓-๔๕๖๗": "021234567",
    "+66 2 123 4567": "021234567",
    "053-221234": "053221234",
    "053-221-234": "053221234",
    "0-5322-1234": "053221234",
    "053 221234": "053221234",
    "(053) 221234": "053221234",
    "053\u2013221234": "053221234",
    "+66 (0)53 221234": "053221234",
}

NO_NUMBERS = [
    *("ปี 2554-2560", "พ.ศ. 2560/2561", "งบประมาณ 1,234,567 บาท", "1,081,234,567 บาท", "อัตรา 0.12345678"),
    *("วันที่ 01-02-2560", "12/05/2560", "05/06/2560 12 คน", "05/06/2560 5 คน", "06/17/2559 06:56", "08.12.2560 10.30"),
    *("2017-05-12", "2017-05-12 34567", "2017-05-12T08:12:34", "2560/08/12 345678", "06.00 - 08.00 น."),
    *("09.00-12.00 13.00", "08:12:34", "ข้อ 01 02 03 04 05", "06 07 08 09 10", "1 2 3 4 5 6 7 8 9 0"),
    *("มท 0411.1/ว 1234", "ที่ มท 0211.3/1234", "กษ 0812/345678", "ที่ กษ 0812.04/1234", "ศธ 0210.03/1234"),
    *("รหัสไปรษณีย์ 50300", "เชียงราย 57000", "เลขที่บัญชี 065-2-34567-8", "123-4-05678-9", "978-616-081-234-5"),
    *("18.0812345678, 98.9812345678", "พิกัด 18.7883, 98.9853", "รหัส A0800001234", "a0812345678b0c1d2", "km0a81234567"),
    *("โทร 1669", "โทร. 191, 1669", "สายด่วน 1323", "โทร 1 2 3", "โทรศัพท์ 15 เครื่อง 30000 บาท", "โทรศัพท์ 12/05/2560"),
    *("รหัส KM0812345678", "ครุภัณฑ์ A0812345678", "0812345678abcdef0812", "06 12 18 24 30", "อัตรา 0.0812345678"),
    *("ละติจูด 18.0812345678", "lat 18.0812345678 lon 98.0612345678", "rgb(060,081,234)", "| 08 | 1234 | 5678 |"),
    *(
        "0-52-34 และ 0-0-60",
        "05.08-12.08.2560",
        "13-13-21 08-24-24 15-15-15",
        "IMG_20170812_081234.jpg",
        "fbid=100081234567890",
    ),
    *("เลขที่ 1000000001235", "1-2345-67890-12-2", "25600812345678", "66 25 100 2000", "เบอร์ 2550-2560"),
]


def phones(text: str) -> list[str]:
    return [span.value for span in find_private(text, {"phone"})]


@pytest.mark.parametrize("number", NOTATIONS)
@pytest.mark.parametrize(
    "place",
    [
        *("{}", "โทร{}ครับ", "โทร.{} ทุกวัน", "เบอร์ {}", "ที่{}และ", "({})", "“{}”", "1. {}", "๑) {}", "1){}", "- {}"),
        *("• {}", "ข้อ 3\n{}\n4. ต่อไป", "{}.", "{}, ", "ปี 2560 {}", "12/05/2560 {} 14.30 น.", "*{}*", "| {} |"),
    ],
)
def test_a_mobile_number_in_every_notation(number: str, place: str) -> None:
    text = place.format(number)
    assert phones(text) == ["0812345678"]
    masked = mask_text(text)
    assert len(masked) == len(text)
    assert masked == place.format(mask_digits(number))


@pytest.mark.parametrize("number", ODD_WAYS)
@pytest.mark.parametrize("place", ["{}", "ติดต่อ {} ครับ", "12. {}", "บรรทัดแรก\n{}\nบรรทัดหลัง"])
def test_a_mobile_number_in_markup_letters_and_signs(number: str, place: str) -> None:
    text = place.format(number)
    masked = mask_text(text)
    assert phones(text) == ["0812345678"]
    assert len(masked) == len(text)
    assert "567" in masked or {"⑤", "⁵", "5"} & set(masked)
    assert phones(masked) == []


def test_escapes_and_tags_inside_a_number_stay_whole() -> None:
    assert mask_text("081&#8209;234&#8209;5678") == "xxx&#8209;xxx&#8209;5678"
    assert mask_text("081%20234%205678") == "xxx%20xxx%205678"
    assert mask_text("<b>081</b>-<mark>234</mark>-5678") == "<b>xxx</b>-<mark>xxx</mark>-5678"


def test_numbers_that_nothing_parts_are_found_each() -> None:
    assert phones("08123456780898765432") == ["0812345678", "0898765432"]


@pytest.mark.parametrize("word", ["โทร 812345678", "โทร. 81-234-5678", "มือถือ 81 234 5678", "81-234-5678"])
def test_the_zero_may_be_lost_behind_a_word_for_telephone_or_with_dashes(word: str) -> None:
    (span,) = find_private(word, {"phone"})
    assert (word[span.start], span.end) == ("8", len(word))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("โทร. 053-221234, 221235", ["053221234", "053221235"]),
        ("02-281-1234, 281-1235 และ 281-1236", ["022811234", "022811235", "022811236"]),
        ("โทร 053-221234, 250000 บาท", ["053221234"]),
        ("โทร 053-221234, 250,000", ["053221234"]),
    ],
)
def test_numbers_of_the_same_area_go_without_its_code(text: str, values: list[str]) -> None:
    assert phones(text) == values


@pytest.mark.parametrize(("number", "value"), LANDLINES.items())
@pytest.mark.parametrize(
    "extension",
    [
        "",
        " ต่อ 101",
        " ต่อ 101-3",
        " # 12",
        "#12",
        " กด 9",
        " ext. 15",
        " (ต่อ 12)",
        "-5",
        "-15",
        "\u20136",
        " ถึง 9",
        "/6",
    ],
)
def test_a_fixed_line_with_its_extension(number: str, value: str, extension: str) -> None:
    (span,) = find_private(f"โทร {number}{extension} สำนักงาน", {"phone"})
    assert span.value == value
    assert span.extension - span.start == len(number + extension) - number.startswith(("(", "+"))


@pytest.mark.parametrize("joint", [",", ", ", "/", " / ", " ", "  ", "\n", " หรือ ", "และ", ";", " , ", "|", "\u2013 "])
def test_joined_numbers_are_found_separately(joint: str) -> None:
    assert phones(f"081-234-5678{joint}0898765432{joint}02-123-4567") == ["0812345678", "0898765432", "021234567"]


@pytest.mark.parametrize(
    "text",
    [
        "1.0812345678",
        "๑.๐๘๑๒๓๔๕๖๗๘",
        "ก่อน\n2.0812345678",
        "1.081-234-5678",
        "ข้อ 1.0812345678",
        "12.08-1234-5678",
        "2.0 8 1 2 3 4 5 6 7 8",
    ],
)
def test_a_number_directly_after_a_list_number(text: str) -> None:
    assert phones(text) == ["0812345678"]


@pytest.mark.parametrize("text", ["โทร.081-234-567", "เบอร์ 053-2212345", "โทรศัพท์มือถือ 081-2345-67890", "Tel: 221-2345"])
def test_an_invalid_number_after_a_cue_word_is_found(text: str) -> None:
    (span,) = find_private(text, {"phone"})
    assert text[: span.start].rstrip(" :.") in ("โทร", "เบอร์", "โทรศัพท์มือถือ", "Tel")
    assert span.end == len(text)


@pytest.mark.parametrize("number", ["+856 20 5555 1234", "+1 415 555 0100", "+44 20 7946 0000"])
def test_a_number_of_another_country(number: str) -> None:
    assert phones(f"โทร {number}") == ["".join(filter(str.isdecimal, number))]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_other_digits_are_not_telephone_numbers(text: str) -> None:
    for around in ("{}", "ก {} ข", "ก\n{}\nข"):
        shown = around.format(text)
        assert mask_text(shown) == shown


@pytest.mark.parametrize(
    "written",
    [
        *("1234567890121", "1-2345-67890-12-1", "1 2345 67890 12 1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑"),
        *(
            "1\u20132345\u201367890\u201312\u20131",
            "1 2 3 4 5 6 7 8 9 0 1 2 1",
            "１２３４５６７８９０１２１",
            "1-2345-67890-121",
        ),
        *("12345678\n90121", "1\u200b234567890121", "1 - 2345 - 67890 - 12 - 1"),
    ],
)
@pytest.mark.parametrize("place", ["{}", "บัตรประชาชน{}ของ", "เลข {} ออกให้", "1. {}", "({})"])
def test_a_citizen_id(written: str, place: str) -> None:
    (span,) = find_private(place.format(written), {"phone", "citizen_id"})
    assert (span.kind, span.value) == ("citizen_id", "1234567890121")
    assert mask_text(place.format(written)) == place.format(mask_digits(written))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("อีเมล somchai.k@example.co.th ครับ", "อีเมล sxxxxxx.x@example.co.th ครับ"),
        ("a@example.com", "x@example.com"),
        ("ไลน์ไอดี somchai99", "ไลน์ไอดี sxxxxxxxx"),
        ("Line ID : krutoi", "Line ID : kxxxxx"),
        ("id line abcd1234", "id line axxxxxxx"),
        ("LINE: @km-ban", "LINE: @kx-xxx"),
        ("ไอดีไลน์ : krutoi", "ไอดีไลน์ : kxxxxx"),
    ],
)
def test_addresses_are_masked_by_kind(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert mask_text(text, {"phone", "citizen_id"}) == text


@pytest.mark.parametrize(
    "text", ["online ideas for you", "กลุ่มไลน์ของหมู่บ้าน", "LINE กลุ่ม KM", "ส่ง @ หน้างาน", "pipeline: steps"]
)
def test_texts_that_resemble_an_address_are_not_found(text: str) -> None:
    assert mask_text(text) == text


DIGIT_SHAPES = ["0123456789", "๐๑๒๓๔๕๖๗๘๙", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
BLANKS = [" ", "\u00a0", "\t", "\u2009", "\u3000", "\u202f"]
SIGNS = ["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\uff0d", ".", "/", "\u00b7", "_"]
SEPARATORS = ["", *BLANKS, *SIGNS, *(f" {sign} " for sign in SIGNS[:9]), "-\n", "\u200b", "\u200b-"]
GROUPINGS = {
    10: [(3, 3, 4), (3, 7), (2, 4, 4), (2, 8), (4, 2, 4), (4, 3, 3), (4, 6), (10,)],
    9: [(2, 3, 4), (2, 7), (3, 6), (3, 3, 3), (9,)],
}
BEFORE = ["", "โทร", "โทร. ", "ติดต่อ", "1. ", "๒) ", "(", "เบอร์: ", "ปี 2560 ", "ก\n", "“", "- ", "คุณสมชาย/"]
AFTER = ["", "ครับ", " ครับ", ".", ",", ")", "\n2. ต่อไป", " 2560 คน", "”", "/ที่บ้าน"]


@st.composite
def national_numbers(draw: st.DrawFn) -> str:
    """Draws a number of the numbering plan, mobile or fixed-line."""
    mobile = draw(st.booleans())
    head = "0" + draw(st.sampled_from("689" if mobile else "23457"))
    rest = draw(st.text("0123456789", min_size=8 if mobile else 7, max_size=8 if mobile else 7))
    return head + rest


@st.composite
def written_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """Draws (notation, canonical form) of a number: grouped, with a separator, in digits of one or several scripts."""
    number = draw(national_numbers())
    digits = number
    prefix = ""
    if draw(st.integers(0, 3)) == 0:
        prefix, digits = draw(st.sampled_from(["+66", "+66 ", "+66-", "+66 (0)", "+66(0)"])), number[1:]
        sizes = draw(st.sampled_from([(2, 3, len(digits) - 5), (len(digits),)]))
    else:
        sizes = draw(st.sampled_from(GROUPINGS[len(digits)]))
    separator = draw(st.sampled_from(SEPARATORS))
    groups, reached = [], 0
    for size in sizes:
        groups.append(digits[reached : reached + size])
        reached += size
    shapes = draw(st.lists(st.sampled_from(DIGIT_SHAPES), min_size=1, max_size=3))
    plain = prefix + separator.join(groups)
    written = "".join(
        shapes[i % len(shapes)][int(char)] if char in "0123456789" else char for i, char in enumerate(plain)
    )
    return written, number


@given(written_numbers(), st.sampled_from(BEFORE), st.sampled_from(AFTER))
def test_every_number_is_masked_in_any_context(drawn: tuple[str, str], before: str, after: str) -> None:
    written, number = drawn
    text = before + written + after
    spans = find_private(text, {"phone"})
    assert [span.value for span in spans] == [number]
    assert mask_text(text) == before + mask_digits(written) + after


@st.composite
def other_numbers(draw: st.DrawFn) -> str:
    """Draws amounts, years, dates, times and codes: numbers that are not telephone numbers."""
    number = draw(st.integers(0, 10**12))
    day, month, year = draw(st.integers(1, 31)), draw(st.integers(1, 12)), draw(st.integers(2450, 2600))
    hour, minute = draw(st.integers(0, 23)), draw(st.integers(0, 59))
    return draw(
        st.sampled_from(
            [
                f"{number:,}",
                f"{number:,}.50 บาท",
                f"{day:02}/{month:02}/{year}",
                f"{day}-{month}-{year}",
                f"{year - 543}-{month:02}-{day:02}",
                f"{day:02}/{month:02}/{year} {hour:02}.{minute:02}-{hour:02}.{minute:02} น.",
                f"{hour:02}.{minute:02} - {hour:02}.{minute:02} น.",
                f"{year}-{year + 3}",
                f"ที่ มท 0{number % 1000:03}.{day}/{number % 100000}",
                f"{number % 100000:05}",
                f"0.{number}",
            ]
        )
    )


@given(st.lists(other_numbers(), min_size=1, max_size=4), st.sampled_from([", ", " และ ", "\nข้อ ", " (", "ก"]))
def test_amounts_dates_and_codes_are_not_masked(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    assert phones(text) == []


@given(st.text(alphabet="0๐12689 -.()+กx/\n\u200b,ไลน์:@a", max_size=40))
def test_masking_keeps_the_length_and_changes_nothing_when_repeated(text: str) -> None:
    masked = mask_text(text)
    assert len(masked) == len(text)
    assert all(new == old or new == "x" for new, old in zip(masked, text, strict=True))
    assert mask_text(masked) == masked


@given(st.text(max_size=200))
def test_spans_are_ordered_and_disjoint(text: str) -> None:
    spans = find_private(text)
    assert all(one.start < one.end <= one.extension for one in spans)
    assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))


def test_a_span_has_offsets_kind_and_canonical_value() -> None:
    assert find_private("โทร +66 (0)53 221234 ต่อ 12") == (PrivateSpan(5, 20, "phone", "053221234", 27),)
