"""Places of a record and the lines that they come from."""

from __future__ import annotations

import pytest

from ingest.building.date_place import find_office
from ingest.document import Line
from ingest.segmentation.raw_record import RawRecord
from tests.documents import records_of_text


@pytest.mark.parametrize(
    ("office", "place"),
    [
        ("สำนักงานพัฒนาชุมชนจังหวัดลำปาง", ("", "ลำปาง", "ภาคเหนือ")),
        ("สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง", ("แม่ทะ", "ลำปาง", "ภาคเหนือ")),
    ],
)
def test_the_office_gives_the_place_and_its_line(office: str, place: tuple[str, str, str]) -> None:
    text = f"ชื่อเรื่อง การทำฝาย\nสังกัด {office}\nขุมความรู้\n1. คุยกันก่อน\n2. ไปจังหวัดลำปางด้วยกัน\n"
    (record,) = records_of_text(text)
    assert (record.district, record.province, record.region) == place
    assert record.evidence["province"].lines == "2-2"
    assert ("district" in record.evidence) == bool(place[0])


def test_a_record_that_names_no_place_has_none() -> None:
    (record,) = records_of_text("ชื่อเรื่อง การทำฝาย\nขุมความรู้\n1. คุยกันก่อน\n2. ทำบัญชี\n")
    assert (record.district, record.province, record.region) == ("", "", "")
    assert "province" not in record.evidence


@pytest.mark.parametrize(
    ("story", "office"),
    [
        ("ผมทำงานที่สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง", "สำนักงานพัฒนาชุมชนอำเภอแม่ทะ จังหวัดลำปาง"),
        ("ผมทำงานที่สำนักงานพัฒนาชุมชนอำเภอลอง", None),
    ],
)
def test_the_office_of_the_story_is_one_of_the_own_district(story: str, office: str | None) -> None:
    raw = RawRecord(sections={"background": [Line(story, 4)]})
    found = find_office(raw, "แม่ทะ", "ลำปาง")
    assert (found[0] if found else None) == office
    assert found is None or found[1].lines == "4-4"
    assert find_office(raw, "", "ลำปาง") is None
