"""What ``kmsearch verify`` does and shows."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.fields import FIELD, section_label
from index.quality.verify import Kind, Miss, Verification
from index.results import Target
from kmsearch.cli.console import err, open_index, out
from kmsearch.cli.progress import progress_of
from kmsearch.config import Settings

SHOWN = 20
"""Queries that missed, and ids of each fault, shown in the terminal; ``--json`` has all."""

KINDS: dict[Kind, str] = {
    "title": "ชื่อเรื่อง",
    "word": "คำ",
    "inner": "คำในคำประสม",
    "phrase": "วลี",
    "field": "เฉพาะช่อง",
}

TARGETS: dict[Target, str] = {"records": "บันทึก", "items": "รายข้อ"}


def verify(settings: Settings, sample: int | None, seed: int) -> Verification:
    """Searches for words of every record in the corpus of ``settings``, and shows how far that is."""
    with open_index(settings) as searcher, progress_of("ตรวจการค้นหา", "ขั้น", err) as move:
        return searcher.verify(sample=sample, seed=seed, on_progress=move)


def show_verification(found: Verification) -> None:
    """The counts, what corpus and index do not share, and the queries that missed."""
    corpus = f"คลังมี {found.records:,} บันทึก {found.items:,} ข้อ"
    out.print(f"{corpus} · ดัชนีมี {found.indexed_records:,} บันทึก {found.indexed_items:,} ข้อ", markup=False)
    _show_ids("อยู่ในคลังแต่ไม่มีในดัชนี", found.lacking)
    _show_ids("อยู่ในดัชนีแต่ไม่มีในคลัง", found.surplus)
    _show_ids("แก้ไขหลังจากทำดัชนี", found.stale)
    if found.lacking or found.surplus or found.stale:
        out.print("  ปรับดัชนีให้ตรงกับคลังด้วยคำสั่ง kmsearch index", style="yellow", markup=False)
    _show_list("อ่านไม่ได้", "บันทึก", [str(fault) for fault in found.unreadable])
    kinds = " · ".join(f"{label} {found.asked[kind]:,}" for kind, label in KINDS.items() if found.asked.get(kind))
    asked = sum(found.asked.values())
    out.print(f"ลองค้น {asked:,} คำค้น" + (f" ({kinds})" if kinds else ""), markup=False)
    _show_list("ไม่พบสิ่งที่ควรพบ", "คำค้น", [_missed(miss) for miss in found.missed])
    if asked and not found.missed:
        out.print("ทุกคำค้นพบบันทึกและข้อที่คำนั้นอยู่", style="green", markup=False)


def _show_ids(what: str, ids: Iterable[str]) -> None:
    _show_list(what, "บันทึก", list(ids))


def _show_list(what: str, unit: str, lines: list[str]) -> None:
    if lines:
        out.print(f"{what} {len(lines):,} {unit}", style="yellow", markup=False)
    for line in lines[:SHOWN]:
        out.print(f"  {line}", markup=False)
    if len(lines) > SHOWN:
        out.print(f"  และอีก {len(lines) - SHOWN:,} {unit} (ดูทั้งหมดด้วย --json)", markup=False)


def _missed(miss: Miss) -> str:
    query = miss.query
    part = FIELD[query.part].label if query.part in FIELD else section_label(query.part)
    place = f"{query.id} · {part}" + (f" ข้อ {query.number}" if query.number else "")
    loosely = " (พบเพียงในผลที่ใกล้เคียง)" if miss.loosely else ""
    return f"{query.text} ({KINDS[query.kind]} · ค้น{TARGETS[miss.target]}) — {place}{loosely}"
