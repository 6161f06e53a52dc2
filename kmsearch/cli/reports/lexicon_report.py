"""Checks a lexicon against the corpus and prints its problems and effects; copies the lexicon in force."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.storage.store import Store
from index.quality.lexicon_impact import Changes, GroupChange, LexiconCheck, TopicChange
from kmsearch.cli.progress import progress_of
from kmsearch.cli.terminal import err, out, print_limited
from kmsearch.config import CONFIG_FILE, Settings
from kmsearch.errors import BrokenRecord, ConfigError
from kmsearch.lexicon.lint import LexiconFile, LexiconProblem, read_lexicon_file
from kmsearch.lexicon.loader import lexicon_path, load_lexicon

MAX_LINES = 40
"""Maximum lines of each list in the terminal; ``--json`` has all."""


@dataclass(frozen=True, slots=True)
class LexiconReport:
    """Result of a check of the file at ``path``: number of ``entries`` by kind, problems, and the changes compared with
    the lexicon in force over ``records`` records; ``changes`` is None if there is nothing to compare with."""

    path: Path
    entries: dict[str, int]
    problems: tuple[LexiconProblem, ...]
    records: int
    unreadable: int
    changes: Changes | None

    @property
    def ok(self) -> bool:
        """Whether the file can be used as it is."""
        return not any(problem.fatal for problem in self.problems)

    def to_json(self) -> dict[str, Any]:
        """Returns the object that ``kmsearch lexicon check --json`` prints."""
        return {
            "file": str(self.path),
            "ok": self.ok,
            "entries": self.entries,
            "records": self.records,
            "unreadable": self.unreadable,
            "problems": [problem.to_json() for problem in self.problems],
            "changes": self.changes.to_json() if self.changes else None,
        }


def check_lexicon(settings: Settings, file: Path | None) -> LexiconReport:
    """Checks ``file`` over the corpus and compares it with the lexicon in force; without ``file`` checks the latter."""
    in_force = lexicon_path(settings.lexicon)
    path = file or in_force
    file_content = read_lexicon_file(path)
    if file_content.lexicon is None:
        return LexiconReport(path, _counts(file_content), tuple(file_content.problems), 0, 0, None)
    same = path.exists() and in_force.exists() and path.samefile(in_force)
    check = LexiconCheck(file_content.lexicon, None if same else load_lexicon(in_force))
    broken = _scan(check, Store(settings.home))
    problems = sorted(
        [*file_content.problems, *check.problems(file_content.entries)], key=lambda problem: problem.line or 0
    )
    changes = None if same else check.changes()
    return LexiconReport(path, _counts(file_content), tuple(problems), check.records, broken, changes)


def _scan(check: LexiconCheck, store: Store) -> int:
    """Feeds every record to ``check`` with a progress bar; returns the number of unreadable records."""
    broken: list[BrokenRecord] = []
    total = len(store)
    with progress_of("ตรวจคลังคำ", "บันทึก", err) as move:
        for record in store.records(on_broken=broken.append):
            check.add(record)
            move(check.records + len(broken), total)
    return len(broken)


def _counts(file: LexiconFile) -> dict[str, int]:
    words = sum(len(entry.phrases) for entry in file.entries if entry.kind == "words")
    kinds = [entry.kind for entry in file.entries]
    return {"words": words, "synonyms": kinds.count("synonyms"), "topics": kinds.count("topics")}


def show_check(report: LexiconReport) -> None:
    """Prints the problems with their lines, then the changes."""
    entries = report.entries
    counts = f"คำ {entries['words']} · กลุ่มคำพ้อง {entries['synonyms']} · หัวข้อ {entries['topics']}"
    out.print(f"คลังคำ {report.path} ({counts})", markup=False)
    fatal = [problem for problem in report.problems if problem.fatal]
    advice = [problem for problem in report.problems if not problem.fatal]
    print_limited(f"ต้องแก้ {len(fatal)} แห่ง", map(_problem, fatal), MAX_LINES, style="red")
    print_limited(f"ควรดู {len(advice)} แห่ง", map(_problem, advice), MAX_LINES, style="yellow")
    if report.unreadable:
        out.print(f"ข้ามบันทึกที่อ่านไม่ได้ {report.unreadable} ไฟล์ ดูรายการได้ด้วยคำสั่ง kmsearch index", style="yellow")
    if not report.problems:
        out.print("ไม่พบข้อผิดพลาด", style="green")
    if report.changes:
        out.print(f"ถ้าใช้แทนคลังคำเดิม กับ {report.records:,} บันทึกในคลัง")
        _show_changes(report.changes)
    if report.changes and report.ok:
        out.print(f"เริ่มใช้โดยตั้งค่า lexicon ใน {CONFIG_FILE} ให้เป็นที่อยู่ของไฟล์นี้", style="dim", markup=False)


def _show_changes(changes: Changes) -> None:
    if changes.none:
        out.print("  ไม่มีอะไรเปลี่ยน")
    print_limited("หัวข้อที่เปลี่ยน", map(_topic, changes.topics), MAX_LINES)
    for added, title in ((True, "คำที่เพิ่ม"), (False, "คำที่เอาออก")):
        words = [word for word in changes.words if word.added == added]
        print_limited(title, (f"{word.word}: ตัดเป็นคำเดียวใน {word.records:,} บันทึก" for word in words), MAX_LINES)
    if changes.cut:
        out.print(f"การตัดคำเปลี่ยนใน {changes.cut:,} บันทึก")
    for added, title in ((True, "กลุ่มคำพ้องที่เพิ่ม"), (False, "กลุ่มคำพ้องที่เอาออก")):
        print_limited(title, (_group(group) for group in changes.groups if group.added == added), MAX_LINES)


def _problem(problem: LexiconProblem) -> str:
    return f"บรรทัด {problem.line}: {problem.text}" if problem.line else problem.text


def _topic(topic: TopicChange) -> str:
    moved = [f"{what} {count:,}" for what, count in (("ได้เพิ่ม", topic.gained), ("เสียไป", topic.lost)) if count]
    return f"{topic.label}: {topic.before:,} → {topic.after:,} บันทึก" + (f" ({' '.join(moved)})" if moved else "")


def _group(group: GroupChange) -> str:
    forms = " = ".join(f"{form} ({count:,})" for form, count in group.forms)
    return f"{forms}: {'ค้นคำใดก็' if group.added else 'เคย'}พบ {group.records:,} บันทึก"


def copy_lexicon(settings: Settings, target: Path) -> None:
    """Writes an editable copy of the lexicon in force. Raises ConfigError if the file exists or cannot be written."""
    source = lexicon_path(settings.lexicon)
    load_lexicon(source)
    try:
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except FileExistsError as error:
        raise ConfigError("มีไฟล์นี้อยู่แล้ว จึงไม่เขียนทับ", "ตั้งชื่ออื่น หรือย้ายไฟล์เดิมออกก่อน", file=target) from error
    except OSError as error:
        raise ConfigError(f"เขียนไฟล์ไม่ได้ ({error.strerror})", "ตรวจโฟลเดอร์และสิทธิ์เขียน", file=target) from error
    out.print(f"คัดลอกคลังคำไว้ที่ {target} แก้แล้วตรวจด้วย kmsearch lexicon check {target}", markup=False)
    out.print(f"เริ่มใช้โดยเขียนใน {CONFIG_FILE} ว่า lexicon = '{target.absolute()}'", markup=False)
