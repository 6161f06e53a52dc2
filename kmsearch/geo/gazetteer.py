"""The list of Thailand's provinces and districts, read once from ``data/places.yaml``, and the mending of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml
from rapidfuzz.distance import OSA

from kmsearch.thai.tokenizer import normalise

BANGKOK = "กรุงเทพมหานคร"
CAPITAL = "เมือง"
"""What the district of a province's seat is called before the province's name; alone when the province is not known."""

_ONE_WRONG, _TWO_WRONG = 5, 9
"""Characters from which one and two may be wrong: shorter names are too near to one another and to words."""

EDGES = " \t\n.,:;ฯ()\"'"
"""What may stand around a name without being part of it."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its region (ภาคเหนือ …) and the official names of its districts."""

    name: str
    region: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The list: ``owners`` maps a district to its provinces, ``spoken`` what a province is also called to its name.

    ``everyday`` names are words or people's names too.
    """

    provinces: Mapping[str, Province]
    owners: Mapping[str, tuple[str, ...]]
    spoken: Mapping[str, str]
    everyday: frozenset[str]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The list that ships."""
    data = yaml.safe_load((files("kmsearch.data") / "places.yaml").read_text("utf-8"))
    rows = {name: Province(name, row["region"], tuple(row["districts"])) for name, row in data["provinces"].items()}
    owners: dict[str, tuple[str, ...]] = {}
    for row in rows.values():
        for district in row.districts:
            owners[district] = (*owners.get(district, ()), row.name)
    everyday = frozenset(data["everyday_provinces"] + data["everyday_districts"])
    return Gazetteer(rows, owners, data["spoken"], everyday)


def provinces() -> tuple[Province, ...]:
    """The 77 provinces with their 928 districts (those of Bangkok are its เขต)."""
    return tuple(gazetteer().provinces.values())


def region_of(province: str) -> str:
    """The region of a province by its official name, the empty string for any other name."""
    row = gazetteer().provinces.get(province)
    return row.region if row else ""


def provinces_of(district: str) -> tuple[str, ...]:
    """The provinces that have a district of this official name; empty for any other name."""
    return gazetteer().owners.get(district, ())


def capital_of(province: str) -> str:
    """The district of the province's seat: เมืองน่าน, พระนครศรีอยุธยา; ``CAPITAL`` for Bangkok and unknown names."""
    row = gazetteer().provinces.get(province)
    return next((name for name in (CAPITAL + province, province) if row and name in row.districts), CAPITAL)


def mend_province(name: str) -> tuple[str, bool]:
    """The official name of a province that is misspelt or named as it is spoken, and whether that changed it.

    A name that is right, that is a district's, or that no single province is clearly nearest to, comes back as it is.
    """
    places, plain = gazetteer(), normalise(name).strip(EDGES)
    if plain in places.provinces or plain in places.owners:
        return name, False
    mended = places.spoken.get(plain) or nearest(plain, places.provinces)
    return (mended, True) if mended else (name, False)


def nearest(name: str, names: Iterable[str], most: int = 2) -> str:
    """The one of ``names`` that ``name`` misspells by at most ``most`` characters, or the empty string.

    One wrong character from five characters on, two from nine, and the next name at least twice as far. Of the
    provinces with one random edit 86 in 100 come back and none as another, with two edits 42 and 1 in 2500 as another.
    """
    allowed = min((len(name) >= _ONE_WRONG) + (len(name) >= _TWO_WRONG), most)
    if not allowed:
        return ""
    others = (other for other in names if len(other) >= _ONE_WRONG)
    near = sorted((OSA.distance(name, other, score_cutoff=2 * allowed), other) for other in others)
    if not near or near[0][0] > allowed or (len(near) > 1 and near[1][0] < 2 * near[0][0]):
        return ""
    return near[0][1]
