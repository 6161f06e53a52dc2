"""Errors as Thai pages, or as JSON under ``/api/``: the one place where an error becomes an answer."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from kmsearch.errors import KmsearchError, QueryError, RecordNotFound, StoreLocked

# The first that fits decides; any other error of ours is 500.
STATUS: tuple[tuple[type[KmsearchError], int], ...] = (
    (RecordNotFound, 404),
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


def register(app: Flask) -> None:
    """Make the application answer every error in our own way."""
    app.register_error_handler(KmsearchError, _answer_ours)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_any)


def _answer_ours(error: KmsearchError) -> ResponseReturnValue:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    if status == 500:
        current_app.logger.error("%s", error, exc_info=error)
    where = f" ({Path(error.file).name}{f' บรรทัด {error.line}' if error.line else ''})" if error.file else ""
    return _answer(status, error.cause + where, error.cure or MESSAGES[500][1])


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


def _answer(status: int, cause: str, cure: str) -> ResponseReturnValue:
    if _is_api():
        return jsonify({"error": {"cause": cause, "cure": cure}}), status
    text = request.args.get("q", "")
    return render_template("error.html", status=status, cause=cause, cure=cure, text=text), status


def _is_api() -> bool:
    return request.path.startswith("/api/")
