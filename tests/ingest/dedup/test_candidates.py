"""The candidate index and its cache."""

from __future__ import annotations

import pytest

from corpus.storage.store import Store
from ingest.dedup.candidates import CACHE, CandidateIndex
from tests.factories import record

TEXT = "ป้ายที่เด็กวาดเองทำให้พ่อแม่ตามมาดูถึงตลาดริมคลองทุกเช้าวันอาทิตย์ แล้วซื้อของกลับบ้านกันทุกคน"


def candidates(store: Store) -> list[str]:
    """Ids of the stored records that are candidates for a record with the same text."""
    return [stored.id for stored, _ in CandidateIndex.load(store).matches(record("new", "ตลาด", TEXT))]


@pytest.fixture
def saved(store: Store) -> Store:
    """A store of one record, with the cache of its candidate index."""
    store.put(record("km1", "ตลาด", TEXT))
    CandidateIndex.load(store).save()
    return store


def test_records_in_the_cache_are_not_read_again(saved: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> None:
        raise AssertionError("a cached record was read")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "read", read)
        CandidateIndex.load(saved)
    assert candidates(saved) == ["km1"]


def test_changed_and_deleted_records_are_not_taken_from_the_cache(saved: Store) -> None:
    saved.put(record("km2", "ตลาด", TEXT))
    saved.put(record("km1", "ทอเสื่อกก", "จับสลากคิวกี่ต่อหน้าทุกคนไม่มีใครน้อยใจ"))
    assert candidates(saved) == ["km2"]
    saved.delete("km2")
    assert candidates(saved) == []


@pytest.mark.parametrize("damage", [b"", b"{}\n", b'{"version": [0, "little", 0], "ids": ["km1"], "stamps": [""]}\n'])
def test_a_damaged_cache_is_made_again(saved: Store, damage: bytes) -> None:
    (saved.home / CACHE).write_bytes(damage)
    assert candidates(saved) == ["km1"]
