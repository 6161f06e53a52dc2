"""The parts of an Office Open XML package, unpacked within limits; XML may not refer to anything outside itself."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO
from struct import error as StructError
from xml.etree.ElementTree import Element, ParseError, fromstring

from kmsearch.errors import UnreadableFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""Namespace of WordprocessingML (ECMA-376, transitional)."""

MAX_XML = 64 * 2**20
"""Bytes of one unpacked part: the text of a 300-page book is some 10 MB."""

MAX_RATIO = 250
"""Compression ratio of a part: Word's most repetitive tables reach some 60."""

_MIN_SIZE_FOR_RATIO = 2**20
"""Unpacked bytes from which the ratio is checked. A guess."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT_NAMESPACES = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
"""Namespaces of “Strict Open XML”, which Word also writes → transitional ones."""

_ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, StructError, UnicodeError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError, OverflowError),
)
"""Exceptions that ``zipfile`` raises for damaged, truncated and odd archives."""

_STYLE, _STYLE_END = b"<w:style ", b"</w:style>"

_MAIN = "word/document.xml"
_SAVE_AGAIN = "เปิดด้วย Word หรือ LibreOffice แล้วบันทึกเป็น .docx ใหม่"


class Package:
    """The parts of a Word file by their use: ``document``, ``styles``, ``numbering``, ``footnotes`` and so on.

    Opening it or reading a part raises UnreadableFile with the cause.
    """

    def __init__(self, data: bytes, path: str):
        self._path = path
        _refuse_ole(data, path)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            self._names = frozenset(self._zip.namelist())
        except _ZIP_ERRORS as error:
            raise UnreadableFile("ไฟล์ .docx ไม่ครบหรือเสียหาย", _SAVE_AGAIN, file=path) from error
        main = self._targets("").get("officeDocument", _MAIN)
        if main not in self._names:
            raise UnreadableFile("ไฟล์นี้ไม่ใช่เอกสารของ Word", _SAVE_AGAIN, file=path)
        self._parts = {"document": main, **self._targets(main)}

    def xml(self, use: str) -> Element | None:
        """The root of the part for ``use``; None without one."""
        name = self._parts.get(use, "")
        return self._parse(name) if name in self._names else None

    def _targets(self, part: str, key: str = "Type") -> dict[str, str]:
        """The relations of ``part`` (of the package, if empty): last word of the relation's type (or its id) → part."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self._names:
            return {}
        return {
            relation.get(key, "").rpartition("/")[2]: posixpath.normpath(
                posixpath.join("/", folder, relation.get("Target", ""))
            ).lstrip("/")
            for relation in self._parse(relations)
            if relation.get("TargetMode") != "External"
        }

    def _parse(self, name: str) -> Element:
        data = self._unpack(name)
        if b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise UnreadableFile("ไฟล์ .docx มีส่วนที่อ้างถึงข้อมูลภายนอก จึงไม่เปิด", _SAVE_AGAIN, file=self._path)
        for strict, usual in _STRICT_NAMESPACES:
            data = data.replace(strict, usual)
        data = _without_table_styles(data)
        try:
            return fromstring(data)  # noqa: S314 - without a DOCTYPE, XML has no entities to expand or to fetch
        except (ParseError, ValueError, LookupError) as error:
            raise UnreadableFile(f"ไฟล์ .docx เสียหาย ({name})", _SAVE_AGAIN, file=self._path) from error

    def _unpack(self, name: str) -> bytes:
        try:
            info = self._zip.getinfo(name)
            if info.file_size > max(_MIN_SIZE_FOR_RATIO, min(MAX_XML, info.compress_size * MAX_RATIO)):
                raise UnreadableFile("ไฟล์ .docx ขยายออกแล้วใหญ่ผิดปกติ จึงไม่เปิด", _SAVE_AGAIN, file=self._path)
            with self._zip.open(info) as part:
                return part.read(MAX_XML)
        except _ZIP_ERRORS as error:
            raise UnreadableFile(f"ไฟล์ .docx ไม่ครบหรือเสียหาย ({name})", _SAVE_AGAIN, file=self._path) from error


def _without_table_styles(part: bytes) -> bytes:
    """The part without definitions of table styles, which are not read: nine tenths of many ``styles.xml``."""
    head, *styles = part.split(_STYLE)
    return head + b"".join(_after_style(style) if _is_table_style(style) else _STYLE + style for style in styles)


def _is_table_style(style: bytes) -> bool:
    return b'w:type="table"' in style.partition(b">")[0] and _STYLE_END in style


def _after_style(style: bytes) -> bytes:
    return style.partition(_STYLE_END)[2]


def _refuse_ole(data: bytes, path: str) -> None:
    """Raises UnreadableFile for OLE containers: files of old Office programs, and encrypted ``.docx`` files."""
    if not data.startswith(_OLE):
        return
    if _ENCRYPTED in data:
        raise UnreadableFile("ไฟล์ .docx ตั้งรหัสผ่านไว้", "เปิดด้วย Word แล้วบันทึกใหม่โดยไม่ใส่รหัสผ่าน", file=path)
    raise UnreadableFile("ไฟล์นี้เป็นไฟล์ Office รุ่นเก่าที่เปลี่ยนนามสกุลเป็น .docx", _SAVE_AGAIN, file=path)
