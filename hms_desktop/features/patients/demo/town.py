"""The invented town: households as a practice has them, with what they share, and the people who break programs.

Everything is drawn from the chance that is given, and every date counts back from today, so the same seed and the same
day make the same town.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from hms_desktop.features.patients.demo.draw import YEAR, YOUNG, Culture, Draw, read
from hms_desktop.features.patients.domain import Precision, Sex
from hms_desktop.kernel.text import fold

PATIENTS: Final = 2_000
LOOKALIKES: Final = 14
RESTRICTED: Final = 3
ARCHIVED: Final = 18

NHS: Final = "nhs"
PREVIOUS: Final = "previous"
"""The number on the cards that the clinic had before it had a computer."""

_GROWN_UP: Final = 18


@dataclass(frozen=True, kw_only=True)
class Invented:
    """Somebody made up. `guarantor` is the place of who answers for a child, in the same list and before it."""

    family: str
    given: str = ""
    sex: Sex
    born: date | None
    precision: Precision = Precision.DAY
    title: str = ""
    nickname: str = ""
    former: str = ""
    phone: str = ""
    phones: tuple[tuple[str, str], ...] = ()
    email: str = ""
    address: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    language: str = ""
    insurer: str = ""
    policy: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    note: str = ""
    guarantor: int | None = None
    died_on: date | None = None
    is_restricted: bool = False
    is_archived: bool = False


def town(chance: random.Random, today: date, size: int = PATIENTS) -> tuple[Invented, ...]:
    """All patients, in the order in which they were registered: parents stand before their children."""
    draw = Draw(chance, today)
    people = [_known(entry, today) for entry in read("people")["person"]]
    while len(people) < size - LOOKALIKES:
        people += _household(draw, len(people))
    del people[size - LOOKALIKES :]
    people += [_twice(draw, one) for one in chance.sample([one for one in people if _is_plain(one)], LOOKALIKES)]
    return tuple(_fates(draw, people))


def _known(entry: dict[str, Any], today: date) -> Invented:
    """One of those whom every demo meets."""
    texts = {key: entry.get(key, "") for key in ("family", "given", "title", "nickname", "former", "language", "note")}
    days = entry.get("days", round(entry["years"] * YEAR) + 100 if "years" in entry else None)
    precision = Precision(entry.get("precision", Precision.DAY))
    born = None if days is None else _rounded(today - timedelta(days=days), precision)
    return Invented(**texts, sex=Sex(entry["sex"]), born=born, precision=precision)


def _rounded(born: date, precision: Precision) -> date:
    """Of what is not known of a birth date, the first."""
    if precision is Precision.DAY:
        return born
    return born.replace(day=1) if precision is Precision.MONTH else born.replace(month=1, day=1)


# Households.


@dataclass(frozen=True)
class _Person:
    """Somebody of a household, before he has an address. `lines` are his family names as both sexes bear them."""

    culture: Culture
    sex: Sex
    age: float
    given: str
    lines: tuple[tuple[str, str], ...]
    former: str = ""

    @property
    def family(self) -> str:
        return " ".join(line[self.sex is Sex.FEMALE] for line in self.lines)


@dataclass
class _Home:
    """What those who live together share."""

    address: dict[str, str]
    landline: str
    insurer: str
    policy: str
    first: int
    people: list[Invented] = field(default_factory=list)


def _household(draw: Draw, first: int) -> list[Invented]:
    """Who lives behind one door and comes to this clinic; `first` is the place of the first of them in the list."""
    age = draw.age_of_head()
    head = _grown_up(draw, draw.culture(), draw.chance.choice((Sex.FEMALE, Sex.MALE)), age)
    partner = _partner(draw, head) if draw.happens(0.35 if age < YOUNG or age > 80 else 0.64) else None
    mother = next((one for one in (head, partner) if one and one.sex is Sex.FEMALE), None)
    father = next((one for one in (head, partner) if one and one.sex is Sex.MALE), None)
    children = _children(draw, mother, father) if mother and (partner or draw.happens(0.4)) else []
    insured = draw.happens(0.5)
    home = _Home(
        draw.home(),
        draw.landline() if draw.happens(0.3 + min(age, 80) / 160) else "",
        draw.chance.choice(draw.insurers) if insured else "",
        draw.number(7) if insured else "",
        first,
    )
    for one in (head, partner, *children):
        if one and (one is head or draw.happens(0.93)):
            home.people.append(_settled(draw, one, home))
    return home.people


def _grown_up(draw: Draw, culture: Culture, sex: Sex, age: float) -> _Person:
    given = draw.chance.choice(culture.names(sex, age))
    if culture.form == "none":
        return _Person(culture, sex, age, given, ())
    if culture.form == "father":
        father = draw.chance.choice([name for name in culture.given["male"] if name != given])
        return _Person(culture, sex, age, given, ((father, father),))
    lines = tuple(draw.chance.sample(culture.families, 2 if culture.form == "double" else 1))
    return _Person(culture, sex, age, given, lines)


def _partner(draw: Draw, head: _Person) -> _Person:
    """Mostly of the other sex, of the same origin and of about the same age."""
    other = Sex.MALE if head.sex is Sex.FEMALE else Sex.FEMALE
    sex = head.sex if draw.happens(0.04) else other
    culture = draw.culture() if draw.happens(0.12) else head.culture
    age = max(18.5, head.age + draw.chance.gauss(-2 if sex is Sex.FEMALE else 2, 3))
    made = _grown_up(draw, culture, sex, min(age, 98))
    shares = head.culture.form == culture.form == "plain" and draw.happens(head.culture.shares)
    if shares and sex is Sex.FEMALE and made.lines != head.lines and made.given != head.family:
        return replace(made, lines=head.lines, former=made.family)
    return made


def _children(draw: Draw, mother: _Person, father: _Person | None) -> list[_Person]:
    """Those who are under twenty-two; some of them twins, a few just born."""
    many = draw.chance.choices((0, 1, 2, 3, 4), (12, 25, 38, 18, 7))[0]
    found: list[_Person] = []
    for _ in range(many):
        age = mother.age - draw.chance.triangular(18.5, 43, 30)
        if 20 < mother.age < 42 and draw.happens(0.035):
            age = draw.chance.random() / 15
        if not 0 < age < 22 or any(abs(age - one.age) < 0.85 for one in found):
            continue
        found.append(_child(draw, mother, father, age, found))
        if draw.happens(0.03):
            found.append(_child(draw, mother, father, age, found))
    return found


def _child(draw: Draw, mother: _Person, father: _Person | None, age: float, others: Sequence[_Person]) -> _Person:
    culture = (father or mother).culture
    sex = draw.chance.choice((Sex.FEMALE, Sex.MALE))
    lines = (father or mother).lines
    if culture.form == "double":
        lines = ((father or mother).lines[0], (mother.lines or lines)[0])
    if culture.form == "father" and father:
        lines = ((father.given, father.given),)
    possible = [name for name in culture.names(sex, age) if name not in {line[0] for line in lines}]
    free = [name for name in possible if name not in {one.given for one in others}]
    twin = next((one for one in others if one.age == age), None)
    alike = [name for name in free if twin and name[0] == twin.given[0]]
    return _Person(culture, sex, age, draw.chance.choice(alike or free or possible), lines)


def _settled(draw: Draw, one: _Person, home: _Home) -> Invented:
    """A person of this home with everything that the desk asks."""
    born, is_child = draw.born(one.age), one.age < _GROWN_UP
    precision = draw.precision() if not is_child else Precision.DAY
    grown_up = next((place for place, other in enumerate(home.people) if other.guarantor is None), None)
    mobile = "" if is_child else draw.mobile() if draw.happens(0.95 - max(one.age - 60, 0) / 90) else ""
    phone = home.people[grown_up].phone if is_child and grown_up is not None else mobile or home.landline
    further = (("home", home.landline),) if home.landline and phone != home.landline else ()
    work = (("work", draw.landline()),) if 20 < one.age < 67 and draw.happens(0.08) else ()
    nhs = ((NHS, draw.nhs_number()),) if draw.happens(0.85) else ()
    before = ((PREVIOUS, f"K-{home.first + len(home.people):06d}"),) if one.age > 30 and draw.happens(0.25) else ()
    return Invented(
        family=one.family,
        given=one.given,
        sex=one.sex,
        born=None if not is_child and draw.happens(0.012) else _rounded(born, precision),
        precision=precision,
        former=one.former,
        phone=phone,
        phones=further + work,
        email="" if is_child or not draw.happens(0.75 - one.age / 160) else _email(one, born),
        language=one.culture.language if draw.happens(0.7) else "en",
        insurer=home.insurer,
        policy=f"{home.policy}-{len(home.people) + 1:02d}" if home.policy else "",
        identifiers=(*nhs, *before),
        guarantor=None if not is_child or grown_up is None else home.first + grown_up,
        address=home.address["address"],
        city=home.address["city"],
        postcode=home.address["postcode"],
    )


def _email(one: _Person, born: date) -> str:
    """At example.org, where nobody receives anything; none for a name that no keyboard of ours types."""
    parts = [re.sub(r"[^a-z0-9]", "", fold(name)) for name in (one.given, one.family)]
    return f"{'.'.join(filter(None, parts))}{born.year % 100:02d}@example.org" if all(parts) else ""


# Those who stand out.


def _is_plain(one: Invented) -> bool:
    """Somebody whose name can be misheard, and whom one knows by the birth date."""
    return one.given.isascii() and len(one.given) > 4 and one.given.isalpha() and bool(one.family and one.born)


def _twice(draw: Draw, one: Invented) -> Invented:
    """The same person registered once more, in a hurry: the given name misheard, the address not asked."""
    at = draw.chance.randrange(1, len(one.given) - 1)
    doubled, dropped = one.given[: at + 1] + one.given[at:], one.given[:at] + one.given[at + 1 :]
    phone = one.phone if draw.happens(0.5) else ""
    return Invented(
        family=one.family, given=draw.chance.choice((doubled, dropped)), sex=one.sex, born=one.born,
        precision=one.precision, phone=phone, language=one.language,
    )  # fmt: skip


def _fates(draw: Draw, people: list[Invented]) -> Iterator[Invented]:
    """Some have died, some have moved away, and of three the record is closed to most."""
    adults = [place for place, one in enumerate(people) if one.address and one.guarantor is None and one.born]
    living = draw.chance.sample(adults, RESTRICTED + ARCHIVED)
    restricted, archived = set(living[:RESTRICTED]), set(living[RESTRICTED:])
    for place, one in enumerate(people):
        age = (draw.today - one.born).days / YEAR if one.born else 0
        if place in restricted:
            yield replace(one, is_restricted=True)
        elif place in archived:
            yield replace(one, is_archived=True)
        elif age > 74 and one.address and draw.happens((age - 60) / 160):
            yield replace(one, died_on=draw.today - timedelta(days=draw.chance.randint(3, 900)))
        else:
            yield one
