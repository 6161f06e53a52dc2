"""How a record is cited in a list of sources: ``ผู้เขียน. (ปี พ.ศ.). ชื่อเรื่อง. หน่วยงาน. ที่อยู่``, the Thai way of APA.

Titles of persons are left out; ranks of monks and nobles stay: they are part of the name. Where nobody is named, the
office stands in the author's place, and where no office is known either, the title. Without a year it is ม.ป.ป., and
an author that is the office is not said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from corpus.record import Record
from kmsearch.thai.normalise import collapse_whitespace
from kmsearch.thai.person_names import strip_titles

NO_DATE = "ม.ป.ป."
NO_TITLE = "[ไม่มีชื่อเรื่อง]"

_BETWEEN_NAMES = re.compile(r"(\s*[,/;]\s*|\s+และ\s*)")
_ENDED = (".", "?", "!", "ฯ")


def cite(record: Record, there: str) -> str:
    """The citation of a record that is found ``there``, an address or an id; one line."""
    return " ".join([*map(_ended, _parts(record)), there])


def whereabouts(record_id: str, path: str, root: str, public_url: str | None) -> str:
    """Where readers find a record: its address under ``public_url``, else under ``root``, from which it was asked for.

    Where that is this computer alone, which leads nobody else anywhere, its id.
    """
    if public_url:
        return public_url + path
    return f"รหัสบันทึก {record_id}" if is_this_computer(root) else root.rstrip("/") + path


def is_this_computer(root: str) -> bool:
    """Whether an address leads to the computer that asks, whichever that is."""
    try:
        host = urlsplit(root).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(record: Record) -> Iterator[str]:
    author, office = _author(record.author_name), collapse_whitespace(record.author_office)
    title = collapse_whitespace(record.title) or NO_TITLE
    year = f"({record.year or NO_DATE})"
    first = author or office
    yield from (first, year, title) if first else (title, year)
    if office and office != first:
        yield office


def _author(names: str) -> str:
    return "".join(map(strip_titles, _BETWEEN_NAMES.split(collapse_whitespace(names))))


def _ended(part: str) -> str:
    return part if part.endswith(_ENDED) else part + "."
