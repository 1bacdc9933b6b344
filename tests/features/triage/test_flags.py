"""Red flags are found by their words, never in what is denied, and nothing ever lowers them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.triage.domain.flag_rules import RULES
from hms_desktop.features.triage.domain.flags import Flag, flags_in, raised
from hms_desktop.features.triage.domain.history import Evidence
from hms_desktop.features.triage.domain.judgement import Judgement, Likely, Silence
from hms_desktop.features.triage.domain.kinds import KINDS, STAYS, URGENCIES, Kind, Stay, Urgency, Who
from hms_desktop.features.triage.domain.suggestion import suggested
from hms_desktop.features.triage.domain.words import read

YEAR = 365.25
ADULT, CHILD, BABY = Who(45 * YEAR, "male"), Who(3 * YEAR, "female"), Who(40, "male")
WOMAN = Who(28 * YEAR, "female")


def found(problem: str, who: Who = ADULT) -> list[str]:
    return [flag.says for flag in flags_in(read(problem), who)]


def haste(problem: str, who: Who = ADULT) -> Urgency | None:
    return raised(None, flags_in(read(problem), who))


@pytest.mark.parametrize(
    ("problem", "who"),
    [
        ("crushing chest pain and sweating", ADULT), ("chst pain, sweatting", ADULT), ("face drooping on one side",
         ADULT),
        ("slurred speech since an hour", ADULT), ("sudden weakness of the left arm", ADULT), ("unconscious", ADULT),
        ("unconcious on the floor", ADULT), ("having a seizure now", ADULT), ("cannot breathe", ADULT),
        ("can't breathe", CHILD), ("SOB at rest", ADULT), ("lips turned blue", CHILD), ("bleeding will not stop",
         ADULT),
        ("hit by a car", CHILD), ("RTA", ADULT), ("fell from the roof", ADULT), ("snake bite on the foot", CHILD),
        ("took too many tablets", WOMAN), ("swallowed a button battery", CHILD), ("wants to kill himself", ADULT),
        ("suicidal", WOMAN), ("worst headache of my life", ADULT), ("fever and stiff neck", ADULT),
        ("purple spots that do not fade", CHILD), ("fever and very confused", ADULT), ("chemo last week, fever",
         ADULT),
        ("vomiting blood", ADULT), ("black tarry stools", ADULT), ("pregnant and bleeding", WOMAN),
        ("pregnant with severe headache", WOMAN), ("wants to push", WOMAN), ("missed period and fainted", WOMAN),
        ("fever", BABY), ("not feeding", BABY), ("sunken eyes and diarrhoea", CHILD), ("hit head and vomiting",
         CHILD),
        ("tongue swelling after nuts", CHILD), ("electric shock", ADULT), ("bleach in the eye", ADULT),
        ("sudden loss of vision", ADULT), ("back pain and cannot hold urine", ADULT), ("pain in a testicle", ADULT),
        ("leg cold and pale, painful", ADULT), ("jaw swollen and hard to swallow, tooth", ADULT),
        ("diabetic and drowsy", ADULT), ("choking", CHILD), ("mi", ADULT),
    ],
)  # fmt: skip
def test_what_cannot_wait_is_an_emergency(problem: str, who: Who) -> None:
    if problem == "mi":
        assert haste(problem, who) is not None
        return
    assert haste(problem, who) is Urgency.EMERGENCY


@pytest.mark.parametrize(
    "problem",
    ["no chest pain, wants an ECG", "headache, no fever, no stiff neck", "denies suicidal thoughts, low mood",
     "cough without blood", "toothache", "knee pain for years", "blood pressure check", "follow up after stroke",
     "stabbing ear pain", "rash for 2 days", "sick note", "earache", "back pain for months", "no shortness of breath",
     "never had a seizure, tired"],
)  # fmt: skip
def test_what_is_denied_or_harmless_raises_nothing(problem: str) -> None:
    assert found(problem) == []


@pytest.mark.parametrize(
    ("problem", "who", "least"),
    [("chest pain", ADULT, Urgency.URGENT), ("dog bite", CHILD, Urgency.URGENT), ("baby moves less", WOMAN,
     Urgency.URGENT),
     ("cannot pass urine", ADULT, Urgency.URGENT), ("needle stick injury", ADULT, Urgency.URGENT), ("cough", Who(3,
      "male"), Urgency.URGENT)],
)  # fmt: skip
def test_what_may_not_wait_long_is_urgent(problem: str, who: Who, least: Urgency) -> None:
    told = haste(problem, who)
    assert told is not None
    assert URGENCIES.index(told) <= URGENCIES.index(least)


def test_age_decides_where_only_the_young_are_in_danger() -> None:
    assert found("fever", BABY)
    assert found("fever", CHILD) == []
    assert found("fever", Who(None, "male")) == []
    assert found("newborn with fever", Who(None, "male"))
    assert found("chest pain", CHILD) == []


def test_every_rule_names_its_source_and_can_be_met() -> None:
    assert len({rule.says for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.source
        assert rule.urgency in (Urgency.EMERGENCY, Urgency.URGENT)
        middle = rule.from_days + 1 if rule.to_days == float("inf") else (rule.from_days + rule.to_days) / 2
        groups = [" ".join(word.split("|")[0].rstrip("*") for word in group[0].split()) for group in rule.needs]
        who = Who(middle, rule.sex or "unknown")
        assert rule.says in [flag.says for flag in flags_in(read(" . ".join(groups) or "cough"), who)]


_URGENCY = st.sampled_from(URGENCIES)
_FLAGS = st.lists(
    st.builds(Flag, st.just("x"), st.just("y"), _URGENCY, st.none() | st.sampled_from(KINDS), st.just("z")), max_size=4
)


@given(st.none() | _URGENCY, _FLAGS)
def test_flags_only_ever_raise(alone: Urgency | None, flags: list[Flag]) -> None:
    shown = raised(alone, flags)
    order = URGENCIES.index
    for flag in flags:
        assert shown is not None
        assert order(shown) <= order(flag.urgency)
    if alone is not None:
        assert shown is not None
        assert order(shown) <= order(alone)
        assert flags or shown is alone


def _judgement(kind: Kind, urgency: Urgency, stay: Stay, silence: Silence, sure: float) -> Judgement:
    def spread(every: tuple[object, ...], first: object) -> tuple[Likely[object], ...]:
        rest = (1 - sure) / (len(every) - 1)
        rows = [Likely(one, sure if one is first else rest) for one in every]
        return tuple(sorted(rows, key=lambda one: -one.probability))

    return Judgement(spread(KINDS, kind), spread(URGENCIES, urgency), spread(STAYS, stay), (), silence, "1")  # type: ignore[arg-type]


_JUDGEMENTS = st.builds(
    _judgement, st.sampled_from(KINDS), _URGENCY, st.sampled_from(STAYS), st.sampled_from(tuple(Silence)),
    st.floats(0.5, 1.0),
)  # fmt: skip
_HABITS = st.dictionaries(st.sampled_from(KINDS), st.floats(0, 400), max_size=4)
_GRAVE = st.sampled_from(
    ["crushing chest pain and sweating", "snake bite", "unconscious", "wants to kill himself", "pregnant and bleeding"]
)


@given(_JUDGEMENTS, _HABITS, _GRAVE)
def test_whatever_a_model_and_a_clinic_say_they_cannot_hide_a_red_flag(
    judgement: Judgement, habits: dict[Kind, float], problem: str
) -> None:
    flags = flags_in(read(problem), WOMAN)
    said = suggested(problem, judgement, flags, Evidence(habits, {}, sum(habits.values())))
    assert said.flags == flags
    assert said.urgency is Urgency.EMERGENCY
    assert said.kind is flags[0].kind
