"""Recognises headings that no form has by the style of the document's own headings; keywords give their section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.document import LABEL
from ingest.segmentation.headings.heading_rules import NEAR, Heading
from ingest.segmentation.headings.line_classifier import LONGEST_INLINE_HEADING, ClassifiedLine
from kmsearch.confidence import confidence

GUESSED = confidence("label", "heading")
"""Confidence of a section whose heading is known only by style and words: low enough for a reviewer's check."""

_LONGEST_HEADING_LINE = 60
"""Letters past which a line is body text and no heading. A guess."""

_FEWEST_SET_APART, _FEWEST_NUMBERED = 2, 3
"""Different sections that lines of one style (set apart; only numbered) must name to count as headings, in a document
without a form's headings. A guess."""


@dataclass(frozen=True, slots=True)
class LineStyle:
    """Style of a line: level of heading in its format (0: none), bold, and the notation of its number."""

    head: int
    strong: bool
    notation: str

    @property
    def is_marked(self) -> bool:
        """Whether anything sets the line apart from plain text."""
        return self != _PLAIN


_PLAIN = LineStyle(0, False, "")


@dataclass(frozen=True, slots=True)
class DocumentOutline:
    """Headings of sections by the positions of their lines.

    ``known`` ones are those that a form has. A ``guessed`` one whose target is ``other`` is a heading of the same rank
    that names no section. ``last_section`` is the position of the last heading that names one; -1 without one.
    """

    known: Mapping[int, Heading]
    guessed: Mapping[int, Heading]
    last_section: int


@dataclass(frozen=True, slots=True)
class HeadingStyle:
    """Styles of a document's headings: the ``styles`` that text does not have; whether some are ``plain``, have blank
    space above (``spaced``), have text in their own line (``inline``), or end with a ``colon``."""

    styles: frozenset[LineStyle]
    plain: bool
    spaced: bool
    inline: bool
    colon: bool


def outline_of(lines: Sequence[ClassifiedLine]) -> DocumentOutline:
    """The headings of a document; the rules for lines decide later, by the text between them, which guesses hold."""
    known = {position: heading for position, line in enumerate(lines) if (heading := line.section_heading)}
    style = _heading_style(lines, known)
    neighbours = zip(range(len(lines)), [None, *lines], lines, [*lines[1:], None], strict=False)
    guessed = {
        position: heading
        for position, before, line, after in neighbours
        if position not in known and (heading := _guess(before, line, after, style))
    }
    headings = [*known.items(), *guessed.items()]
    last_section = max((position for position, heading in headings if heading.target != "other"), default=-1)
    return DocumentOutline(known, guessed, last_section)


def _style_of(line: ClassifiedLine) -> LineStyle:
    markers = line.heading_markers
    return LineStyle(line.line.head, line.line.strong, markers[0].style if markers else "")


def _heading_style(lines: Sequence[ClassifiedLine], known: Mapping[int, Heading]) -> HeadingStyle:
    sure = [
        position
        for position, heading in known.items()
        if heading.confidence >= NEAR and not lines[position].is_bulleted
    ]
    counts = Counter(_style_of(lines[position]) for position in sure) or _styles_by_words(lines)
    long = Counter(_style_of(line) for line in lines if len(line.line.text) > _LONGEST_HEADING_LINE)
    styles = {style for style in counts if style.notation or (style.is_marked and long[style] <= counts[style])}
    styles -= {style for style in styles if style.head == LABEL and counts[style] < _FEWEST_SET_APART}
    plain_gaps = [lines[position].line.gap for position in sure if _style_of(lines[position]) == _PLAIN]
    with_colon = sum(lines[position].words.colon and not lines[position].heading_markers for position in sure)
    return HeadingStyle(
        frozenset(styles),
        plain=_PLAIN in counts,
        spaced=_are_mostly_true(plain_gaps) or not sure,
        inline=any(known[position].rest for position in sure),
        colon=with_colon >= _FEWEST_SET_APART,
    )


def _are_mostly_true(values: Iterable[bool]) -> bool:
    counts = Counter(values)
    return counts[True] > counts[False]


def _styles_by_words(lines: Sequence[ClassifiedLine]) -> Counter[LineStyle]:
    """Styles whose lines name several sections by their words, for a document without a form's headings."""
    targets: dict[LineStyle, list[str]] = {}
    for line in lines:
        style = _style_of(line)
        stands_out = style.is_marked or (line.line.gap and not line.words.is_sentence)
        if stands_out and not line.words.rest and line.section_hint not in ("", "other"):
            targets.setdefault(style, []).append(line.section_hint)
    return Counter(
        {
            style: len(named)
            for style, named in targets.items()
            if len(set(named)) >= (_FEWEST_SET_APART if style.strong or style.head else _FEWEST_NUMBERED)
        }
    )


def _guess(
    before: ClassifiedLine | None, line: ClassifiedLine, after: ClassifiedLine | None, style: HeadingStyle
) -> Heading | None:
    if not line.can_be_heading:
        return None
    words, own_style, target = line.words, _style_of(line), line.section_hint
    if words.rest:
        is_heading = words.leader or (style.inline and (own_style in style.styles or line.line.gap))
        ends_list = before is None or bool(before.heading_markers)
        is_heading = is_heading or (style.colon and words.colon and ends_list and not line.heading_markers)
    elif own_style.is_marked:
        is_heading = own_style in style.styles
        has_rank = line.line.head and not line.number and not words.is_sentence
        target = target or ("other" if has_rank else "")
    else:
        is_heading = style.plain and _begins_block(line, after, style)
        target = target or ("other" if words.colon and style.colon and style.spaced else "")
    if not is_heading or not target:
        return None
    return Heading("section", target, "", words.rest, line.number, GUESSED, True, line.line.number, words.words)


def _begins_block(line: ClassifiedLine, after: ClassifiedLine | None, style: HeadingStyle) -> bool:
    """Whether a plain line is set above its text as the known headings are: blank space above, or a list below."""
    if after is None or line.words.is_sentence:
        return False
    over_list = bool(after.heading_markers) and (after.is_bulleted or after.number[-1] == 1)
    over_text = style.spaced and not after.line.gap and len(line.words.words) <= LONGEST_INLINE_HEADING
    return (over_list or over_text) and (line.line.gap or not style.spaced)
