"""Scripts of facets and citation: find a value, select it, keep the scroll position; copy the citation."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

RECORD = "/records/kmq3cfdlj6ey"
TOP = "return document.getElementById(arguments[0])?.getBoundingClientRect().top ?? -1"
PLACES = "section[aria-labelledby=facet-province]"


def test_a_value_is_found_by_typing_and_selected_with_enter(window: Any) -> None:
    window.open("/search?q=กลุ่ม")
    window.find(f"{PLACES} .facet-find").send_keys("แพร่")
    assert [
        choice.find_element("css selector", ".choice-label").text for choice in window.shown(f"{PLACES} .choice")
    ] == ["แพร่"]
    assert window.find(f"{PLACES} [role=status]").get_attribute("textContent") == "พบ 1 ค่า"
    window.press(Keys.ENTER)
    window.find(f"{PLACES} .choice[aria-current=true]")
    assert window.run("return document.activeElement.id") == "province:แพร่"
    assert window.find(f"{PLACES} .facet-find").get_property("value") == "แพร่"


def test_clearing_the_box_restores_the_facet(window: Any) -> None:
    window.open("/search?q=กลุ่ม")
    before = len(window.shown(".choice"))
    box = window.find(f"{PLACES} .facet-find")
    box.send_keys("แพร่")
    box.send_keys(Keys.BACKSPACE * 4)
    assert len(window.shown(".choice")) == before


def test_a_span_of_years_leads_back_to_the_facet(window: Any) -> None:
    window.open("/search?q=กลุ่ม")
    window.find("#year-from").send_keys("2555")
    window.find("#year-to").send_keys("2560", Keys.ENTER)
    window.find(".bar[aria-current=true]")
    assert window.driver.current_url.endswith("&year=2555-2560#facet-year")
    assert window.run("return document.activeElement.id") == "facet-year"


def test_a_sweep_over_the_bars_filters_by_their_years(window: Any) -> None:
    window.open("/search?q=กลุ่ม")
    bars = window.shown("[aria-labelledby=facet-year] .bar")
    first, last = bars[1].get_attribute("data-first"), bars[3].get_attribute("data-last")
    window.sweep(bars[3], bars[1])
    window.find(".bar[aria-current=true]")
    assert window.driver.current_url.endswith(f"&year={first}-{last}#facet-year")
    assert [bar.get_attribute("aria-current") for bar in window.shown("[aria-labelledby=facet-year] .bar")][:1] == [
        "true"
    ]


def test_a_sweep_over_the_years_of_the_home_page_finds_their_records(window: Any) -> None:
    window.open("/")
    bars = window.shown(".years .bar")
    oldest, newest = bars[0].get_attribute("data-first"), bars[2].get_attribute("data-last")
    window.sweep(bars[0], bars[2])
    assert f"{oldest}–{newest}" in window.find(".chip").text


def test_the_years_on_home_are_scrolled_to_the_newest_and_focused_in_order(window: Any) -> None:
    window.open("/", 390)
    box = "const box = document.querySelector('.years-box');"
    window.run(f"{box} box.scrollIntoView({{ block: 'center' }})")
    assert window.run(f"{box} return box.scrollWidth > box.clientWidth")
    visible_bars = """
        const edge = document.querySelector('.years-box').getBoundingClientRect();
        return [...document.querySelectorAll('.years .bar')]
          .map((bar) => bar.getBoundingClientRect()).map((bar) => bar.left >= edge.left && bar.right <= edge.right);
    """
    shown = window.run(visible_bars)
    assert (shown[0], shown[-1]) == (False, True)
    lefts = window.run(
        "return [...document.querySelectorAll('.years a')].map((one) => one.getBoundingClientRect().left)"
    )
    assert lefts == sorted(lefts)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_pressed_value_keeps_its_screen_position(window: Any, width: int) -> None:
    window.open("/strategies", width)
    if width < 600:
        window.find(".side-toggle summary").click()
    window.find("[aria-labelledby=facet-author_position] summary").click()
    for index in (9, 2):
        choice = window.shown("[aria-labelledby=facet-author_position] .choice")[index]
        window.run("arguments[0].scrollIntoView({ block: 'center' })", choice)
        name, top = choice.get_attribute("id"), choice.rect["y"] - window.run("return scrollY")
        choice.click()
        WebDriverWait(window.driver, 10).until(lambda _, at=name: window.run("return document.activeElement.id") == at)
        now = window.run("return document.activeElement.getBoundingClientRect().top")
        assert abs(now - top) <= 1
        assert window.run("return document.activeElement.ariaCurrent") == "true"


@pytest.mark.parametrize("width", [1280, 390])
def test_a_pressed_year_keeps_the_screen_position_of_the_facet(window: Any, width: int) -> None:
    window.open("/search?q=กลุ่ม", width)
    if width < 600:
        window.find(".side-toggle summary").click()
    years = "[aria-labelledby=facet-year]"
    window.find(f"{years} summary").click()
    for selector in (f"{years} .pick", f"{years} .pick:not([aria-current])", f"{years} a.bar"):
        pressed = window.shown(selector)[1]
        held = pressed.get_attribute("id") or "facet-year"
        window.run("arguments[0].scrollIntoView({ block: 'center' })", pressed)
        top, before = window.run(TOP, held), window.driver.current_url
        pressed.click()
        wait = WebDriverWait(window.driver, 10)
        wait.until(lambda _, url=before: window.driver.current_url != url)
        wait.until(lambda _, id=held, at=top: abs(window.run(TOP, id) - at) <= 1)
        assert window.run("return document.activeElement.closest('.facet') !== null")
        assert window.shown(f"{years} .pick")


def test_unfolded_facets_stay_unfolded(window: Any) -> None:
    window.open("/search?q=กลุ่ม")
    window.find("[aria-labelledby=facet-topics] summary").click()
    unfolded_count = len(window.shown("[aria-labelledby=facet-topics] .choice"))
    window.shown("[aria-labelledby=facet-section] .choice")[0].click()
    window.find("[aria-labelledby=facet-section] [aria-current]")
    WebDriverWait(window.driver, 10).until(
        lambda _: len(window.shown("[aria-labelledby=facet-topics] .choice")) > 8 and unfolded_count > 8
    )


def test_a_sweep_filters_people_too(window: Any) -> None:
    window.open("/people")
    bars = window.shown(".bar")
    window.sweep(bars[1], bars[2])
    assert window.find(".chip").get_attribute("textContent").startswith("เอาออก ปี พ.ศ.:")


def test_a_filter_on_a_phone_leaves_the_facets_open(window: Any) -> None:
    window.open("/search?q=กลุ่ม#facet-year", 390)
    assert window.shown("a.bar")
    window.find(".side-toggle summary").click()
    assert not window.shown("a.bar")


def test_the_citation_is_copied_or_selected(window: Any) -> None:
    window.open(RECORD)
    window.find(".copy").click()
    window.find(".citation [role=status]:not(:empty)")
    citation = window.find("[data-copy]").text
    status = window.find(".citation [role=status]").text
    assert status == "คัดลอกแล้ว" or window.run("return getSelection().toString().trim()") == citation
