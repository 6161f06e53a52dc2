"""The privacy boundary at the terminal."""

from __future__ import annotations

import sys

import pytest

from kmsearch.cli.output_guard import OutputGuard

PHONE = "081-555-4321"


def test_lines_are_masked_whole_even_if_written_in_parts(capsys: pytest.CaptureFixture[str]) -> None:
    with OutputGuard().installed():
        sys.stdout.write("โทร 081-555")
        sys.stdout.write("-4321\nบรรทัดสอง\n")
    printed = capsys.readouterr().out
    assert "4321" in printed
    assert "555" not in printed
    assert printed.endswith("บรรทัดสอง\n")


def test_text_without_a_line_end_is_masked_and_written_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with OutputGuard().installed():
        print("โทร", PHONE, end="")
        print("ข้อความ", PHONE, end="", file=sys.stderr)
    captured = capsys.readouterr()
    assert captured.out.startswith("โทร ")
    assert captured.err.startswith("ข้อความ ")
    assert "555" not in captured.out + captured.err


def test_bytes_are_masked_as_text_is(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    with OutputGuard().installed():
        stream = sys.stdout.buffer
        stream.write(f"โทร {PHONE}\n".encode())
        stream.write(f"ท้าย {PHONE}".encode())
        stream.flush()
    printed = capsysbinary.readouterr().out.decode()
    assert [line.split()[0] for line in printed.splitlines()] == ["โทร", "ท้าย"]
    assert "555" not in printed


def test_an_open_guard_lets_all_through_and_closes_again(capsys: pytest.CaptureFixture[str]) -> None:
    with OutputGuard().installed() as guard:
        with guard.open():
            print(PHONE)
        print("ปิด", PHONE)
    first, second = capsys.readouterr().out.splitlines()
    assert first == PHONE
    assert "555" not in second
