"""Search tokens of private data: a whole number finds its records, and no index term shows a digit of it.

A token is a one-way digest of the canonical value. A part of a number, or a prefix of it (``081*``), has no token in
common with the whole. In a query it is spelt in letters, so that the analyzer leaves it one term; the index term begins
with a sign that no prefix can begin with, so that nobody reads digests out of the index letter by letter.
"""

from __future__ import annotations

import hashlib
import re

from corpus.privacy.recogniser import MASK, PrivateSpan, find_private
from kmsearch.thai.characters import THAI_CHARACTERS

_HEAD = "qzprivate"
_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")
_DIGEST_LETTERS = 16
"""64 bits: among a million numbers, one chance in 37 million that two share a token."""

_SIGN = "#"
_TYPED = re.compile(rf"{_HEAD}[a-p]{{{_DIGEST_LETTERS}}}")
_HIDDEN = re.compile(rf"{_SIGN}{_HEAD}.*|{MASK}{{2,}}")
_LETTER = re.compile(f"[0-9A-Za-z{THAI_CHARACTERS}]")


def search_token(span: PrivateSpan) -> str:
    """The index term of a span: the same for every way of writing its value."""
    digest = hashlib.sha256(f"{span.kind}:{span.value}".encode()).hexdigest()[:_DIGEST_LETTERS]
    return _SIGN + _HEAD + digest.translate(_LETTERS)


def as_index_term(term: str) -> str:
    """The index term for a term of a query: a token as the index has it, any other as it is."""
    return _SIGN + term if _TYPED.fullmatch(term) else term


def is_hidden_term(term: str) -> bool:
    """Whether an index term is a token, or what masking leaves of digits: nothing to suggest or to spell words by."""
    return bool(_HIDDEN.fullmatch(term))


def term_label(term: str) -> str:
    """An index term as people are shown it: a token says only what it stands for."""
    return "(ข้อมูลส่วนบุคคลตามที่พิมพ์)" if term.startswith(_SIGN + _HEAD) else term


def with_tokens(text: str) -> tuple[str, dict[str, str]]:
    """A query with each private value in it replaced by its token, and the canonical value of each token."""
    pieces, reached, values = [], 0, {}
    for span in find_private(text):
        token = search_token(span)
        values[token] = span.value
        before = " " if _LETTER.match(text[span.start - 1 : span.start]) else ""
        after = " " if _LETTER.match(text[span.end : span.end + 1]) else ""
        pieces += [text[reached : span.start], before, token.removeprefix(_SIGN), after]
        reached = span.end
    return "".join([*pieces, text[reached:]]), values
