"""Text that moves between raw records once their boundaries are known: covers, stories without a heading, leftovers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.document import LABEL
from ingest.fields.owners import is_owner_line
from ingest.segmentation.raw_record import RawRecord
from ingest.segmentation.record_boundaries import SHORTEST_STORY_LINE


def split_prelude(record: RawRecord, in_booklet: bool) -> None:
    """Make the text above the first section a story: the lines below the owner or the heading of a record without
    labels, or, ``in_booklet``, below its title."""
    lines = record.prelude
    heads = [position for position, line in enumerate(lines) if is_owner_line(line.text) or 0 < line.head < LABEL]
    if in_booklet and not heads:
        heads = [
            position
            for position, (line, after) in enumerate(pairwise(lines))
            if len(line.text) < SHORTEST_STORY_LINE <= len(after.text)
        ]
    story = lines[heads[-1] + 1 :] if heads else []
    if any(len(line.text) >= SHORTEST_STORY_LINE for line in story):
        record.prelude = lines[: heads[-1] + 1]
        record.sections["background"] = story


def share_cover(records: Sequence[RawRecord], cover: RawRecord) -> None:
    """Give the cover of a booklet to all its records: it may say their year and province."""
    with_sections = [record for record in records if record.has_sections]
    if cover.prelude or len(with_sections) > 1:
        lines = cover.prelude or records[0].prelude
        for record in with_sections:
            record.cover = lines


def return_leftovers(records: Sequence[RawRecord]) -> None:
    """Give text that a label separated from the record above it, and that is no record itself, back to that record."""
    above = records[0]
    for record in records[1:]:
        if not record.at_label or any(record.sections.get(name) for name in record.headings):
            above = record
        else:
            sections = [line for content in record.sections.values() for line in content]
            above.other += [*record.prelude, *sections, *record.other]
            record.prelude, record.sections, record.other = [], {}, []
