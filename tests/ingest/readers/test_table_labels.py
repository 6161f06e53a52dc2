"""Labels in table rows."""

from ingest.document import Line
from ingest.readers.table_labels import with_row_label


def heads(*cells: tuple[str, ...]) -> list[str]:
    """The texts that are marked as labels in a row of cells with these lines."""
    rows = [[Line(text, 1) for text in cell] for cell in cells]
    return [line.text for line in with_row_label(rows) if line.head]


def test_the_first_filled_cell_of_several_is_the_label() -> None:
    assert heads(("ชื่อเรื่อง",), ("ฝายมีชีวิต",), ("ปี 2560",)) == ["ชื่อเรื่อง"]
    assert heads((), ("ชื่อเรื่อง",), ("ฝายมีชีวิต",)) == ["ชื่อเรื่อง"]


def test_a_cell_alone_or_of_several_lines_is_no_label() -> None:
    assert heads(("ชื่อเรื่อง",)) == []
    assert heads(("ชื่อเรื่อง",), ()) == []
    assert heads(("ชื่อ", "เรื่อง"), ("ฝายมีชีวิต",)) == []


def test_a_paragraph_is_no_label() -> None:
    assert heads(("ฝายกั้นน้ำให้ซึมลงดินก่อนไหลไปที่อื่น " * 5,), ("ฝายมีชีวิต",)) == []
