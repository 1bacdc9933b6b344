"""The clinic's own history: evidence that grows, can be taken away, and never decides alone too soon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.triage.domain.history import (
    ENOUGH,
    STRENGTH,
    Evidence,
    Past,
    blended,
    counted,
    cues_for,
    even,
    likeness,
)
from hms_desktop.features.triage.domain.judgement import Judgement, Likely, Silence
from hms_desktop.features.triage.domain.kinds import KINDS, Kind, Stay, Urgency, Who
from hms_desktop.features.triage.domain.suggestion import suggested
from hms_desktop.features.triage.domain.words import read

YEAR = 365.25
ADULT, CHILD = Who(45 * YEAR, "male"), Who(3 * YEAR, "female")
COUNTS = st.dictionaries(st.sampled_from(KINDS), st.floats(0, 1000), max_size=6)


def past(problem: str, kind: Kind, who: Who = ADULT, stay: Stay = Stay.NONE) -> Past:
    return Past(frozenset(cues_for(read(problem), who)), kind, stay)


@given(COUNTS)
def test_what_is_blended_stays_a_probability(counts: dict[Kind, float]) -> None:
    found = blended(even(KINDS), counts)
    assert abs(sum(one.probability for one in found) - 1) < 1e-9
    assert {one.what for one in found} == set(KINDS)
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)


@given(COUNTS, st.sampled_from(KINDS))
def test_more_evidence_for_an_answer_never_makes_it_less_likely(counts: dict[Kind, float], kind: Kind) -> None:
    def of(one: dict[Kind, float]) -> float:
        return next(row.probability for row in blended(even(KINDS), one) if row.what is kind)

    assert of(counts | {kind: counts.get(kind, 0.0) + 1}) >= of(counts) - 1e-12


def test_without_evidence_the_base_stands_and_with_much_of_it_the_clinic() -> None:
    base = (Likely(Kind.EYE, 0.9), Likely(Kind.GENERAL, 0.1))
    assert blended(base, {}) == base
    assert blended(base, {Kind.GENERAL: 2.0})[0].what is Kind.EYE
    assert blended(base, {Kind.GENERAL: 5 * STRENGTH})[0].what is Kind.GENERAL


@given(st.permutations([past("ear pain", Kind.ENT), past("pain in the ear", Kind.GENERAL), past("rash", Kind.ENT)]))
def test_the_order_in_which_things_were_decided_does_not_matter(order: list[Past]) -> None:
    first = counted(cues_for(read("ear pain"), ADULT), order)
    assert first.kinds == {Kind.ENT: 1.0, Kind.GENERAL: 1.0}
    assert first.total == 2


def test_a_problem_is_like_itself_unlike_what_is_denied_and_never_a_childs_like_an_adults() -> None:
    one, child = (frozenset(cues_for(read("fever and cough"), who)) for who in (ADULT, CHILD))
    assert likeness(one, one) == 1.0
    assert likeness(one, child) == 0.0
    assert likeness(one, frozenset(cues_for(read("no fever, no cough"), ADULT))) == 0.0
    assert likeness(frozenset({"@adult"}), frozenset({"@adult"})) == 0.0


def test_what_has_little_in_common_says_nothing() -> None:
    evidence = counted(cues_for(read("ear pain"), ADULT), [past("pain in the big toe after a fall", Kind.SURGERY)])
    assert evidence.total == 0


def test_where_the_base_is_silent_a_few_likes_say_nothing_and_a_habit_speaks() -> None:
    silent = Judgement(silence=Silence.UNKNOWN, version="1")
    cues = cues_for(read("dolor de muelas"), ADULT)
    row = past("dolor de muelas", Kind.DENTAL, stay=Stay.DAY)
    two, many = counted(cues, [row] * 2), counted(cues, [row] * 8)
    assert two.total < ENOUGH <= many.total
    assert suggested("dolor de muelas", silent, (), two).abstains
    said = suggested("dolor de muelas", silent, (), many)
    assert (said.abstains, said.kind, said.urgency) == (False, Kind.DENTAL, None)  # how soon is not learnt
    assert said.stay is not None
    assert said.stay.what is Stay.DAY


@pytest.mark.parametrize(
    ("silence", "urgency", "shown"),
    [(Silence.UNSURE, Urgency.EMERGENCY, True), (Silence.UNSURE, Urgency.URGENT, True),
     (Silence.UNSURE, Urgency.SOON, False), (Silence.UNKNOWN, Urgency.EMERGENCY, False),
     (Silence.NONE, Urgency.ROUTINE, True)],
)  # fmt: skip
def test_unsure_where_to_it_still_says_what_cannot_wait_and_nothing_calming(
    silence: Silence, urgency: Urgency, shown: bool
) -> None:
    base = Judgement(even(KINDS), (Likely(urgency, 0.6),), even(tuple(Stay)), (), silence, "1")
    said = suggested("x", base, (), Evidence())
    assert (said.urgency is urgency) is shown
    assert (said.urgency_share == 0.6) is shown
    assert bool(said.kinds) is (silence is Silence.NONE)
