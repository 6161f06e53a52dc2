"""Site chrome: which elements of a page are no part of its text, by tag name, id and class."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.vocabulary import alternation

_DROPPED = frozenset(
    "script style noscript template nav aside footer iframe object svg select button head title".split()
)
"""Elements that are never text of the page."""

_NEVER_CHROME = frozenset("html body main article table tbody tr td".split())
"""Elements that hold the text of a page, whatever their class is."""

_CHROME = re.compile(rf"(?:^|[\s_-])(?:{alternation('site_classes', 'chrome')}|advert\w*)(?:$|[\s_\d-])", re.IGNORECASE)
"""A whole word of an id or a class that names chrome."""

_MAX_CHROME_SHARE = 0.5
"""Share of the page's text above which an element is its text, whatever its class says (``has-sidebar``). A guess."""


def is_left_out(tag: str, attributes: Mapping[str, str], share: float) -> bool:
    """Whether an element is left out; ``share``: its share (0 to 1) of the page's text."""
    if tag in _DROPPED:
        return True
    if share > _MAX_CHROME_SHARE or tag in _NEVER_CHROME:
        return False
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}"
    return bool(_CHROME.search(names))
