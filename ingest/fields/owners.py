"""Owners of knowledge: name, position and office out of one line, and lines that are an owner's."""

from __future__ import annotations

import re

from ingest.fields.positions import OFFICE, has_level, is_position, own_office, strip_edges, unlabelled_field
from ingest.vocabulary import alternation
from kmsearch.thai.characters import LETTERS
from kmsearch.thai.person_names import PERSON_TITLE

_LONGEST_NICKNAME = 8
"""Letters in brackets behind a name up to which a word that positions begin with is a nickname (ครูเอก). A guess."""

_LONGEST_SURNAME = 24
"""Letters above which the next line is no surname. A guess."""

_LONGEST_OWNER_LINE, _LONGEST_NAME = 200, 60
"""Letters of a line with a name, a position and an office, and of the name in it. A guess."""

_ROLE = re.compile(
    rf"^(?:{alternation('labels', 'name_words')}(?=\s|$|[,:;/(])"
    rf"|{alternation('labels', 'owner_heads')}[{LETTERS}]{{2,24}}?(?=\s*[:：]|\s+{PERSON_TITLE.pattern}))\s*[:：]?\s*"
)
"""The role before a name in its value (ผู้จัดทำ), with its colon."""

_SIGNED = re.compile(rf"\s*\(?\s*{alternation('labels', 'signature_roles')}[{LETTERS}]{{0,12}}\s*\)?\s*$")
"""The role behind a signature, in brackets or not (ผู้บันทึก)."""

_ADDRESS = re.compile(rf"\s+(?={alternation('places', 'address_heads')})")
_BETWEEN = re.compile(r"\s*[|;,/]\s*")
_AGE = re.compile(
    rf"\s*(?:\(\s*)?{alternation('labels', 'age')}\s*\d+\s*{alternation('labels', 'years_of_age')}(?:\s*\))?"
)
_NAME_LABEL = re.compile(rf"^{alternation('labels', 'name')}\s+")
_NICKNAME = re.compile(r"\s*[(\[“\"][^)\]”\"]{1,20}[)\]”\"]\s*$")
_SURNAME = re.compile(rf"[{LETTERS}]+(?: ณ [{LETTERS}]+)?")


def split_owner(text: str) -> dict[str, str]:
    """Name, position and office out of a line that may hold all three: ``{"author_name": …, …}``."""
    text = _AGE.sub("", _SIGNED.sub("", _ROLE.sub("", strip_edges(text))))
    if PERSON_TITLE.match(text.lstrip("( ")):
        text = _BETWEEN.sub(" ", text.strip("( ") if text.startswith("(") else text)
        text = text.removesuffix(")") if "(" not in text else text
    fields: dict[str, str] = {}
    office = OFFICE.search(text)
    if office and office.start() == 0:
        return {"author_name": text, "author_office": text}
    title = PERSON_TITLE.match(text)
    if office:
        before = text[: office.start()].split()
        office = own_office(text, office, before[-1]) if before and title else office
        text, fields["author_office"] = text[: office.start()].strip(), text[office.start() :].strip()
    words = text.split(" ") if title else []
    name_words = _count_name_words(words, text[: title.end()] if title else "")
    if name_words and len(words) > name_words:
        name, rest = " ".join(words[:name_words]), " ".join(words[name_words:])
        if rest[0] in "([" and not _is_bracketed_position(rest.strip("()[] ")):
            return {"author_name": name, **fields}
        if is_position(rest.lstrip("(,")) or has_level(rest):
            text, fields["author_position"] = name, _ADDRESS.split(rest, maxsplit=1)[0].strip("(), ")
    return {"author_name": clean_name(text), **fields}


def _is_bracketed_position(text: str) -> bool:
    """Whether the text in brackets behind a name is a position; a short one (ครูเอก) is a nickname."""
    return has_level(text) or (is_position(text) and len(text) > _LONGEST_NICKNAME)


def _count_name_words(words: list[str], title: str) -> int:
    """Number of words at the head that make a Thai name: a title written apart, a given name, a surname (with ณ)."""
    if not words:
        return 0
    count = 2 + (words[0] == title.strip())
    return count + ("ณ" in words[1:count])


def clean_name(text: str) -> str:
    """A name without nickname, leader dots or the word for its label."""
    return strip_edges(_NICKNAME.sub("", strip_edges(_NAME_LABEL.sub("", text))))


def is_surname_of(value: str, rest: str) -> bool:
    """Whether ``rest``, in the next line, is the surname of the given name ``value``."""
    title = PERSON_TITLE.match(value)
    words = value.split(" ")
    is_surname = bool(_SURNAME.fullmatch(rest)) and len(rest) <= _LONGEST_SURNAME
    lacks_surname = title is not None and len(words) < _count_name_words(words, value[: title.end()])
    return is_surname and lacks_surname and not (PERSON_TITLE.match(rest) or unlabelled_field(rest))


def is_owner_line(text: str) -> bool:
    """Whether a line is a person's name followed by a position or office, rather than a sentence about the person."""
    if not PERSON_TITLE.match(text) or len(text) > _LONGEST_OWNER_LINE:
        return False
    parts = split_owner(text)
    return len(parts["author_name"]) <= _LONGEST_NAME and len(parts) > 1
