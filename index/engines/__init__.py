"""Search engines, in a table by the name that the setting ``engine`` gives.

``protocol`` is what an engine implements, ``document_sets`` are the sets that it returns, ``byte_cache`` is a cache for
posting lists. Each engine is a sub-package.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from index.engines.protocol import Engine
from kmsearch.errors import EngineMissing

ENGINES: dict[str, tuple[str, str]] = {
    "whoosh": ("index.engines.whoosh.engine:WhooshEngine", "pip install whoosh3"),
}
"""Name → (module:class, command that installs what it needs). Imported when first used."""


def load_engine(name: str) -> type[Engine]:
    """The engine class called ``name``. Raises EngineMissing for an unknown engine or one that is not installed."""
    if name not in ENGINES:
        raise EngineMissing(f"ไม่รู้จักโปรแกรมค้นหา “{name}”", f"ตั้งค่า engine เป็นค่าใดค่าหนึ่ง: {', '.join(ENGINES)}")
    path, install = ENGINES[name]
    module, _, attribute = path.partition(":")
    try:
        return cast("type[Engine]", getattr(import_module(module), attribute))
    except ImportError as error:
        raise EngineMissing(f"ยังไม่ได้ติดตั้งโปรแกรมค้นหา “{name}” ({error})", f"ติดตั้งด้วย: {install}") from error
