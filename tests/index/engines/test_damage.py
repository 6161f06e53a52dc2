"""Damaged files of a Whoosh index raise IndexDamaged, wherever the damage is, at opening or at reading."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from whoosh.query import Phrase, Prefix, Query, Term

from index.engines.protocol import IndexDocument, Part
from index.engines.whoosh.engine import WhooshEngine
from index.mapping import PARTS
from kmsearch.errors import IndexDamaged

TERMS = [f"คำ{number}" for number in range(80)]
QUERIES: list[Query] = [
    *(Term(field, term) for term in TERMS for field in ("text", "sub")),
    Term("province", "ลำปาง"),
    Phrase("text", ["ตลาด", "นัด"]),
    Prefix("text", "คำ"),
]


def documents() -> Iterator[IndexDocument]:
    """Enough documents for posting lists of several hundred bytes, compressed and uncompressed."""
    rng = Random(5)
    for number in range(120):
        words = [*rng.choices(TERMS, k=40), "ตลาด", "นัด"]
        part = Part("strategies", tuple((word, position) for position, word in enumerate(words)), tuple(words))
        yield IndexDocument(f"k{number}", (part, Part("province", (("ลำปาง", 0),), ())), "เนื้อความ" * 20 + str(number))


@pytest.fixture(scope="module")
def undamaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an undamaged index; not to be changed."""
    folder = tmp_path_factory.mktemp("undamaged") / "index"
    with closing(WhooshEngine.create(folder, PARTS)) as engine, engine.writing() as sink:
        for document in documents():
            sink.add(document)
    return folder


def read_everything(folder: Path) -> None:
    with closing(WhooshEngine.open(folder, PARTS)) as engine:
        for query in QUERIES:
            engine.score(query, list(range(0, len(engine.keys), 9)))
            engine.match(query)
        for number in range(len(engine.keys)):
            engine.payload(number)
        for field in ("text", "sub"):
            engine.terms(field)
            engine.frequency(field, "ตลาด")


def segment(folder: Path) -> Path:
    (path,) = folder.glob("*.seg")
    return path


def toc(folder: Path) -> Path:
    (path,) = folder.glob("*.toc")
    return path


def test_an_undamaged_index_reads(undamaged: Path) -> None:
    read_everything(undamaged)


@pytest.mark.parametrize("file", [segment, toc], ids=["segment", "table of contents"])
@pytest.mark.parametrize("share", [None, 0.25, 0.9], ids=["missing", "a quarter left", "nine tenths left"])
def test_a_missing_or_truncated_file_is_damage(
    undamaged: Path, tmp_path: Path, file: Callable[[Path], Path], share: float | None
) -> None:
    shutil.copytree(undamaged, tmp_path / "index")
    path = file(tmp_path / "index")
    if share is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(IndexDamaged):
        read_everything(tmp_path / "index")


@pytest.mark.parametrize("seed", range(24))
def test_overwritten_bytes_in_a_segment_are_damage_or_are_never_read(
    undamaged: Path, tmp_path: Path, seed: int
) -> None:
    """Any error but IndexDamaged fails the test. The directory at the end of the file is not damaged, because the
    checksum of the generation covers it."""
    shutil.copytree(undamaged, tmp_path / "index")
    path, rng = segment(tmp_path / "index"), Random(seed)
    content = bytearray(path.read_bytes())
    start = rng.randrange(8, len(content) - 4000)
    content[start : start + 64] = rng.choice([bytes(64), rng.randbytes(64)])
    path.write_bytes(content)
    try:
        read_everything(tmp_path / "index")
    except IndexDamaged as error:
        assert error.file == tmp_path / "index"


def test_a_segment_of_zeros_behind_its_header_is_damage(undamaged: Path, tmp_path: Path) -> None:
    shutil.copytree(undamaged, tmp_path / "index")
    path = segment(tmp_path / "index")
    content = path.read_bytes()
    path.write_bytes(content[:8] + bytes(len(content) - 4008) + content[-4000:])
    with pytest.raises(IndexDamaged):
        read_everything(tmp_path / "index")


def test_an_unknown_field_is_a_programming_error(undamaged: Path) -> None:
    with closing(WhooshEngine.open(undamaged, PARTS)) as engine:
        for call in (engine.match, lambda query: engine.score(query, [0])):
            with pytest.raises(KeyError, match="nosuch"):
                call(Term("nosuch", "ตลาด"))
