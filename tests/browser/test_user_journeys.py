"""User journeys: an officer with a problem, a new member of staff, a trainer."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pypdfium2
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.paths import ROOT

A4 = (595, 842)
"""Width and height in points (1/72 inch)."""


def test_an_officer_finds_a_record_and_its_original_from_vague_words(window: Any, tmp_path: Path) -> None:
    window.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    window.open("/")
    window.find("input[type=search]").send_keys("สมาชิก")
    window.find(".suggest li")
    window.press(Keys.ARROW_DOWN, Keys.ENTER)
    unfiltered = number(window)
    window.shown("[aria-labelledby=facet-topics] .choice")[-1].click()
    window.find(".chip")
    assert 0 < number(window) < unfiltered
    title = window.find(".hit-title a").text
    window.find(".hit-title a").click()
    assert window.find(".record h1").text == title
    path = window.find(".origin .path").text
    window.find(".origin .download[href*=original]").click()
    download = tmp_path / Path(path).name
    WebDriverWait(window.driver, 10).until(lambda _: download.exists())
    assert download.read_bytes() == (ROOT / "corpus" / "samples" / download.name).read_bytes()


def test_a_new_officer_goes_from_a_topic_to_an_item(window: Any) -> None:
    window.open("/")
    topic = window.find(".card .line-link")
    label = topic.text
    topic.click()
    assert window.find("h1").text == label
    item = window.find("a.quote")
    text = item.text
    item.click()
    assert window.find(":target .item-text").text == text
    assert 0 <= window.run("return document.querySelector(':target').getBoundingClientRect().top") < 900


def test_a_new_officer_goes_from_a_common_strategy_to_its_records(window: Any) -> None:
    window.open("/")
    window.find("[aria-labelledby=strategies] summary").click()
    summary = window.find("[aria-labelledby=strategies] [open] summary").text
    documents = window.shown("[aria-labelledby=strategies] [open] .documents a")
    assert len(documents) == min(5, int(re.findall(r"\d+", summary)[0])) > 1
    text = window.shown("[aria-labelledby=strategies] [open] .documents .member-text")[-1].text
    documents[-1].click()
    assert window.find(":target .item-text").text == text
    window.driver.back()
    window.find("[aria-labelledby=strategies] [open] .onward, [aria-labelledby=strategies] summary")
    if not window.shown("[aria-labelledby=strategies] [open]"):
        window.find("[aria-labelledby=strategies] summary").click()
    window.find("[aria-labelledby=strategies] [open] .onward").click()
    assert text in [quote.text for quote in window.shown(".item-groups .quote")]


def test_a_new_officer_filters_all_items_by_a_facet(window: Any) -> None:
    window.open("/")
    window.find(".numbers li:nth-child(2) a").click()
    unfiltered = number(window)
    choice = window.find(".choice")
    label = choice.find_element("css selector", ".choice-label").text
    choice.click()
    assert label in window.find(".chip").text
    assert 0 < number(window) < unfiltered
    assert window.shown(".hit-quote")


def test_a_trainer_prints_a_record(window: Any) -> None:
    window.open("/search?q=การมีส่วนร่วม")
    window.find(".hit-title a").click()
    *_, label, record = window.find(".citation p").text.split()
    assert (label, record) == ("รหัสบันทึก", window.driver.current_url.split("?")[0].rpartition("/")[2])
    sheets, latin = printed(window)
    assert {tuple(map(round, size)) for size in sheets} == {A4}
    assert record in latin
    assert window.find(".origin .path").text in latin
    window.media("print")
    assert all(map(window.shown, (".record h1", ".item-text", ".fields", ".citation p", ".origin .path")))
    frame = (".top", ".foot", ".skip", ".back", ".contents", ".self", ".download", "button")
    frame += ("details:not(.collapsed) > summary", ".onward")
    assert [part for part in frame if window.shown(part)] == []


def test_a_trainer_prints_a_topic_with_a_source_for_every_item_group(window: Any) -> None:
    window.open("/topics")
    window.find(".topic-cards h2 a").click()
    group_count = len(window.shown(".item-group"))
    sheets, paper = printed(window)
    assert {tuple(map(round, size)) for size in sheets} == {A4}
    assert "/topics/" in paper
    window.media("print")
    assert [part for part in ("h1", ".in-print", ".printed") if not window.shown(part)] == []
    count_visible = "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility()).length"
    cited = window.run(count_visible, ".item-group > .item-source, .item-group > .collapsed:has(.documents li .facts)")
    assert cited == group_count > 5
    assert window.run(count_visible, ".collapsed .documents li") == len(
        window.driver.find_elements("css selector", ".documents li")
    )


def test_a_trainer_prints_results(window: Any) -> None:
    window.open("/search?q=การมีส่วนร่วม&in=items")
    window.media("print")
    assert all(map(window.shown, ("h1", ".hit-quote", ".hit-source", ".facts")))
    assert [part for part in (".top", ".side", ".tabs", ".sorts", ".pages", ".foot") if window.shown(part)] == []


def number(window: Any) -> int:
    """The number of results that the page shows."""
    return int(re.match(r"[\d,]+", window.find("h1 .total").text)[0].replace(",", ""))  # type: ignore[index]


def printed(window: Any) -> tuple[list[tuple[float, float]], str]:
    """The sizes of the printed sheets in points, and their text without spaces.

    A PDF repeats or loses Thai marks: compare letters without marks.
    """
    answer = window.command("Page.printToPDF", preferCSSPageSize=True)
    document = pypdfium2.PdfDocument(base64.b64decode(answer["data"]))
    sheets = list(document)
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in sheets)
    return [sheet.get_size() for sheet in sheets], re.sub(r"\s", "", text)
