"""Values of fields as they are stored: titles without quotes, bare phone numbers, ticked categories."""

from __future__ import annotations

import re

from corpus.privacy.recogniser import find_phones
from corpus.privacy.written_forms import plain_number
from ingest.fields.positions import strip_edges
from ingest.items.list_markers import TICKED, UNTICKED
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import collapse_whitespace

_FEWEST_DIGITS = 3
"""Digits of the shortest number kept of a phone field: short codes such as 1669 and 191."""

_TEXT_KIND = re.compile(rf"^{alternation('labels', 'text_kinds')}\s*[:：]\s*(?=\S)", re.IGNORECASE)
_TITLE_LABEL = re.compile(rf"^{alternation('labels', 'title')}\s*[:：]?\s*(?=\S)")
_HAS_TITLE_LABEL = re.compile(rf"{alternation('labels', 'title')}[\s:：“\"]")
_QUOTES = {"“": "”", '"': '"', "‘": "’", "'": "'", "«": "»", "”": "”"}
_QUOTE_PAIRS = (("“", "”"), ("‘", "’"), ("«", "»"), ('"', '"'))

_FAX = re.compile(rf"(?<!/)(?<!/ )(?:{alternation('labels', 'fax')}|\bfax\b)\s*[.:]?\s*[\d ,().-]*", re.IGNORECASE)
_PHONE = re.compile(rf"\+?\d[\d\- ()]*\d(?:\s*{alternation('labels', 'extension')}\s*\d+)?")


def clean_title(text: str) -> str:
    """A title without quotes round it, the kind of text before a colon, a leading “เรื่อง”, or leader dots."""
    text = _TEXT_KIND.sub("", strip_edges(text))
    text = _TITLE_LABEL.sub("", text) if _HAS_TITLE_LABEL.match(text) else text
    if (
        len(text) > 2
        and text[0] in _QUOTES
        and text[-1] in (_QUOTES[text[0]], text[0], "“", "”")
        and text[0] not in text[1:-1]
    ):
        text = text[1:-1]
    return strip_edges(_without_unpaired_quote(text))


def _without_unpaired_quote(text: str) -> str:
    """The text without a quotation mark at an end that has no other half."""
    for opening, closing in _QUOTE_PAIRS:
        if text.endswith(closing) and text.count(closing) + (opening != closing) * text.count(opening) == 1:
            text = text[:-1]
        elif text.startswith(opening) and text.count(opening) + (opening != closing) * text.count(closing) == 1:
            text = text[1:]
    return text


def clean_phone(text: str) -> str:
    """Numbers as written, in Arabic digits and with one kind of dash, without other words; a comma separates several.

    Numbers that the recogniser of telephone numbers does not know are kept if they have ``_FEWEST_DIGITS`` digits.
    """
    plain = _FAX.sub("", re.sub(r"\s*-\s*", "-", plain_number(text)))
    numbers: list[str] = []
    reached = 0
    for span in find_phones(plain):
        numbers += _PHONE.findall(plain[reached : span.start])
        start = len(plain[: span.start].rstrip("+("))
        numbers.append(plain[start : span.extension])
        reached = span.extension
    numbers += _PHONE.findall(plain[reached:])
    kept_numbers = [
        collapse_whitespace(number).strip(" ,") for number in numbers if sum(map(str.isdigit, number)) >= _FEWEST_DIGITS
    ]
    return ", ".join(kept_numbers)


def chosen_category(text: str) -> str:
    """The category; of a printed list of options those that are ticked, separated by a comma."""
    ticked = [(match.start(), match.end()) for match in TICKED.finditer(text)]
    boxes = sorted(ticked + [(match.start(), match.end()) for match in UNTICKED.finditer(text)])
    if not boxes:
        return strip_edges(text)
    starts = [start for start, _ in boxes] + [len(text)]
    options = {start: strip_edges(text[end : starts[index + 1]]) for index, (start, end) in enumerate(boxes)}
    return ", ".join(options[start] for start, _ in ticked if options[start])
