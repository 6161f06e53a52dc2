"""Recognises the address of an office, postal or by telephone, as pages and letters have it at their foot."""

from __future__ import annotations

import re

from ingest.fields.positions import OFFICE
from ingest.vocabulary import alternation
from kmsearch.thai.characters import LETTERS

_FILE = "addresses"
_MAX_ADDRESS_LENGTH = 200
"""Letters above which a line is no address. A guess."""


_POSTCODE = re.compile(
    rf"(?:{alternation(_FILE, 'province')}\s?\S+|{alternation(_FILE, 'bangkok')}\S*)\s*,?\s*[1-9]\d{{4}}"
    rf"(?=\s*(?:$|[,(|]|{alternation(_FILE, 'behind_postcode')}))",
    re.IGNORECASE,
)
_STREET = re.compile(rf"(?:^|\s){alternation(_FILE, 'street_parts')}\s?\S")
_CONTACT_LINE = re.compile(
    rf".*?(?:{alternation(_FILE, 'phone')}\s?[.:]*\s?\(?0[\d -]{{6,}}|{alternation(_FILE, 'webmaster', 'visitors')})"
    rf"(?:[^{LETTERS}]|{alternation(_FILE, 'contact_words')})*",
    re.IGNORECASE,
)
"""A line that ends with how an office is reached, or with the number of visitors of its page."""


def is_address(text: str) -> bool:
    """Whether a line (in Arabic digits) is the address of an office."""
    if len(text) > _MAX_ADDRESS_LENGTH:
        return False
    is_postal = _POSTCODE.search(text) and _STREET.search(text)
    return bool(is_postal or (OFFICE.match(text) and _CONTACT_LINE.fullmatch(text)))
