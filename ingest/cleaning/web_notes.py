"""Recognises lines that web systems print with a post: author, date, read count, buttons, navigation, comments."""

from __future__ import annotations

import re

from ingest.vocabulary import alternation, words
from kmsearch.thai.dates import ENGLISH_MONTHS, MONTHS

_FILE = "web_notes"

_DATE = (
    rf"{alternation(_FILE, 'day')}?\s*"
    rf"(?:\d{{1,2}}\s*(?:{MONTHS}|{ENGLISH_MONTHS}),?\s*(?:พ\.?ศ\.?\s*)?|{ENGLISH_MONTHS}\s+\d{{1,2}},?\s+)\d{{4}}"
)
_TIME = rf"{alternation(_FILE, 'time')}?\s*\d{{1,2}}[:.]\d{{2}}(?::\d{{2}})?\s*{alternation(_FILE, 'hour')}?"
_READ_COUNT = rf"{alternation(_FILE, 'read_counters')}\s*:?\s*[\d,]+\s*{alternation(_FILE, 'counted')}?"
_BUTTON = alternation(_FILE, "buttons")
_BY = rf"{alternation(_FILE, 'written_by')}\s*:?\s*[^|]{{1,40}}?"
_BY_AND_DATE = rf"{_BY}\s+(?:{alternation(_FILE, 'on')}\s+)?{_DATE}(?:\s+{_TIME})?"
_FILED = rf"{alternation(_FILE, 'filed_under')}\s*:\s*.{{1,40}}"
_COMMENT_COUNT = rf"\d+\s*(?:{alternation(_FILE, 'comments')}|comments?)"

_CERTAIN_PART = re.compile(rf"{_READ_COUNT}|{_BUTTON}|{_BY_AND_DATE}|{_DATE}\s+{_TIME}", re.IGNORECASE)
_POSSIBLE_PART = re.compile(
    rf"{_BY}|{_FILED}|(?:{_DATE})(?:\s+{_TIME})?(?:\s+{_BY})?|{_TIME}|{_COMMENT_COUNT}", re.IGNORECASE
)
_WHOLE_NOTE = re.compile(
    rf"{_READ_COUNT}|{_BY_AND_DATE}|{_DATE}\s+{_TIME}|posted by .{{1,40}} at {_TIME}", re.IGNORECASE
)
_PART_SEPARATOR = re.compile(r"\s*[|•·»]\s*")
_DATE_ANYWHERE = re.compile(_DATE, re.IGNORECASE)

_POST_DATE = re.compile(rf"(?:{alternation(_FILE, 'posted_on')}\s*:?\s*)?{_DATE}(?:\s.{{0,40}})?", re.IGNORECASE)
_BYLINE = re.compile(
    rf"{alternation(_FILE, 'byline_starts')}.*\s{alternation(_FILE, 'at', 'on')}\s.*\d.*", re.IGNORECASE
)
_COMMENTS = re.compile(
    rf"(?:{alternation(_FILE, 'no')}|\d+\s*)?{alternation(_FILE, 'comments')}\s*:?(?:\s*\(\d+\))?|\d+ comments?:?",
    re.IGNORECASE,
)
_AFTER_POST = tuple(phrase.lower() for phrase in words("web_notes", "after_post"))

_ARROW = r"[<>«»‹›←→↑⇐⇒◄►◀▶|\[\]/^]"
_PAGE = alternation(_FILE, "page")
_LINK = (
    rf"(?:{alternation(_FILE, 'go')}?\s?{_PAGE}(?:\s?{alternation(_FILE, 'which_page')})?"
    rf"|{alternation(_FILE, 'post')}?{alternation(_FILE, 'neighbour')}|{alternation(_FILE, 'alone')}|\d{{1,3}})"
)
_LINK_WITHOUT_ARROW = rf"{alternation(_FILE, 'go_back')}\s?{_PAGE}|^{alternation(_FILE, 'back')}$" + "".join(
    rf"|{before}.*{after}" for before, after in zip(words(_FILE, "previous"), words(_FILE, "next"), strict=True)
)
_NAVIGATION = re.compile(
    rf"(?=.*(?:{_ARROW}|{_LINK_WITHOUT_ARROW}))(?=.*[^\W\d])(?:{_ARROW}|\s|{_LINK}(?=\s|$|{_ARROW})){{1,20}}",
    re.IGNORECASE,
)
"""Links to other pages only: with an arrow, or in words that say nothing else (<< กลับหน้า KM, < ก่อนหน้า ถัดไป >)."""


def is_post_note(text: str) -> bool:
    """Whether a line (in Arabic digits) only says when and by whom a post was put there, or how often it was read."""
    parts = [part for part in _PART_SEPARATOR.split(text) if part]
    if len(parts) < 2:
        return bool(_WHOLE_NOTE.fullmatch(text))
    certain = [bool(_CERTAIN_PART.fullmatch(part)) for part in parts]
    pairs = zip(certain, parts, strict=True)
    return any(certain) and all(is_certain or _POSSIBLE_PART.fullmatch(part) for is_certain, part in pairs)


def is_post_date(text: str) -> bool:
    """Whether a line (in Arabic digits) is the date of a post, with a few words behind it at most."""
    return bool(_POST_DATE.fullmatch(text))


def has_date(text: str) -> bool:
    """Whether a line has a day, month and year."""
    return bool(_DATE_ANYWHERE.search(text))


def is_navigation(text: str) -> bool:
    """Whether a line (in Arabic digits) has nothing but links to other pages."""
    return bool(_NAVIGATION.fullmatch(text))


def begins_like_chrome(text: str) -> bool:
    """Whether a line begins with a phrase that sites print after a post."""
    return text.lower().replace(" :", ":").startswith(_AFTER_POST)


def is_byline(text: str) -> bool:
    """Whether a line says who wrote a post, with date or time."""
    return bool(_BYLINE.fullmatch(text))


def is_comment_count(text: str) -> bool:
    """Whether a line is the head of the comments below a post."""
    return bool(_COMMENTS.fullmatch(text))
