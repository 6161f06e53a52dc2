"""What tests read from pages and answers of the web UI."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

MakeClient = Callable[..., FlaskClient]
"""Type of the fixture ``make_client``."""


def get(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    """The page at ``url``, which must be answered with ``status``."""
    response = client.get(url)
    assert response.status_code == status, url
    return BeautifulSoup(response.text, "html.parser")


def get_json(client: FlaskClient, url: str, status: int = 200) -> Any:
    """The JSON at ``url``, which must be answered with ``status``."""
    response = client.get(url)
    assert (response.status_code, response.content_type) == (status, "application/json"), url
    return response.json


def first(page: Tag, selector: str) -> Tag:
    """The first tag that ``selector`` matches; there must be one."""
    tag = page.select_one(selector)
    assert tag is not None, selector
    return tag


def texts(page: Tag, selector: str) -> list[str]:
    """The text of each tag that ``selector`` matches, with single blanks."""
    return [" ".join(tag.get_text().split()) for tag in page.select(selector)]


def href(page: Tag, selector: str = "a") -> str:
    """The address of the first link that ``selector`` matches."""
    return str(first(page, selector)["href"])


def number(text: str) -> int:
    """The first number of a text, which may have commas between thousands."""
    return numbers(text)[0]


def numbers(text: str) -> list[int]:
    """All numbers of a text."""
    return [int(digits.replace(",", "")) for digits in re.findall(r"\d[\d,]*", text)]


def total(page: Tag) -> int:
    """How many results a page says it found, before equal ones are collapsed."""
    return numbers(first(page, ".total").get_text())[-1]


def facet(page: Tag, name: str) -> Tag:
    """The section of a page that has the values of a facet."""
    return first(page, f"section[aria-labelledby=facet-{name}]")
