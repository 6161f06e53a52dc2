"""Explanations of scores: reasons add up to the score and name term, form and fields."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from index.quality.explain import HitExplanation, ScoreReason
from index.results import Request
from index.searcher import Searcher, open_searcher
from kmsearch.cli.main import main
from kmsearch.config import Settings
from kmsearch.lexicon.loader import load_lexicon
from tests.factories import built, record, section

RECORDS = (
    record("whole", "บริการถึงบ้าน", "ใช้รถของอนามัยวันเว้นวัน", year=2560),
    record("inside", "ลดขั้นตอน", section("methods", "ติดป้ายการให้บริการ"), year=2561),
    record("weavers", "กลุ่มทอผ้า", "ขึ้นทะเบียน OTOP ทุกปี", year=2562),
    record("both", "ตลาดนัด", section("outcomes", "รถของกลุ่มรับส่งถึงตลาด"), year=2563),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return built(tmp_path_factory.mktemp("home"), RECORDS, load_lexicon())


@pytest.fixture(scope="module")
def searcher(settings: Settings) -> Iterator[Searcher]:
    with open_searcher(settings) as searcher:
        yield searcher


def explanations(searcher: Searcher, text: str, **options: str) -> dict[str, HitExplanation]:
    page = searcher.search(Request(text, **options))  # type: ignore[arg-type]
    return {hit.id: explanation for hit, explanation in zip(page.hits, searcher.explain(page), strict=True)}


def reasons(explanation: HitExplanation) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(reason.text, reason.how): reason.where for reason in explanation.reasons}


@pytest.mark.parametrize("target", ["records", "items"])
@pytest.mark.parametrize(
    "text", ["บริการ", "รถ ตลาด", "โอทอป", "ตลา*", "กลยุทธ์:รถ ปี:2560", "บริการ OR ตลาด", "บริกาน", '"รถของ"']
)
def test_reasons_add_up_to_the_score(searcher: Searcher, text: str, target: str) -> None:
    page = searcher.search(Request(text, target))  # type: ignore[arg-type]
    assert page.hits
    for hit, explanation in zip(page.hits, searcher.explain(page), strict=True):
        assert explanation.reasons
        assert sum(reason.score for reason in explanation.reasons) == pytest.approx(hit.score, abs=0.02)


def test_a_reason_has_form_and_fields_of_its_word(searcher: Searcher) -> None:
    found = explanations(searcher, "บริการ")
    assert reasons(found["whole"])["บริการ", "ตรงคำ"] == ("ชื่อเรื่อง",)
    assert reasons(found["inside"]) == {("บริการ", "รวมในคำประสม"): ("วิธีการ/ขั้นตอน",)}


def test_a_reason_marks_synonyms(searcher: Searcher) -> None:
    (explanation,) = explanations(searcher, "หนึ่งตำบลหนึ่งผลิตภัณฑ์").values()
    assert ("otop", "คำพ้องหรือคำใกล้เคียง") in reasons(explanation)


def test_the_stage_counts_the_matching_words(searcher: Searcher) -> None:
    assert explanations(searcher, "บริการ")["whole"].stage == "มีคำที่ค้น"
    assert {id: explanation.stage for id, explanation in explanations(searcher, "รถ ตลาด").items()} == {
        "both": "มีครบทุกคำ",
        "whole": "มี 1 จาก 2 คำ",
    }
    assert "“บริการ”" in explanations(searcher, "บริกาน")["whole"].stage


def test_hits_sorted_by_year_have_no_reasons(searcher: Searcher) -> None:
    assert set(explanations(searcher, "รถ", sort="newest").values()) == {
        HitExplanation("เรียงตามปี ไม่ใช่ตามคำค้น", 0.0, ())
    }


def test_the_command_prints_reasons(settings: Settings) -> None:
    home = ["--home", str(settings.home), "search", "--explain"]
    printed = CliRunner().invoke(main, [*home, "บริการ"], catch_exceptions=False).stdout
    assert "ตรงคำ" in printed
    assert "มีคำที่ค้น" in printed
    found = json.loads(CliRunner().invoke(main, [*home, "--json", "บริการ"], catch_exceptions=False).stdout)
    assert found["hits"][0]["why"]["reasons"][0] == ScoreReason("บริการ", "ตรงคำ", 0.0, ("ชื่อเรื่อง",)).to_json() | {
        "score": found["hits"][0]["why"]["reasons"][0]["score"]
    }
