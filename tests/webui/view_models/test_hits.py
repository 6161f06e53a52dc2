"""Views of hits: records and items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from index.results import DocumentRef, Hit, Snippet
from tests.web import MakeClient
from webui.view_models.hits import HitView, view_hit

SNIPPETS = (
    Snippet("strategies", "กลยุทธ์", 2, (("ติดตามทุกเดือน", True),)),
    Snippet("cautions", "ข้อพึงระวัง", 1, (("อย่ารีบ", False),)),
)
RECORD = Hit("km-1", Snippet("title", "ชื่อเรื่อง", 0, (("การออม", False),)), {"topics": ("หนี้",)}, SNIPPETS)
ITEM = replace(RECORD, section="strategies", number=2)
COLLAPSED: dict[str, Any] = {"collapsed_count": 1, "collapsed": (DocumentRef("km-2", "ตลาดนัด"),)}


@pytest.fixture(autouse=True)
def request_context(make_client: MakeClient) -> Iterator[None]:
    with make_client([]).application.test_request_context():
        yield


def view(hit: Hit) -> HitView:
    return view_hit(hit, lambda id, anchor: f"/{id}#{anchor}")


def test_an_item_is_quoted_and_its_other_snippets_follow() -> None:
    item = view(ITEM)
    assert item.quote == SNIPPETS[0].pieces
    assert [snippet.pieces for snippet in item.snippets] == [SNIPPETS[1].pieces]
    assert item.location
    assert item.topics == ()


def test_a_record_has_all_snippets_and_its_topics_and_no_quote() -> None:
    found = view(RECORD)
    assert (found.quote, found.location) == ((), "")
    assert len(found.snippets) == 2
    assert [topic.label for topic in found.topics] == ["หนี้"]


def test_collapsed_results_are_named_for_what_they_are() -> None:
    item, found = view(replace(ITEM, **COLLAPSED)).collapsed, view(replace(RECORD, **COLLAPSED)).collapsed
    assert item is not None
    assert found is not None
    assert item.label == "อีก 1 ข้อกล่าวเช่นเดียวกัน"
    assert found.label == "และอีก 1 บันทึกที่ใกล้เคียงกันของผู้เขียนเดียวกัน"
