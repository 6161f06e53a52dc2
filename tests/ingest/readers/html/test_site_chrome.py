"""Which elements of a page are parts of the site, not of its text."""

from __future__ import annotations

import pytest

from ingest.readers.html.site_chrome import is_left_out


@pytest.mark.parametrize(
    ("tag", "attributes", "share", "expected"),
    [
        ("script", {}, 0.0, True),
        ("div", {"class": "sidebar"}, 0.1, True),
        ("div", {"id": "sidebar"}, 0.45, True),
        ("div", {"class": "sidebar"}, 0.9, False),
        ("div", {"class": "content"}, 0.1, False),
        ("body", {"class": "sidebar"}, 0.1, False),
    ],
)
def test_elements_named_as_chrome_are_left_out_unless_they_hold_the_text(
    tag: str, attributes: dict[str, str], share: float, expected: bool
) -> None:
    assert is_left_out(tag, attributes, share) is expected
