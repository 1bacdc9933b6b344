"""Amounts, units and routes as orders write them, and which of them can be compared with each other.

A number that is no number (not finite, below nought) counts as missing. Units of different kinds are never converted:
milligrams to millilitres needs a concentration, and whoever knows that converts before asking.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

_MASS: Final = "mass"
_ACTIVITY: Final = "activity"

UNITS: Final[Mapping[str, tuple[str, float]]] = {
    "g": (_MASS, 1_000.0),
    "mg": (_MASS, 1.0),
    "microgram": (_MASS, 0.001),
    "nanogram": (_MASS, 0.000_001),
    "unit": (_ACTIVITY, 1.0),
    "million unit": (_ACTIVITY, 1_000_000.0),
    "mL": ("volume", 1.0),
    "L": ("volume", 1_000.0),
    "mmol": ("amount of substance", 1.0),
    "mEq": ("equivalents", 1.0),
    "puff": ("puff", 1.0),
    "spray": ("spray", 1.0),
    "drop": ("drop", 1.0),
    "tablet": ("tablet", 1.0),
    "capsule": ("capsule", 1.0),
    "sachet": ("sachet", 1.0),
    "suppository": ("suppository", 1.0),
    "patch": ("patch", 1.0),
    "lozenge": ("lozenge", 1.0),
    "ring": ("ring", 1.0),
    "implant": ("implant", 1.0),
    "device": ("device", 1.0),
    "application": ("application", 1.0),
    "dose": ("dose", 1.0),
    "cm": ("length", 1.0),
    "%": ("share", 1.0),
}
"""Unit → what it measures, and how many of the first unit of its kind it is."""

_OTHER_UNITS: Final[Mapping[str, str]] = {
    "gram": "g",
    "grams": "g",
    "milligram": "mg",
    "milligrams": "mg",
    "mcg": "microgram",
    "µg": "microgram",
    "μg": "microgram",
    "ug": "microgram",
    "micrograms": "microgram",
    "ng": "nanogram",
    "nanograms": "nanogram",
    "units": "unit",
    "iu": "unit",
    "international unit": "unit",
    "million units": "million unit",
    "megaunit": "million unit",
    "ml": "mL",
    "millilitre": "mL",
    "millilitres": "mL",
    "l": "L",
    "litre": "L",
    "meq": "mEq",
    "minute": "min",
    "h": "hour",
}

_AN_HOUR: Final[Mapping[str, float]] = {"hour": 1.0, "min": 60.0}
"""How often each is in an hour."""

ROUTES: Final = (
    "oral",
    "sublingual",
    "buccal",
    "intravenous",
    "intramuscular",
    "subcutaneous",
    "intradermal",
    "inhaled",
    "nasal",
    "topical",
    "transdermal",
    "rectal",
    "vaginal",
    "ophthalmic",
    "otic",
    "intraosseous",
    "intrathecal",
    "epidural",
    "intra-articular",
    "intrauterine",
    "infiltration",
    "perineural",
    "nebulised",
    "dental",
)

_OTHER_ROUTES: Final[Mapping[str, str]] = {
    "by mouth": "oral",
    "po": "oral",
    "sl": "sublingual",
    "iv": "intravenous",
    "im": "intramuscular",
    "sc": "subcutaneous",
    "subcut": "subcutaneous",
    "pr": "rectal",
    "pv": "vaginal",
    "inhalation": "inhaled",
    "intranasal": "nasal",
    "cutaneous": "topical",
    "eye": "ophthalmic",
    "ear": "otic",
    "nebulized": "nebulised",
}


def known(number: float | None) -> float | None:
    """The number if it can be an amount, a weight or a laboratory value: finite and above nought; else None."""
    return number if number is not None and math.isfinite(number) and number > 0 else None


def known_age(months: float | None) -> float | None:
    """The age if it can be one; a newborn's nought is one."""
    return months if months is not None and math.isfinite(months) and 0 <= months <= 130 * 12 else None


def unit_named(text: str) -> str:
    """The one spelling of a unit; an unknown one comes back as it was. A rate is a unit with `/hour` or `/min`."""
    parts = [part.strip() for part in text.strip().split("/")]
    return "/".join(_one_unit(part) for part in parts)


def _one_unit(text: str) -> str:
    return text if text in UNITS else _OTHER_UNITS.get(text.casefold(), text)


def is_unit(text: str) -> bool:
    """Whether a formulary may count in it: a unit of the table, or one of them for each hour or minute."""
    unit, *rest = text.split("/")
    return unit in UNITS and (not rest or rest in (["hour"], ["min"]))


def converted(amount: float, unit: str, into: str) -> float | None:
    """The same amount in another unit, or None where the two do not measure the same."""
    source, _, per = unit_named(unit).partition("/")
    target, _, other = unit_named(into).partition("/")
    if per != other:
        if per not in _AN_HOUR or other not in _AN_HOUR:
            return None
        amount = amount * _AN_HOUR[per] / _AN_HOUR[other]
    if source == target:
        return amount
    if source not in UNITS or target not in UNITS or UNITS[source][0] != UNITS[target][0]:
        return None
    return amount * UNITS[source][1] / UNITS[target][1]


def is_rate(unit: str) -> bool:
    """Whether an amount in this unit runs all the time, so that nobody says how often a day."""
    return unit_named(unit).partition("/")[2] in _AN_HOUR


def route_named(text: str) -> str:
    """The one spelling of a route; an unknown one comes back in lower case."""
    folded = text.strip().casefold()
    return _OTHER_ROUTES.get(folded, folded)


def shown(number: float) -> str:
    """A number as a person reads it: no exponent, no trailing noughts."""
    text = f"{number:.3f}".rstrip("0").rstrip(".")
    return text if text not in ("0", "-0") or number == 0 else f"{number:.2g}"
