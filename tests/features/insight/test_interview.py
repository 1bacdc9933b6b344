"""The interview: what answers do, what is asked next, what is never hidden; and that its reasons add up."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.insight.diagnosing import SHOWN
from hms_desktop.features.insight.domain.answer import Silence
from hms_desktop.features.insight.domain.interview import LONGEST, Said, found, heading, settled
from hms_desktop.inference.interview import ranked
from tests.features.insight.people import CHEST, COUGH, FEVER, PAIN, catalogue, interviewer

CODES = [one.code for one in interviewer().evidences]
SAID = st.lists(st.builds(Said, st.sampled_from(CODES), st.sampled_from([True, False, None])), max_size=14)


def log_odds(chance: float) -> float:
    """What shares are counted in, as far out as the model counts them."""
    inside = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))


def told(said: list[Said] | tuple[Said, ...], age: float = 54, sex: str = "male") -> dict[str, float]:
    return {one.name: one.probability for one in interviewer().held(settled(said), age, sex).opinion.likely}


def test_nothing_said_is_no_answer_and_neither_is_only_not_known() -> None:
    for said in ((), (Said(PAIN, None),)):
        held = interviewer().held(said, 54, "male")
        assert held.opinion.silence is Silence.NOTHING
        assert held.opinion.likely == ()
        assert held.questions == ()


def test_an_age_that_nobody_reaches_is_outside_of_what_the_model_was_made_for() -> None:
    assert interviewer().held(CHEST, 200, "male").opinion.silence is Silence.OUTSIDE


@settings(max_examples=30)
@given(SAID)
def test_the_reasons_of_every_candidate_add_up_to_how_far_it_came(said: list[Said]) -> None:
    answered = [one for one in settled(said) if one.answer is not None]
    held = interviewer().held(settled(said), 54, "male")
    if not answered:
        return
    for likely, why in zip(held.opinion.likely, held.reasons, strict=True):
        assert likely.name == why.subject
        if 0.01 <= likely.probability <= 0.99:  # beyond, four decimals say too little of its log odds
            gone = math.fsum([*(share.share for share in why.shares), why.others])
            assert gone == pytest.approx(log_odds(likely.probability) - start(why.subject, counted(answered)), abs=0.02)


def counted(answered: list[Said]) -> int:
    """Questions after the complaint, as the model counts them: with a part goes the whole."""
    parents = {one.code: one.parent for one in interviewer().evidences}
    known = {one.code for one in answered}
    return len(known | {parents[one.code] for one in answered if one.answer and parents[one.code] in CODES}) - 1


def start(name: str, asked: int) -> float:
    """The log odds of a candidate with nothing said, at the temperature of so many questions."""
    model = catalogue().model("diagnosis")
    vocabulary = json.loads(model.further["vocabulary.json"])
    answers = np.zeros((1, len(vocabulary["evidences"])), np.int8)
    feeds = {
        "answers": answers, "patient": np.array([(54, 1.0)], np.float32),
        "said": np.zeros((1, len(vocabulary["values"])), np.int8), "first": np.zeros(1, np.int64),
    }  # fmt: skip
    knots = {int(at): heat for at, heat in model.card.calibration["knots"].items()}
    heat = float(np.interp(asked, sorted(knots), [knots[at] for at in sorted(knots)]))
    chances = ranked(model.run(feeds)["scores"], [heat])[0]
    return log_odds(float(chances[[one["name"] for one in vocabulary["conditions"]].index(name)]))


@settings(max_examples=30)
@given(SAID.filter(lambda said: any(one.answer is not None for one in said)))
def test_a_question_is_never_put_twice_and_never_before_the_one_it_belongs_to(said: list[Said]) -> None:
    held = interviewer().held(settled(said), 54, "male")
    parents = {one.code: one.parent for one in interviewer().evidences}
    yes = {one.code for one in settled(said) if one.answer}
    yes |= {parents[code] for code in yes if parents[code]}
    for question in held.questions:
        assert question.code not in {one.code for one in said}
        assert parents[question.code] not in CODES or parents[question.code] in yes


@settings(max_examples=20)
@given(SAID, st.randoms())
def test_answers_count_the_same_in_any_order(said: list[Said], chance: object) -> None:
    once = list(settled(said))
    mixed = list(once)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert told(mixed) == pytest.approx(told(once), abs=1e-3)


@settings(max_examples=30)
@given(SAID)
def test_what_must_not_be_missed_is_named_wherever_it_stands(said: list[Said]) -> None:
    held = interviewer().held(settled(said), 54, "male")
    for one in held.opinion.likely:
        if one.grave in (1, 2) and one.probability >= 0.0101:
            assert one.name in held.grave
    assert len(held.opinion.likely) <= SHOWN + 1


def test_a_grave_one_is_named_though_five_others_stand_before_it() -> None:
    every = interviewer()
    grave_later = 0
    for code in CODES:
        held = every.held((Said(code, True),), 60, "female")
        first = {one.name for one in held.opinion.likely}
        grave_later += any(name not in first for name in held.grave)
    assert grave_later > 0, "no complaint leaves a grave disease behind the first six: the rule would never show"


def test_a_yes_to_the_part_is_a_yes_to_the_whole() -> None:
    part = next(one for one in interviewer().evidences if one.parent)
    alone = interviewer().held((Said(part.code, True),), 54, "male")
    both = interviewer().held((Said(part.parent, True), Said(part.code, True)), 54, "male")
    assert part.parent not in {one.code for one in alone.questions}
    assert {one.name for one in alone.opinion.likely} == {one.name for one in both.opinion.likely}


def test_a_yes_to_the_part_outweighs_a_no_to_the_whole_whichever_came_last() -> None:
    part = next(one for one in interviewer().evidences if one.parent in CODES)
    both = (Said(part.parent, False), Said(part.code, True))
    assert told(both) == told(both[::-1])


def test_not_known_is_no_answer_but_the_question_is_not_put_again() -> None:
    first = interviewer().held(CHEST, 54, "male").questions[0]
    unknown = interviewer().held((*CHEST, Said(first.code, None)), 54, "male")
    assert told((*CHEST, Said(first.code, None))) == told(CHEST)
    assert first.code not in {one.code for one in unknown.questions}


def test_it_says_what_each_answer_to_the_next_question_would_put_in_front() -> None:
    held = interviewer().held(CHEST, 54, "male")
    question = held.questions[0]
    assert question.if_yes is not None
    assert question.if_no is not None
    for answer, outlook in ((True, question.if_yes), (False, question.if_no)):
        then = interviewer().held((*CHEST, Said(question.code, answer)), 54, "male").opinion.likely[0]
        assert then.name == outlook.name
        assert then.probability == pytest.approx(outlook.probability, abs=1e-3)


def test_it_would_change_if_is_what_really_changes_it() -> None:
    said = (Said(PAIN, True), Said(FEVER, True), Said(COUGH, True), Said("E_48", True))
    held = interviewer().held(said, 30, "female")
    first = held.opinion.likely[0].name
    for change in held.opinion.turning:
        assert change.answer != first


def test_a_chance_stands_within_its_reach_or_the_reach_says_that_it_may_be_wrong() -> None:
    held = interviewer().held(CHEST, 54, "male")
    assert all(0 <= one.low <= one.high <= 1 for one in held.opinion.likely)
    assert any(one.high - one.low > 0.05 for one in held.opinion.likely)


def test_an_answer_given_twice_counts_once_and_there_is_an_end() -> None:
    assert settled((Said(PAIN, True), Said(PAIN, False))) == (Said(PAIN, False),)
    assert len(settled(Said(code, True) for code in CODES)) == LONGEST


def test_questions_are_found_by_their_words_and_read_as_headings() -> None:
    assert FEVER in {one.code for one in found(interviewer().evidences, "fever")}
    assert found(interviewer().evidences, "x") == ()
    assert heading("Do you have a sore throat?") == "A sore throat"
    assert heading("?") == "?"
    assert all(one.short for one in interviewer().evidences)
