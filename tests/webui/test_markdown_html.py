"""Markdown as safe HTML."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from webui.markdown_html import MAX_CHARS, MAX_MARKS, render_markdown

DANGER = st.sampled_from(
    [
        "<script>",
        "</p>",
        "<img src=x onerror=",
        "[a](",
        "javascript:",
        "](data:text/html,",
        "<svg/onload=",
        "`",
        "> ",
        "\n",
    ]
)


def test_formatting_is_kept() -> None:
    html = render_markdown("# หัวข้อ\n\nดู **ตรงนี้** และ[หน้านี้](/search?q=a)\n\n1. หนึ่ง\n\n| ก | ข |\n|---|---|\n| 1 | 2 |")
    page = BeautifulSoup(html, "html.parser")
    assert [tag.name for tag in page.find_all(["h1", "strong", "ol", "td"])] == ["h1", "strong", "ol", "td", "td"]
    assert page.a is not None and page.a["href"] == "/search?q=a"


def test_headings_are_shifted_below_those_of_the_page() -> None:
    page = BeautifulSoup(render_markdown("# ก\n\n## ข", top_heading=3), "html.parser")
    assert [tag.name for tag in page.find_all(True)] == ["h3", "h4"]


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:alert(1)"])
def test_only_web_and_mail_links_are_kept(scheme: str) -> None:
    written = "[a]({0}) <a href='{0}'>b</a>"
    page, sound = (
        BeautifulSoup(render_markdown(written.format(link)), "html.parser") for link in (scheme, "https://km.example/x")
    )
    assert [link["href"] for link in sound.find_all("a")] == ["https://km.example/x"] * 2
    assert page.find_all("a", href=True) == []
    assert "a" in page.get_text() and "b" in page.get_text()


@given(st.lists(DANGER | st.text(max_size=5), max_size=12).map("".join))
@example("<div style='x' onclick='y' id='main'>a</div>")
@example("<form action=/x><input></form><iframe src=x></iframe><style>*{}</style>")
def test_no_markdown_renders_active_html(text: str) -> None:
    page = BeautifulSoup(render_markdown(text), "html.parser")
    assert not page.find_all(["script", "style", "img", "svg", "iframe", "form", "input", "object", "div"])
    for tag in page.find_all(True):
        assert set(tag.attrs) <= {"href", "title", "rel", "start"}
        assert str(tag.get("href", "")).split(":")[0].lower() not in {"javascript", "data", "vbscript"}


@pytest.mark.parametrize(
    "text",
    [
        "[" * 1001,
        "[" * 101 + "(" * 10_000,
        "<b " * (MAX_MARKS + 1),
        "# ก\n" * (MAX_MARKS + 1),
        "ก" * (MAX_CHARS + 1),
    ],
)
def test_a_text_that_would_take_long_comes_out_as_it_is_written_and_says_so(text: str) -> None:
    page = BeautifulSoup(render_markdown(text + "<script>"), "html.parser")
    assert page.select_one("p.note") and "จัดรูปแบบ" in page.select_one("p.note").text
    assert page.select_one("pre").text.strip() == (text + "<script>").strip()
    assert not page.select("script, a, h1")


def test_a_long_text_within_the_limits_is_rendered() -> None:
    text = "[ก](https://km.example/ข) **หนา**\n\n" * MAX_MARKS
    assert len(BeautifulSoup(render_markdown(text), "html.parser").select("a")) == MAX_MARKS
