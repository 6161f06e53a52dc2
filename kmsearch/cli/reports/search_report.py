"""Prints a page of search results for a person at a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.text import Text

from index.quality.explain import Why
from index.results import Clue, Hit, Instead, ResultPage
from kmsearch.cli.terminal import out


def results_json(page: ResultPage, reasons: tuple[Why, ...]) -> dict[str, Any]:
    """Returns the page as a JSON object; each hit has its ``why`` if reasons are given."""
    found = page.to_json()
    for hit, why in zip(found["hits"], reasons, strict=False):
        hit["why"] = why.to_json()
    return found


def show_results(page: ResultPage, reasons: tuple[Why, ...] = ()) -> None:
    """Prints rank, title, author, office and highlighted snippets of each hit, and its ``reasons`` if given."""
    noun = "บันทึก" if page.request.target == "records" else "ข้อ"
    found = f" จาก {page.documents} {noun}" if page.documents > page.total else ""
    out.print(f"พบ {page.total} {noun}{found} (หน้า {page.request.page}/{page.pages})")
    if page.instead:
        _show_instead(page.instead, page.request.text)
    if page.note:
        out.print(Text(page.note, style="yellow"))
    for clue in page.clues:
        _show_clue(clue)
    for drop in page.drops:
        out.print(Text(f"  ไม่กรอง{drop.label} จะพบ {drop.count} {noun}"))
    first = (page.request.page - 1) * page.request.size + 1
    for rank, hit in enumerate(page.hits, first):
        _show_hit(rank, hit)
        if reasons:
            _show_why(reasons[rank - first])


def _show_instead(instead: Instead, typed: str) -> None:
    said = f"แสดงผลของ “{instead.text}” แทน “{typed}”" if instead.alone else f"ต่อด้วยผลของ “{instead.text}” ซึ่งใกล้เคียง"
    out.print(Text(f"{said} (ค้นตามที่พิมพ์ด้วย --exact)", style="yellow"))


def _show_clue(clue: Clue) -> None:
    found = f"พบ {clue.count} รายการเมื่อค้นคำเดียว" if clue.count else "ไม่มีในคลัง"
    near = ", ".join(f"{word} ({count})" for word, count in clue.nearest)
    out.print(Text(f"  {clue.word}: {found}" + (f" คำใกล้เคียง: {near}" if near else "")))


def _show_hit(rank: int, hit: Hit) -> None:
    line = Text(f"{rank:>3}. ", style="dim")
    line.append_text(_marked(hit.title.pieces, "bold"))
    out.print(line)
    facts = [hit.fields.get(name) for name in ("author_name", "author_office", "year")]
    address = hit.id + (f"#{hit.anchor}" if hit.anchor else "")
    near = ("คำใกล้เคียง",) if hit.near else ()
    out.print(Text("     " + " · ".join([*(str(fact) for fact in facts if fact), address, *near]), style="dim"))
    for fragment in hit.fragments:
        text = Text(f"     {fragment.label}: ", style="cyan")
        text.append_text(_marked(fragment.pieces, ""))
        out.print(text)
    if hit.alike:
        _show_others(hit)


def _show_others(hit: Hit) -> None:
    """Prints the results collapsed under a hit, each with its address and author."""
    same = "ข้อกล่าวเช่นเดียวกัน" if hit.section else "บันทึกที่ใกล้เคียงกันของผู้เขียนเดียวกัน"
    out.print(Text(f"     อีก {hit.alike} {same}:", style="cyan"))
    for other in hit.others:
        address = other.id + (f"#{other.anchor}" if other.anchor else "")
        facts = (other.title, other.author, other.office, other.year, address)
        out.print(Text("       " + " · ".join(str(fact) for fact in facts if fact), style="dim"))
    if hit.alike > len(hit.others):
        out.print(Text(f"       และอีก {hit.alike - len(hit.others)} รายการ", style="dim"))


def _show_why(why: Why) -> None:
    out.print(Text(f"     {why.stage} · คะแนน {why.score:.2f}", style="green"))
    for reason in why.reasons:
        where = f" · {', '.join(reason.where)}" if reason.where else ""
        out.print(Text(f"       {reason.score:6.2f}  {reason.text} ({reason.how}){where}", style="green"))


def _marked(pieces: Iterable[tuple[str, bool]], style: str) -> Text:
    text = Text(style=style)
    for piece, marked in pieces:
        text.append(piece, style="bold yellow" if marked else None)
    return text
