"""Keyboard operation: everything that a mouse can do, and states and counts as text."""

from __future__ import annotations

from typing import Any

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

MAX_TABS = 80
"""Presses of Tab that reach any part of a result page. A guess."""


def tab_to(window: Any, selector: str) -> WebElement:
    """Presses Tab until the focus is on an element that matches the selector."""
    for _ in range(MAX_TABS):
        focused: WebElement = window.press(Keys.TAB)
        if window.run("return arguments[0].matches(arguments[1])", focused, selector):
            return focused
    raise AssertionError(f"{MAX_TABS} tabs do not reach {selector}")


def test_the_first_tab_stop_skips_the_header(window: Any) -> None:
    window.open("/search?q=หนี้")
    skip = window.press(Keys.TAB)
    assert skip.get_attribute("class") == "skip"
    assert skip.rect["y"] >= 0
    window.press(Keys.ENTER)
    assert window.run("return document.activeElement.id") == "main"
    assert window.run("return document.querySelector('main').contains(arguments[0])", window.press(Keys.TAB))


def test_the_search_box_is_a_combobox(window: Any) -> None:
    window.open("/")
    box = tab_to(window, "input[type=search]")
    assert (box.aria_role, box.accessible_name) == ("combobox", "คำที่ต้องการค้นหา")
    window.press(*"ออม")
    window.find(".suggest li")
    assert box.get_attribute("aria-expanded") == "true"
    window.press(Keys.ARROW_DOWN)
    chosen = window.find(f"#{box.get_attribute('aria-activedescendant')}")
    assert (chosen.aria_role, chosen.get_attribute("aria-selected")) == ("option", "true")
    window.press(Keys.ESCAPE)
    assert (box.get_attribute("aria-expanded"), box.get_property("value")) == ("false", "ออม")
    assert window.shown(".suggest") == []


def test_a_suggestion_is_taken_with_enter(window: Any) -> None:
    window.open("/")
    tab_to(window, "input[type=search]")
    window.press(*"ออม")
    window.find(".suggest li")
    window.press(Keys.ARROW_DOWN, Keys.ENTER)
    assert window.find("h1 .total").text
    assert "/search?" in window.driver.current_url


def test_a_facet_value_is_selected_and_removed_with_enter(window: Any) -> None:
    window.open("/search?q=ชุมชน")
    before = window.driver.title
    choice = tab_to(window, ".choice")
    label = choice.find_element("css selector", ".choice-label").text
    count = choice.find_element("css selector", ".count").text.split()[0]
    assert choice.accessible_name == f"{label} {count} รายการ"
    window.press(Keys.ENTER)
    chosen = window.find(".choice[aria-current=true]")
    assert chosen.accessible_name == f"{label} (เลือกอยู่ กดเพื่อเอาออก) {count} รายการ"
    assert f"{count} บันทึก" in window.driver.title
    assert tab_to(window, ".chip").accessible_name.startswith("เอาออก")
    window.press(Keys.ENTER)
    window.find(".choice:not([aria-current])")
    assert window.driver.title == before


def test_more_values_unfold_with_enter(window: Any) -> None:
    window.open("/search")
    tab_to(window, ".facet summary")
    folded = len(window.shown(".choice"))
    window.press(Keys.ENTER)
    assert len(window.shown(".choice")) > folded


def test_facets_unfold_with_enter_on_a_phone(window: Any) -> None:
    window.open("/search?q=ชุมชน", 390)
    assert window.shown(".choice") == []
    tab_to(window, ".side-toggle summary")
    window.press(Keys.ENTER)
    assert window.shown(".choice")
