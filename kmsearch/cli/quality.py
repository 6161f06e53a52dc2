"""``kmsearch evaluate`` (relevance on judged queries) and ``verify`` (every record is found by its own words)."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kmsearch.config import Settings

EXISTING = click.Path(path_type=Path)


@click.command()
@click.argument("topics", type=EXISTING)
@click.argument("qrels", type=EXISTING)
@click.option("--json", "as_json", is_flag=True, help="แสดงทุกคำค้นเป็น JSON")
@click.pass_obj
def evaluate(settings: Settings, topics: Path, qrels: Path, as_json: bool) -> None:
    """วัดว่าค้นหาได้ดีเพียงใด ด้วยคำค้นใน TOPICS และคะแนนของบันทึกใน QRELS

    TOPICS บรรทัดละ: รหัส<แท็บ>คำค้น (จะเติม <แท็บ>ชนิด ก็ได้)

    QRELS บรรทัดละ: รหัสคำค้น 0 รหัสบันทึก คะแนน (0 คือไม่เกี่ยว ยิ่งมากยิ่งตรง)
    """
    from kmsearch.cli.reports.evaluation_report import measure, show_evaluation
    from kmsearch.cli.terminal import print_json

    evaluation = measure(settings, topics, qrels)
    if as_json:
        print_json(evaluation.to_json())
    else:
        show_evaluation(evaluation)


@click.command()
@click.option("--sample", type=click.IntRange(1), help="จำนวนคำค้นต่อบันทึก (ถ้าไม่ระบุ เลือกตามจำนวนบันทึก)")
@click.option("--seed", type=int, default=0, show_default=True, help="เลขตั้งต้นของการสุ่ม เลขเดิมได้คำค้นเดิม")
@click.option("--json", "as_json", is_flag=True, help="แสดงผลเป็น JSON")
@click.pass_obj
def verify(settings: Settings, sample: int | None, seed: int, as_json: bool) -> None:
    """พิสูจน์ว่าค้นพบทุกบันทึก ด้วยคำที่สุ่มจากทุกส่วนของแต่ละบันทึก

    สถานะออกเป็น 0 เมื่อทุกคำค้นพบบันทึกของตน และดัชนีตรงกับคลัง มิฉะนั้นเป็น 1
    """
    from kmsearch.cli.reports.verification_report import run_verification, show_verification
    from kmsearch.cli.terminal import print_json

    verification = run_verification(settings, sample, seed)
    if as_json:
        print_json(verification.to_json())
    else:
        show_verification(verification)
    if not verification.ok:
        sys.exit(1)
