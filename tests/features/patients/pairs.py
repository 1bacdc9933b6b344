"""Made pairs of records, labelled: one person written twice, or two people who look alike. Seeded, none is real."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from hms_desktop.features.patients.domain import Particulars, Precision, Sex
from hms_desktop.features.patients.domain.alike import _SHORT_FORMS

_CULTURES: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "García López,Fernández,Martínez Ruiz,Sánchez,Romero,Navarro Gil,Iglesias,Ortega,Cortés,De la Fuente"
        ",Herrera,Molina",
        "María,Carmen,Lucía,Ana María,Isabel,Rosario,Elena,Pilar,Marta,Teresa,Dolores,Cristina",
        "José,Francisco,Antonio,Manuel,Luis,Carlos,Juan Pablo,Ignacio,Rafael,Javier,Pedro,Andrés",
    ),
    (
        "Müller,Schmidt,Schneider,Fischer,Weber,Hoffmann,Schäfer,Koch,Bauer,Krüger,Zimmermann,Braun",
        "Anna,Ursula,Monika,Petra,Sabine,Heike,Claudia,Birgit,Greta,Hannelore,Ingrid,Katharina",
        "Hans,Karl-Heinz,Wolfgang,Jürgen,Klaus,Uwe,Stefan,Matthias,Thomas,Dieter,Günther,Rolf",
    ),
    (
        "Smith,Johnson,O'Brien,Taylor,Williams,Macdonald,Thompson,Hughes,Clarke,Robinson,Whitaker,Fitzgerald",
        "Margaret,Elizabeth,Patricia,Susan,Catherine,Emily,Siobhan,Barbara,Alice,Charlotte,Rebecca,Helen",
        "William,Robert,James,Michael,Richard,Thomas,Edward,Daniel,Stephen,Andrew,Christopher,Henry",
    ),
    (
        "Nguyen,Tran,Pham,Hoang,Huynh,Vo,Dang,Bui,Ngo,Truong,Dinh,Duong",
        "Thi Lan,Thi Mai,Hoa,Linh,Thao,Huong,Ngoc,Trang,Phuong,Yen,Kim Anh,Bich",
        "Van Minh,Duc,Hung,Quang,Tuan,Long,Thanh,Khoa,Bao,Cuong,Nam,Phuc",
    ),
    (
        "Haddad,Al-Khatib,Mansour,Khalil,El Amrani,Benali,Abdallah,Nasser,Sayegh,Hamdan,Bouzid,Rahman",
        "Fatima,Aisha,Leila,Mariam,Noor,Zainab,Samira,Khadija,Yasmin,Huda,Amina,Salma",
        "Mohammed,Ahmed,Yusuf,Omar,Ali Hassan,Ibrahim,Karim,Tariq,Khaled,Mustafa,Samir,Bilal",
    ),
    (
        "Devi,Sharma,Patel,Reddy,Iyer,Chatterjee,Nair,Gupta,Krishnamurthy,Joshi,Banerjee,Kulkarni",
        "Sunita,Lakshmi,Priya,Anjali,Kavita,Meena,Radha,Geeta,Pooja,Deepa,Asha,Shanti",
        "Rajesh,Suresh,Vijay,Anil,Ramesh,Sanjay,Arun,Prakash,Mahesh,Ashok,Ganesh,Mohan",
    ),
    (
        "Okafor,Abebe,Oyelaran,Mwangi,Diallo,Nkosi,Adeyemi,Kamau,Traoré,Mensah,Tesfaye,Banda",
        "Ngozi,Chidinma,Wanjiru,Aminata,Thandiwe,Yetunde,Abena,Makeda,Folake,Zola,Hirut,Grace",
        "Chukwuemeka,Tunde,Kofi,Kwame,Mamadou,Sipho,Emeka,Njoroge,Olumide,Dawit,Themba,Samuel",
    ),
    (
        "Kowalski,Nowak,Wiśniewski,Ivanova,Petrov,Sokolov,Horvat,Novák,Szabó,Popescu,Dimitrov,Kuznetsov",
        "Katarzyna,Małgorzata,Natalia,Ekaterina,Jana,Ilona,Svetlana,Olga,Zuzanna,Irina,Agnieszka,Elena",
        "Piotr,Krzysztof,Vladimir,Ivan,Tomasz,László,Sergei,Dmitri,Marek,Andrei,Zoltán,Pavel",
    ),
)


@dataclass(frozen=True)
class Person:
    """One record: particulars, and identifiers as (system, value)."""

    facts: Particulars
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two records, whether they are one person, and what was done to them."""

    one: Person
    other: Person
    is_same: bool
    kind: str


def pairs(count: int, seed: int) -> Iterator[Pair]:
    """So many pairs, half of them one person; the same ones every time."""
    draw = random.Random(seed)
    for number in range(count):
        yield _same(draw) if number % 2 else _different(draw)


def person(draw: random.Random) -> Person:
    """Somebody: one in ten has no phone, one in fifteen no birth date, a third an identifier."""
    families, women, men = draw.choice(_CULTURES)
    sex = draw.choice((Sex.FEMALE, Sex.MALE))
    facts = Particulars(
        family=draw.choice(families.split(",")) + (f" {_rare(draw)}" if draw.random() < 0.25 else ""),
        given=draw.choice((women if sex is Sex.FEMALE else men).split(",")),
        sex=sex,
        born=None if draw.random() < 1 / 15 else _day(draw),
        phone="" if draw.random() < 0.1 else _phone(draw),
    )
    return Person(facts, (("national", _number(draw, 9)),) if draw.random() < 0.33 else ())


def _rare(draw: random.Random) -> str:
    return "".join(draw.choice("bcdfglmnprstv") + draw.choice("aeiou") for _ in range(draw.randint(2, 3))).title()


def _day(draw: random.Random) -> date:
    return date(1932, 1, 1) + timedelta(days=draw.randrange(33_000))


def _number(draw: random.Random, length: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(length))


def _phone(draw: random.Random) -> str:
    return f"06{_number(draw, 8)}"


# --- one person, written twice ---------------------------------------------------------------------------------------

Slip = Callable[[random.Random, Person], Person]


def _same(draw: random.Random) -> Pair:
    """One or two things go wrong between the two records, and the weaker ties may be cut as well."""
    one = person(draw)
    while one.facts.born is None and not one.facts.phone and not one.identifiers:
        one = person(draw)
    slips = draw.sample(_SLIPS, 2 if draw.random() < 0.35 else 1)
    other = one
    for slip in slips:
        other = slip(draw, other)
    if draw.random() < 0.2:
        other = _known_otherwise(draw, other)
    kind = " + ".join(slip.__name__.strip("_") for slip in slips)
    return Pair(one, other, is_same=True, kind=kind)


def _known_otherwise(draw: random.Random, one: Person) -> Person:
    """A new phone, or none; but only where the birth date still tells who it is."""
    if one.facts.born is None or one.facts.precision is not Precision.DAY:
        return one
    return replace(one, facts=replace(one.facts, phone=draw.choice(("", _phone(draw)))))


def _typed_wrong(draw: random.Random, text: str) -> str:
    """One slip: a letter left out, doubled, replaced by a neighbour, or swapped with the next."""
    if len(text) < 3:
        return text
    place = draw.randrange(1, len(text) - 1)
    kind = draw.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    if kind == 2:
        return text[:place] + draw.choice("aeiourtlnsm") + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _changed(one: Person, **values: object) -> Person:
    return replace(one, facts=replace(one.facts, **values))  # type: ignore[arg-type]


def _family_typo(draw: random.Random, one: Person) -> Person:
    return _changed(one, family=_typed_wrong(draw, one.facts.family))


def _given_typo(draw: random.Random, one: Person) -> Person:
    return _changed(one, given=_typed_wrong(draw, one.facts.given))


def _accents_lost(_: random.Random, one: Person) -> Person:
    from hms_desktop.kernel.text import fold

    return _changed(one, family=fold(one.facts.family).title(), given=fold(one.facts.given).upper())


def _names_swapped(_: random.Random, one: Person) -> Person:
    return _changed(one, family=one.facts.given, given=one.facts.family)


def _day_and_month_swapped(_: random.Random, one: Person) -> Person:
    born = one.facts.born
    if born is None or born.day > 12:
        return one
    return _changed(one, born=born.replace(month=born.day, day=born.month))


def _date_slip(draw: random.Random, one: Person) -> Person:
    born = one.facts.born
    if born is None:
        return one
    while True:
        text = list(born.strftime("%Y%m%d"))
        text[draw.choice((2, 3, 4, 5, 6, 7))] = draw.choice("0123456789")
        try:
            made = date.fromisoformat("".join(text))
        except ValueError:
            continue
        if date(1930, 1, 1) < made < date(2026, 1, 1):
            return _changed(one, born=made)


def _only_the_year(_: random.Random, one: Person) -> Person:
    born = one.facts.born
    return _changed(one, born=born.replace(month=1, day=1), precision=Precision.YEAR) if born else one


def _married(draw: random.Random, one: Person) -> Person:
    """A new family name; six in ten times the old one was noted, else the phone stayed."""
    family = draw.choice(draw.choice(_CULTURES)[0].split(","))
    if draw.random() < 0.6 or not one.facts.phone or one.facts.born is None:
        return _changed(one, family=family, former=one.facts.family)
    return _changed(one, family=family)


def _short_form(draw: random.Random, one: Person) -> Person:
    from hms_desktop.kernel.text import fold

    first = fold(one.facts.given).split()[0]
    lines = [line.split() for line in _SHORT_FORMS if first in line.split()]
    other = draw.choice(lines[0]).title() if lines else one.facts.given[:4]
    return _changed(one, given=other) if lines else _changed(one, nickname=one.facts.given, given=other)


def _part_of_a_name(_: random.Random, one: Person) -> Person:
    return _changed(one, family=one.facts.family.split()[0], given=one.facts.given.split()[0])


def _nothing_wrong(_: random.Random, one: Person) -> Person:
    return one


def _phone_otherwise(_: random.Random, one: Person) -> Person:
    return _changed(one, phone=f"+33 {one.facts.phone[1:]}" if one.facts.phone else "")


def _number_lost(_: random.Random, one: Person) -> Person:
    return replace(one, identifiers=())


def _sex_not_asked(_: random.Random, one: Person) -> Person:
    return _changed(one, sex=Sex.UNKNOWN)


_SLIPS: Final[tuple[Slip, ...]] = (
    _family_typo, _given_typo, _accents_lost, _names_swapped, _day_and_month_swapped, _date_slip, _only_the_year,
    _married, _short_form, _part_of_a_name, _nothing_wrong, _phone_otherwise, _number_lost, _sex_not_asked,
)  # fmt: skip


# --- two people who look alike ---------------------------------------------------------------------------------------


def _different(draw: random.Random) -> Pair:
    make = draw.choice(_LOOKALIKES)
    one = person(draw)
    other = make(draw, one)
    return Pair(one, other, is_same=False, kind=make.__name__.strip("_"))


def _own_number(draw: random.Random, one: Person) -> Person:
    """The same record, but the person's own identifier, if he has one."""
    return replace(one, identifiers=tuple((system, _number(draw, 9)) for system, _ in one.identifiers))


def _another_given(draw: random.Random, one: Person, sex: Sex | None = None) -> Person:
    families = next(c for c in _CULTURES if one.facts.given in (*c[1].split(","), *c[2].split(",")))
    sex = sex or draw.choice((Sex.FEMALE, Sex.MALE))
    names = [name for name in families[1 if sex is Sex.FEMALE else 2].split(",") if name != one.facts.given]
    return _changed(_own_number(draw, one), given=draw.choice(names), sex=sex)


def _twin(draw: random.Random, one: Person) -> Person:
    return _another_given(draw, one)


def _twin_of_one_sex(draw: random.Random, one: Person) -> Person:
    return _another_given(draw, one, one.facts.sex)


def _sibling(draw: random.Random, one: Person) -> Person:
    born = one.facts.born and one.facts.born + timedelta(days=draw.randrange(330, 3000))
    return _changed(_another_given(draw, one), born=born)


def _parent_of_the_same_name(draw: random.Random, one: Person) -> Person:
    born = (one.facts.born or _day(draw)) - timedelta(days=draw.randrange(6_600, 14_000))
    return _changed(_own_number(draw, one), born=born)


def _spouse(draw: random.Random, one: Person) -> Person:
    other = Sex.MALE if one.facts.sex is Sex.FEMALE else Sex.FEMALE
    born = one.facts.born and one.facts.born + timedelta(days=draw.randrange(-3000, 3000))
    return _changed(_another_given(draw, one, other), born=born)


def _namesake(draw: random.Random, one: Person) -> Person:
    """The same name, another birth date and phone, as Müller and García have many."""
    return _changed(_own_number(draw, one), born=_day(draw), phone=_phone(draw))


def _namesake_of_the_same_year(draw: random.Random, one: Person) -> Person:
    born = (one.facts.born or _day(draw)).replace(month=draw.randint(1, 12), day=draw.randint(1, 28))
    return _changed(_own_number(draw, one), born=born, phone=_phone(draw))


def _stranger_born_the_same_day(draw: random.Random, one: Person) -> Person:
    other = person(draw)
    return _changed(other, born=one.facts.born)


def _family_name_and_day(draw: random.Random, one: Person) -> Person:
    return _changed(_another_given(draw, one), phone=_phone(draw))


def _given_name_and_day(draw: random.Random, one: Person) -> Person:
    families = [name for name in draw.choice(_CULTURES)[0].split(",") if name not in one.facts.family]
    return _changed(_own_number(draw, one), family=draw.choice(families), phone=_phone(draw))


def _housemate(draw: random.Random, one: Person) -> Person:
    """Somebody else behind the same phone: a home, an employer, a village's only one."""
    return _changed(person(draw), phone=one.facts.phone)


def _stranger(draw: random.Random, _: Person) -> Person:
    return person(draw)


_LOOKALIKES: Final = (
    _twin, _twin_of_one_sex, _sibling, _parent_of_the_same_name, _spouse, _namesake, _namesake_of_the_same_year,
    _stranger_born_the_same_day, _family_name_and_day, _given_name_and_day, _housemate, _stranger,
)  # fmt: skip
