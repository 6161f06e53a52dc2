"""Consoles of the commands: control characters never reach the terminal."""

from __future__ import annotations

import pytest
from rich.text import Text

from kmsearch.cli.terminal import err, out


@pytest.mark.parametrize("shown", ["ก\x1b[2Jข", Text("ก\x1b[2Jข")], ids=["str", "Text"])
def test_control_characters_are_printed_as_signs(capsys: pytest.CaptureFixture[str], shown: str | Text) -> None:
    out.print(shown, markup=False)
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert printed.startswith("ก")
    assert printed.rstrip().endswith("[2Jข")


def test_each_console_has_its_own_stream(capsys: pytest.CaptureFixture[str]) -> None:
    out.print("ผล")
    err.print("ข้อความ")
    assert capsys.readouterr() == ("ผล\n", "ข้อความ\n")
