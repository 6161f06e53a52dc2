"""Names of persons: without their titles, and by which letter a list has them."""

from __future__ import annotations

import re

from kmsearch.thai.tokenizer import collation_key

# นายก, นายอำเภอ and their like are posts, not titles; ะ and the like after นาย make another word of it.
_TITLE_OF_PERSON = re.compile(
    r"(?:นาย(?!กเทศ|กองค์|กสมาคม|กสภา|กเหล่า|กอบ|อำเภอ|ทะเบียน|ช่าง|แพทย์|สัตวแพทย์)|นางสาว|นาง|น\.\s?ส\."
    r"|(?:ว่าที่\s?)?(?:ร้อย|พัน|พล|สิบ|จ่าสิบ)(?:ตำรวจ)?(?:ตรี|โท|เอก)(?:หญิง)?|(?:ว่าที่\s?)?[รพ]\.\s?ต?\.?\s?[ตทอ]\.(?:หญิง)?"
    r"|ผศ\.|รศ\.|ศ\.|ดร\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?)\s*(?=[ก-ฮเ-ไA-Z])"
)


def without_title(name: str) -> str:
    """The name without titles of address; ranks of monks and nobles stay: they are part of the name."""
    while found := _TITLE_OF_PERSON.match(name):
        name = name[found.end() :]
    return name


def name_key(name: str) -> tuple[str, str]:
    """What sorts names as a list of persons does: by the name without titles, in the order of a Thai dictionary."""
    return collation_key(without_title(name))


def initial(name: str) -> str:
    """The first consonant of a Thai name, the first letter of another in capitals; empty where there is none."""
    letter = next((char for char in name_key(name)[0] if char.isalpha()), "")
    return letter.upper()
