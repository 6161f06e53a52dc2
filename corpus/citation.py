"""Citation of a record in Thai APA style: ``ผู้เขียน. (ปี พ.ศ.). ชื่อเรื่อง. หน่วยงาน. ที่อยู่``.

Titles of persons are left out; titles of monks and nobles stay, as parts of the name. Without an author the office
comes first, without an office too the title. A missing year is ม.ป.ป.; an office in the author's place is not repeated.
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
_END_SIGNS = (".", "?", "!", "ฯ")


def cite(record: Record, location: str) -> str:
    """Returns the citation of a record, one line that ends with ``location``: its address or id."""
    return " ".join([*map(_with_full_stop, _parts(record)), location])


def whereabouts(record_id: str, path: str, root: str, public_url: str | None) -> str:
    """Returns the location of a record for a citation: its address under ``public_url``, else under ``root``.

    ``root`` is the root address of the request. If it is a loopback address, which is useless to others, the id is
    returned instead.
    """
    if public_url:
        return public_url + path
    return f"รหัสบันทึก {record_id}" if is_this_computer(root) else root.rstrip("/") + path


def is_this_computer(root: str) -> bool:
    """Whether an address is a loopback address."""
    try:
        host = urlsplit(root).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(record: Record) -> Iterator[str]:
    author, office = _without_titles(record.author_name), collapse_whitespace(record.author_office)
    title = collapse_whitespace(record.title) or NO_TITLE
    year = f"({record.year or NO_DATE})"
    first = author or office
    yield from (first, year, title) if first else (title, year)
    if office and office != first:
        yield office


def _without_titles(names: str) -> str:
    return "".join(map(strip_titles, _BETWEEN_NAMES.split(collapse_whitespace(names))))


def _with_full_stop(part: str) -> str:
    return part if part.endswith(_END_SIGNS) else part + "."
