"""Every page meets WCAG 2.2 AA as far as a program can check: axe-core, and the checks of checks.js."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selenium.webdriver.common.keys import Keys

HERE = Path(__file__).parent
AXE = (HERE / "axe" / "axe.min.js").read_text("utf-8")
CHECKS = (HERE / "checks.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true);"
MEDIA: dict[str, tuple[int, str, list[str]]] = {
    "light": (1280, "light", []),
    "dark": (1280, "dark", ["color-contrast", "link-in-text-block"]),
    "phone": (390, "light", ["color-contrast", "target-size", "scrollable-region-focusable", "bypass", "region"]),
}
"""Name → width, colour scheme, and the rules that depend on these; an empty list stands for all rules."""
SIZES = {"office": (1280, 1), "phone": (390, 2), "zoom 400 %": (320, 2), "zoom 200 %": (640, 2)}
"""Name → width in CSS pixels, device pixels per CSS pixel; the zooms are those of an office screen."""
CHECK_NAMES = ("smallTargets", "outsideWindow", "invisibleFocus", "clippedText", "tightLines")
"""Functions of checks.js."""


def axe(window: Any, rules: list[str]) -> list[str]:
    """The violations of these rules, or of all: rule, element and remedy."""
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    options = {"runOnly": chosen, "resultTypes": ["violations"], "preload": False}
    results = window.run("return axe.run(document, arguments[0])", options)
    assert results["passes"]
    return [
        f"{rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in results["violations"]
        for node in rule["nodes"]
    ]


def test_axe_finds_no_violation(window: Any, pages: dict[str, str], page: str) -> None:
    window.open(pages[page])
    window.run(OPEN_ALL + AXE)
    violations = {}
    for medium, (width, colours, rules) in MEDIA.items():
        window.size(width)
        window.media(prefers_color_scheme=colours)
        violations[medium] = axe(window, rules)
    assert violations == dict.fromkeys(MEDIA, [])


def test_axe_finds_no_violation_in_open_suggestions(window: Any) -> None:
    window.open("/")
    window.find("input[type=search]").send_keys("ออม")
    window.find(".suggest li")
    window.press(Keys.ARROW_DOWN)
    window.run(AXE)
    assert axe(window, []) == []


def test_every_window_size_is_readable_and_usable(window: Any, pages: dict[str, str], page: str) -> None:
    window.open(pages[page])
    window.run(OPEN_ALL)
    window.press(Keys.TAB)
    failures = []
    for size, (width, zoom) in SIZES.items():
        window.size(width, zoom=zoom)
        faults = window.run(CHECKS + f"; return [{', '.join(f'{name}()' for name in CHECK_NAMES)}]")
        failures += [(size, name, fault) for name, many in zip(CHECK_NAMES, faults, strict=True) for fault in many]
    assert failures == []


def test_nothing_moves_with_reduced_motion(window: Any) -> None:
    window.open("/")
    window.run("const sheet = document.styleSheets[0]; sheet.insertRule('a { transition: opacity 1s }')")
    assert window.run(CHECKS + "; return moving()")
    window.media(prefers_reduced_motion="reduce")
    assert window.run(CHECKS + "; return moving()") == []


def test_the_page_is_dark_in_the_dark_colour_scheme(window: Any) -> None:
    window.open("/")
    background = "return getComputedStyle(document.documentElement).backgroundColor"
    light = window.run(background)
    window.media(prefers_color_scheme="dark")
    assert window.run(background) != light
