"""Whether two records may be one person: a score, and why, in short sentences. Pure.

Each thing that fits or does not adds its weight, as in Fellegi and Sunter, «A theory for record linkage», JASA 1969;
the weights were set on made pairs (`tests/features/patients/pairs.py`). A score orders and warns, it never decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import exp
from typing import Final, Protocol

from hms_desktop.features.patients.domain import Particulars, Precision, Sex
from hms_desktop.features.patients.domain.alike import Fit, Words, given_fit, name_fit
from hms_desktop.kernel.text import fold

SHOWN: Final = 0.6
"""From this score on two records are shown as possibly one person."""

_PRIOR: Final = -9.0
_LONGEST_TAIL: Final = 8
"""As many digits at a phone number's end are compared: country and trunk prefixes are written or not."""

_FAMILY: Final[Mapping[Fit, tuple[float, str]]] = {
    Fit.EXACT: (4.0, "same family name"),
    Fit.SHORT: (3.0, "same family name"),
    Fit.PART: (3.0, "one family name is part of the other"),
    Fit.NEAR: (3.0, "family names a slip apart"),
    Fit.SOUND: (2.5, "family names sound alike"),
    Fit.INITIAL: (0.5, ""),
    Fit.DIFFERENT: (-4.0, "different family name"),
    Fit.MISSING: (0.0, ""),
}
_GIVEN: Final[Mapping[Fit, tuple[float, str]]] = {
    Fit.EXACT: (4.0, "same given name"),
    Fit.SHORT: (3.2, "a short form of the given name"),
    Fit.PART: (3.0, "one given name is part of the other"),
    Fit.NEAR: (2.6, "given names a slip apart"),
    Fit.SOUND: (2.2, "given names sound alike"),
    Fit.INITIAL: (1.0, "same initial"),
    Fit.DIFFERENT: (-8.0, "different given name"),
    Fit.MISSING: (0.0, ""),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """A person as records are compared: names as folded words, phones as digits, identifiers as (system, folded)."""

    family: Words
    given: Words
    former: Words
    nickname: Words
    sex: Sex
    born: date | None
    precision: Precision
    phones: frozenset[str]
    identifiers: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How likely two records are one person, from 0 to 1, and what speaks for and against it."""

    score: float
    reasons: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        return self.score >= SHOWN


Part = tuple[float, str]


class Named(Protocol):
    """What of a record is compared: particulars have it, and rows of the store as well."""

    @property
    def family(self) -> str: ...

    @property
    def given(self) -> str: ...

    @property
    def former(self) -> str: ...

    @property
    def nickname(self) -> str: ...

    @property
    def sex(self) -> Sex: ...

    @property
    def born(self) -> date | None: ...

    @property
    def precision(self) -> Precision: ...


def compared(facts: Named, phones: Iterable[str] = (), identifiers: Iterable[tuple[str, str]] = ()) -> Compared:
    """Makes a person comparable; phones are digits, the record's own first one among them."""
    kept: dict[str, frozenset[str]] = {}
    for system, value in identifiers:
        kept[system] = kept.get(system, frozenset()) | {value}
    return Compared(
        _words(facts.family),
        _words(facts.given),
        _words(facts.former),
        _words(facts.nickname),
        facts.sex,
        facts.born,
        facts.precision,
        frozenset(tail_of(phone) for phone in phones if len(phone) >= 6),
        kept,
    )


def tail_of(phone: str) -> str:
    """The end of a phone number, by which two writings of it are the same."""
    return phone[-_LONGEST_TAIL:]


def _words(name: str) -> Words:
    return tuple(fold(name).replace("-", " ").replace("'", "").replace(".", " ").split()) if name else ()


def verdict(one: Compared, other: Compared) -> Verdict:
    """The score of two records and its reasons, what speaks for them first."""
    born = _birth(one, other)
    names = _names(one, other, born[0] > 0)
    parts = (*names, born, _phone(one, other), _identifier(one, other), _sex(one, other))
    weight = _PRIOR + sum(part[0] for part in parts)
    told = sorted((part for part in parts if part[1]), key=lambda part: -part[0])
    return Verdict(round(1 / (1 + exp(-weight / 2)), 3), tuple(_joined([part[1] for part in told])))


def _joined(reasons: list[str]) -> list[str]:
    """«Same name» says what two sentences would."""
    both = ("same family name", "same given name")
    if all(text in reasons for text in both):
        return ["same name", *(text for text in reasons if text not in both)]
    return reasons


def _names(one: Compared, other: Compared, is_born_alike: bool) -> tuple[Part, ...]:
    straight = (_family(one, other), _given(one, other))
    crossed_fits = (name_fit(one.family, other.given), name_fit(one.given, other.family))
    if min(crossed_fits) > Fit.INITIAL:
        crossed = _FAMILY[crossed_fits[0]][0] + _GIVEN[crossed_fits[1]][0] - 0.5
        if crossed > straight[0][0] + straight[1][0]:
            return ((crossed, "family and given name swapped"),)
    if straight[0][0] < 0 and is_born_alike and straight[1][0] >= 3:
        return (straight[0][0] + (0.5 if Sex.FEMALE in (one.sex, other.sex) else 0.0), straight[0][1]), straight[1]
    return straight


def _family(one: Compared, other: Compared) -> Part:
    fit = name_fit(one.family, other.family)
    if fit < Fit.SOUND:
        married = max(name_fit(one.former, other.family), name_fit(one.family, other.former))
        if married >= Fit.SOUND:
            return 3.5, "the former name fits"
        if married is Fit.MISSING and fit is Fit.DIFFERENT and name_fit(one.former, other.former) >= Fit.SOUND:
            return 3.5, "same former name"
    return _FAMILY[fit]


def _given(one: Compared, other: Compared) -> Part:
    fit = given_fit(one.given, other.given)
    if fit < Fit.PART:
        called = max(name_fit(one.nickname, other.given), name_fit(one.given, other.nickname))
        if called >= Fit.NEAR:
            return 3.2, "the nickname fits"
    return _GIVEN[fit]


def _birth(one: Compared, other: Compared) -> Part:
    if one.born is None or other.born is None:
        return 0.0, ""
    if Precision.ESTIMATED in (one.precision, other.precision):
        return _about(abs(one.born.year - other.born.year))
    if Precision.YEAR in (one.precision, other.precision):
        return (2.2, "same year of birth") if one.born.year == other.born.year else (-4.0, "different year of birth")
    if Precision.MONTH in (one.precision, other.precision):
        same = one.born.replace(day=1) == other.born.replace(day=1)
        return (3.5, "same month of birth") if same else (-5.0, "different month of birth")
    return _days(one.born, other.born)


def _about(years: int) -> Part:
    if years <= 3:
        return 1.2, "about the same age"
    return (-1.0 if years <= 6 else -4.0), "different age"


def _days(one: date, other: date) -> Part:
    if one == other:
        return 6.0, "same birth date"
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return 4.6, "day and month swapped"
    if is_slip(one, other):
        return 3.4, "birth dates a digit apart"
    if abs(one.year - other.year) > 12:
        return -10.0, "born many years apart"
    return -6.0, "different birth date"


def is_slip(one: date, other: date) -> bool:
    """Whether one digit was mistyped between two dates, or two neighbours of the year swapped."""
    texts = (one.strftime("%Y%m%d"), other.strftime("%Y%m%d"))
    apart = [place for place, (a, b) in enumerate(zip(*texts, strict=True)) if a != b]
    if len(apart) == 1:
        return True
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    a, b = (text[apart[0] : apart[1] + 1] for text in texts)
    return a == b[::-1]


def _phone(one: Compared, other: Compared) -> Part:
    if not one.phones or not other.phones:
        return 0.0, ""
    return (4.0, "same phone") if one.phones & other.phones else (-0.5, "")


def _identifier(one: Compared, other: Compared) -> Part:
    shared = one.identifiers.keys() & other.identifiers.keys()
    if any(one.identifiers[system] & other.identifiers[system] for system in shared):
        return 16.0, "same identifier"
    return (-8.0, "different identifiers of one kind") if shared else (0.0, "")


def _sex(one: Compared, other: Compared) -> Part:
    told = {Sex.FEMALE, Sex.MALE}
    if one.sex not in told or other.sex not in told:
        return 0.0, ""
    return (0.4, "") if one.sex is other.sex else (-3.5, "different sex")


@dataclass(frozen=True, slots=True)
class Keys:
    """Where one person's possible doubles are looked for: few exact reads instead of everybody.

    `days` are birth dates, the real one first, `phones` digits, `identifiers` folded values, `beginnings` those of
    folded names in the order of lists."""

    days: tuple[date, ...]
    phones: tuple[str, ...]
    identifiers: tuple[str, ...]
    beginnings: tuple[str, ...]
    letters: tuple[str, ...] = ()
    """The first two letters of every name, for telling apart those of one day."""


def keys(facts: Particulars, phones: Iterable[str] = (), identifiers: Iterable[tuple[str, str]] = ()) -> Keys:
    """The keys of a person; phones are digits, identifiers are folded."""
    days = _days_of(facts.born, facts.precision) if facts.born else ()
    return Keys(
        days,
        tuple(dict.fromkeys(number for phone in phones if len(phone) >= 6 for number in _written(phone))),
        tuple(dict.fromkeys(value for _, value in identifiers)),
        tuple(dict.fromkeys(_beginnings(facts))),
        tuple(dict.fromkeys(fold(name)[:2] for name in (facts.family, facts.given, facts.former) if name)),
    )


def _days_of(born: date, precision: Precision) -> tuple[date, ...]:
    if precision is not Precision.DAY:
        return ()
    if born.day <= 12 and born.day != born.month:
        return born, born.replace(month=born.day, day=born.month)
    return (born,)


def _written(phone: str) -> tuple[str, ...]:
    """One number as it may be stored: with or without the noughts before it."""
    plain = phone.lstrip("0")
    return (phone, plain, f"0{plain}", f"00{plain}") if plain else (phone,)


def _beginnings(facts: Particulars) -> Iterable[str]:
    """Names in the order of lists; of the given name its first letters, because the rest is written in many ways."""
    family, given, former = fold(facts.family), fold(facts.given), fold(facts.former)
    if family and given:
        yield f"{family} {given[:3]}"
        yield f"{given} {family[:3]}"
    elif family or given:
        yield family or given
    if former and given:
        yield f"{former} {given[:3]}"


def slips_of(day: date) -> tuple[date, ...]:
    """The birth dates that one mistyped digit, or day and month swapped, makes of this one; it is among them."""
    text = day.strftime("%Y%m%d")
    made = {day}
    for place in range(2, 8):
        for digit in "0123456789":
            made |= _valid(text[:place] + digit + text[place + 1 :])
    for place in range(7):
        made |= _valid(text[:place] + text[place + 1] + text[place] + text[place + 2 :])
    return tuple(sorted(made | _valid(text[:4] + text[6:] + text[4:6])))


def _valid(text: str) -> set[date]:
    try:
        return {date.fromisoformat(text)}
    except ValueError:
        return set()
