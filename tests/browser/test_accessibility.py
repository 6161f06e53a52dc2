"""Every page holds WCAG 2.2 AA as far as a program can tell: axe-core, and checks of our own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selenium.webdriver.common.keys import Keys

HERE = Path(__file__).parent
AXE = (HERE / "axe" / "axe.min.js").read_text("utf-8")
CHECKS = (HERE / "checks.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true);"
LOOKS: dict[str, tuple[int, str, list[str]]] = {
    "light": (1280, "light", []),
    "dark": (1280, "dark", ["color-contrast", "link-in-text-block"]),
    "phone": (390, "light", ["color-contrast", "target-size", "scrollable-region-focusable", "bypass", "region"]),
}
"""Width, colours, and the rules that hang on these; the first look is held to all."""
SIZES = {"office": (1280, 1), "phone": (390, 2), "zoom 400 %": (320, 2), "zoom 200 %": (640, 2)}
"""CSS pixels, device pixels each; the zooms are of an office screen."""
FAULTS = ("smallTargets", "outsideWindow", "unseenFocus", "clippedText", "tightLines")
"""Functions of checks.js."""


def axe(window: Any, rules: list[str]) -> list[str]:
    """What axe-core finds by these rules, or by all: rule, place and how to mend it."""
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = {"runOnly": chosen, "resultTypes": ["violations"], "preload": False}
    found = window.run("return axe.run(document, arguments[0])", options)
    assert found["passes"]
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def test_axe_finds_nothing(window: Any, pages: dict[str, str], page: str) -> None:
    window.open(pages[page])
    window.run(OPEN_ALL + AXE)
    found = {}
    for look, (width, colours, rules) in LOOKS.items():
        window.size(width)
        window.media(prefers_color_scheme=colours)
        found[look] = axe(window, rules)
    assert found == dict.fromkeys(LOOKS, [])


def test_axe_finds_nothing_while_the_search_box_suggests(window: Any) -> None:
    window.open("/")
    window.find("input[type=search]").send_keys("ออม")
    window.find(".suggest li")
    window.press(Keys.ARROW_DOWN)
    window.run(AXE)
    assert axe(window, []) == []


def test_every_size_can_be_read_and_used(window: Any, pages: dict[str, str], page: str) -> None:
    window.open(pages[page])
    window.run(OPEN_ALL)
    window.press(Keys.TAB)
    found = []
    for size, (width, zoom) in SIZES.items():
        window.size(width, zoom=zoom)
        faults = window.run(CHECKS + f"; return [{', '.join(f'{name}()' for name in FAULTS)}]")
        found += [(size, name, fault) for name, many in zip(FAULTS, faults, strict=True) for fault in many]
    assert found == []


def test_nothing_moves_for_those_who_ask_for_that(window: Any) -> None:
    window.open("/")
    window.run("const sheet = document.styleSheets[0]; sheet.insertRule('a { transition: opacity 1s }')")
    assert window.run(CHECKS + "; return moving()")
    window.media(prefers_reduced_motion="reduce")
    assert window.run(CHECKS + "; return moving()") == []


def test_the_page_is_dark_for_those_who_ask_for_that(window: Any) -> None:
    window.open("/")
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    light = window.run(ground)
    window.media(prefers_color_scheme="dark")
    assert window.run(ground) != light
