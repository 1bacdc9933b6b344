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
    """What is known of a person at the desk. One of the two names is enough; everything else may be unknown."""

    family: str = ""
    given: str = ""
    nickname: str = ""
    former: str = ""
    """Former family names, by which old papers and relatives still know him."""
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
    """ISO 639-1, such as «ar»: what his papers are printed in."""
    insurer: str = ""
    policy: str = ""
    note: str = ""
    """A word for the desk, such as «hard of hearing»; nothing clinical."""


LONGEST: Final = {
    "family": LONGEST_NAME, "given": LONGEST_NAME, "nickname": LONGEST_NAME, "former": LONGEST_NAME, "title": 40,
    "email": 254, "address": 400, "city": 120, "postcode": 20, "country": 80, "insurer": 120, "policy": 60, "note": 500,
}  # fmt: skip
"""Letters that a field can hold; the e-mail's is from RFC 5321, 4.5.3.1."""

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
OLDEST: Final = 110
"""Years after which an age is more often a slip than a long life; a person confirms it."""


def problems(facts: Particulars, today: date) -> dict[str, str]:
    """Field → sentence, for what cannot be accepted."""
    too_long = (name for name, limit in LONGEST.items() if len(getattr(facts, name)) > limit)
    found = dict.fromkeys(too_long, "This is longer than it can be")
    if not facts.family and not facts.given:
        found["family"] = "A name is needed; one is enough"
    if facts.born and facts.born > today:
        found["born"] = "This day is still to come"
    elif facts.born and facts.born < EARLIEST_BIRTH:
        found["born"] = "Nobody living was born then"
    if facts.phone and phone_problem(facts.phone):
        found["phone"] = phone_problem(facts.phone)
    if facts.email and not _EMAIL.fullmatch(facts.email):
        found["email"] = "An e-mail address looks like name@example.org"
    if facts.language and not _LANGUAGE.fullmatch(facts.language):
        found["language"] = "A language is two letters, such as en"
    return found


def doubts(facts: Particulars, today: date) -> dict[str, str]:
    """Field → question, for what is possible and mostly a slip; a person confirms it."""
    found = {}
    if facts.born and facts.born.replace(day=1) < today.replace(day=1, year=today.year - OLDEST):
        found["born"] = "Older than 110 years: is that right?"
    if facts.family and fold(facts.family) == fold(facts.given):
        found["given"] = "Both names are the same: is that right?"
    for field in ("family", "given"):
        if len(getattr(facts, field)) == 1 and getattr(facts, field).isascii():
            found[field] = "One letter: is that the whole name?"
    if facts.policy and not facts.insurer:
        found["policy"] = "A number without an insurer: is that right?"
    return found


def death_problem(died_on: date | None, born: date | None, today: date) -> str:
    """What is wrong with the day of a death, or nothing."""
    if died_on and died_on > today:
        return "This day is still to come"
    return "This day is before the birth" if died_on and born and died_on < born else ""


def phone_problem(phone: str) -> str:
    """What is wrong with a phone number, or nothing."""
    if not 4 <= len(digits(phone)) <= 18:
        return "A phone number has 4 to 18 digits"
    return "This is longer than a phone number can be" if len(phone) > LONGEST_PHONE else ""


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
