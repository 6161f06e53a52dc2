"""Settings: defaults, then ``kmsearch.toml``, then ``KMSEARCH_*`` variables; the later wins."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kmsearch.errors import ConfigError

CONFIG_FILE = "kmsearch.toml"
PREFIX = "KMSEARCH_"
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default. ``KMSEARCH_HOME`` sets ``home``, and so on for each name."""

    home: Path = Path("kmdata")
    """Folder of the records, the originals and the index."""
    host: str = "127.0.0.1"
    """Address the web UI listens on."""
    port: int = 8000
    """Port the web UI listens on."""
    engine: str = "whoosh"
    """Search engine, a name of ``index.engines.ENGINES``."""
    page_size: int = 10
    """Results a page."""
    show_phone: bool = False
    """Show phone numbers whole; otherwise only the last four digits."""
    show_citizen_id: bool = False
    """Show 13-digit citizen ids whole; otherwise only the last four digits."""
    show_email: bool = True
    """Show e-mail addresses whole; otherwise only the first letter and the domain."""
    show_line_id: bool = True
    """Show LINE ids whole; otherwise only the first letter."""
    lexicon: Path | None = None
    """The office's own lexicon file; otherwise the one that ships."""
    public_url: str | None = None
    """The address by which others reach the web UI, without a slash at its end; citations name it."""

    @property
    def index(self) -> Path:
        """Folder of the index generations."""
        return self.home / "index"


def load_settings(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force in ``folder`` (default: the working directory); an empty variable counts as not set.

    ``KMSEARCH_CONFIG`` names another file than ``kmsearch.toml``. Raises ConfigError, which names the file or the
    variable, for a file that is no TOML or is not there, an unknown name or a value of the wrong kind.
    """
    env = os.environ if environ is None else environ
    given: dict[str, tuple[object, str]] = {}
    path = _config_file(folder or Path(), env.get(PREFIX + "CONFIG", ""))
    if path:
        given |= {name: (value, str(path)) for name, value in _read(path).items()}
    for variable, text in env.items():
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and text and name != "config":
            given[name] = (text, variable)
    return Settings(**{name: _convert(name, value, where) for name, (value, where) in given.items()})


def _config_file(folder: Path, named: str) -> Path | None:
    path = Path(named) if named else folder / CONFIG_FILE
    return path if named or path.exists() else None


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"อ่านไฟล์ตั้งค่าไม่ได้ ({error})", "แก้ไฟล์ให้เป็น TOML ที่ถูกต้อง", file=path) from error


def _convert(name: str, value: object, where: str) -> Any:
    kinds = {field.name: str(field.type) for field in fields(Settings)}
    if name not in kinds:
        raise ConfigError(f"ไม่รู้จักการตั้งค่า “{name}”", f"ใช้ได้: {', '.join(kinds)}", file=where)
    convert, cure = _KINDS[kinds[name]]
    try:
        return convert(value)
    except (ValueError, RuntimeError) as error:
        raise ConfigError(f"ค่า “{value}” ของ {name} ใช้ไม่ได้", f"ใช้{cure}", file=where) from error


def _boolean(value: object) -> bool:
    word = str(value).strip().lower()
    if isinstance(value, bool | str) and word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(value)


def _count(value: object) -> int:
    digits = str(value).strip()
    if isinstance(value, int | str) and digits.isdecimal() and len(digits) < 6 and 0 < int(digits) < 65536:
        return int(digits)
    raise ValueError(value)


def _text(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError(value)


def _path(value: object) -> Path:
    return Path(_text(value)).expanduser()


def _path_or_none(value: object) -> Path | None:
    return None if value == "" else _path(value)


def _address_or_none(value: object) -> str | None:
    if value == "":
        return None
    address = _text(value).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s?#]", address):
        return address
    raise ValueError(value)


_KINDS: dict[str, tuple[Callable[[object], object], str]] = {
    "bool": (_boolean, " true หรือ false"),
    "int": (_count, "จำนวนเต็มตั้งแต่ 1 ถึง 65535"),
    "str": (_text, "ข้อความในเครื่องหมายคำพูดที่ไม่ว่าง"),
    "Path": (_path, "ที่อยู่เต็มของโฟลเดอร์ ในเครื่องหมายคำพูด"),
    "str | None": (_address_or_none, "ที่อยู่เว็บที่ขึ้นต้นด้วย http:// หรือ https:// ในเครื่องหมายคำพูด"),
    "Path | None": (_path_or_none, "ที่อยู่เต็มของไฟล์ ในเครื่องหมายคำพูด"),
}
"""What makes each kind of setting, by its annotation, of a value as written, and what to write instead of one that
it does not take (it raises ValueError, or RuntimeError for the ~ of nobody)."""
