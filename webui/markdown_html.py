"""Renders the Markdown of curators as safe HTML."""

from __future__ import annotations

import re

import markdown
import nh3
from markupsafe import Markup

_EXTENSIONS = ("tables", "sane_lists", "fenced_code")
_TAGS = frozenset(
    {"p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
)
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = frozenset({"http", "https", "mailto"})

MAX_CHARS = 20_000
MAX_MARKS = 400
"""Tags and headings each: the time that Python-Markdown takes grows with the square of their number."""

MAX_BRACKET_STEPS = 1_000_000
"""Opening brackets times characters, summed over the paragraphs: at each bracket the paragraph is read to its end."""

_MARKS = (re.compile("<"), re.compile(r"^ {0,3}(?:#|[-=]+\s*$)", re.MULTILINE))
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_AS_TEXT = "ข้อความนี้ยาวหรือซับซ้อนเกินกว่าจะจัดรูปแบบได้ จึงแสดงตามที่เขียนไว้"


def render_markdown(text: str, top_heading: int = 1) -> Markup:
    """HTML of Markdown ``text``, restricted to allowed tags and attributes and to web and mail links.

    A first-level heading becomes ``h<top_heading>``, below the headings of the page. Text of over ``MAX_CHARS``
    characters, or one that would take long for its marks, comes out as plain text, and says so.
    """
    if _would_take_long(text):
        return Markup('<p class="note">{}</p>\n<pre>{}</pre>').format(_AS_TEXT, text)
    headings = {"toc": {"baselevel": top_heading, "marker": ""}}
    html = markdown.markdown(text, extensions=[*_EXTENSIONS, "toc"], extension_configs=headings)
    return Markup(nh3.clean(html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=set(_SCHEMES)))  # noqa: S704


def _would_take_long(text: str) -> bool:
    bracket_steps = sum(paragraph.count("[") * len(paragraph) for paragraph in _PARAGRAPH_END.split(text))
    return (
        len(text) > MAX_CHARS
        or bracket_steps > MAX_BRACKET_STEPS
        or any(len(mark.findall(text)) > MAX_MARKS for mark in _MARKS)
    )
