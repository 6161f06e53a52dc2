"""Relevance evaluation: reads judged queries (TREC topics and qrels), runs them and computes nDCG, MRR and recall."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, TypeVar

from index.query.planning import MAX_PAGE_SIZE
from index.results import Request
from index.searcher import Searcher
from kmsearch.errors import JudgementError, QueryError

FIGURES = ("nDCG@10", "MRR", "recall@10", "recall@100")
"""Measures, in order of display; nDCG uses the grade as the gain, the others treat every grade above 0 as relevant."""

_MEASURES = {"nDCG@10": "nDCG@10", "RR": "MRR", "R@10": "recall@10", "R@100": "recall@100"}
"""Names of the measures in ir-measures → in this project."""

_JUDGEMENT = re.compile(r"(?P<topic>\S+)\s+\S+\s+(?P<record>\S.*?)\s+(?P<grade>-?\d{1,9})")
MAX_NAMED_LINES = 10
"""Further bad lines named in one error message."""

_T = TypeVar("_T")

Judgements = Mapping[str, Mapping[str, int]]
"""Grades by topic id and record id; 0 is not relevant, higher is better."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A judged query; ``kind`` classifies it, empty if the file has no kinds."""

    id: str
    query: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one topic: ``figures`` by measure (0 to 1), the ranked ids (``ranking``), and the grades ``judged``.

    ``fault`` is the Thai message if the query was refused, else empty.
    """

    topic: JudgedQuery
    figures: Mapping[str, float]
    ranking: tuple[str, ...]
    judged: Mapping[str, int]
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        """Returns a flat object: id, query, kind, the figures, the ranked ids (``found``) and grades."""
        topic = {"id": self.topic.id, "query": self.topic.query, "kind": self.topic.kind}
        return {**topic, **self.figures, "found": list(self.ranking), "judged": dict(self.judged), "fault": self.fault}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All outcomes in topic order. ``notes`` are Thai sentences on topics and grades left out of the measures."""

    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...] = ()

    @property
    def mean(self) -> dict[str, float]:
        """The mean of each measure over the topics."""
        return _mean(self.outcomes)

    @property
    def kinds(self) -> dict[str, tuple[int, dict[str, float]]]:
        """Number of topics and mean measures of each kind."""
        names = dict.fromkeys(outcome.topic.kind for outcome in self.outcomes if outcome.topic.kind)
        grouped = {name: [outcome for outcome in self.outcomes if outcome.topic.kind == name] for name in names}
        return {name: (len(group), _mean(group)) for name, group in grouped.items()}

    @property
    def worst(self) -> list[Outcome]:
        """Outcomes in ascending order of nDCG@10, then recall@100."""
        return sorted(self.outcomes, key=lambda outcome: (outcome.figures["nDCG@10"], outcome.figures["recall@100"]))

    def to_json(self) -> dict[str, Any]:
        """Returns the object that ``kmsearch evaluate --json`` prints."""
        kinds = {name: {"queries": count, **mean} for name, (count, mean) in self.kinds.items()}
        topics = [outcome.to_json() for outcome in self.outcomes]
        return {"queries": len(topics), "mean": self.mean, "kinds": kinds, "notes": list(self.notes), "topics": topics}


def read_queries(path: Path) -> list[JudgedQuery]:
    """Reads the topics in ``path``, one a line: id, query and optionally kind, separated by tabs.

    Raises JudgementError that names every bad line.
    """
    seen: set[str] = set()

    def read(line: str) -> JudgedQuery:
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) not in (2, 3) or not all(parts[:2]):
            raise ValueError("ไม่ใช่ รหัส<แท็บ>คำค้น")
        if parts[0] in seen:
            raise ValueError(f"รหัส “{parts[0]}” มีแล้ว")
        seen.add(parts[0])
        return JudgedQuery(*parts)

    cure = "เขียนบรรทัดละคำค้น: รหัส<แท็บ>คำค้น (จะเติม <แท็บ>ชนิด ก็ได้) รหัสห้ามซ้ำ"
    return _parse_lines(path, read, cure)


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """Reads grades in TREC qrels format: ``topic 0 record grade``, separated by tabs or blanks.

    Raises JudgementError that names every bad line.
    """
    grades: dict[str, dict[str, int]] = {}

    def read(line: str) -> None:
        match = _JUDGEMENT.fullmatch(line.strip())
        if not match:
            raise ValueError("ไม่ใช่ รหัสคำค้น 0 รหัสบันทึก คะแนน")
        topic_grades = grades.setdefault(match["topic"], {})
        if topic_grades.setdefault(match["record"], int(match["grade"])) != int(match["grade"]):
            raise ValueError(f"“{match['record']}” มีคะแนนอื่นแล้วใน “{match['topic']}”")

    _parse_lines(path, read, "เขียนบรรทัดละคะแนน: รหัสคำค้น 0 รหัสบันทึก คะแนน (จำนวนเต็ม 0 ขึ้นไป)")
    return grades


def evaluate(
    searcher: Searcher, topics: Sequence[JudgedQuery], grades: Judgements, records: Container[str] | None = None
) -> Evaluation:
    """Runs each topic as a search of records, takes the first 100 results and computes the measures from the grades.

    Topics without a grade above 0 are left out; a note gives their number, and how many graded records are not among
    ``records``. Raises JudgementError if nothing can be measured or ir-measures is not installed.
    """
    measured = [topic for topic in topics if any(grade > 0 for grade in grades.get(topic.id, {}).values())]
    if not measured:
        raise JudgementError("ไม่มีคำค้นใดที่มีบันทึกได้คะแนนเกิน 0", "ตรวจว่ารหัสคำค้นในสองไฟล์เป็นชุดเดียวกัน")
    measure = _measurer()
    runs = {topic.id: _run(searcher, topic.query) for topic in measured}
    figures = measure(grades, {id: ranking for id, (ranking, _) in runs.items()})
    outcomes = (
        Outcome(topic, figures[topic.id], runs[topic.id][0], grades[topic.id], runs[topic.id][1]) for topic in measured
    )
    return Evaluation(tuple(outcomes), tuple(_notes(topics, measured, grades, records)))


def _parse_lines(path: Path, read: Callable[[str], _T], cure: str) -> list[_T]:
    """Applies ``read`` to each non-empty line; raises one JudgementError for the lines where it raised ValueError."""
    good: list[_T] = []
    bad: list[tuple[int, str]] = []
    for number, line in enumerate(_read_text(path).split("\n"), 1):
        if line.strip():
            try:
                good.append(read(line))
            except ValueError as error:
                bad.append((number, str(error)))
    if bad:
        others = ", ".join(str(number) for number, _ in bad[1 : 1 + MAX_NAMED_LINES])
        more = f" (และบรรทัดที่ {others}{' …' if len(bad) > 1 + MAX_NAMED_LINES else ''})" if others else ""
        raise JudgementError(bad[0][1] + more, cure, file=path, line=bad[0][0])
    return good


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise JudgementError(f"เปิดไฟล์ไม่ได้ ({error.strerror})", "ตรวจชื่อและสิทธิ์อ่านไฟล์", file=path) from error
    except UnicodeDecodeError as error:
        raise JudgementError("ไฟล์ไม่ใช่ UTF-8", "บันทึกไฟล์เป็น UTF-8 แล้วสั่งใหม่", file=path) from error


def _run(searcher: Searcher, query: str) -> tuple[tuple[str, ...], str]:
    """Returns the first 100 ids and an empty fault; for a refused query no ids and the Thai message."""
    try:
        return searcher.ranking(Request(query, size=MAX_PAGE_SIZE))[:MAX_PAGE_SIZE], ""
    except QueryError as error:
        return (), str(error)


def _measurer() -> Callable[[Judgements, Mapping[str, Sequence[str]]], dict[str, dict[str, float]]]:
    """Returns a function that computes the measures of each topic with ir-measures.

    Raises JudgementError if the package is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        cure = "ติดตั้งด้วย pip install ir-measures แล้วสั่งใหม่"
        raise JudgementError("การวัดผลต้องใช้แพ็กเกจ ir-measures ซึ่งยังไม่ได้ติดตั้ง", cure) from error
    measures = [ir_measures.parse_measure(name) for name in _MEASURES]

    def measure(grades: Judgements, runs: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
        judged = {id: dict(grades[id]) for id in runs}
        scored = {id: {record: -float(rank) for rank, record in enumerate(ranking)} for id, ranking in runs.items()}
        figures: dict[str, dict[str, float]] = {id: dict.fromkeys(FIGURES, 0.0) for id in runs}
        for metric in ir_measures.iter_calc(measures, judged, scored):
            figures[metric.query_id][_MEASURES[str(metric.measure)]] = float(metric.value)
        return figures

    return measure


def _notes(
    topics: Sequence[JudgedQuery], measured: Sequence[JudgedQuery], grades: Judgements, records: Container[str] | None
) -> Iterator[str]:
    """Yields Thai notes: topics without a grade above 0, grades of unknown topics, graded records not in the corpus."""
    if unmeasured := len(topics) - len(measured):
        yield f"ไม่ได้วัด {unmeasured} คำค้นที่ไม่มีบันทึกได้คะแนนเกิน 0"
    known = {topic.id for topic in topics}
    if unknown := [id for id in grades if id not in known]:
        yield f"มีคะแนนของ {len(unknown)} รหัสที่ไม่มีในไฟล์คำค้น เช่น {unknown[0]}"
    wanted = dict.fromkeys(record for topic in measured for record, grade in grades[topic.id].items() if grade > 0)
    missing = [record for record in wanted if records is not None and record not in records]
    if missing:
        yield f"ไม่มี {len(missing)} บันทึกที่ได้คะแนนในคลังความรู้ เช่น {missing[0]} ผลที่วัดจึงต่ำกว่าจริง"


def _mean(outcomes: Iterable[Outcome]) -> dict[str, float]:
    rows = [outcome.figures for outcome in outcomes]
    return {name: fmean(row[name] for row in rows) for name in FIGURES}
