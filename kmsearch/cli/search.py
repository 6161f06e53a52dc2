"""``kmsearch index`` (update the index) and ``search`` (run one query)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from kmsearch.config import Settings
from kmsearch.errors import QueryError


@click.command()
@click.option("--full", is_flag=True, help="สร้างใหม่ทั้งหมด")
@click.pass_obj
def index(settings: Settings, full: bool) -> None:
    """ปรับปรุงดัชนีให้ตรงกับคลังความรู้ รวมถึงไฟล์ที่แก้ไขด้วยมือ"""
    build_index(settings, full=full)


@click.command()
@click.argument("query", nargs=-1)
@click.option("--in", "target", type=click.Choice(["records", "items"]), default="records", help="ค้นบันทึกหรือรายข้อ")
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="ตัวกรอง เช่น province=ลำปาง ใช้ซ้ำได้")
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", help="การเรียง")
@click.option("--page", type=click.IntRange(1), default=1, help="หน้าที่")
@click.option("--size", type=click.IntRange(1, 100), default=None, help="จำนวนผลต่อหน้า")
@click.option("--exact", is_flag=True, help="ค้นตามที่พิมพ์ ไม่แก้คำที่พิมพ์ผิดหรือผิดแป้นภาษา")
@click.option("--explain", is_flag=True, help="บอกว่าผลแต่ละรายการอยู่ลำดับนั้นเพราะอะไร")
@click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON")
@click.pass_obj
def search(
    settings: Settings,
    /,
    query: tuple[str, ...],
    filters: tuple[str, ...],
    size: int | None,
    explain: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """ค้นหา QUERY ในบันทึกหรือรายข้อ"""
    from index.results import Request
    from kmsearch.cli.reports.search_report import results_json, show_results
    from kmsearch.cli.terminal import open_index, print_json

    request = Request(" ".join(query), filters=parse_filters(filters), size=size or settings.page_size, **options)
    with open_index(settings) as searcher:
        page = searcher.search(request)
        reasons = searcher.explain(page) if explain else ()
    if as_json:
        print_json(results_json(page, reasons))
    else:
        show_results(page, reasons)


def build_index(settings: Settings, *, full: bool = False) -> None:
    """Updates the index and prints the numbers of changes and the broken records."""
    from index.build.builder import build
    from kmsearch.cli.progress import progress_of
    from kmsearch.cli.terminal import err, warn_broken
    from kmsearch.lexicon.loader import load_lexicon

    with progress_of("สร้างดัชนี", "บันทึก", err) as move:
        report = build(settings, load_lexicon(settings.lexicon), full=full, on_progress=move)
    changed = f"เพิ่ม {report.added} ปรับปรุง {report.updated} ลบ {report.removed}"
    err.print(f"ดัชนีมี {report.total} บันทึก ({changed})", markup=False)
    warn_broken(report.broken)


def parse_filters(texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Parses ``province=ลำปาง`` into values by facet. Raises QueryError for a text without the name of a facet."""
    from corpus.fields import FACETS

    names = [facet.name for facet in FACETS]
    filters: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or name.strip() not in names:
            raise QueryError(f"ตัวกรอง “{text}” ใช้ไม่ได้", f"เขียนเป็น ชื่อ=ค่า ชื่อที่ใช้ได้: {', '.join(names)}")
        filters[name.strip()] = (*filters.get(name.strip(), ()), value.strip())
    return filters
