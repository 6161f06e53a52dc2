"""What says of digits what they are: words beside them, and the shapes of dates, times and official letters."""

from __future__ import annotations

import re

from corpus.privacy.written_forms import DASHES, UNSEEN, UNSEEN_CHARS

_CUE = re.compile(
    r"(?:โทร(?:ศัพท์|สาร)?(?:มือถือ)?|มือถือ|เบอร์(?:โทร(?:ศัพท์)?|มือถือ|ติดต่อ)*|แฟกซ์|แฟ็กซ์|(?<![a-z])(?:tel|telephone|phone|mobile|fax|call)|"
    r"[\u2706\u260e\u260f]|[\U0001f4de\U0001f4f1\U0001f4f2]\ufe0f?)[.\s:\uff1a=(\uff08\-]{0,6}$",
    re.IGNORECASE,
)
"""Words before a telephone number: then one that the plan lacks is taken for one, too."""

_CUE_PARTS = (
    "โทร",
    "มือถือ",
    "เบอร์",
    "แฟก",
    "แฟ็ก",
    "tel",
    "phone",
    "mobile",
    "fax",
    "call",
    *"\u2706\u260e\u260f\U0001f4de\U0001f4f1\U0001f4f2",
)
"""A part of each such word: most texts have none, and the search for the words is slow."""

CUE_WIDTH = 28
_LONGEST_CODE = 64
_SHORTEST_DIGEST = 16
_LATIN_BEFORE = re.compile(r"[0-9A-Za-z]+$")
_LATIN_AFTER = re.compile(r"[0-9A-Za-z]+")
_HEXADECIMAL = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_CODE_WORD = re.compile(r"(?:รหัส|เลขที่|ทะเบียน|ครุภัณฑ์|หมายเลขเครื่อง|code|serial|s/n|isbn|lot)[^\d\n]{0,12}$", re.IGNORECASE)
"""Words before a code of letters and digits; without one, a number that letters touch is one of a telephone."""

CITIZEN_CUE = re.compile(r"(?:ประชาชน|เลขบัตร|เลขประจำตัว|\bid)[^\d\n]{0,20}$", re.IGNORECASE)

_RANGE_END = rf"(?:[{DASHES}]|[ \u00a0]?ถึง|/)[ \u00a0]?\d{{1,2}}(?!\d|[./-]\d)"
_INTERNAL_NUMBER = (
    rf"[ \u00a0{UNSEEN}]{{0,2}}(?:[,(]\s?)?(?:ต่อ|ภายใน|กด|ext(?:ension)?|x|\#)[.:\s]{{0,2}}"
    rf"\d{{1,5}}(?:\s?[,/-]\s?\d{{1,4}}(?!\d|[./-]\d))*\)?"
)
EXTENSION = re.compile(rf"{_RANGE_END}(?:{_INTERNAL_NUMBER})?|{_INTERNAL_NUMBER}", re.IGNORECASE)
"""What may follow a number: the last digits of a range of numbers, an internal extension, or both."""

DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ](?:2[3-6]\d\d|19\d\d|20\d\d)(?!\d)|"
    r"(?:2[3-6]\d\d|19\d\d|20\d\d)[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])(?!\d)"
)
TIMES = re.compile(r"(?:[01]\d|2[0-4])\.[0-5]\d(?: ?[-/] ?(?:[01]\d|2[0-4])\.[0-5]\d)")
YEARS = re.compile(r"(?:2[3-6]\d\d|19\d\d|20\d\d) ?[-/] ?(?:2[3-6]\d\d|19\d\d|20\d\d)")
LETTER_NUMBER = re.compile(r"\d{4}(?:\.\d{1,3})+ ?/ ?\d+")
"""Number of an official letter: 0411.1/1234 (regulations on official correspondence, B.E. 2526)."""

AGENCY = re.compile(r"(?:^|[^ก-๎])[ก-ฮ]{2}\.?[ ]?$")
"""The two letters of a ministry before the number of a letter (มท 0812/345678)."""

DECIMAL_AFTER = re.compile(r"\s*[,/ ]\s*\d{1,3}\.\d")
DECIMAL_BEFORE = re.compile(r"\d\.\d+\s*[,/ ]\s*$")
COORDINATE = re.compile(r"(?:พิกัด|ละติจูด|ลองจิจูด|ลองติจูด|เส้นรุ้ง|เส้นแวง|lat|lon|lng|utm|[xy])[^\d\n]{0,12}$", re.IGNORECASE)
"""Words before a latitude or longitude in decimals."""

LOCAL_NUMBER = re.compile(r"\s?(?:[,;/]|และ|หรือ)\s?(?P<number>\d{3}[- ]?\d{3,4}|\d{2}-\d{2}-\d{2})(?![\d,.%/-]|\s?บาท)")
"""A number of the same exchange behind a whole one."""

ODD_GROUP_SIZES = frozenset(
    {(2, 3, 4), (2, 7), (3, 3, 3), (3, 6), (1, 4, 4), (3, 2, 4), (2, 4, 3), (5, 4), (2, 3, 2, 2)}
)
"""Group sizes in which numbers of nine digits are written."""

ACCOUNT_GROUP_SIZES = (3, 1, 5, 1)
"""Groups of an account number of Thai banks (012-3-45678-9)."""


def is_cued(before: str) -> bool:
    """Whether the text before a number ends with a word for telephone."""
    seen = before.lower()
    return any(part in seen for part in _CUE_PARTS) and bool(_CUE.search(UNSEEN_CHARS.sub("", before)))


def is_code(text: str, start: int, end: int) -> bool:
    """Whether digits are part of a digest in hexadecimal, or of a code that the words before it call one."""
    letters = _LATIN_BEFORE.search(text, max(0, start - _LONGEST_CODE), start)
    after = _LATIN_AFTER.match(text, end, end + _LONGEST_CODE)
    word = (letters[0] if letters else "") + text[start:end] + (after[0] if after else "")
    if not re.search("[A-Za-z]", word):
        return False
    is_digest = len(word) >= _SHORTEST_DIGEST and _HEXADECIMAL.fullmatch(word)
    begin = start - len(letters[0] if letters else "")
    return bool(is_digest or _CODE_WORD.search(text, max(0, begin - 28), begin))
