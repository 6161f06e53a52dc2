"""Private data hidden in a text: lengths stay the same, so that offsets and highlights stay in place."""

from __future__ import annotations

from collections.abc import Collection

from corpus.privacy.recogniser import EVERY_KIND, MASK, PrivateKind, PrivateSpan, find_private

KEPT_DIGITS = 4
"""Last digits of a telephone number or a citizen id that stay: enough to tell two apart, too few to call one."""


def mask_text(text: str, kinds: Collection[PrivateKind] = EVERY_KIND) -> str:
    """``text`` with its private data of the ``kinds`` masked: ``xxx-xxx-5678``, ``sxxxxxx@example.com``."""
    spans = find_private(text, kinds) if kinds else ()
    if not spans:
        return text
    pieces, reached = [], 0
    for span in spans:
        pieces += [text[reached : span.start], _masked(text, span)]
        reached = span.end
    return "".join([*pieces, text[reached:]])


def mask_digits(number: str) -> str:
    """``number`` with all its digits but the last four masked."""
    hidden = [place for place, char in enumerate(number) if char.isdecimal()][:-KEPT_DIGITS]
    return "".join(MASK if place in hidden else char for place, char in enumerate(number))


def _masked(text: str, span: PrivateSpan) -> str:
    written = text[span.start : span.end]
    if span.kind in ("phone", "citizen_id"):
        return mask_digits(written)
    local, sign, domain = (
        written.partition("@" if "@" in written else "\uff20") if span.kind == "email" else (written, "", "")
    )
    kept = local[0] if len(local) > 1 else ""
    return kept + "".join(MASK if char.isalnum() else char for char in local[len(kept) :]) + sign + domain
