"""Label table: the labels of all forms (``ingest/forms/*.toml``), matched exactly or nearly at the head of a text."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.abc import Traversable
from importlib.resources import files
from typing import Any, Literal

from rapidfuzz.distance import Levenshtein

from corpus.fields import FIELD, SECTION
from ingest.forms.heading_keywords import KeywordRule, read_rules, target_of
from ingest.vocabulary import alternation
from kmsearch.errors import FormError
from kmsearch.thai.characters import DEPENDENT_SIGNS
from kmsearch.thai.normalise import fold, normalise

LabelKind = Literal["field", "section", "start"]

EXTRA_FIELDS = frozenset({"event", "place", "signature", "email"})
"""Targets of labels that are no field of a record: they give time and place, or only end the value before them."""

_IGNORED = re.compile(rf"[\s:：\-–—._…“”\"'*()\[\]{{}}/\\,]|{alternation('lists', 'label_joints')}")
"""Blanks, punctuation and และ, which are ignored when labels are compared: printings of one label differ in them."""

_LABEL_END = re.compile(r"[\s\d:：\-–—._…“”\"'*()\[\]{}/]")

_CACHE_SIZE = 4096
"""Heads of lines whose match is kept: the same line is matched by several stages."""

_REACH = 300
"""Letters at the head of a text that a label is looked for in: the longest label, with blanks and dots between."""

STRONG_LENGTH = 10
"""Letters from which a label counts in mid-line and misspelt; shorter ones are everyday words. A guess."""

MAX_LABEL_ERRORS = 3
"""Wrong letters forgiven in the longest labels. A guess."""


def allowed_errors(length: int) -> int:
    """Wrong letters forgiven in a label of ``length`` letters: about one in eight, as in misspelt headings of real
    records (หมวตองค์ความรู้ที่บ่งชี้, กลยุทธในการทำงาน, ตำแหนง); none in short everyday words."""
    return 0 if length < 6 else min(MAX_LABEL_ERRORS, 1 + (length - 4) // 8)


@dataclass(frozen=True, slots=True)
class Label:
    """One variant of a label: the field or section it names (``target``), its form, and its letters for comparison."""

    kind: LabelKind
    target: str
    form: str
    text: str
    letters: str

    @property
    def strong(self) -> bool:
        """Whether the label has ``STRONG_LENGTH`` letters, and so is no everyday phrase."""
        return len(self.letters) >= STRONG_LENGTH


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its name, its Thai label, and the targets that distinguish it from other forms (``signs``); at least
    ``min_signs`` of them must occur in a record."""

    name: str
    label: str
    signs: frozenset[str]
    min_signs: int


@dataclass(frozen=True, slots=True)
class Keywords:
    """Rules that give the section or field of headings and labels of no form; the first that fits wins."""

    sections: tuple[KeywordRule, ...]
    fields: tuple[KeywordRule, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A label at the head of a text, up to offset ``end``, with ``errors`` wrong letters. ``clean``: a blank, a colon
    or the like separates it from what follows."""

    label: Label
    end: int
    errors: int
    clean: bool


class LabelTable:
    """All labels of all forms, and the keywords of headings of no form."""

    def __init__(self, forms: Iterable[Form], labels: Iterable[Label], keywords: Iterable[Keywords] = ()):
        self.forms = tuple(forms)
        self._keywords = tuple(keywords)
        self.labels = sorted(labels, key=lambda label: -len(label.letters))
        self._by_initial: dict[str, list[Label]] = {}
        for label in self.labels:
            self._by_initial.setdefault(label.letters[:1], []).append(label)
        self._longest = max((len(label.letters) for label in self.labels), default=0) + MAX_LABEL_ERRORS
        self._cached_match = lru_cache(maxsize=_CACHE_SIZE)(self._match)

    def match(self, text: str) -> Match | None:
        """The label that ``text`` begins with, in this order: the longest exact and clean one, the nearest misspelt
        one, the longest exact one with more words glued to it; None without one."""
        return self._cached_match(text[:_REACH])

    def _match(self, text: str) -> Match | None:
        letters, ends = _letters(text)
        letters, ends = letters[: self._longest], ends[: self._longest]
        exact = [
            self._at(text, label, ends[len(label.letters) - 1], 0)
            for label in self._by_initial.get(letters[:1], ())
            if letters.startswith(label.letters) and not _splits_cluster(text, ends[len(label.letters) - 1])
        ]
        clean = next((match for match in exact if match.clean), None)
        near = None if clean else self._match_nearly(text, letters, ends)
        return clean or near or next(iter(exact), None)

    def _match_nearly(self, text: str, letters: str, ends: list[int]) -> Match | None:
        """The label with the smallest edit distance; its first letter must be right, as in every misspelt heading
        seen."""
        best: Match | None = None
        lengths = [count for count, end in enumerate(ends, 1) if end >= len(text) or _LABEL_END.match(text[end])]
        for label in self._by_initial.get(letters[:1], ()):
            max_errors = allowed_errors(len(label.letters)) if best is None else best.errors - 1
            first = bisect_left(lengths, len(label.letters) - max_errors)
            for length in (
                lengths[first : bisect_right(lengths, len(label.letters) + max_errors)] if max_errors > 0 else ()
            ):
                end = ends[length - 1]
                errors = Levenshtein.distance(label.letters, letters[:length], score_cutoff=max_errors)
                if errors <= min(max_errors, allowed_errors(len(label.letters))):
                    best, max_errors = self._at(text, label, end, errors), errors - 1
        return best

    @staticmethod
    def _at(text: str, label: Label, end: int, errors: int) -> Match:
        return Match(label, end, errors, end >= len(text) or bool(_LABEL_END.match(text[end])))

    def section_by_words(self, text: str) -> str:
        """The section that a heading of no form names by its words; empty without one."""
        return target_of(text, [rule for keywords in self._keywords for rule in keywords.sections])

    def field_by_words(self, text: str) -> str:
        """The field that a label of no form names by its words; empty without one."""
        return target_of(text, [rule for keywords in self._keywords for rule in keywords.fields])

    def is_form_name(self, text: str) -> bool:
        """Whether a text is a form's own name, which begins a record and says nothing else."""
        match = self.match(text)
        return match is not None and match.label.kind == "start"

    def form_of(self, labels_met: Iterable[tuple[str, str]]) -> str:
        """The form with the most signs among the labels ``labels_met`` (form, target); the form without signs if no
        form has ``min_signs``."""
        labels = set(labels_met)
        votes = [(sum((form.name, sign) in labels for sign in form.signs), form) for form in self.forms]
        sign_count, best_form = max(votes, key=lambda vote: vote[0])
        form_without_signs = next((form.name for form in self.forms if not form.signs), "")
        return best_form.name if sign_count >= best_form.min_signs and best_form.signs else form_without_signs


def _letters(text: str) -> tuple[str, list[int]]:
    """The letters of ``text`` that are compared, folded, and for each the offset behind it in ``text``."""
    folded = fold(text)
    ignored = {offset for match in _IGNORED.finditer(folded) for offset in range(*match.span())}
    ends = [offset + 1 for offset in range(len(folded)) if offset not in ignored]
    return "".join(folded[end - 1] for end in ends), ends


def _splits_cluster(text: str, end: int) -> bool:
    """Whether the character at ``end`` is a sign that belongs to the letter before it."""
    return end < len(text) and text[end] in DEPENDENT_SIGNS


@lru_cache(maxsize=1)
def load_labels() -> LabelTable:
    """The table of the forms in the package. Raises FormError that names the file and the fault."""
    return read_forms(path for path in files("ingest.forms").iterdir() if path.name.endswith(".toml"))


def read_forms(paths: Iterable[Traversable]) -> LabelTable:
    """The table of the forms in ``paths``. Raises FormError that names the file and the fault."""
    forms: list[Form] = []
    labels: list[Label] = []
    keywords: list[Keywords] = []
    for path in sorted(paths, key=lambda path: path.name):
        try:
            data = tomllib.loads(path.read_text("utf-8"))
            forms.append(
                Form(
                    str(data["name"]),
                    str(data["label"]),
                    frozenset(data.get("signs", ())),
                    int(data.get("min_signs", 1)),
                )
            )
            labels += _labels_of(data)
            keywords.append(_keywords_of(data))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, *_FAULTS) as error:
            raise FormError(f"แบบฟอร์มใช้ไม่ได้ ({error})", "แก้ไฟล์ตามตัวอย่างของแบบฟอร์มอื่น", file=str(path)) from error
    return LabelTable(forms, labels, keywords)


_KNOWN: dict[LabelKind, frozenset[str]] = {"field": frozenset(FIELD) | EXTRA_FIELDS, "section": frozenset(SECTION)}
_FAULTS = (KeyError, TypeError, ValueError, AttributeError)
"""Errors of TOML that is no form: keys missing, values of another type, unknown targets."""


def _keywords_of(data: dict[str, Any]) -> Keywords:
    words = data.get("keywords", {})
    sections, fields = (words.get(kind, []) for kind in ("sections", "fields"))
    return Keywords(tuple(read_rules(sections, _KNOWN["section"])), tuple(read_rules(fields, _KNOWN["field"])))


def _labels_of(data: dict[str, Any]) -> Iterator[Label]:
    groups: dict[LabelKind, dict[str, list[str]]] = {
        "start": {"start": data.get("start", [])},
        "field": data.get("fields", {}),
        "section": data.get("sections", {}),
    }
    for kind, table in groups.items():
        for target, variants in table.items():
            if kind in _KNOWN and target not in _KNOWN[kind]:
                raise ValueError(f"ไม่รู้จัก “{target}”")
            for text in variants:
                yield Label(kind, target, str(data["name"]), text, _letters(normalise(text))[0])
