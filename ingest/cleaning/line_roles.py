"""Classifies a line by its text alone: text, page furniture, site chrome, or the foot of an office's page."""

from __future__ import annotations

import re
from typing import Literal

from ingest.cleaning.contents import is_contents_entry, is_contents_head
from ingest.cleaning.office_addresses import is_address
from ingest.cleaning.web_notes import (
    begins_like_chrome,
    has_date,
    is_byline,
    is_comment_count,
    is_navigation,
    is_post_date,
    is_post_note,
)
from ingest.vocabulary import alternation
from kmsearch.thai.normalise import collapse_whitespace, to_arabic_digits

LineRole = Literal["text", "furniture", "page", "contents", "chrome", "date", "foot"]
"""``furniture`` has no content; ``page`` is a page number, which may be in mid-sentence; ``date`` that of a post;
``chrome`` is printed by a site around a post and ends it; ``contents`` is a row of a table of contents; ``foot`` is the
address of an office, which ends a record at whose foot it is."""

MAX_HEAD_LENGTH = 100
"""Letters above which a line is neither a running head nor site chrome. A guess."""

_MAX_FURNITURE_LENGTH = 500
"""Letters above which a line is text: a row of contents with its dots, a post's date or its byline is shorter."""

_FILE = "page_furniture"
_SEPARATOR = re.compile(r"[\W_]{3,}")
_PAGE_NUMBER = re.compile(
    rf"[-–—~]?\s*{alternation(_FILE, 'page_thai', 'page_english')}\s*[-–]?\s*\d{{1,4}}"
    rf"(?:\s*{alternation(_FILE, 'page_of')}\s*\d{{1,4}})?\s*[-–—~]?"
    r"|[-–—~|]\s*\d{1,4}\s*[-–—~|]",
    re.IGNORECASE,
)
_COUNT_OF_TEXTS = re.compile(rf"{alternation(_FILE, 'counted_with_title', 'counted_alone')}\s?\d{{1,3}}\s*[.:]?")
"""The number of a record in a booklet, above its title."""

_PAPER_FOOT = re.compile(rf"{alternation(_FILE, 'internal_use')}.*|{alternation(_FILE, 'paper_number')}\s?[\d/]+.*")
"""The foot that offices print on the pages of their papers."""

_EMPTY_REMARKS = re.compile(rf"{alternation(_FILE, 'remarks')}\s*:?[\s._…-]*")
"""The last line of a form, for remarks, not filled in."""


def role_of(text: str) -> LineRole:
    """The role of a whole line."""
    if len(text) > _MAX_FURNITURE_LENGTH:
        return "furniture" if _SEPARATOR.fullmatch(text) else "text"
    plain = collapse_whitespace(to_arabic_digits(text))
    if _PAGE_NUMBER.fullmatch(plain) or (len(plain) < MAX_HEAD_LENGTH and _PAPER_FOOT.fullmatch(plain)):
        return "page"
    if is_contents_entry(plain) or is_contents_head(plain):
        return "contents"
    if _SEPARATOR.fullmatch(plain) or _COUNT_OF_TEXTS.fullmatch(plain) or _EMPTY_REMARKS.fullmatch(plain):
        return "furniture"
    if is_post_date(plain):
        return "date"
    if is_post_note(plain):
        return "date" if has_date(plain) else "furniture"
    if is_address(plain):
        return "foot"
    return "chrome" if _is_chrome(plain) else "text"


def _is_chrome(text: str) -> bool:
    is_short = len(text) < MAX_HEAD_LENGTH
    return (is_short and (is_navigation(text) or begins_like_chrome(text))) or is_byline(text) or is_comment_count(text)
