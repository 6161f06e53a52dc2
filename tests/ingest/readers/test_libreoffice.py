"""Documents of other office programs: detected by their first bytes, converted by LibreOffice, refused with the
cure."""

from __future__ import annotations

import os
import select
import threading
import zipfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from corpus.storage.store import Store
from ingest.file_reader import read_file
from ingest.pipeline import ingest
from ingest.readers import SUFFIXES, libreoffice, read
from ingest.readers.file_types import BINARY_SIGNS, TEXT_SIGNS, suffix_of
from kmsearch.errors import ProgramMissing, UnreadableFile
from tests.documents import texts_of, zipped
from tests.paths import TESTS

FIXTURES = TESTS / "extraction"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
THAI = "บันทึกองค์ความรู้ เรื่อง การจัดการน้ำ"

NS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = "".join(
    f' xmlns:{name}="{NS}{rest}:1.0"'
    for name, rest in {
        **{"office": "office", "text": "text", "draw": "drawing", "presentation": "presentation", "style": "style"},
        "svg": "svg-compatible",
    }.items()
)

needs_office = pytest.mark.skipif(not libreoffice.program(), reason="LibreOffice is not installed")
needs_shell = pytest.mark.skipif(os.name == "nt", reason="the program's stand-in is a shell script")


def opendocument(kind: str, body: str) -> bytes:
    """An OpenDocument file (``text`` or ``presentation``) of one part."""
    head = f'<office:document-content{NAMES} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
    inner = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    files = "".join(
        f'<m:file-entry m:full-path="{path}" m:media-type="{media}"/>'
        for path, media in (("/", mimetype), ("content.xml", "text/xml"))
    )
    manifest = f'<m:manifest xmlns:m="{NS}manifest:1.0">{files}</m:manifest>'
    content = f"{head}{inner}</office:document-content>"
    return zipped({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content}, zipfile.ZIP_STORED)


def rtf(*paragraphs: str) -> bytes:
    coded = (
        "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in each.encode("cp874")) for each in paragraphs
    )
    return (
        "{\\rtf1\\ansi\\ansicpg874\\deff0{\\fonttbl{\\f0\\fcharset222 A;}}" + "\\par ".join(coded) + "\\par}"
    ).encode()


PAGE = f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head></head><body><p>{THAI}</p></body></html>"
SAVED = b"From: x\r\nSubject: y\r\n z\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.4\n", ".pdf"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}, zipfile.ZIP_STORED), ".odt"),
        (zipped({"mimetype": "application/vnd.sun.xml.writer"}, zipfile.ZIP_STORED), ".odt"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}, zipfile.ZIP_STORED), ".odp"),
        (zipped({"_rels": "", "ppt/presentation.xml": "<x/>"}), ".pptx"),
        (zipped({"_rels": "", "word/document.xml": "<x/>"}), ".docx"),
        (zipped({"xl/workbook.xml": "<x/>"}), ""),
        (OLE + "WordDocument".encode("utf-16-le"), ".doc"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), ".ppt"),
        (OLE + "Workbook".encode("utf-16-le"), ""),
        (rtf("a"), ".rtf"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?><w:wordDocument>', ".doc"),
        (f'<office:document{NAMES} office:mimetype="application/vnd.oasis.opendocument.text">'.encode(), ".odt"),
        (PAGE.encode("utf-8-sig"), ".html"),
        (PAGE.encode("utf-16"), ".html"),
        (f"\n<!-- made by a system -->\n<!DOCTYPE HTML>{PAGE}".encode("cp874"), ".html"),
        (SAVED, ".mht"),
        (THAI.encode("cp874"), ""),
        (b"Subject: x\n" + (b" " * 60 + b"\n") * 60 + b"end", ""),
        (b"From: a letter\n\nMIME-Version: 1.0 is a header\n", ""),
        (b"", ""),
    ],
)
def test_the_type_of_a_file_is_told_by_its_first_bytes(data: bytes, suffix: str) -> None:
    assert suffix_of(data) == suffix


def test_every_detected_type_has_a_reader() -> None:
    assert {suffix for suffix, *_ in (*BINARY_SIGNS, *TEXT_SIGNS)} <= SUFFIXES.keys()


@pytest.mark.parametrize("ending", [".doc", ".rtf", ".docx", ".pdf", ".txt", ".ppt", ".mht", ".png"])
@pytest.mark.parametrize("data", [PAGE.encode("cp874"), SAVED], ids=["page", "saved page"])
def test_a_web_page_is_read_under_any_suffix(ending: str, data: bytes) -> None:
    assert texts_of(f"a{ending}", data) == [THAI]


@pytest.mark.parametrize("encoding", ["utf-8", "cp874", "utf-16"])
@pytest.mark.parametrize("text", [THAI, f"<table><tr><td>{THAI}</td></tr></table>"], ids=["text", "table"])
def test_text_and_html_fragments_named_doc_are_read(text: str, encoding: str) -> None:
    assert texts_of("a.doc", text.encode(encoding)) == [THAI]


@pytest.mark.parametrize("data", [OLE + bytes(600), bytes(range(256)) * 4, OLE + "Workbook".encode("utf-16-le")])
def test_files_that_are_no_document_are_refused_before_any_program_runs(data: bytes, no_office: None) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(Path("a.doc"), data)
    assert not isinstance(refused.value, ProgramMissing)
    assert "เสียหาย" in refused.value.cause


def test_an_encrypted_file_is_refused_with_the_reason(no_office: None) -> None:
    with pytest.raises(UnreadableFile, match="รหัสผ่าน"):
        read(Path("a.pptx.ppt"), OLE + "EncryptedPackage".encode("utf-16-le"))


@pytest.fixture
def no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_INSTALL_FOLDERS", ())


def test_without_libreoffice_the_message_says_how_to_get_it(no_office: None) -> None:
    with pytest.raises(ProgramMissing) as missing:
        read(Path("a.doc"), rtf("a"))
    assert "LibreOffice" in missing.value.cause
    assert "https://www.libreoffice.org" in missing.value.cure


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a shell script in the place of LibreOffice."""

    def put(script: str) -> None:
        program = tmp_path / "bin" / "soffice"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)

    return put


@needs_shell
@pytest.mark.parametrize("script", ["exit 0", "exit 77", "kill -9 $$"])
def test_a_converter_without_output_is_reported(script: str, stand_in: Callable[[str], None]) -> None:
    stand_in(script)
    with pytest.raises(UnreadableFile, match="LibreOffice เปิดไฟล์นี้ไม่ได้"):
        read(Path("a.rtf"), rtf("a"))


@pytest.mark.slow
@needs_shell
def test_a_late_converter_is_killed_with_its_children(
    tmp_path: Path, stand_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    stand_in(f"exec 3>'{pipe}'; echo begun >&3; sleep 600 & wait")
    monkeypatch.setattr(libreoffice, "MAX_SECONDS", 5)
    with pytest.raises(UnreadableFile, match="5 วินาที"):
        read(Path("a.rtf"), rtf("a"))
    assert os.read(reader, 100) == b"begun\n"
    closed, _, _ = select.select([reader], [], [], 30)
    assert closed and os.read(reader, 1) == b""
    os.close(reader)


@needs_shell
def test_the_converter_runs_with_a_temporary_profile(tmp_path: Path, stand_in: Callable[[str], None]) -> None:
    stand_in(f"cat profile/user/registrymodifications.xcu > '{tmp_path}/settings'; pwd > '{tmp_path}/folder'")
    with pytest.raises(UnreadableFile):
        read(Path("a.rtf"), rtf("a"))
    settings = (tmp_path / "settings").read_text("utf-8")
    assert '"DisableMacrosExecution" oor:op="fuse"><value>true<' in settings
    assert not Path((tmp_path / "folder").read_text("utf-8").strip()).exists()


LISTED = (
    "<text:p>ก่อน</text:p><text:list><text:list-item><text:p>ก</text:p><text:list><text:list-item><text:p>ข</text:p>"
    "</text:list-item></text:list></text:list-item></text:list>"
)


def slide(*frames: tuple[str, str]) -> str:
    """A slide of frames, each with its kind and content."""
    place = 'svg:x="1cm" svg:y="1cm" svg:width="9cm" svg:height="3cm"'
    drawn = "".join(
        f'<draw:frame presentation:class="{kind}" {place}><draw:text-box>{held}</draw:text-box></draw:frame>'
        for kind, held in frames
    )
    return f'<draw:page draw:name="s">{drawn}</draw:page>'


@pytest.mark.tools
@needs_office
def test_old_formats_are_read_under_any_suffix() -> None:
    old = libreoffice.convert(opendocument("text", LISTED), ".odt", "doc:MS Word 97", "a")
    assert suffix_of(old) == ".doc"
    list_lines = [(line.text, line.depth, bool(line.bullet)) for line in read(Path("a.docx"), old).lines]
    assert list_lines == [("ก่อน", 0, False), ("ก", 0, True), ("ข", 1, True)]


@pytest.mark.tools
@needs_office
def test_slides_of_other_programs_are_read_slide_by_slide() -> None:
    shown = opendocument(
        "presentation",
        slide(("title", "<text:p>ขุมความรู้</text:p>"), ("outline", LISTED.partition("</text:p>")[2]))
        + slide(("title", "<text:p>แก่นความรู้</text:p>")),
    )
    wanted = [("ขุมความรู้", 0), ("ก", 0), ("ข", 1), ("แก่นความรู้", 0)]
    assert [(line.text, line.depth) for line in read(Path("a.odp"), shown).lines] == wanted
    old = libreoffice.convert(shown, ".odp", "ppt:MS PowerPoint 97", "a")
    assert suffix_of(old) == ".ppt"
    assert [(line.text, line.depth) for line in read(Path("a.ppt"), old).lines] == wanted


@pytest.mark.tools
@needs_office
def test_links_of_a_document_are_not_fetched() -> None:
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            asked.append(str(self.rfile.readline()))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    frame = '<draw:frame svg:width="2cm" svg:height="2cm">'
    picture = f'{frame}<draw:image xlink:href="{address}/a.png"/></draw:frame>'
    embedded = f'{frame}<draw:object xlink:href="{address}/a.odt"/></draw:frame>'
    section = f'<text:section text:name="s"><text:section-source xlink:href="{address}/b.odt"/></text:section>'
    document = opendocument("text", f"<text:p>ก{picture}{embedded}</text:p>{section}")
    try:
        assert texts_of("a.odt", document) == ["ก"]
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


@pytest.mark.tools
@needs_office
def test_records_of_converted_files_are_stored(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    files = [path for path in FIXTURES.iterdir() if path.suffix in (".rtf", ".odt", ".md", ".mht")]
    report = ingest(files, store)
    assert report.ok
    assert len(store) == len(files)


@pytest.mark.tools
@needs_office
def test_a_damaged_document_is_refused_or_read_as_far_as_it_goes() -> None:
    whole = (FIXTURES / "43-odt-form-b.odt").read_bytes()
    with pytest.raises(UnreadableFile, match="LibreOffice เปิดไฟล์นี้ไม่ได้"):
        read(Path("a.odt"), whole[: len(whole) // 3])


def test_a_saved_page_called_doc_gives_its_record() -> None:
    path = FIXTURES / "41-saved-page-form-b.mht"
    renamed = read(Path("a.doc"), path.read_bytes())
    assert renamed.lines == read(path, path.read_bytes()).lines
    assert len(read_file(path).records) == 1
