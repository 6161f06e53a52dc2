"""Renders the Markdown of curators as safe HTML."""

from __future__ import annotations

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


def render_markdown(text: str, top_heading: int = 1) -> Markup:
    """HTML of Markdown ``text``, restricted to allowed tags and attributes and to web and mail links.

    A first-level heading becomes ``h<top_heading>``, below the headings of the page.
    """
    headings = {"toc": {"baselevel": top_heading, "marker": ""}}
    html = markdown.markdown(text, extensions=[*_EXTENSIONS, "toc"], extension_configs=headings)
    return Markup(nh3.clean(html, tags=set(_TAGS), attributes=_ATTRIBUTES, url_schemes=set(_SCHEMES)))  # noqa: S704
