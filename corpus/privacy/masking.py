"""Private data hidden in a text: lengths stay the same, so that offsets and highlights stay in place."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.privacy.recogniser import EVERY_KIND, MASK, PrivateKind, PrivateSpan, find_private
from corpus.privacy.written_forms import digit_positions

KEPT_DIGITS = 4
"""Last digits of a telephone number or a citizen id that stay: enough to tell two apart, too few to call one."""

_OTHER_NUMBER = re.compile(r"([,;/\n]|หรือ|ต่อ)")


def mask_text(text: str, kinds: Collection[PrivateKind] = EVERY_KIND) -> str:
    """``text`` with its private data of the ``kinds`` masked: ``xxx-xxx-5678``, ``sxxxxxx@example.com``."""
    pieces, reached = list[str](), 0
    for span in find_private(text, kinds):
        pieces += [text[reached : span.start], mask_span(text, span)]
        reached = span.end
    return "".join([*pieces, text[reached:]])


def mask_phone(phone: str) -> str:
    """A telephone field masked, whatever stands in it: ``08-0000-1234`` is ``xx-xxxx-1234``; of several, each."""
    return "".join(map(mask_digits, _OTHER_NUMBER.split(mask_text(phone, {"phone"}))))


def mask_digits(number: str) -> str:
    """``number`` with all its digits but the last four masked."""
    hidden = frozenset(list(digit_positions(number))[:-KEPT_DIGITS])
    return "".join(MASK if place in hidden else char for place, char in enumerate(number))


def mask_span(text: str, span: PrivateSpan) -> str:
    """What is shown of a span of ``text``: the last four digits; the first letter and the domain of an address."""
    written = text[span.start : span.end]
    if span.kind in ("phone", "citizen_id"):
        return mask_digits(written)
    local, sign, domain = written, "", ""
    if span.kind == "email":
        local, sign, domain = written.partition("@" if "@" in written else "\uff20")
    kept = local[0] if len(local) > 1 else ""
    return kept + "".join(MASK if char.isalnum() else char for char in local[len(kept) :]) + sign + domain
