"""Fixtures that tests share; every value is invented."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from corpus.record import Record
from corpus.storage.store import Store
from index.searcher import Searcher, open_searcher
from kmsearch.config import Settings
from kmsearch.lexicon.model import Lexicon
from tests.commands import Run, invoke
from tests.factories import MakeSearcher, fill
from tests.web import MakeClient
from webui import create_app

settings.register_profile(
    "untimed",
    deadline=None,
    derandomize="CI" in os.environ,  # the same examples in every run of CI; other runs search for new ones
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by where they are: ``tests/browser`` and ``*_quality.py``. Other markers stand beside their tests."""
    for item in items:
        if Path(__file__).parent / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)
        if item.path.stem.endswith("_quality"):
            item.add_marker(pytest.mark.quality)


FORM_A = """แบบบันทึกองค์ความรู้
ชื่อ-นามสกุล {author}
ตำแหน่ง นักวิชาการพัฒนาชุมชนชำนาญการ
สังกัด สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง
เบอร์โทรศัพท์ 08-0000-1234
ชื่อเรื่อง {title}
เหตุการณ์นี้เกิดขึ้นเมื่อ ปี พ.ศ. {year}

กลุ่มออมทรัพย์หยุดเดินบัญชีเพราะสมาชิกไม่ส่งคืนเงินกู้ จึงต้องเริ่มจากการพูดคุยกันใหม่

บันทึกขุมความรู้
1. {asset}
2. การเยี่ยมถึงบ้านได้ผลกว่าการส่งหนังสือ
แก่นความรู้
1. ความไว้วางใจมาก่อนเงิน
กลยุทธ์ในการทำงาน
1. ให้สมาชิกมีส่วนร่วมตั้งกติกา
2. ติดตามทุกเดือน
"""


@pytest.fixture
def form_a(tmp_path: Path) -> Callable[..., Path]:
    """``form_a("a.txt", title=…)`` writes a form A record and returns its path. Values not given are ordinary ones."""

    def write(name: str, **values: str) -> Path:
        filled = {
            "author": "นางสาวมะลิ ใจงาม",
            "title": "การฟื้นกลุ่มออมทรัพย์",
            "year": "2558",
            "asset": "สมาชิกต้องรู้ยอดเงินของตน",
            **values,
        }
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FORM_A.format(**filled), "utf-8")
        return path

    return write


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store in a home of the test's own."""
    return Store(tmp_path / "home")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder over the home that ``store`` has."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KMSEARCH_HOME", str(tmp_path / "home"))
    return invoke


@pytest.fixture(scope="module")
def make_searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeSearcher]:
    """``make_searcher(records, lexicon)``: a searcher over a home with these records, closed after the module.

    Without a lexicon the one of the settings is in force; ``settings`` are those that differ from the defaults.
    """
    with ExitStack() as stack:

        def make(records: Iterable[Record], lexicon: Lexicon | None = None, **settings: Any) -> Searcher:
            home = tmp_path_factory.mktemp("home")
            fill(home, records)
            return stack.enter_context(open_searcher(Settings(home=home, **settings), lexicon))

        yield make


@pytest.fixture(scope="module")
def make_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeClient]:
    """``make_client(records, page_size=4)``: a client of the web UI over a home with these records and settings."""
    with ExitStack() as stack:

        def make(records: Iterable[Record], home: Path | None = None, **settings: Any) -> FlaskClient:
            home = home or tmp_path_factory.mktemp("home")
            fill(home, records)
            chosen = Settings(home=home, **settings)
            return create_app(chosen, stack.enter_context(open_searcher(chosen))).test_client()

        yield make
