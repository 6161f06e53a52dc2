"""Settings from defaults, ``kmsearch.toml`` and ``KMSEARCH_*`` environment variables, in ascending precedence."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, ClassVar, get_type_hints
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from kmsearch.errors import ConfigError

CONFIG_FILE = "kmsearch.toml"
PREFIX = "KMSEARCH_"


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _number(value: object) -> object:
    """Converts a whole number of up to five digits of any script. Raises ValueError otherwise, also for a boolean."""
    text = str(value).strip()
    if isinstance(value, int | str) and text.isdecimal() and len(text) < 6:
        return int(text)
    raise ValueError(value)


def _path(value: object) -> Path:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    try:
        return Path(value.strip()).expanduser()
    except RuntimeError as error:  # the ~ of a user who does not exist
        raise ValueError(value) from error


def _optional_path(value: object) -> Path | None:
    return None if value == "" else _path(value)


def _optional_url(value: object) -> str | None:
    if value == "":
        return None
    address = str(_stripped(value)).rstrip("/")
    parts = urlsplit(address)
    if parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s?#]", address):
        return address
    raise ValueError(value)


_TextSetting = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    Field(description="ข้อความในเครื่องหมายคำพูดที่ไม่ว่าง"),
]
_NumberSetting = Annotated[int, BeforeValidator(_number), Field(ge=1, le=65535, description="จำนวนเต็มตั้งแต่ 1 ถึง 65535")]
_FlagSetting = Annotated[bool, BeforeValidator(_stripped), Field(description=" true หรือ false")]
_FolderSetting = Annotated[Path, BeforeValidator(_path), Field(description="ที่อยู่เต็มของโฟลเดอร์ ในเครื่องหมายคำพูด")]
_FileSetting = Annotated[
    Path | None, BeforeValidator(_optional_path), Field(description="ที่อยู่เต็มของไฟล์ ในเครื่องหมายคำพูด")
]
_UrlSetting = Annotated[
    str | None,
    BeforeValidator(_optional_url),
    Field(description="ที่อยู่เว็บที่ขึ้นต้นด้วย http:// หรือ https:// ในเครื่องหมายคำพูด"),
]
# Each description completes the Thai cure of an invalid value: "ใช้" (use) and the description.


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults. The environment variable of ``home`` is ``KMSEARCH_HOME``, and so on."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    home: _FolderSetting = Path("kmdata")
    """Folder of the records, the originals and the index."""
    host: _TextSetting = "127.0.0.1"
    """Host name or address on which the web UI listens."""
    port: _NumberSetting = 8000
    """Port on which the web UI listens."""
    engine: _TextSetting = "whoosh"
    """Search engine, a name of ``index.engines.ENGINES``."""
    page_size: _NumberSetting = 10
    """Results on a page."""
    show_phone: _FlagSetting = False
    """Show telephone numbers whole; otherwise only the last four digits."""
    show_citizen_id: _FlagSetting = False
    """Show 13-digit citizen ids whole; otherwise only the last four digits."""
    show_email: _FlagSetting = True
    """Show e-mail addresses whole; otherwise only the first letter and the domain."""
    show_line_id: _FlagSetting = True
    """Show LINE ids whole; otherwise only the first letter."""
    lexicon: _FileSetting = None
    """Lexicon file of the office; None: the one that ships."""
    public_url: _UrlSetting = None
    """Public address of the web UI for citations, without a trailing slash; None: the address of the request."""

    @property
    def index(self) -> Path:
        """Folder of the index generations."""
        return self.home / "index"


def load_settings(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Loads the settings of ``folder`` (default: the working directory); an empty variable counts as not set.

    ``KMSEARCH_CONFIG`` is the path of another file than ``kmsearch.toml``. Raises ConfigError with the file or variable
    for a file that is missing or not TOML, an unknown name, or an invalid value.
    """
    env = os.environ if environ is None else environ
    values_with_sources: dict[str, tuple[object, str]] = {}
    path = _config_file(folder or Path(), env.get(PREFIX + "CONFIG", ""))
    if path:
        values_with_sources |= {name: (value, str(path)) for name, value in _read(path).items()}
    for variable, text in env.items():
        name = variable.removeprefix(PREFIX).lower()
        if variable.startswith(PREFIX) and text and name != "config":
            values_with_sources[name] = (text, variable)
    try:
        return _adapter().validate_python({name: value for name, (value, _) in values_with_sources.items()})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = str(first["loc"][0])
        raise _config_error(name, *values_with_sources[name]) from error


def _config_file(folder: Path, named: str) -> Path | None:
    """Returns the settings file: the ``named`` one even if it is missing, else that of ``folder`` if it exists."""
    path = Path(named) if named else folder / CONFIG_FILE
    return path if named or path.exists() else None


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"อ่านไฟล์ตั้งค่าไม่ได้ ({error})", "แก้ไฟล์ให้เป็น TOML ที่ถูกต้อง", file=path) from error


@cache
def _adapter() -> TypeAdapter[Settings]:
    return TypeAdapter(Settings)


def _config_error(name: str, value: object, where: str) -> ConfigError:
    """Returns the error for an unknown name or an invalid value; ``where`` is the file or the variable."""
    hint: Any = get_type_hints(Settings, include_extras=True).get(name)
    if hint is None:
        known = ", ".join(field.name for field in fields(Settings))
        return ConfigError(f"ไม่รู้จักการตั้งค่า “{name}”", f"ใช้ได้: {known}", file=where)
    cure = next(note.description for note in hint.__metadata__ if isinstance(note, FieldInfo))
    return ConfigError(f"ค่า “{value}” ของ {name} ใช้ไม่ได้", f"ใช้{cure}", file=where)
