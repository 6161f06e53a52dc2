"""Records and files the tests share; all invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
    """Writes a form A record: ``form_a("a.txt", title=…)``; the path. Values not given are ordinary ones."""

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
