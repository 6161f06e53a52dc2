"""requirements.lock has what setup.cfg asks for, and names no host."""

from __future__ import annotations

import re
import tomllib
from configparser import ConfigParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def asked() -> list[Requirement]:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    lines = (config["options"]["install_requires"] + config["options.extras_require"]["dev"]).split("\n") + build
    return [Requirement(line) for line in lines if line]


def locked() -> list[tuple[Requirement, int]]:
    """Every pin with the number of its hashes."""
    blocks = re.findall(r"^(\S.*?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", LOCK, re.MULTILINE)
    return [(Requirement(pin), hashes.count("--hash")) for pin, hashes in blocks]


def test_every_requirement_is_locked_within_its_range() -> None:
    versions: dict[str, list[str]] = {}
    for pin, _ in locked():
        versions.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier).removeprefix("=="))
    unmet = [
        str(need)
        for need in asked()
        if not (found := versions.get(canonicalize_name(need.name)))
        or not all(need.specifier.contains(version) for version in found)
    ]
    assert unmet == [], "run: make lock"


def test_every_line_of_the_lock_is_a_pin_with_hashes() -> None:
    pins = locked()
    lines = [line for line in LOCK.splitlines() if not line.startswith("#")]
    assert len(lines) == sum(1 + hashes for _, hashes in pins)
    assert len(pins) > 40


def test_the_lock_names_no_host() -> None:
    assert "://" not in LOCK
    assert not re.search(r"^-", LOCK, re.MULTILINE)


def test_what_only_windows_needs_is_locked() -> None:
    assert any(pin.name == "colorama" and pin.marker and "win32" in str(pin.marker) for pin, _ in locked())
