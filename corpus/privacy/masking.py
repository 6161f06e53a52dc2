"""Masks private data in a text; the length stays the same, so that offsets and highlights stay valid."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.privacy.recogniser import EVERY_KIND, MASK, PrivateKind, PrivateSpan, find_private
from corpus.privacy.written_forms import digit_positions

KEPT_DIGITS = 4
"""Last digits of a telephone number or citizen id that stay visible: enough to distinguish two, too few to call."""

_OTHER_NUMBER = re.compile(r"([,;/\n]|หรือ|ต่อ)")


def mask_text(text: str, kinds: Collection[PrivateKind] = EVERY_KIND) -> str:
    """Returns ``text`` with private data of the ``kinds`` masked: ``xxx-xxx-5678``, ``sxxxxxx@example.com``."""
    pieces, reached = list[str](), 0
    for span in find_private(text, kinds):
        pieces += [text[reached : span.start], mask_span(text, span)]
        reached = span.end
    return "".join([*pieces, text[reached:]])


def mask_phone(phone: str) -> str:
    """Masks each number in the value of a telephone field, valid or not: ``08-0000-1234`` → ``xx-xxxx-1234``."""
    return "".join(map(mask_digits, _OTHER_NUMBER.split(mask_text(phone, {"phone"}))))


def mask_digits(number: str) -> str:
    """Returns ``number`` with all digits but the last four masked."""
    hidden = frozenset(list(digit_positions(number))[:-KEPT_DIGITS])
    return "".join(MASK if index in hidden else char for index, char in enumerate(number))


def mask_span(text: str, span: PrivateSpan) -> str:
    """Returns a span of ``text`` masked but for its last four digits, or the first letter and domain of an address."""
    written = text[span.start : span.end]
    if span.kind in ("phone", "citizen_id"):
        return mask_digits(written)
    local, sign, domain = written, "", ""
    if span.kind == "email":
        local, sign, domain = written.partition("@" if "@" in written else "\uff20")
    kept = local[0] if len(local) > 1 else ""
    return kept + "".join(MASK if char.isalnum() else char for char in local[len(kept) :]) + sign + domain
