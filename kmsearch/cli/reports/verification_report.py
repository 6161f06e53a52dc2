"""Runs the proof of searchability and prints it: counts, differences between corpus and index, missed queries."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.fields import FIELD, section_label
from index.quality.verify import MissedQuery, QueryKind, Verification
from index.results import Target
from kmsearch.cli.progress import progress_of
from kmsearch.cli.terminal import err, open_index, out, print_limited
from kmsearch.config import Settings

SHOWN = 20
"""Missed queries and ids of each fault shown in the terminal; ``--json`` has all."""

KINDS: dict[QueryKind, str] = {
    "title": "ชื่อเรื่อง",
    "word": "คำ",
    "inner": "คำในคำประสม",
    "phrase": "วลี",
    "field": "เฉพาะช่อง",
}

TARGETS: dict[Target, str] = {"records": "บันทึก", "items": "รายข้อ"}


def run_verification(settings: Settings, sample: int | None, seed: int) -> Verification:
    """Searches for words drawn from every record of the corpus, with a progress bar."""
    with open_index(settings) as searcher, progress_of("ตรวจการค้นหา", "ขั้น", err) as move:
        return searcher.verify(sample=sample, seed=seed, on_progress=move)


def show_verification(found: Verification) -> None:
    """Prints the counts, the differences between corpus and index, and the missed queries."""
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


def _show_ids(fault: str, ids: Iterable[str]) -> None:
    _show_list(fault, "บันทึก", list(ids))


def _show_list(fault: str, unit: str, lines: list[str]) -> None:
    print_limited(f"{fault} {len(lines):,} {unit}", lines, SHOWN, unit=unit, style="yellow")


def _missed(miss: MissedQuery) -> str:
    query = miss.query
    part = FIELD[query.part].label if query.part in FIELD else section_label(query.part)
    place = f"{query.id} · {part}" + (f" ข้อ {query.number}" if query.number else "")
    loosely = " (พบเพียงในผลที่ใกล้เคียง)" if miss.loosely else ""
    return f"{query.text} ({KINDS[query.kind]} · ค้น{TARGETS[miss.target]}) — {place}{loosely}"
