"""Guideline cards: which come up for a patient, and what each proposes. Nothing here orders anything.

A step whose condition is unknown is proposed as «to be decided» with the facts that are missing; it never vanishes and
is never taken as fulfilled.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from hms_desktop.features.knowledge.domain.predicates import Facts, Predicate, decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom a card is for; what is left out does not bound it."""

    from_months: float | None = None
    to_months: float | None = None
    sex: str | None = None
    pregnant: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assess:
    """What to ask, to look at and to test; a test is an analyte's id or words."""

    ask: tuple[str, ...] = ()
    examine: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One named grade; without `when` it is for the clinician's eye alone."""

    grade: str
    text: str
    source: str
    when: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A drug as a card would order it: words for the dose, never more precise than the source."""

    drug: str
    dose: str
    route: str
    times_a_day: float | None = None
    days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of treatment, with or without a drug."""

    text: str
    source: str
    propose: Proposal | None = None
    when: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    """Who must go to hospital or to a specialist: now, or in time."""

    urgent: tuple[str, ...]
    routine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """When the patient is seen again and what for."""

    days: int
    what: str
    source: str
    when: Predicate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One condition."""

    id: str
    title: str
    icd: tuple[str, ...]
    who: Who
    red_flags: tuple[str, ...]
    assess: Assess
    treat: tuple[Step, ...]
    refer: Refer
    follow_up: tuple[FollowUp, ...]
    not_covered: str
    sources: dict[str, str]
    licence: str
    classify: tuple[Grade, ...] = ()
    measures: tuple[str, ...] = ()
    reviewed: str | bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a card proposes: `kind` is order, test or follow-up; `missing` names the facts that leave it undecided."""

    kind: str
    what: str
    reason: str
    source: str
    order: Proposal | None = None
    days: int | None = None
    missing: tuple[str, ...] = ()


def card(text: str) -> Card:
    """The card in a file's text; what is no card is an error of whoever wrote it, found by the linter's tests."""
    return msgspec.convert(tomllib.loads(text), Card, dec_hook=decode)


def cards_for(
    problems: Iterable[str], age_months: float | None, sex: str | None, is_pregnant: bool | None, cards: Iterable[Card]
) -> tuple[Card, ...]:
    """The cards whose prefixes fit a problem and whose bounds the patient does not break; an unknown breaks none."""
    codes = tuple(code.replace(".", "").upper() for code in problems)
    return tuple(
        card
        for card in cards
        if any(code.startswith(prefix.replace(".", "")) for code in codes for prefix in card.icd)
        and _fits(card.who, age_months, sex, is_pregnant)
    )


def grades(card: Card, facts: Facts) -> tuple[tuple[Grade, bool | None], ...]:
    """Each grade and whether it holds; None where the facts, or a structured criterion, are missing."""
    return tuple((grade, None if grade.when is None else grade.when.holds(facts)) for grade in card.classify)


def proposals(card: Card, facts: Facts) -> tuple[Proposed, ...]:
    """What the card proposes for these facts, each with its reason and its source; refused steps are left out."""
    named = "; ".join(card.sources.values())
    tests = tuple(Proposed(kind="test", what=test, reason=card.title, source=named) for test in card.assess.tests)
    orders = tuple(
        Proposed(
            kind="order",
            what=step.propose.drug,
            reason=step.text,
            source=card.sources.get(step.source, step.source),
            order=step.propose,
            missing=_missing(step.when, facts),
        )
        for step in card.treat
        if step.propose is not None and _open(step.when, facts)
    )
    visits = tuple(
        Proposed(
            kind="follow-up",
            what=visit.what,
            reason=card.title,
            source=card.sources.get(visit.source, visit.source),
            days=visit.days,
            missing=_missing(visit.when, facts),
        )
        for visit in card.follow_up
        if _open(visit.when, facts)
    )
    return orders + tests + visits


def _open(when: Predicate | None, facts: Facts) -> bool:
    return when is None or when.holds(facts) is not False


def _missing(when: Predicate | None, facts: Facts) -> tuple[str, ...]:
    if when is None or when.holds(facts) is not None:
        return ()
    return tuple(sorted(name for name in when.names() if facts.get(name) is None))


def _fits(who: Who, age_months: float | None, sex: str | None, is_pregnant: bool | None) -> bool:
    if age_months is not None:
        if who.from_months is not None and age_months < who.from_months:
            return False
        if who.to_months is not None and age_months >= who.to_months:
            return False
    is_other_sex = None not in (who.sex, sex) and who.sex != sex
    is_other_state = None not in (who.pregnant, is_pregnant) and who.pregnant != is_pregnant
    return not is_other_sex and not is_other_state
