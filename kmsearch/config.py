"""Settings: defaults, then ``kmsearch.toml``, then ``KMSEARCH_*`` variables; the later wins."""

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
    """Whole numbers, also in digits of any script, go on to pydantic; true and false are not numbers."""
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


_Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    Field(description="ข้อความในเครื่องหมายคำพูดที่ไม่ว่าง"),
]
_Number = Annotated[int, BeforeValidator(_number), Field(ge=1, le=65535, description="จำนวนเต็มตั้งแต่ 1 ถึง 65535")]
_Flag = Annotated[bool, BeforeValidator(_stripped), Field(description=" true หรือ false")]
_Folder = Annotated[Path, BeforeValidator(_path), Field(description="ที่อยู่เต็มของโฟลเดอร์ ในเครื่องหมายคำพูด")]
_File = Annotated[Path | None, BeforeValidator(_optional_path), Field(description="ที่อยู่เต็มของไฟล์ ในเครื่องหมายคำพูด")]
_Url = Annotated[
    str | None,
    BeforeValidator(_optional_url),
    Field(description="ที่อยู่เว็บที่ขึ้นต้นด้วย http:// หรือ https:// ในเครื่องหมายคำพูด"),
]
# A description says in Thai what to write instead of a value that the setting does not take.


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default. ``KMSEARCH_HOME`` sets ``home``, and so on for each name."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    home: _Folder = Path("kmdata")
    """Folder of the records, the originals and the index."""
    host: _Text = "127.0.0.1"
    """Address that the web UI listens on."""
    port: _Number = 8000
    """Port that the web UI listens on."""
    engine: _Text = "whoosh"
    """Search engine, a name of ``index.engines.ENGINES``."""
    page_size: _Number = 10
    """Results on a page."""
    show_phone: _Flag = False
    """Show telephone numbers whole; otherwise only the last four digits."""
    show_citizen_id: _Flag = False
    """Show 13-digit citizen ids whole; otherwise only the last four digits."""
    show_email: _Flag = True
    """Show e-mail addresses whole; otherwise only the first letter and the domain."""
    show_line_id: _Flag = True
    """Show LINE ids whole; otherwise only the first letter."""
    lexicon: _File = None
    """The office's own lexicon file; otherwise the one that is installed."""
    public_url: _Url = None
    """The address at which others reach the web UI, without a slash at its end; citations name it."""

    @property
    def index(self) -> Path:
        """Folder of the index generations."""
        return self.home / "index"


def load_settings(folder: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force in ``folder`` (default: the working directory); an empty variable counts as not set.

    ``KMSEARCH_CONFIG`` names another file than ``kmsearch.toml``. Raises ConfigError, which names the file or the
    variable, for a file that is missing or not TOML, an unknown name, or a value of the wrong kind.
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
    try:
        return _adapter().validate_python({name: value for name, (value, _) in given.items()})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = str(first["loc"][0])
        raise _config_error(name, *given[name]) from error


def _config_file(folder: Path, named: str) -> Path | None:
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
    hint: Any = get_type_hints(Settings, include_extras=True).get(name)
    if hint is None:
        known = ", ".join(field.name for field in fields(Settings))
        return ConfigError(f"ไม่รู้จักการตั้งค่า “{name}”", f"ใช้ได้: {known}", file=where)
    cure = next(note.description for note in hint.__metadata__ if isinstance(note, FieldInfo))
    return ConfigError(f"ค่า “{value}” ของ {name} ใช้ไม่ได้", f"ใช้{cure}", file=where)
