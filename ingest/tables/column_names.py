"""Names of columns and keys of structured records: which field or section each means."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.fields import FIELD, FIELDS, SECTION, SECTIONS
from ingest.forms.label_table import LabelTable
from ingest.items.list_markers import split_markers
from kmsearch.thai.tokenizer import fold, normalise, squeeze

NOTHING = "nothing"
"""Target of columns that say nothing of a record: the number of its row."""

_OTHER_NAMES: dict[str, str] = {
    **dict.fromkeys(("id", "record_id", "รหัส", "รหัสบันทึก", "รหัสองค์ความรู้"), "id"),
    **dict.fromkeys(("ลำดับ", "ลำดับที่", "ที่", "no", "no."), NOTHING),
    **dict.fromkeys(("year_be", "year_ce", "year_ad", "ปี"), "year"),
    **dict.fromkeys(("author", "name", "owner"), "author_name"),
    **dict.fromkeys(("position",), "author_position"),
    **dict.fromkeys(("office", "department"), "author_office"),
    **dict.fromkeys(("telephone", "tel", "mobile"), "phone"),
    **dict.fromkeys(("amphoe",), "district"),
    **dict.fromkeys(("changwat",), "province"),
    **dict.fromkeys(("note", "หมายเหตุ"), "note"),
    "sections": "sections",
}
"""Names that databases use and no form prints."""

_NAMES: dict[str, str] = {
    **{fold(row.short): row.name for row in SECTIONS},
    **{fold(row.label): row.name for row in SECTIONS},
    **{fold(row.label): row.name for row in FIELDS},
    **{name: name for name in (*FIELD, *SECTION)},
    **_OTHER_NAMES,
}

_NO_WORD = re.compile(r"(?:\s*\([^()]*\))*[\s:：*.\-–—]*")
"""What may stand behind a label in the head of a column."""


@lru_cache(maxsize=4096)
def target_of(name: str, labels: LabelTable) -> str:
    """The field, section, ``id``, ``note``, ``sections`` or NOTHING that a name means; empty for none.

    Ids count first, then Thai names of fields and sections, then every label of every form, misspellings forgiven.
    Labels that are no field of a record (``event``, ``place``) come out as the forms name them.
    """
    plain = squeeze(normalise(name))
    key = fold(plain).strip(" :*")
    if key in _NAMES:
        return _NAMES[key]
    text = split_markers(plain)[1]
    match = labels.match(text)
    if match is None or match.label.kind == "start" or not _NO_WORD.fullmatch(text, match.end):
        return ""
    return match.label.target
