"""Search tokens of private data: a complete number finds its records, while no index term contains its digits.

A token is a one-way digest of the canonical value, so that parts and prefixes of a number (``081*``) find nothing. In a
query a token consists of letters, which the analyzer keeps as one term. The index term begins with a sign that no
prefix query can begin with, so that prefix queries cannot enumerate digests.
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
    """Returns the index term of a span, the same for every notation of its value."""
    digest = hashlib.sha256(f"{span.kind}:{span.value}".encode()).hexdigest()[:_DIGEST_LETTERS]
    return _SIGN + _HEAD + digest.translate(_LETTERS)


def as_index_term(term: str) -> str:
    """Returns the index term of a query term: a token with its sign, any other term unchanged."""
    return _SIGN + term if _TYPED.fullmatch(term) else term


def is_hidden_term(term: str) -> bool:
    """Whether an index term is a token or masked digits, which suggestions and spelling correction leave out."""
    return bool(_HIDDEN.fullmatch(term))


def term_label(term: str) -> str:
    """Returns the label of an index term: the term itself, or a Thai placeholder for a token."""
    return "(ข้อมูลส่วนบุคคลตามที่พิมพ์)" if term.startswith(_SIGN + _HEAD) else term


def with_tokens(text: str) -> tuple[str, dict[str, str]]:
    """Returns a query with each private value replaced by its token, and the canonical values by token."""
    pieces, reached, values = [], 0, {}
    for span in find_private(text):
        token = search_token(span)
        values[token] = span.value
        before = " " if _LETTER.match(text[span.start - 1 : span.start]) else ""
        after = " " if _LETTER.match(text[span.end : span.end + 1]) else ""
        pieces += [text[reached : span.start], before, token.removeprefix(_SIGN), after]
        reached = span.end
    return "".join([*pieces, text[reached:]]), values
