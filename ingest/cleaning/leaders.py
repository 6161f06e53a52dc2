"""Dot leaders: the dots that a form prints to be written on."""

from __future__ import annotations

import re

from ingest.vocabulary import alternation
from kmsearch.thai.tokenizer import squeeze

_DOTS = " .…_"
_MIN_DOTS_BEFORE, _MIN_DOTS_BEHIND = 3, 4
"""Dots that a form prints before and behind a value; three behind a sentence are its writer's."""

_LEADER = re.compile(r"(?:[._]|…)(?:\s?[._…]){3,}|…\s?…[\s….]*")
_SHORT_LEADER = re.compile(
    r"(?<=[^\s.…])(?:\.{3}|…)\s*"
    rf"(?={alternation('page_furniture', 'labels_behind_dots')}[^.…]{{0,20}}(?:\.{{2}}|…|[:：]))"
)
"""Three dots between a value and the next label of a form; anywhere else they may be the writer's."""


def set_leaders_apart(text: str) -> str:
    """The text with blanks around dot leaders, so that labels behind them are recognised."""
    return squeeze(_LEADER.sub(" .... ", _SHORT_LEADER.sub(" .... ", text)))


def without_leaders(text: str) -> str:
    """The text without dot leaders before and behind it."""
    head = text[: len(text) - len(text.lstrip(_DOTS))]
    tail = text[len(text.rstrip(_DOTS)) :]
    text = text.lstrip(_DOTS) if _dot_count(head) >= _MIN_DOTS_BEFORE else text
    return text.rstrip(_DOTS) if _dot_count(tail) >= _MIN_DOTS_BEHIND else text


def _dot_count(dots: str) -> int:
    """Dots in a leader; ``…`` counts three."""
    return len(dots) - dots.count(" ") + 2 * dots.count("…")
