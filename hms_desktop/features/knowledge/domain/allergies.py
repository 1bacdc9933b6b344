"""Recorded allergies against an order: the same substance, the same group, and groups that react with one another.

What stands in the record may be a drug, a brand, a group or a sentence. Words that nobody here knows are «not checked»,
never «no allergy».
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, NotChecked, Order, Patient
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.knowledge import name_key
from hms_desktop.features.knowledge.domain.names import Names

LONGEST_NAME: Final = 4
"""Words of the longest name that is looked for within a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyGroup:
    """Substances to which one allergy reaches, and the words that people write for it."""

    id: str
    name: str
    source: str
    words: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cross:
    """Who is allergic to the group `of` may react to the group `with_`, and the other way round."""

    of: str
    with_: str
    level: Level
    why: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergiesFile:
    """`allergies.toml`."""

    groups: tuple[AllergyGroup, ...]
    crosses: tuple[Cross, ...] = ()


@dataclass(frozen=True)
class AllergyBook:
    """The groups by substance and by word."""

    groups: Mapping[str, AllergyGroup]
    crosses: tuple[Cross, ...]
    of: Mapping[str, frozenset[str]]
    """Substance → its groups."""
    words: Mapping[str, str]
    """Word, as `name_key` writes it → the group."""
    names: Names
    date: date


def allergy_book(files: Iterable[AllergiesFile], drugs: Iterable[Drug], names: Names, day: date) -> AllergyBook:
    """Puts groups, their members and the formulary's own words on its drugs together."""
    listed = tuple(files)
    groups = {group.id: group for file in listed for group in file.groups}
    of: dict[str, set[str]] = {drug.inn: set(drug.allergy_groups) for drug in drugs}
    words: dict[str, str] = {}
    for group in groups.values():
        for member in group.members:
            of.setdefault(names.find(member) or member, set()).add(group.id)
        for word in (group.name, group.id, *group.words):
            words.setdefault(name_key(word), group.id)
    crosses = tuple(cross for file in listed for cross in file.crosses)
    return AllergyBook(groups, crosses, {inn: frozenset(ids) for inn, ids in of.items()}, words, names, day)


@dataclass(frozen=True)
class _Recorded:
    """One recorded allergy: the words, and the substances and groups that they mean."""

    words: str
    substances: frozenset[str]
    groups: frozenset[str]


def allergies(order: Order, patient: Patient, book: AllergyBook) -> Checked:
    """The dangers of an order for somebody with these allergies."""
    if patient.allergies is None:
        return _gap("the patient's allergies: nobody has recorded any, nor that there are none")
    inn = book.names.find(order.drug)
    if inn is None:
        return _gap(f"the drug: {order.drug.strip() or 'it'} is not known here")
    parts = book.names.parts(inn)
    groups = frozenset().union(*(book.of.get(part, frozenset()) for part in parts))
    alerts, gaps = [], []
    for words in patient.allergies:
        recorded = _recorded(words, book)
        if not recorded.substances and not recorded.groups:
            gaps.append(
                NotChecked(kind="allergy", missing=f"what «{words.strip()}» is: no drug or group that is known")
            )
            continue
        alerts += list(_alerts(inn, parts, groups, recorded, book))[:1]
    return Checked(alerts=tuple(alerts), not_checked=tuple(gaps))


def _alerts(
    inn: str, parts: frozenset[str], groups: frozenset[str], recorded: _Recorded, book: AllergyBook
) -> Iterator[Alert]:
    """Gravest first."""
    about = f"«{recorded.words.strip()}» is recorded as an allergy"
    if parts & recorded.substances:
        yield _alert(inn, Level.CONTRAINDICATED, about, "It is the same substance", "the patient's record", book)
    for name in sorted(groups & recorded.groups):
        group = book.groups.get(name)
        why = f"Both are of one group: {group.name}" if group else "Both are of one group"
        source = group.source if group else "the formulary"
        yield _alert(inn, Level.CONTRAINDICATED, about, why, source, book)
    crossing = [cross for cross in book.crosses if _crosses(cross, groups, recorded.groups)]
    for cross in sorted(crossing, key=lambda one: tuple(Level).index(one.level)):
        yield _alert(inn, cross.level, about, cross.why, cross.source, book)


def _crosses(cross: Cross, one: frozenset[str], other: frozenset[str]) -> bool:
    return (cross.of in one and cross.with_ in other) or (cross.of in other and cross.with_ in one)


def _alert(inn: str, level: Level, what: str, why: str, source: str, book: AllergyBook) -> Alert:  # noqa: PLR0913, PLR0917
    action = (
        "Do not give it" if level is Level.CONTRAINDICATED else "Ask what happened then; choose another drug if unsure"
    )
    return Alert(
        kind="allergy", level=level, what=what, why=why, action=action, source=source, known=book.date, drugs=(inn,)
    )


def _recorded(text: str, book: AllergyBook) -> _Recorded:
    """What these words mean: as a whole, and if that is no name, every name within them."""
    whole = _meant(text, book)
    if whole.substances or whole.groups:
        return whole
    words = name_key(text).split()
    spans = (
        " ".join(words[at : at + length])
        for length in range(LONGEST_NAME, 0, -1)
        for at in range(len(words) - length + 1)
    )
    found = [_meant(span, book) for span in spans]
    substances = frozenset().union(*(one.substances for one in found))
    return _Recorded(text, substances, frozenset().union(*(one.groups for one in found)))


def _meant(text: str, book: AllergyBook) -> _Recorded:
    key = name_key(text)
    group = book.words.get(key) or book.words.get(key.removesuffix("s")) or book.words.get(f"{key}s")
    inn = book.names.find(text)
    parts = book.names.parts(inn) if inn else frozenset()
    groups = frozenset().union(*(book.of.get(part, frozenset()) for part in parts))
    return _Recorded(text, parts, groups | ({group} if group else frozenset()))


def _gap(missing: str) -> Checked:
    return Checked(alerts=(), not_checked=(NotChecked(kind="allergy", missing=missing),))
