"""Reads documents and slides of other office programs, which LibreOffice converts to .docx or .pptx.

LibreOffice runs with a profile made for the one file: a running LibreOffice is not disturbed, macros are off, links of
a document are not fetched.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.document import Document
from ingest.readers import pptx, text
from ingest.readers.docx import docx_reader
from ingest.readers.file_types import suffix_of
from ingest.readers.html import html_reader
from kmsearch.errors import ProgramMissing, UnreadableFile

MAX_SECONDS = 120
"""Time for one file: LibreOffice takes 3 seconds to start, some 20 for a book of 300 pages on a slow core."""

_Reader = Callable[[bytes, str], Document]
_TO_WORD: tuple[str, _Reader] = ("docx:MS Word 2007 XML", docx_reader.read)
_TO_POWERPOINT: tuple[str, _Reader] = ("pptx:Impress MS PowerPoint 2007 XML", pptx.read)
_CONVERSIONS = {".doc": _TO_WORD, ".rtf": _TO_WORD, ".odt": _TO_WORD, ".ppt": _TO_POWERPOINT, ".odp": _TO_POWERPOINT}
"""File type → (format and filter to convert to, reader of the result)."""

_SCRIPTING = "/org.openoffice.Office.Common/Security/Scripting"
_PROXY = "/org.openoffice.Inet/Settings"
PROFILE: tuple[tuple[str, str, str], ...] = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    (_PROXY, "ooInetProxyType", "2"),
    (_PROXY, "ooInetHTTPProxyName", "127.0.0.1"),
    (_PROXY, "ooInetHTTPProxyPort", "9"),
    (_PROXY, "ooInetHTTPSProxyName", "127.0.0.1"),
    (_PROXY, "ooInetHTTPSProxyPort", "9"),
)
"""Settings of the profile: no macros, links neither followed nor updated, a proxy at which nothing answers.

``DisableActiveContent`` is not set: with it LibreOffice refuses any document with a chart.
"""

_SWITCHES = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
_PROGRAM_NAMES = ("soffice", "libreoffice")
_INSTALL_FOLDERS = (
    *("$ProgramFiles/LibreOffice/program", "$ProgramW6432/LibreOffice/program"),
    *("$LOCALAPPDATA/Programs/LibreOffice/program", "/Applications/LibreOffice.app/Contents/MacOS"),
    *("$HOME/Applications/LibreOffice.app/Contents/MacOS", "/usr/lib/libreoffice/program"),
    *("/usr/lib64/libreoffice/program", "/opt/libreoffice/program"),
)
"""Where its installers put it on Windows, macOS and Linux."""

_NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AGAIN = "เปิดด้วยโปรแกรมเดิม แล้วบันทึกเป็น .docx (สไลด์เป็น .pptx) โดยไม่ใส่รหัสผ่าน แล้วนำเข้าใหม่"
_INSTALL_IT = (
    "ติดตั้ง LibreOffice (ฟรี) จาก https://www.libreoffice.org หรือเปิดด้วยโปรแกรมเดิม แล้วบันทึกเป็น .docx (สไลด์เป็น .pptx)"
)


def read(data: bytes, path: str) -> Document:
    """The lines of a document or of slides; text and web pages under such a suffix are read by their own readers.

    Raises ProgramMissing where LibreOffice is needed and not installed; UnreadableFile when it cannot open the file,
    takes longer than ``MAX_SECONDS``, or the file is of another type.
    """
    suffix = suffix_of(data)
    if suffix not in _CONVERSIONS:
        return _as_text(data, path)
    target, reader = _CONVERSIONS[suffix]
    return reader(convert(data, suffix, target, path), path)


def _as_text(data: bytes, path: str) -> Document:
    if _ENCRYPTED in data:
        raise UnreadableFile("ไฟล์นี้ตั้งรหัสผ่านไว้", _SAVE_AGAIN, file=path)
    reader = html_reader.read if data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<") else text.read
    try:
        return reader(data, path)
    except UnreadableFile as error:
        raise UnreadableFile("ไฟล์นี้เสียหาย หรือไม่ใช่เอกสารตามนามสกุล", _SAVE_AGAIN, file=path) from error


def program() -> str:
    """The path of LibreOffice; empty if it is neither in PATH nor in its install folders."""
    folders = os.pathsep.join(os.path.expandvars(folder) for folder in _INSTALL_FOLDERS)
    paths = (shutil.which(name, path=path) for path in (None, folders) for name in _PROGRAM_NAMES)
    return next(filter(None, paths), "")


def convert(data: bytes, suffix: str, target: str, path: str) -> bytes:
    """The file as LibreOffice saves it in another format. ``suffix``: its type; ``target``: ``suffix:filter``.

    Raises ProgramMissing, UnreadableFile.
    """
    office = program()
    if not office:
        cause = f"ไม่พบโปรแกรม LibreOffice ในเครื่องนี้ ซึ่งต้องใช้อ่านไฟล์แบบ {suffix}"
        raise ProgramMissing(cause, _INSTALL_IT, file=path)
    with TemporaryDirectory(prefix="kmsearch-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = folder / f"source{suffix}"
        source.write_bytes(data)
        _write_profile(folder / "profile")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        output = folder / "output" / f"source.{target.partition(':')[0]}"
        command = [office, profile, *_SWITCHES, "--convert-to", target, "--outdir", str(output.parent), str(source)]
        try:
            _run(command, folder)
            return output.read_bytes()
        except subprocess.TimeoutExpired as error:
            raise UnreadableFile(
                f"LibreOffice เปิดไฟล์นี้ไม่เสร็จใน {MAX_SECONDS:.0f} วินาที", _SAVE_AGAIN, file=path
            ) from error
        except OSError as error:
            cause = "LibreOffice เปิดไฟล์นี้ไม่ได้ ไฟล์อาจเสียหายหรือตั้งรหัสผ่านไว้"
            raise UnreadableFile(cause, _SAVE_AGAIN, file=path) from error


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in PROFILE
    )
    registry = folder / "user" / "registrymodifications.xcu"
    registry.parent.mkdir(parents=True)
    registry.write_text(f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>', "utf-8")


def _run(command: list[str], folder: Path) -> None:
    """Runs the command; kills it with its children when it is late. Raises TimeoutExpired, OSError."""
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        creationflags=_NEW_GROUP,
    )
    try:
        process.wait(MAX_SECONDS)
    finally:
        if process.poll() is None:
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kills a process and its children: the program of LibreOffice only starts the one that works."""
    if os.name == "nt":
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        subprocess.run(  # noqa: S603
            [taskkill, "/T", "/F", "/PID", str(process.pid)], capture_output=True, creationflags=_NEW_GROUP, check=False
        )
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
