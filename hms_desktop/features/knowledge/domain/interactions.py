"""Drugs that harm one another: the rules of `interactions/`, resolved once to substances, and the question to them.

A rule stands between two groups, between all of several, or on a number of members of one. What lowers or raises it (a
drug on the skin, a low dose, a protected stomach, an ECG) is a context of the rule. Of several rules that meet the same
drugs the gravest is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, NotChecked, Order, Patient
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.names import Names

LEVELS: Final = tuple(Level)
TOPICAL: Final = frozenset({"topical", "ophthalmic", "otic", "vaginal", "nasal", "dental"})
OLD_MONTHS: Final = 65 * 12
LOW_ASPIRIN_MG: Final = 100
SHORT_DAYS: Final = 7
CLASS: Final = "class:"
GROUP: Final = "group:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Substances that act alike in an interaction. A member is an INN, `class:…` or `group:…`."""

    id: str
    name: str
    members: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsFile:
    """`interactions/groups.toml`."""

    groups: tuple[Group, ...]


class When(StrEnum):
    """What can make a rule another level; a file that names another circumstance is refused."""

    TOPICAL = "topical"
    LOW_DOSE = "low-dose"
    SHORT_COURSE = "short-course"
    PPI_COVER = "ppi-cover"
    ECG_KNOWN = "ecg-known"
    ELDERLY = "elderly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What makes a rule another level: for the drugs of the group `of`, or for either."""

    when: When
    level: Level
    of: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One danger. `between` two groups, of `all` these groups together, or of `count` members of the group `of`."""

    id: str
    level: Level
    what: str
    why: str
    action: str
    source: str
    between: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    count: int = 0
    of: str = ""
    contexts: tuple[Context, ...] = ()
    reviewed: str | bool = False
    tier: int = 1

    @property
    def sides(self) -> tuple[str, ...]:
        """The groups that have to be there, each by another drug."""
        return self.between or self.all or (self.of,) * self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFile:
    """A file of rules."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Rulebook:
    """The rules over substances: who stands on which side of which rule."""

    rules: tuple[Rule, ...]
    members: Mapping[str, frozenset[str]]
    """Side of a rule → the substances on it."""
    of: Mapping[str, tuple[int, ...]]
    """Substance → the rules that name it."""
    names: Names
    date: date


def rulebook(
    groups: Iterable[Group], rules: Iterable[Rule], drugs: Iterable[Drug], names: Names, day: date
) -> Rulebook:
    """Resolves every side of every rule; a side that is neither group nor class is a substance."""
    listed, formulary = tuple(rules), tuple(drugs)
    by_id = {group.id: group for group in groups}
    classes: dict[str, set[str]] = {}
    for drug in formulary:
        for name in drug.classes:
            classes.setdefault(name, set()).add(drug.inn)
    sides = {side for rule in listed for side in (*rule.sides, *(context.of for context in rule.contexts)) if side}
    members = {side: frozenset(_resolved(side, by_id, classes, names, ())) for side in sides}
    of: dict[str, list[int]] = {}
    for number, rule in enumerate(listed):
        for inn in sorted(frozenset().union(*(members[side] for side in rule.sides))):
            of.setdefault(inn, []).append(number)
    return Rulebook(listed, members, {inn: tuple(numbers) for inn, numbers in of.items()}, names, day)


def _resolved(
    side: str, groups: Mapping[str, Group], classes: Mapping[str, set[str]], names: Names, above: tuple[str, ...]
) -> Iterator[str]:
    plain = side.removeprefix(GROUP)
    if plain in above:
        return
    if side.startswith(CLASS):
        yield from classes.get(side.removeprefix(CLASS), ())
    elif plain in groups:
        for member in groups[plain].members:
            yield from _resolved(member, groups, classes, names, (*above, plain))
    else:
        yield names.find(side) or side


@dataclass(frozen=True)
class _Taken:
    """A drug that the patient takes or is to take, with all substances in it."""

    order: Order
    inn: str
    parts: frozenset[str]


def interactions(order: Order, patient: Patient, book: Rulebook) -> Checked:
    """The dangers between a new order and what the patient takes, gravest of each pair only."""
    new = _taken(order, book)
    if new is None:
        return Checked(alerts=(), not_checked=(_unknown(order),))
    current = [(one, _taken(one, book)) for one in patient.current]
    gaps = tuple(_unknown(one) for one, known in current if known is None)
    others = [known for _, known in current if known is not None and known.inn != new.inn]
    found: dict[frozenset[str], Alert] = {}
    for number in sorted({number for part in new.parts for number in book.of.get(part, ())}):
        rule = book.rules[number]
        for drugs in _matches(rule, new, others, book):
            alert = _alert(rule, drugs, patient, book)
            key = frozenset(alert.drugs)
            if key not in found or _grave(alert) < _grave(found[key]):
                found[key] = alert
    return Checked(alerts=tuple(sorted(found.values(), key=_grave)), not_checked=gaps)


def _grave(alert: Alert) -> tuple[int, int, str, tuple[str, ...]]:
    return LEVELS.index(alert.level), alert.tier, alert.what, alert.drugs


def _taken(order: Order, book: Rulebook) -> _Taken | None:
    inn = book.names.find(order.drug)
    return None if inn is None else _Taken(order, inn, book.names.parts(inn))


def _unknown(order: Order) -> NotChecked:
    return NotChecked(kind="interaction", missing=f"the drug: {order.drug.strip() or 'it'} is not known here")


def _matches(rule: Rule, new: _Taken, others: list[_Taken], book: Rulebook) -> Iterator[tuple[_Taken, ...]]:
    """The drugs, the new one first, that stand on all sides of a rule, each on another."""
    if rule.count:
        if new.parts & book.members[rule.of]:
            rest = {one.inn: one for one in others if one.parts & book.members[rule.of]}
            if len(rest) + 1 >= rule.count:
                yield (new, *(rest[inn] for inn in sorted(rest)))
        return
    seen: set[frozenset[str]] = set()
    for at, side in enumerate(rule.sides):
        if not new.parts & book.members[side]:
            continue
        rest_sides = (*rule.sides[:at], *rule.sides[at + 1 :])
        there = [[one for one in others if one.parts & book.members[other]] for other in rest_sides]
        for chosen in product(*there):
            inns = frozenset({new.inn, *(one.inn for one in chosen)})
            if len(inns) == len(rule.sides) and inns not in seen:
                seen.add(inns)
                yield (new, *chosen)


def _alert(rule: Rule, drugs: tuple[_Taken, ...], patient: Patient, book: Rulebook) -> Alert:
    level, why = rule.level, rule.why
    context = next((one for one in rule.contexts if _holds(one, drugs, patient, book)), None)
    if context:
        level, why = context.level, context.why or rule.why
    elif any(one.order.route in TOPICAL for one in drugs) and not any(
        one.when is When.TOPICAL for one in rule.contexts
    ):
        level = LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]
    return Alert(
        kind="interaction",
        level=level,
        what=rule.what,
        why=why,
        action=rule.action,
        source=rule.source,
        known=book.date,
        tier=rule.tier,
        drugs=tuple(sorted({one.inn for one in drugs})),
    )


def _holds(context: Context, drugs: tuple[_Taken, ...], patient: Patient, book: Rulebook) -> bool:
    """Whether a context is known to hold; what is not known lowers nothing."""
    concerned = [one for one in drugs if not context.of or one.parts & book.members[context.of]]
    age = patient.age_months
    known = {
        When.TOPICAL: any(one.order.route in TOPICAL for one in concerned),
        When.LOW_DOSE: any(_is_low_aspirin(one) for one in concerned),
        When.SHORT_COURSE: any(one.order.days is not None and one.order.days <= SHORT_DAYS for one in concerned),
        When.PPI_COVER: patient.has_stomach_protection,
        When.ECG_KNOWN: patient.has_ecg,
        When.ELDERLY: age is not None and age >= OLD_MONTHS,
    }
    return known[context.when]


def _is_low_aspirin(taken: _Taken) -> bool:
    order = taken.order
    if taken.inn != "aspirin" or order.amount is None or order.unit != "mg":
        return False
    return order.amount * (order.times_a_day or 1) <= LOW_ASPIRIN_MG
