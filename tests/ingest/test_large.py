"""Large inputs and long runs: many files, workers, Ctrl-C and resuming, large pages in bounded memory."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from corpus.storage.store import Store
from ingest import file_reader, resume_state, workers
from ingest.pipeline import ingest
from ingest.readers import read
from ingest.readers.html import html_reader
from ingest.reporting.run_report import Report
from kmsearch.cli.progress import left_of, progress_of, rate_of
from kmsearch.errors import UnreadableFile
from tests.paths import ROOT, TESTS

Write = Callable[..., Path]
PAGES = sorted((TESTS / "extraction").glob("*.html"))
NEWS = "<p>นายอำเภอเปิดงานประจำปี มีผู้ร่วมงานสามร้อยคน</p>"

TAGS = ("p", "div", "ol", "li", "table", "b", "pre", "script", "br", "title", "h2")
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS)]),
        st.sampled_from(["<br/>", "<p/>", "<img src=a>", '<div class="sidebar">', "<div id=menu>", "<!-- ก -->"]),
        st.sampled_from(["&amp;", "&lt;b&gt;", "&#3585;", "ข้อความ", "ยาวกว่านั้นมาก " * 5, " ", "\n"]),
    ),
    max_size=25,
)


def statuses(report: Report) -> list[str]:
    return [row.status for row in report.files]


def without_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_reader, "LARGE_PAGE", -1)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_large_page_is_read_as_a_small_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = read(path, path.read_bytes())
    without_tree(monkeypatch)
    assert read(path, path.read_bytes()) == small


@pytest.mark.slow
@given(MARKUP)
def test_the_tag_stream_gives_the_lines_of_the_tree(parts: list[str]) -> None:
    data = f"<html><body>{''.join(parts)}".encode()
    small = html_reader.read(data, "a.html")
    with pytest.MonkeyPatch.context() as patch:
        without_tree(patch)
        assert html_reader.read(data, "a.html").lines == small.lines


@pytest.mark.slow
def test_markup_that_cannot_be_parsed_is_refused_with_and_without_a_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"<p>&#" + b"9" * 10_000 + b";</p>"
    for _ in range(2):
        with pytest.raises(UnreadableFile, match="HTML"):
            html_reader.read(data, "a.html")
        without_tree(monkeypatch)


@pytest.mark.slow
def test_a_page_of_many_megabytes_is_read_in_little_memory() -> None:
    """Peak memory as Linux counts it (``VmHWM``); ``ru_maxrss`` would count the parent process too."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the system does not tell the most memory a process held")
    limit = 400 * 2**10
    script = f"""
from pathlib import Path
from ingest.readers.html import html_reader
data = ('<html><body>' + '<p>ต้องรับฟังชุมชนก่อนเสมอ</p>' * 100_000).encode()
assert len(html_reader.read(data, 'a.html').lines) == 100_000
status = dict(line.split(':', 1) for line in Path('/proc/self/status').read_text().splitlines())
used = int(status['VmHWM'].split()[0])
assert used < {limit}, used
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_a_file_without_a_record_is_not_read_again(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.html"
    path.write_text(NEWS, "utf-8")
    first = ingest([path], store)
    monkeypatch.setattr(file_reader, "extract", lambda document: pytest.fail(f"{document.path} read again"))
    assert ingest([path], store).files == first.files


def test_a_rejected_file_is_read_again_after_the_rules_changed(
    tmp_path: Path, store: Store, form_a: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.html"
    path.write_text(NEWS, "utf-8")
    assert statuses(ingest([path], store)) == ["failed"]
    kept = json.loads((store.home / resume_state.REJECTED_FILES).read_text("utf-8"))
    (store.home / resume_state.REJECTED_FILES).write_text(json.dumps({**kept, "rules": "older"}), "utf-8")
    seen: list[str] = []
    extract = file_reader.extract
    monkeypatch.setattr(file_reader, "extract", lambda document: seen.append(document.path) or extract(document))
    assert statuses(ingest([path], store)) == ["failed"]
    assert seen == [str(path)]


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"rules": 1, "files": 2}'])
def test_a_damaged_file_of_rejected_digests_is_ignored(tmp_path: Path, store: Store, damage: bytes) -> None:
    path = tmp_path / "news.html"
    path.write_text(NEWS, "utf-8")
    store.home.mkdir()
    (store.home / resume_state.REJECTED_FILES).write_bytes(damage)
    assert statuses(ingest([path], store)) == ["failed"]


def two_records(form_a: Write, tmp_path: Path) -> Path:
    parts = [form_a("part.txt", title=title, author=author).read_text("utf-8") for title, author in OWNERS]
    path = tmp_path / "both.txt"
    path.write_text("\n".join(parts), "utf-8")
    return path


OWNERS = (("การตั้งธนาคารขยะ", "นายสมหมาย ทองดี"), ("ตลาดนัดสีเขียวของตำบล", "นางสาวมะลิ ใจงาม"))


@pytest.mark.slow
def test_a_file_interrupted_while_being_written_is_read_again(
    tmp_path: Path, store: Store, form_a: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = two_records(form_a, tmp_path)
    put = store.put
    with monkeypatch.context() as patch:
        patch.setattr(store, "put", lambda record: put(record) if not len(store) else _interrupt())
        assert ingest([path], store).stopped
    assert len(store) == 1
    assert not ingest([path], store).stopped
    assert {record.title for record in store.records()} == {title for title, _ in OWNERS}
    assert statuses(ingest([path], store)) == ["known"]


def _interrupt() -> bool:
    raise KeyboardInterrupt


def test_ctrl_c_leaves_a_report_of_what_was_done(store: Store, form_a: Write) -> None:
    paths = [form_a(f"{title}.txt", title=title, author=author) for title, author in OWNERS]
    report = ingest(paths, store, lambda done, total, name: _interrupt() and None)
    assert (report.stopped, report.ok, statuses(report)) == (True, False, ["new"])
    assert report.to_json()["stopped"]
    assert statuses(ingest(paths, store)) == ["known", "new"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="a test cannot send Ctrl-C to one group of processes on Windows")
def test_ctrl_c_ends_the_command_and_its_workers_and_it_goes_on(tmp_path: Path, form_a: Write) -> None:
    for number in range(200):
        form_a(f"in/{number}.txt", title=f"เรื่องที่ {number}")
    base = [sys.executable, "-m", "kmsearch.cli.main", "--home", str(tmp_path / "home"), "ingest", str(tmp_path / "in")]
    command = [*base, "--jobs", "2"]
    running = subprocess.Popen(command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not list((tmp_path / "home").glob("records/*.md")) and running.poll() is None:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "สั่งซ้ำเพื่อทำต่อ" in out.decode()
    assert "Traceback" not in err.decode()
    again = ingest([tmp_path / "in"], Store(tmp_path / "home"))
    assert "known" in statuses(again)
    assert len(again.files) == 200


@pytest.mark.slow
def test_one_pool_serves_archives_and_files_once_there_are_enough(
    form_a: Write, tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "MIN_FILES_FOR_WORKERS", 3)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    for number in range(5):
        form_a(f"in/{number}.txt", title=f"เรื่องที่ {number}")
    assert len(ingest([tmp_path / "in"], store).files) == 5


def test_a_log_says_how_far_a_run_is() -> None:
    shown = io.StringIO()
    with progress_of("อ่านไฟล์", "ไฟล์", Console(file=shown, width=200), log_every=0.0) as move:
        move(1, 4, "a.txt")
        move(2, 4, "b.txt")
    assert [line.split(" · ")[0] for line in shown.getvalue().splitlines()] == ["อ่านไฟล์ 1/4 ไฟล์", "อ่านไฟล์ 2/4 ไฟล์"]


def test_rate_and_time_left() -> None:
    assert rate_of(50, 10.0, "ไฟล์") == "5.0 ไฟล์/วินาที"
    assert rate_of(0, 10.0, "ไฟล์") == rate_of(5, 0.1, "ไฟล์") == ""
    assert left_of(0, 10, 1.0) == "ยังบอกเวลาที่เหลือไม่ได้"
    assert left_of(10, 20, 10.0) == "เหลือราว 10 วินาที"
    assert left_of(1, 5, 3600.0) == "เหลือราว 4 ชั่วโมง 0 นาที"
