"""Checks (Thai sentences for a reviewer) on records that were merged with similar ones, or kept separate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corpus.record import Record
from ingest.dedup.matching import PairMatch


def with_check(record: Record, check: str) -> Record:
    """The record with ``check`` added, unless it is empty or already there."""
    checks = dict.fromkeys((*record.checks, check)) if check else record.checks
    return replace(record, checks=tuple(checks))


def merged_check(merged: Record, match: PairMatch) -> str:
    """The check of a record into which the similar record ``merged`` went."""
    page = Path(merged.source[0].path).name if merged.source else merged.id
    return f"รวมกับ {_quoted_title(merged)} จาก {page} ซึ่งคล้ายกัน {match.percent}% ควรตรวจว่าเป็นเรื่องเดียวกัน"


def separate_check(other: Record, match: PairMatch, difference: str) -> str:
    """The check of a record that stays separate from the similar record ``other`` because of ``difference``."""
    cause = f"แต่เก็บแยกไว้ เพราะ{difference}"
    return f"คล้ายกับ {_quoted_title(other)} ({other.id}) {match.percent}% {cause} ควรตรวจว่าเป็นคนละเรื่อง"


def _quoted_title(record: Record) -> str:
    return f"“{record.title}”" if record.title else "บันทึกที่ไม่มีชื่อเรื่อง"
