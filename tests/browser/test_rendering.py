"""Requests, fonts, colours and layout of pages. Screenshots are left in build/screenshots."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.paths import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"
WIDTHS = (1280, 390)
ERRORS = {"not-found": 404, "bad-request": 400}
"""Pages with an error status, which the console reports."""
MAX_HOME_BYTES = 50_000
"""Bytes of the home page over the wire, without fonts: half of the required limit."""


def test_a_page_loads_without_errors_from_its_own_server(window: Any, pages: dict[str, str], page: str) -> None:
    window.open(pages[page])
    for width in WIDTHS:
        window.size(width)
        window.run("return document.fonts.ready.then(() => null)")
        keep_screenshot(window, f"{page}-{width}")
    status = window.run("return performance.getEntriesByType('navigation')[0].responseStatus")
    assert status == ERRORS.get(page, 200)
    address = window.driver.current_url
    hosts = {urlsplit(url).netloc for url in window.requests()} - {""}
    assert hosts == {urlsplit(address).netloc}
    assert [line for line in window.console() if not (page in ERRORS and line.startswith(address))] == []


def keep_screenshot(window: Any, name: str) -> None:
    """Writes a screenshot of the whole page."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    image = window.command("Page.captureScreenshot", captureBeyondViewport=True, optimizeForSpeed=True)["data"]
    (SCREENSHOTS / f"{name}.png").write_bytes(base64.b64decode(image))


def test_the_home_page_is_light(window: Any) -> None:
    window.command("Network.setCacheDisabled", cacheDisabled=True)
    window.open("/")
    window.command("Network.setCacheDisabled", cacheDisabled=False)
    parts = window.run(
        "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((part) => [part.name.split('?')[0], part.transferSize])"
    )
    sizes_without_fonts = {name: size for name, size in parts if "/fonts/" not in name}
    assert {name.rpartition(".")[2] for name in sizes_without_fonts} >= {"css", "js"}
    assert min(sizes_without_fonts.values()) > 0
    assert sum(sizes_without_fonts.values()) <= MAX_HOME_BYTES


@pytest.mark.parametrize("weight", [400, 700])
def test_thai_text_uses_the_bundled_font(window: Any, weight: int) -> None:
    window.open("/help")
    faces = window.run(
        "return document.fonts.load(`${arguments[0]} 1em Sarabun`, 'ก a').then(all => all.map(one => one.status))",
        weight,
    )
    assert faces == ["loaded", "loaded"]


def test_thai_lines_break_between_words(window: Any) -> None:
    window.open("/help")
    lines = window.run(
        """
        const text = document.createTextNode('การพัฒนาชุมชนอย่างยั่งยืน');
        const box = document.querySelector('.prose').appendChild(document.createElement('p'));
        box.style.width = '6em';
        box.append(text);
        const tops = [...text.data].map((_, place) => {
          const range = document.createRange();
          range.setStart(text, place);
          range.setEnd(text, place + 1);
          return Math.round(range.getBoundingClientRect().bottom / 10);
        });
        const lines = [];
        tops.forEach((top, place) => {
          if (top > (tops[place - 1] ?? 0)) lines.push('');
          lines[lines.length - 1] += text.data[place];
        });
        return lines;
        """
    )
    assert len(lines) > 1
    words = ("การ", "พัฒนา", "ชุมชน", "อย่าง", "ยั่งยืน")
    ends = {"".join(words[:count]) for count in range(1, len(words) + 1)}
    assert {"".join(lines[: count + 1]) for count in range(len(lines))} <= ends
