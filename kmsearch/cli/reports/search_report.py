"""Prints a page of search results in the terminal, and converts it to JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.text import Text

from index.quality.explain import HitExplanation
from index.results import CorrectedQuery, Hit, ResultPage, ZeroResultTerm
from kmsearch.cli.terminal import out


def results_json(page: ResultPage, reasons: tuple[HitExplanation, ...]) -> dict[str, Any]:
    """Returns the page as a JSON object; each hit has its explanation under ``why`` if reasons are given."""
    page_json = page.to_json()
    for hit, explanation in zip(page_json["hits"], reasons, strict=False):
        hit["why"] = explanation.to_json()
    return page_json


def show_results(page: ResultPage, reasons: tuple[HitExplanation, ...] = ()) -> None:
    """Prints rank, title, author, office and highlighted snippets of each hit, and its ``reasons`` if given."""
    noun = "บันทึก" if page.request.target == "records" else "ข้อ"
    all_documents = f" จาก {page.document_count} {noun}" if page.document_count > page.total else ""
    out.print(f"พบ {page.total} {noun}{all_documents} (หน้า {page.request.page}/{page.page_count})")
    if page.corrected_query:
        _show_corrected_query(page.corrected_query, page.request.text)
    if page.note:
        out.print(Text(page.note, style="yellow"))
    for term in page.zero_result_terms:
        _show_zero_result_term(term)
    for relaxation in page.filter_relaxations:
        out.print(Text(f"  ไม่กรอง{relaxation.label} จะพบ {relaxation.count} {noun}"))
    first = (page.request.page - 1) * page.request.size + 1
    for rank, hit in enumerate(page.hits, first):
        _show_hit(rank, hit)
        if reasons:
            _show_explanation(reasons[rank - first])


def _show_corrected_query(corrected: CorrectedQuery, typed: str) -> None:
    if corrected.replaces_query:
        message = f"แสดงผลของ “{corrected.text}” แทน “{typed}”"
    else:
        message = f"ต่อด้วยผลของ “{corrected.text}” ซึ่งใกล้เคียง"
    out.print(Text(f"{message} (ค้นตามที่พิมพ์ด้วย --exact)", style="yellow"))


def _show_zero_result_term(term: ZeroResultTerm) -> None:
    finds = f"พบ {term.count} รายการเมื่อค้นคำเดียว" if term.count else "ไม่มีในคลัง"
    near = ", ".join(f"{word} ({count})" for word, count in term.nearest)
    out.print(Text(f"  {term.term}: {finds}" + (f" คำใกล้เคียง: {near}" if near else "")))


def _show_hit(rank: int, hit: Hit) -> None:
    line = Text().append(f"{rank:>3}. ", style="dim")
    line.append_text(_marked(hit.title.pieces, "bold"))
    out.print(line)
    facts = [hit.fields.get(name) for name in ("author_name", "author_office", "year")]
    address = hit.id + (f"#{hit.anchor}" if hit.anchor else "")
    near = ("คำใกล้เคียง",) if hit.approximate else ()
    out.print(Text("     " + " · ".join([*(str(fact) for fact in facts if fact), address, *near]), style="dim"))
    for snippet in hit.snippets:
        text = Text(f"     {snippet.label}: ", style="cyan")
        text.append_text(_marked(snippet.pieces, ""))
        out.print(text)
    if hit.collapsed_count:
        _show_collapsed(hit)


def _show_collapsed(hit: Hit) -> None:
    """Prints the results collapsed under a hit, each with its address and author."""
    same = "ข้อกล่าวเช่นเดียวกัน" if hit.section else "บันทึกที่ใกล้เคียงกันของผู้เขียนเดียวกัน"
    out.print(Text(f"     อีก {hit.collapsed_count} {same}:", style="cyan"))
    for document in hit.collapsed:
        address = document.id + (f"#{document.anchor}" if document.anchor else "")
        facts = (document.title, document.author, document.office, document.year, address)
        out.print(Text("       " + " · ".join(str(fact) for fact in facts if fact), style="dim"))
    if hit.collapsed_count > len(hit.collapsed):
        out.print(Text(f"       และอีก {hit.collapsed_count - len(hit.collapsed)} รายการ", style="dim"))


def _show_explanation(explanation: HitExplanation) -> None:
    out.print(Text(f"     {explanation.stage} · คะแนน {explanation.score:.2f}", style="green"))
    for reason in explanation.reasons:
        where = f" · {', '.join(reason.where)}" if reason.where else ""
        out.print(Text(f"       {reason.score:6.2f}  {reason.text} ({reason.how}){where}", style="green"))


def _marked(pieces: Iterable[tuple[str, bool]], style: str) -> Text:
    text = Text(style=style)
    for piece, marked in pieces:
        text.append(piece, style="bold yellow" if marked else None)
    return text
