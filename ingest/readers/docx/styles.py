"""Resolves the styles of Word (``styles.xml``): heading level, bold, list, and space around a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ingest.readers.docx.numbering import as_number, value_of
from ingest.readers.docx.package import W
from ingest.vocabulary import alternation

_OFF = frozenset({"0", "false", "off", "none"})
_HEADING_NAME = re.compile(
    rf"heading (\d)|{alternation('titles', 'title_styles')}|{alternation('titles', 'title_style_starts')}.*",
    re.IGNORECASE,
)
_BODY_TEXT_LEVEL = 9
"""``w:outlineLvl`` of text that is no heading."""

_MAX_BASE_STYLES = 20
"""Styles followed from one to the style it is based on; a damaged file may have a cycle."""


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    paragraph: Element | None
    run: Element | None


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """The resolved look of a paragraph. ``before``, ``after``: space in twentieths of a point; ``level``: of a heading
    (1 to 9; 0 for text and titles)."""

    heading: bool
    level: int
    bold: bool
    before: int
    after: int
    no_gap_in_style: bool
    """No space between paragraphs of this style (``w:contextualSpacing``)."""


class Styles:
    """The styles of a document by id; an unknown one is plain."""

    def __init__(self, root: Element | None):
        self._styles: dict[str, _Style] = {}
        self._looks: dict[str, ParagraphLook] = {}
        self.default = ""
        self._defaults = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr") if root is not None else None
        for element in root.iterfind(W + "style") if root is not None else ():
            name = element.get(W + "styleId", "")
            self._styles[name] = _Style(
                value_of(element, "name"),
                value_of(element, "basedOn"),
                element.find(W + "pPr"),
                element.find(W + "rPr"),
            )
            if element.get(W + "type") == "paragraph" and is_on(element.get(W + "default", "0")):
                self.default = name

    def chain(self, style: str) -> Iterator[_Style]:
        """The style and those it is based on, nearest first."""
        for _ in range(_MAX_BASE_STYLES):
            definition = self._styles.get(style)
            if definition is None:
                return
            yield definition
            style = definition.based_on

    def lists(self) -> dict[str, str]:
        """Style → list (``w:numId``), for styles that have one."""
        return {name: in_list[0] for name in self._styles if (in_list := self.list_of(name)) and in_list[0]}

    def list_of(self, style: str) -> tuple[str, int] | None:
        """List and level of a style; None if it is in no list."""
        for definition in self.chain(style):
            properties = definition.paragraph
            numbered = properties.find(W + "numPr") if properties is not None else None
            if numbered is not None:
                return value_of(numbered, "numId"), as_number(value_of(numbered, "ilvl"), 0)
        return None

    def bold_in(self, style: str) -> bool | None:
        """Whether the style makes text bold; None when it does not set it."""
        settings = (bold_of(definition.run) for definition in self.chain(style))
        return next((bold for bold in settings if bold is not None), None)

    def look(self, style: str, own: Element | None) -> ParagraphLook:
        """The look of a paragraph of ``style`` with the direct properties ``own``."""
        if style not in self._looks:
            self._looks[style] = self._look(style, [], self._defaults)
        simple = own is None or not any(own.find(W + name) is not None for name in ("spacing", "outlineLvl"))
        return self._looks[style] if simple else self._look(style, [own], self._defaults)

    def _look(self, style: str, own: list[Element | None], defaults: Element | None) -> ParagraphLook:
        chain = list(self.chain(style))
        candidates = [*own, *(definition.paragraph for definition in chain), defaults]
        sources = [element for element in candidates if element is not None]
        level = next((level for element in sources if (level := value_of(element, "outlineLvl"))), "")
        named = next((match for definition in chain if (match := _HEADING_NAME.fullmatch(definition.name))), None)
        outlined = as_number(level, _BODY_TEXT_LEVEL)
        return ParagraphLook(
            heading=outlined < _BODY_TEXT_LEVEL if level else named is not None,
            level=(outlined + 1) % (_BODY_TEXT_LEVEL + 1) if level else as_number(named[1] or "", 0) if named else 0,
            bold=bool(self.bold_in(style)),
            before=_spacing(sources, "before"),
            after=_spacing(sources, "after"),
            no_gap_in_style=any(switch_of(element, "contextualSpacing") for element in sources),
        )


def _spacing(sources: list[Element], side: str) -> int:
    for element in sources:
        spacing = element.find(W + "spacing")
        if spacing is not None and (width := spacing.get(W + side)):
            return as_number(width, 0)
    return 0


def bold_of(properties: Element | None) -> bool | None:
    """Whether run properties make text bold, Thai (``w:bCs``) or other; None when they do not set it."""
    if properties is None:
        return None
    settings = [switch_of(properties, name) for name in ("b", "bCs")]
    return True if True in settings else False if False in settings else None


def switch_of(properties: Element, name: str) -> bool | None:
    """An on/off property; None when it is not set."""
    switch = properties.find(W + name)
    return None if switch is None else is_on(switch.get(W + "val", "1"))


def is_on(value: str) -> bool:
    """Whether the value of an on/off property means on."""
    return value.lower() not in _OFF
