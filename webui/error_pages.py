"""Errors as Thai pages, or as JSON under ``/api/``: the one place where an error becomes an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from corpus.fields import FACETS, SECTION
from kmsearch.errors import KmsearchError, NameNotFound, ParameterError, QueryError, RecordNotFound, StoreLocked
from webui import urls
from webui.pages import coverage, search, topics
from webui.view_models.hits import Link

# The first that fits decides; any other error of ours is 500.
STATUS: tuple[tuple[type[KmsearchError], int], ...] = (
    (RecordNotFound, 404),
    (NameNotFound, 404),
    (QueryError, 400),
    (StoreLocked, 503),
)

# What is said for errors that do not speak for themselves: status, cause, cure.
MESSAGES: dict[int, tuple[str, str]] = {
    400: ("อ่านคำขอนี้ไม่ได้", "ตรวจที่อยู่ของหน้า หรือเริ่มค้นหาใหม่"),
    404: ("ไม่พบหน้านี้", "ตรวจที่อยู่ของหน้าอีกครั้ง หรือค้นหาจากช่องด้านล่าง"),
    405: ("หน้านี้รับคำขอแบบนี้ไม่ได้", "เปิดหน้านี้จากลิงก์ตามปกติ"),
    500: ("โปรแกรมทำงานผิดพลาด", "ลองอีกครั้ง ถ้ายังไม่ได้ให้แจ้งผู้ดูแล รายละเอียดอยู่ในบันทึกการทำงานของเครื่องแม่ข่าย"),
}

API_CURE = "ดูที่อยู่และพารามิเตอร์ที่ใช้ได้ที่ /api/docs"
"""What programs are told instead of the cure for a page."""

PARAMETERS: dict[str, str] = {
    **{facet.name: facet.label for facet in FACETS},
    "by": "แถวของตาราง",
    "exact": "การค้นตามที่พิมพ์",
    "in": "สิ่งที่ค้น",
    "page": "เลขหน้า",
    "size": "จำนวนต่อหน้า",
    "sort": "ลำดับ",
    "topic": "หัวข้อ",
    "year_from": "ปีเริ่มต้น",
    "year_to": "ปีสุดท้าย",
}
"""What people call the parameters of an address."""

VALUES: dict[str, Mapping[Any, str]] = {
    "by": coverage.BY,
    "in": search.TARGETS,
    "section": {**{section.name: section.short for section in SECTION.values()}, topics.RECORDS: "บันทึก"},
    "sort": search.SORTS | {"records": "จำนวนบันทึก", "name": "ชื่อ"},
}
"""What people call the values of those that have few."""

ONWARD: dict[str, tuple[str, str, dict[str, Any]]] = {
    "topics.page": ("ดูหัวข้อทั้งหมด", "topics.tree", {}),
    "people.author": ("ดูรายชื่อบุคคลทั้งหมด", "people.authors", {}),
    "people.office": ("ดูรายชื่อหน่วยงานทั้งหมด", "people.offices", {}),
    "points.page": ("ดูกลยุทธ์ทั้งหมด", "points.page", {"section": "strategies"}),
    "points.entry": ("ดูกลยุทธ์ทั้งหมด", "points.page", {"section": "strategies"}),
    "record.page": ("ดูบันทึกทั้งหมด", "search.page", {}),
}
"""Where a page that is not there sends people: the page of all that are, with its parameters."""


def register(app: Flask) -> None:
    """Make the application answer every error in our own way."""
    app.register_error_handler(KmsearchError, _answer_ours)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_any)


def _answer_ours(error: KmsearchError) -> ResponseReturnValue:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    if status == 500:
        current_app.logger.error("%s", error, exc_info=error)
    if isinstance(error, ParameterError) and error.name and not _is_api():
        return _answer(status, *_spoken(error))
    near = error.near if isinstance(error, NameNotFound) else ()
    where = f" ({Path(error.file).name}{f' บรรทัด {error.line}' if error.line else ''})" if error.file else ""
    return _answer(status, error.cause + where, error.cure or MESSAGES[500][1], near)


def _spoken(error: ParameterError) -> tuple[str, str]:
    """Cause and cure in the words of the pages."""
    cause = f"{PARAMETERS.get(error.name, error.name)} “{error.value}” {error.wrong}"
    words = VALUES.get(error.name, {})
    return cause, f"เลือกได้: {' · '.join(words.get(one, one) for one in error.allowed)}" if error.allowed else error.cure


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    cause, cure = MESSAGES.get(error.code, MESSAGES[400 if error.code < 500 else 500])
    if _is_api() and error.code < 500:
        cure = API_CURE
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    answer = current_app.make_response(_answer(error.code, cause, cure))
    answer.headers.extend(headers)
    return answer


def _answer_any(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return _answer(500, *MESSAGES[500])


def _answer(status: int, cause: str, cure: str, near: Sequence[str] = ()) -> ResponseReturnValue:
    """The page or the JSON of an error. ``near`` are topics like the one that is not there."""
    if status == 404 and (there := _without_slash()):
        return redirect(there, 308)
    if _is_api():
        named = f"{cure}: {', '.join(near)}" if near else cure
        return jsonify({"error": {"cause": cause, "cure": named}}), status
    return (
        render_template(
            "error.html",
            status=status,
            cause=cause,
            cure=cure,
            near=[Link(label, urls.topic(label)) for label in near],
            onward=_onward(status),
            text=request.args.get("q", ""),
        ),
        status,
    )


def _onward(status: int) -> Link | None:
    """The page without the parameters that it cannot take, or the list of the pages that there are."""
    if status == 400 and request.endpoint:
        return Link("เปิดหน้านี้โดยไม่มีตัวเลือก", url_for(request.endpoint, **(request.view_args or {})))
    if request.endpoint not in ONWARD:
        return None
    label, page, parameters = ONWARD[request.endpoint]
    return Link(label, url_for(page, **parameters))


def _without_slash() -> str:
    """The address without the slash at its end, where a page may be there; empty for any other."""
    path = "/" + request.path.strip("/")
    routes = current_app.create_url_adapter(request)
    if not routes or not request.path.endswith("/") or not routes.test(path, "GET"):
        return ""
    query = request.query_string.decode("utf-8", "replace")
    return request.script_root + quote(path) + (f"?{query}" if query else "")


def _is_api() -> bool:
    return request.path.startswith("/api/")
