"""Saved web pages: the page among the parts of a MIME message, in the transfer encodings of browsers."""

from __future__ import annotations

import base64
import quopri
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.readers import read
from ingest.readers.html import mht
from kmsearch.errors import UnreadableFile
from tests.documents import texts_of

PAGE = "<title>คลังความรู้</title><nav>เมนู</nav><p>การจัดการน้ำ = เรื่องของทุกคน</p>"


def part(body: bytes, kind: str = "text/html", coding: str = "quoted-printable", more: str = "") -> bytes:
    coded = base64.encodebytes(body) if coding == "base64" else quopri.encodestring(body)
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: {coding}\n{more}\n".encode() + coded + b"\n"


def message(*parts: bytes, more: str = "") -> bytes:
    head = f'From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="=_b"{more}\n\n'
    return head.encode() + b"".join(b"--=_b\n" + each for each in parts) + b"--=_b--\n"


def texts(data: bytes, name: str = "a.mht") -> list[str]:
    return texts_of(name, data)


@pytest.mark.parametrize("coding", ["quoted-printable", "base64"])
@pytest.mark.parametrize(("charset", "codec"), [("tis-620", "cp874"), ("windows-874", "cp874"), ("utf-8", "utf-8")])
def test_a_page_is_read_in_every_transfer_encoding(coding: str, charset: str, codec: str) -> None:
    data = message(part(PAGE.encode(codec), f'text/html; charset="{charset}"', coding))
    document = read(Path("a.mht"), data)
    assert document.title == "คลังความรู้"
    assert [line.text for line in document.lines] == ["การจัดการน้ำ = เรื่องของทุกคน"]


def test_any_line_ending_is_read() -> None:
    assert texts(message(part(PAGE.encode())).replace(b"\n", b"\r\n")) == ["การจัดการน้ำ = เรื่องของทุกคน"]


def test_the_start_part_is_the_page_wherever_it_is() -> None:
    frame, page = part("<p>กรอบ</p>".encode()), part(PAGE.encode(), more="Content-ID: <page@x>\n")
    assert texts(message(frame, page, more='; start="<page@x>"')) == ["การจัดการน้ำ = เรื่องของทุกคน"]
    assert texts(message(frame, page)) == ["กรอบ"]


def test_of_frames_the_first_with_text_is_read() -> None:
    frames = part(b'<frameset cols="20%,80%"><frame src="a"><frame src="b"></frameset>')
    assert texts(message(frames, part(PAGE.encode()))) == ["การจัดการน้ำ = เรื่องของทุกคน"]


def test_a_message_of_one_part_is_read() -> None:
    assert texts(b"MIME-Version: 1.0\n" + part(PAGE.encode())) == ["การจัดการน้ำ = เรื่องของทุกคน"]


def test_what_other_programs_write_is_read() -> None:
    written = EmailMessage()
    written.set_content("ข้อความธรรมดา")
    written.add_alternative(PAGE, subtype="html")
    written["Subject"] = "คลังความรู้"
    assert texts(written.as_bytes()) == ["การจัดการน้ำ = เรื่องของทุกคน"]


@pytest.mark.parametrize(
    "data",
    [b"", b"MIME-Version: 1.0\n", message(part(b"body {}", "text/css")), message(part(b""))],
    ids=["empty", "a head alone", "a style sheet alone", "an empty page"],
)
def test_a_file_without_a_page_is_refused_with_the_cure(data: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(Path("a.mht"), data)
    assert "ไม่มีหน้าเว็บ" in refused.value.cause
    assert "เบราว์เซอร์" in refused.value.cure


def test_deeply_nested_parts_are_refused() -> None:
    deep = part(PAGE.encode())
    for level in range(mht.MAX_CONTAINERS * 40):
        deep = f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n".encode() + deep
    with pytest.raises(UnreadableFile) as refused:
        read(Path("a.mht"), b"MIME-Version: 1.0\n" + deep)
    assert "ซ้อนกัน" in refused.value.cause


@pytest.mark.slow
@given(st.binary(max_size=300), st.integers(0, 400))
def test_a_damaged_file_is_read_or_refused(rubbish: bytes, place: int) -> None:
    data = message(part(PAGE.encode(), coding="base64"))
    try:
        assert isinstance(mht.read(data[:place] + rubbish + data[place + len(rubbish) :], "a.mht"), Document)
    except UnreadableFile as refused:
        assert refused.cause and refused.cure
