"""Settings: defaults, then ``kmsearch.toml``, then ``KMSEARCH_*`` variables; the later wins."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

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
    lexicon: Path | None = None
    """The office's own lexicon file; otherwise the one that ships."""

    @property
    def records(self) -> Path:
        """Folder of the Markdown records."""
        return self.home / "records"

    @property
    def originals(self) -> Path:
        """Folder of the source files, unchanged."""
        return self.home / "originals"

    @property
    def index(self) -> Path:
        """Folder of the index generations."""
        return self.home / "index"


def load_settings(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force in ``folder`` (default: the working directory).

    Raises ConfigError for a file that is no TOML, an unknown name or a value of the wrong kind.
    """
    env = os.environ if environ is None else environ
    path = Path(env.get(PREFIX + "CONFIG", "") or (folder or Path()) / CONFIG_FILE)
    given: dict[str, tuple[object, str]] = {name: (value, str(path)) for name, value in _read(path).items()}
    for field in fields(Settings):
        if PREFIX + field.name.upper() in env:
            given[field.name] = (env[PREFIX + field.name.upper()], PREFIX + field.name.upper())
    return Settings(**{name: _convert(name, value, where) for name, (value, where) in given.items()})


def _read(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"อ่านไฟล์ตั้งค่าไม่ได้ ({error})", "แก้ไฟล์ให้เป็น TOML ที่ถูกต้อง", file=path) from error


def _convert(name: str, value: object, where: str) -> Any:
    kinds = {field.name: str(field.type) for field in fields(Settings)}
    if name not in kinds:
        raise ConfigError(f"ไม่รู้จักการตั้งค่า “{name}”", f"ใช้ได้: {', '.join(kinds)}", file=where)
    text = str(value).strip()
    try:
        if kinds[name] == "bool":
            return _boolean(text)
        if kinds[name] == "int":
            return _positive(text)
    except ValueError as error:
        raise ConfigError(f"ค่า “{text}” ของ {name} ใช้ไม่ได้", str(error), file=where) from error
    if kinds[name].startswith("Path"):
        return Path(text).expanduser() if text else None
    return text


def _boolean(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError("ใช้ true หรือ false")


def _positive(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise ValueError("ใช้จำนวนเต็มตั้งแต่ 1 ถึง 65535")
