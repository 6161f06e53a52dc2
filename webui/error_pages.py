"""Error handling: maps every error to a Thai page, or to JSON under ``/api/``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flask import Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kmsearch.errors import KmsearchError, NameNotFound, ParameterError, QueryError, RecordNotFound, StoreLocked
from webui.labels import LIST_LINKS, PARAMETER_VALUES, PARAMETERS
from webui.urls import topic_url
from webui.view_models.links import Link

STATUS: tuple[tuple[type[KmsearchError], int], ...] = (
    (RecordNotFound, 404),
    (NameNotFound, 404),
    (QueryError, 400),
    (StoreLocked, 503),
)
"""(error class, HTTP status): the first match applies; any other KmsearchError is a 500."""

MESSAGES: dict[int, tuple[str, str]] = {
    400: ("อ่านคำขอนี้ไม่ได้", "ตรวจที่อยู่ของหน้า หรือเริ่มค้นหาใหม่"),
    404: ("ไม่พบหน้านี้", "ตรวจที่อยู่ของหน้าอีกครั้ง หรือค้นหาจากช่องด้านล่าง"),
    405: ("หน้านี้รับคำขอแบบนี้ไม่ได้", "เปิดหน้านี้จากลิงก์ตามปกติ"),
    500: ("โปรแกรมทำงานผิดพลาด", "ลองอีกครั้ง ถ้ายังไม่ได้ให้แจ้งผู้ดูแล รายละเอียดอยู่ในบันทึกการทำงานของเครื่องแม่ข่าย"),
}
"""HTTP status → cause and cure, for errors without a message of their own."""

API_CURE = "ดูที่อยู่และพารามิเตอร์ที่ใช้ได้ที่ /api/docs"
"""The cure in JSON answers, in place of that for pages."""


def register(app: Flask) -> None:
    """Registers the error handlers."""
    app.register_error_handler(KmsearchError, _handle_kmsearch_error)
    app.register_error_handler(HTTPException, _handle_http_error)
    app.register_error_handler(Exception, _handle_unexpected_error)


def _handle_kmsearch_error(error: KmsearchError) -> ResponseReturnValue:
    status = next((status for error_class, status in STATUS if isinstance(error, error_class)), 500)
    if status == 500:
        current_app.logger.error("%s", error, exc_info=error)
    if isinstance(error, ParameterError) and error.name and not _is_api():
        return _answer(status, *_explain_parameter(error))
    similar_topics = error.near if isinstance(error, NameNotFound) else ()
    location = f" ({Path(error.file).name}{f' บรรทัด {error.line}' if error.line else ''})" if error.file else ""
    return _answer(status, error.cause + location, error.cure or MESSAGES[500][1], similar_topics)


def _explain_parameter(error: ParameterError) -> tuple[str, str]:
    """Cause and cure with Thai labels in place of the parameter names and values in the URL."""
    cause = f"{PARAMETERS.get(error.name, error.name)} “{error.value}” {error.wrong}"
    if not error.allowed:
        return cause, error.cure
    labels = PARAMETER_VALUES.get(error.name, {})
    return cause, f"เลือกได้: {' · '.join(labels.get(value, value) for value in error.allowed)}"


def _handle_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    cause, cure = MESSAGES.get(error.code, MESSAGES[400 if error.code < 500 else 500])
    if _is_api() and error.code < 500:
        cure = API_CURE
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    answer = current_app.make_response(_answer(error.code, cause, cure))
    answer.headers.extend(headers)
    return answer


def _handle_unexpected_error(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return _answer(500, *MESSAGES[500])


def _answer(status: int, cause: str, cure: str, similar_topics: Sequence[str] = ()) -> ResponseReturnValue:
    """The page or the JSON of an error; ``similar_topics`` are offered in place of an unknown topic."""
    if status == 404 and (url := _url_without_slash()):
        return redirect(url, 308)
    if _is_api():
        cure = f"{cure}: {', '.join(similar_topics)}" if similar_topics else cure
        return jsonify({"error": {"cause": cause, "cure": cure}}), status
    return (
        render_template(
            "error.html",
            status=status,
            cause=cause,
            cure=cure,
            similar_topics=[Link(label, topic_url(label)) for label in similar_topics],
            onward=_link_onward(status),
            text=request.args.get("q", ""),
        ),
        status,
    )


def _link_onward(status: int) -> Link | None:
    """The same page without parameters after a 400, the list of existing pages after a 404."""
    if status == 400 and request.endpoint:
        return Link("เปิดหน้านี้โดยไม่มีตัวเลือก", url_for(request.endpoint, **(request.view_args or {})))
    if request.endpoint not in LIST_LINKS:
        return None
    label, endpoint, arguments = LIST_LINKS[request.endpoint]
    return Link(label, url_for(endpoint, **arguments))


def _url_without_slash() -> str:
    """The URL without its trailing slash, if it then matches a route; else empty."""
    path = "/" + request.path.strip("/")
    routes = current_app.create_url_adapter(request)
    if not routes or not request.path.endswith("/") or not routes.test(path, "GET"):
        return ""
    query = request.query_string.decode("utf-8", "replace")
    return request.script_root + quote(path) + (f"?{query}" if query else "")


def _is_api() -> bool:
    return request.path.startswith("/api/")
