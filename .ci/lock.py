"""Renews requirements.lock and prints which versions changed: ``make lock``.

Resolves the newest versions within the ranges of setup.cfg (what the project and its ``dev`` extra need) and of
pyproject.toml (what builds it), once for every system and Python; then checks that wheels exist for each of them.
Uses uv, because pip cannot resolve for other systems and Pythons than the running one.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = ("linux", "windows", "macos")
HEADER = f"""\
# Versions that make and CI install. Made by `make lock` from the ranges in setup.cfg; do not edit.
# Python: {" ".join(PYTHONS)}
"""
_PIN = re.compile(r"^([\w.-]+)==([\w.+!-]+)", re.MULTILINE)
_UV = (sys.executable, "-m", "uv", "pip")


def main() -> int:
    """Writes the lock; 1 if it cannot be resolved or installed everywhere, with uv's words on stderr."""
    before = LOCK.read_text("utf-8") if LOCK.exists() else ""
    resolved = _run(
        *("compile", "-", "--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--only-binary", ":all:"),
        *("--no-header", "--no-annotate", "--upgrade"),
        input="\n".join(_requirements()),
    )
    LOCK.write_text(HEADER + resolved, "utf-8", newline="\n")
    for python in PYTHONS:
        for system in SYSTEMS:
            _run(
                *("install", "--dry-run", "--target", "build/lock/none", "--only-binary", ":all:", "--require-hashes"),
                *("--python-version", python, "--python-platform", system, "--requirements", str(LOCK)),
            )
    changes = _changes(_pins(before), _pins(HEADER + resolved))
    print("\n".join(changes) or "requirements.lock: nothing changed")
    return 0


def _requirements() -> list[str]:
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
    needed = config["options"]["install_requires"] + config["options.extras_require"]["dev"]
    return [line for line in needed.splitlines() if line] + build


def _run(*arguments: str, input: str = "") -> str:
    done = subprocess.run((*_UV, *arguments), input=input, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"uv pip {' '.join(arguments)}\n{done.stderr}")
    return done.stdout


def _pins(lock: str) -> dict[str, list[str]]:
    """The versions by name; several where Pythons need different ones."""
    pins: dict[str, list[str]] = {}
    for name, version in _PIN.findall(lock):
        pins.setdefault(name, []).append(version)
    return pins


def _changes(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    return [
        f"{name}: {', '.join(before.get(name, ['(new)']))} → {', '.join(after.get(name, ['(gone)']))}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


if __name__ == "__main__":
    sys.exit(main())
