"""The command line as tests call it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from kmsearch.cli.main import main

Run = Callable[..., Result]
"""Type of the fixture ``run`` and of ``invoke``."""


def invoke(*words: str | Path, status: int = 0) -> Result:
    """The result of ``kmsearch WORDS``, which must end with ``status`` and without a traceback."""
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == status, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result
