"""The gazetteer, spelling correction of place names, and places found in texts."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmsearch.geo.matcher import (
    BANGKOK,
    CAPITAL,
    Place,
    find_district,
    find_province,
    locate,
    mend_province,
    provinces,
    provinces_of,
    region_of,
)
from kmsearch.thai.normalise import normalise

DISTRICTS = [(district, province.name) for province in provinces() for district in province.districts]


def found_province(text: str) -> str:
    place = find_province(text)
    return place.name if place else ""


def found_district(text: str, province: str = "") -> str:
    place = find_district(text, province)
    return place.name if place else ""


def located(*texts: str) -> tuple[str, str]:
    place = locate(texts)
    return place.district, place.province


class TestTheList:
    def test_every_province_and_district_is_there(self) -> None:
        assert len({province.name for province in provinces()}) == 77
        assert len(DISTRICTS) == len(set(DISTRICTS)) == 928
        assert sum(province == BANGKOK for _, province in DISTRICTS) == 50

    def test_regions_are_the_six_with_their_official_sizes(self) -> None:
        assert Counter(province.region for province in provinces()) == {
            "ภาคเหนือ": 9,
            "ภาคตะวันออกเฉียงเหนือ": 20,
            "ภาคกลาง": 22,
            "ภาคตะวันออก": 7,
            "ภาคตะวันตก": 5,
            "ภาคใต้": 14,
        }

    @pytest.mark.parametrize(
        ("province", "districts"), [("นครราชสีมา", 32), ("ลำปาง", 13), ("น่าน", 15), ("ภูเก็ต", 3), ("ศรีสะเกษ", 22)]
    )
    def test_a_province_has_all_its_districts(self, province: str, districts: int) -> None:
        assert sum(owner == province for _, owner in DISTRICTS) == districts

    def test_every_seat_but_two_is_mueang_and_the_province(self) -> None:
        seats = {name for name, province in DISTRICTS if name == CAPITAL + province}
        others = {province.name for province in provinces()} - {seat.removeprefix(CAPITAL) for seat in seats}
        assert others == {BANGKOK, "พระนครศรีอยุธยา"}

    def test_names_are_spelt_in_their_one_canonical_form(self) -> None:
        names = {name for pair in DISTRICTS for name in pair}
        assert len(names) > 900
        assert [name for name in names if normalise(name) != name or unicodedata.normalize("NFC", name) != name] == []

    def test_only_these_district_names_occur_in_several_provinces(self) -> None:
        assert {name for name, _ in DISTRICTS if len(provinces_of(name)) > 1} == {"จอมทอง", "เฉลิมพระเกียรติ"}

    def test_region_of_an_unknown_name_is_empty(self) -> None:
        assert region_of("ตาก") == "ภาคตะวันตก"
        assert region_of("แดนไกล") == ""


class TestMending:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("ฉะเชิงเทา", "ฉะเชิงเทรา"),
            ("นครราชสีห์มา", "นครราชสีมา"),
            ("กาญจบุรี", "กาญจนบุรี"),
            ("เชียงไหม่", "เชียงใหม่"),
            ("ศรีษะเกษ", "ศรีสะเกษ"),
            ("แม่ฮองสอน", "แม่ฮ่องสอน"),
            ("ประจวบคีรีขันท์", "ประจวบคีรีขันธ์"),
            ("อุบลฯ", "อุบลราชธานี"),
            ("อยุธยา", "พระนครศรีอยุธยา"),
            ("กทม.", BANGKOK),
        ],
    )
    def test_a_misspelt_or_spoken_name_becomes_the_official_one(self, written: str, meant: str) -> None:
        assert mend_province(written) == (meant, True)

    @pytest.mark.parametrize("name", ["ระของ", "พะเยาว์", "ตาด", "น่าสน", "สำนักงานพัฒนาชุมชน", "หมู่บ้าน", ""])
    def test_a_name_without_a_single_nearest_province_is_unchanged(self, name: str) -> None:
        assert mend_province(name) == (name, False)

    def test_no_name_of_the_list_is_mended_to_another(self) -> None:
        assert [name for pair in DISTRICTS for name in pair if mend_province(name) != (name, False)] == []


NO_PLACE = [
    "ไม่ได้เลย",
    "ไม่เคยไปต่างจังหวัดเลย",
    "ทุกคนทั้งจังหวัดเลยต้องช่วยกัน",
    "ผลิตภัณฑ์ตากแห้ง",
    "เผยแพร่ความรู้ในน่านน้ำไทย",
    "งานระดับจังหวัดแพร่ภาพทางโทรทัศน์",
    "เมืองไทย",
    "อำเภอ",
    "พัฒนาทุกอำเภอเมืองไทยให้น่าอยู่",
    "ในระดับอำเภอ จังหวัด",
    "พัฒนาการอำเภอ",
    "ประธานกลุ่มระดับตำบลและระดับอำเภอได้รู้กัน",
    "เครือข่าย OTOP ระดับจังหวัด",
    "หัวหน้าส่วนราชการอำเภอ",
    "ระดับอำเภอ ได้แก่ หัวหน้าส่วนราชการ",
    "นายสมมุติ ณ น่าน",
    "อ.สมมุติ กล่าวว่า",
    "อ.พนม สอนเรื่องบัญชี",
    "จ.ส.อ.พิชัย",
    "อำเภอสองแห่ง",
    "ทุกอำเภอคงต้องทำ",
    "งานพลเมืองของอำเภอพลเมืองดี",
    "ระดับอำเภอ สังคม และชุมชน",
    "ตามอำเภอใจ",
    "อำเภอใจ",
    "เขตพื้นที่การศึกษา ในเขตเทศบาล เขตวัฒนธรรม",
    "ธนาคารกรุงเทพ",
    "ไปที่ระยองและเชียงใหม่มาแล้ว",
    "สังคม",
    "สอง",
    "เมือง",
    "",
]


@pytest.mark.parametrize("text", NO_PLACE)
def test_texts_without_a_place_give_none(text: str) -> None:
    assert (find_province(text), find_district(text), locate([text])) == (None, None, Place())


class TestFindProvince:
    @pytest.mark.parametrize(
        ("text", "province"),
        [
            ("จังหวัดลำปาง", "ลำปาง"),
            ("จังหวัด : ลำปาง", "ลำปาง"),
            ("จังหวัด.....ลำปาง.....", "ลำปาง"),
            ("ผู้ว่าราชการจังหวัดลำปางได้มอบหมาย", "ลำปาง"),
            ("จ.แพร่ โทร. 0-0000-0000", "แพร่"),
            ("จว.ตาก", "ตาก"),
            ("สพจ.เลย", "เลย"),
            ("จังหวัดเลย ปี 2560", "เลย"),
            ("จังหวัดน่านอำเภอปัว", "น่าน"),
            ("จ.อุบลฯ", "อุบลราชธานี"),
            ("จังหวัดเชียงไหม่", "เชียงใหม่"),
            ("กทม.", BANGKOK),
            ("เดินทางไปกรุงเทพฯ", BANGKOK),
            ("ระยอง", "ระยอง"),
            ("น่าน", "น่าน"),
            ("  พังงา\n", "พังงา"),
            ("โคราช", "นครราชสีมา"),
            ("สำนักงานพัฒนาชุมชนอำเภอจอมทอง เชียงใหม่", "เชียงใหม่"),
            ("เดินทางจากกรุงเทพฯ ไปจังหวัดตรัง", "ตรัง"),
        ],
    )
    def test_the_province_that_is_named(self, text: str, province: str) -> None:
        assert found_province(text) == province

    @pytest.mark.parametrize("text", ["จังหวัดต่าง ๆ", "จังหวัดและอำเภอ", "จังหวัดเป้าหมาย", "จังหวัดชายแดนภาคใต้", "จังหวัดอื่น"])
    def test_other_words_after_the_place_word_are_not_a_province(self, text: str) -> None:
        assert found_province(text) == ""

    def test_the_surer_reading_has_the_higher_confidence(self) -> None:
        readings = [find_province(text) for text in ("จังหวัดเชียงใหม่", "เชียงใหม่", "จังหวัดเชียงไหม่", "ไปกรุงเทพฯ มา")]
        sure = [place.confidence for place in readings if place]
        assert len(sure) == 4
        assert sure == sorted(sure, reverse=True)


class TestFindDistrict:
    @pytest.mark.parametrize(
        ("text", "district"),
        [
            ("อำเภออำเภอพนมสารคาม  จังหวัดฉะเชิงเทรา", "พนมสารคาม"),
            ("อำเภอ : สบปราบ", "สบปราบ"),
            ("อำเภอสบปราบจังหวัดลำปาง", "สบปราบ"),
            ("อำเภอสบปราบให้รู้กัน", "สบปราบ"),
            ("หัวหน้าส่วนราชการอำเภอสบปราบ", "สบปราบ"),
            ("กิ่งอำเภอแม่เปิน", "แม่เปิน"),
            ("สพอ.เกาะคา", "เกาะคา"),
            ("อ.เมือง จ.น่าน", "เมืองน่าน"),
            ("อำเภอเมือง จังหวัดลำปาง", "เมืองลำปาง"),
            ("อำเภอเมืองฯ (จังหวัดลำปาง)", "เมืองลำปาง"),
            ("อำเภอเมือง น่าน", "เมืองน่าน"),
            ("อำเภอเมืองอุบลฯ", "เมืองอุบลราชธานี"),
            ("อำเภอเมือง จังหวัดอยุธยา", "พระนครศรีอยุธยา"),
            ("อำเภอเมืองปาน", "เมืองปาน"),
            ("อำเภอเมือง", CAPITAL),
            ("อำเภอบ้านนาสารได้จัดงาน", "บ้านนาสาร"),
            ("อำเภอบ้านนาสาน", "บ้านนาสาร"),
            ("อำเภอหนองแคใหญ่ที่สุด", "หนองแค"),
            ("อำเภอพนมสาคาม", "พนมสารคาม"),
            ("อำเภอสุไหงโก-ลก", "สุไหงโก-ลก"),
            ("อำเภอสุไหงโกลก", "สุไหงโก-ลก"),
            ("อำเภอสนามชัยเขต", "สนามชัยเขต"),
            ("อำเภอสอง", "สอง"),
            ("ที่ว่าการอำเภอคง ในปี 2560", "คง"),
            ("อ.พนม จ.สุราษฎร์ธานี", "พนม"),
            ("ในเขตอำเภอสบปราบ", "สบปราบ"),
            ("เขตบางรักกรุงเทพมหานคร", "บางรัก"),
            ("สบปราบ", "สบปราบ"),
            ("สบปราบ ลำปาง", "สบปราบ"),
            ("เมือง ลำปาง", "เมืองลำปาง"),
            ("สอง แพร่", "สอง"),
        ],
    )
    def test_the_district_that_is_named(self, text: str, district: str) -> None:
        assert found_district(text) == district

    def test_the_expected_province_resolves_an_ambiguous_district(self) -> None:
        assert found_district("อำเภอเมือง", "ลำปาง") == "เมืองลำปาง"
        assert found_district("สอง", "แพร่") == "สอง"
        assert found_district("อำเภอสบปลาบ", "ลำปาง") == "สบปราบ"
        assert found_district("จากอำเภอปัวถึงอำเภอเถิน", "ลำปาง") == "เถิน"

    def test_the_province_beside_the_district_outranks_the_one_given(self) -> None:
        assert found_district("อำเภอเมือง จังหวัดน่าน", "ลำปาง") == "เมืองน่าน"

    def test_amphoe_and_khet_distinguish_districts_of_the_same_name(self) -> None:
        owners = [place.provinces for text in ("อำเภอจอมทอง", "เขตจอมทอง", "จอมทอง") if (place := find_district(text))]
        assert owners == [("เชียงใหม่",), (BANGKOK,), (BANGKOK, "เชียงใหม่")]

    def test_an_unknown_district_has_low_confidence_and_no_owner(self) -> None:
        known, unknown = find_district("อำเภอเกาะคา จังหวัดลำปาง"), find_district("อำเภอบ้านสมมุติ จังหวัดลำปาง ปี 2560")
        assert known
        assert unknown
        assert (unknown.name, unknown.provinces, unknown.written) == ("บ้านสมมุติ", (), "ลำปาง")
        assert unknown.confidence < known.confidence

    @pytest.mark.parametrize(
        "text", ["อำเภอนำร่อง จังหวัดลำปาง", "อำเภอต้นแบบจังหวัดลำปาง", "อำเภอทุกแห่ง จังหวัดลำปาง", "อำเภอ จังหวัดลำปาง"]
    )
    def test_words_between_the_place_words_are_not_a_district(self, text: str) -> None:
        assert found_district(text) == ""

    def test_the_span_holds_the_place_word_and_the_name(self) -> None:
        text = "งานของอำเภอสบปราบได้จัดที่จังหวัดลำปาง"
        district, province = find_district(text), find_province(text)
        assert district
        assert province
        assert text[district.start : district.end] == "อำเภอสบปราบ"
        assert text[province.start : province.end] == "จังหวัดลำปาง"


FORMS = [
    "{word}{district} จังหวัด{province}",
    "{word}{district}จังหวัด{province}",
    "{short}{district} จ.{province}",
    "จังหวัด {province} {word} {district}",
    "สำนักงานพัฒนาชุมชน{word}{district} {province} โทร. 0-0000-0000",
    "{district} {province}",
]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_every_district_is_located_as_it_is_written(form: str) -> None:
    missed = []
    for district, province in DISTRICTS:
        word, short = ("เขต", "เขต") if province == BANGKOK else ("อำเภอ", "อ.")
        text = form.format(word=word, short=short, district=district, province=province)
        if located(text) != (district, province):
            missed.append(text)
    assert missed == []


class TestLocate:
    def test_a_district_that_one_province_has_gives_province_and_region(self) -> None:
        place = locate(["สำนักงานพัฒนาชุมชนอำเภอพนมสารคาม"])
        assert (place.district, place.province, place.region) == ("พนมสารคาม", "ฉะเชิงเทรา", "ภาคตะวันออก")

    def test_a_district_of_several_provinces_needs_its_province(self) -> None:
        assert located("อำเภอเฉลิมพระเกียรติ") == ("เฉลิมพระเกียรติ", "")
        assert located("อำเภอเฉลิมพระเกียรติ", "ดูงานจังหวัดตราด แล้วกลับจังหวัดบุรีรัมย์") == ("เฉลิมพระเกียรติ", "บุรีรัมย์")
        assert "นครราชสีมา" in locate(["อำเภอเฉลิมพระเกียรติ"]).how

    def test_mueang_takes_the_province_of_another_text(self) -> None:
        assert located("อำเภอเมือง", "จังหวัดลำปาง") == ("เมืองลำปาง", "ลำปาง")
        assert located("อำเภอเมือง", "แวะกรุงเทพฯ", "กลับถึงจังหวัดลำปาง") == ("เมืองลำปาง", "ลำปาง")

    @pytest.mark.parametrize(
        "texts",
        [("อำเภอสบปราบ จังหวัดเชียงใหม่",), ("จังหวัดเชียงใหม่ อำเภอสบปราบ",), ("สบปราบ", "เชียงใหม่")],
    )
    def test_contradicting_places_are_kept_with_an_explanation(self, texts: tuple[str, ...]) -> None:
        place, sound = locate(texts), locate(["อำเภอสบปราบ จังหวัดลำปาง"])
        assert (place.district, place.province) == ("สบปราบ", "เชียงใหม่")
        assert place.confidence < sound.confidence / 2
        assert "ลำปาง" in place.how
        assert "คงไว้ตามที่เขียน" in place.how

    def test_another_province_in_the_narrative_is_ignored(self) -> None:
        assert located("สำนักงานพัฒนาชุมชนอำเภอสบปราบ", "ไปดูงานที่จังหวัดเชียงใหม่") == ("สบปราบ", "ลำปาง")
        assert located("อำเภอสบปราบจัดงาน แล้วไปดูงานที่จังหวัดเชียงใหม่") == ("สบปราบ", "ลำปาง")

    def test_a_district_outside_the_trusted_province_is_ignored(self) -> None:
        assert located("สำนักงานพัฒนาชุมชนจังหวัดลำปาง", "ไปดูงานที่อำเภอปัว จังหวัดน่าน") == ("", "ลำปาง")
        assert located("สำนักงานพัฒนาชุมชนจังหวัดลำปาง", "กลุ่มของอำเภอเถิน") == ("เถิน", "ลำปาง")

    def test_the_more_trusted_text_wins_and_is_surer(self) -> None:
        assert located("อำเภอเถิน", "อำเภอปัว") == ("เถิน", "ลำปาง")
        assert locate(["อำเภอเถิน"]).confidence > locate(["ไม่มี", "อำเภอเถิน"]).confidence

    def test_text_is_normalised_first(self) -> None:
        assert located("อําเภอสบปราบ จังหวัดลําปาง") == ("สบปราบ", "ลำปาง")

    def test_bangkok_has_khet(self) -> None:
        place = locate(["สำนักงานเขตหนองจอก กทม."])
        assert (place.district, place.province) == ("หนองจอก", BANGKOK)
        assert place.how.startswith("เขต:")


pieces = st.sampled_from(
    [
        "อำเภอ",
        "อ.",
        "เขต",
        "จังหวัด",
        "จ.",
        "กทม.",
        "เมือง",
        "ลำปาง",
        "เลย",
        "สบปราบ",
        "สอง",
        "จอมทอง",
        "ได้",
        "ฯ",
        " ",
        "\n",
        "(",
    ]
)


@pytest.mark.slow
@given(st.lists(st.lists(pieces | st.text(max_size=3), max_size=12).map("".join), max_size=4))
def test_any_texts_give_a_place_of_the_gazetteer_or_of_the_text(texts: list[str]) -> None:
    place = locate(texts)
    assert place.region == region_of(place.province)
    assert bool(place.region) == bool(place.province)
    assert place.district == "" or provinces_of(place.district) or place.district in "\n".join(map(normalise, texts))
    assert 0 <= place.confidence <= 1
    assert bool(place.how) == bool(place.district or place.province) == bool(place.confidence)
