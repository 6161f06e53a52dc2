"""Records of a changed file keep the ids that they had."""

from __future__ import annotations

from corpus.record import Record, Source
from ingest.dedup.reingestion import pair_with_previous

FILE, OTHER_FILE = Source("a.txt", "", "", ""), Source("b.txt", "", "", "")


def ids(records: list[Record], previous: list[Record]) -> list[str]:
    return [record.id for record in pair_with_previous(records, previous)]


def test_a_record_with_a_known_id_keeps_it_whatever_its_title() -> None:
    previous = [Record("km1", title="ปลุกตลาดริมคลอง"), Record("km2", title="ทอเสื่อกก")]
    assert ids([Record("km2", title="ปลุกตลาดริมคลอง"), Record("km9", title="ปลุกตลาดริมคลอง")], previous) == ["km2", "km1"]


def test_a_record_with_a_new_id_is_paired_by_its_title_once() -> None:
    previous = [Record("km1", title="ปลุกตลาดริมคลอง"), Record("km2", title="ทอเสื่อกก")]
    records = [Record("new1", title="ปลุกตลาดริมคลองใหม่"), Record("new2", title="ปลุกตลาดริมคลอง")]
    assert ids(records, previous) == ["km1", "new2"]


def test_the_only_record_of_a_file_is_paired_unless_another_file_is_its_source() -> None:
    changed = [Record("new", title="ชื่อใหม่ทั้งหมด")]
    assert ids(changed, [Record("km1", title="ปลุกตลาด", source=(FILE,))]) == ["km1"]
    assert ids(changed, [Record("km1", title="ปลุกตลาด", source=(FILE, OTHER_FILE))]) == ["new"]
