"""What a patient's particulars may be, and the record number. Pure: no clock, no store; today comes as a parameter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from hms_desktop.kernel.text import fold

LONGEST_NAME: Final = 200
LONGEST_PHONE: Final = 60
EARLIEST_BIRTH: Final = date(1880, 1, 1)


class Sex(StrEnum):
    """As recorded for care; «unknown» is an answer."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How well a birth date is known. The stored day is then the first of the month or of the year."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is asked at the desk. One of the two names is enough; everything else may be unknown."""

    family: str = ""
    given: str = ""
    nickname: str = ""
    former: str = ""
    title: str = ""
    sex: Sex = Sex.UNKNOWN
    born: date | None = None
    precision: Precision = Precision.DAY
    phone: str = ""
    email: str = ""
    address: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    language: str = ""
    insurer: str = ""
    policy: str = ""
    note: str = ""


def problems(facts: Particulars, today: date) -> dict[str, str]:
    """Field → sentence, for what cannot be accepted."""
    found = {}
    if not facts.family and not facts.given:
        found["family"] = "A name is needed; one is enough"
    for field in ("family", "given"):
        if len(getattr(facts, field)) > LONGEST_NAME:
            found[field] = "This is longer than a name can be"
    if facts.born and facts.born > today:
        found["born"] = "This day is still to come"
    elif facts.born and facts.born < EARLIEST_BIRTH:
        found["born"] = "Nobody living was born then"
    if facts.phone and not 4 <= len(digits(facts.phone)) <= 18:
        found["phone"] = "A phone number has 4 to 18 digits"
    elif len(facts.phone) > LONGEST_PHONE:
        found["phone"] = "This is longer than a phone number can be"
    return found


def digits(phone: str) -> str:
    """The digits of a phone number, for finding it however it is written, Arabic or Indic figures included."""
    if phone.isascii():
        return "".join(filter(str.isdigit, phone))
    return "".join(str(unicodedata.decimal(sign)) for sign in phone if sign.isdecimal())


def is_number(typed: str) -> bool:
    """Whether this can only be a phone or a record number."""
    return bool(re.fullmatch(r"[\d\s+()./-]+", typed)) and any(sign.isdecimal() for sign in typed)


def known_day(facts: Particulars) -> date | None:
    """The birth date as it is stored: of what is not known of it, the first."""
    if facts.born is None or facts.precision is Precision.DAY:
        return facts.born
    return facts.born.replace(day=1) if facts.precision is Precision.MONTH else facts.born.replace(month=1, day=1)


def sort_name(facts: Particulars) -> str:
    """By which lists are ordered and one-word searches begin: family name first."""
    return fold(f"{facts.family} {facts.given}")


def given_sort(facts: Particulars) -> str:
    """The same with the given name first, for who is known by it."""
    return fold(f"{facts.given} {facts.family}")


def record_number(serial: int) -> str:
    """A serial number with its check digit, such as 1234 → 0012344; a slip of one digit or a swap of two shows."""
    text = f"{serial:06d}"
    return text + str(_damm(text))


def is_record_number(text: str) -> bool:
    """Whether the check digit fits."""
    return text.isascii() and text.isdigit() and len(text) >= 7 and _damm(text) == 0


_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
"""The quasigroup of order 10 in H. M. Damm, «Total anti-symmetrische Quasigruppen», Marburg 2004, page 111."""


def _damm(text: str) -> int:
    state = 0
    for digit in text:
        state = int(_DAMM[state][int(digit)])
    return state
