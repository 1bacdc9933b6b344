"""Criteria as data: three answers, and a missing fact is never a firm one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.predicates import Every, Not, Predicate, PredicateError, Some, Test, parse

NAMES = ("a", "b", "c")
LEAVES = st.builds(Test, st.sampled_from(NAMES), st.sampled_from(("<", ">=", "==", "!=")), st.integers(0, 3))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Every(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Some(tuple(parts))),
    ),
    max_leaves=8,
)
FACTS = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(0, 3)))


@settings(deadline=None)
@given(TREES, FACTS, st.sets(st.sampled_from(NAMES)))
def test_a_firm_answer_stays_when_missing_facts_come(tree: Predicate, facts: dict[str, int], gone: set[str]) -> None:
    partial = {name: None if name in gone else value for name, value in facts.items()}
    assert tree.holds(partial) in (None, tree.holds(facts))


@settings(deadline=None)
@given(TREES, TREES, st.fixed_dictionaries(dict.fromkeys(NAMES, st.none() | st.integers(0, 3))))
def test_not_all_is_any_not(one: Predicate, two: Predicate, facts: dict[str, int | None]) -> None:
    assert Not(Every((one, two))).holds(facts) is Some((Not(one), Not(two))).holds(facts)
    assert Not(Not(one)).holds(facts) is one.holds(facts)


def test_a_missing_fact_is_unknown() -> None:
    assert parse({"fact": "systolic_bp", "op": ">=", "value": 140}).holds({}) is None


@pytest.mark.parametrize(
    "raw",
    [{}, {"all": []}, {"fact": "a", "op": "in", "value": 1}, {"fact": "a", "op": "<", "value": "x"},
     {"fact": "a", "op": "<", "value": True}, {"fact": "a", "op": "<", "value": float("nan")}, "1 < 2"],
)  # fmt: skip
def test_what_is_malformed_is_refused(raw: object) -> None:
    with pytest.raises(PredicateError):
        parse(raw)


def test_a_fact_of_another_type_is_refused() -> None:
    with pytest.raises(PredicateError):
        parse({"fact": "a", "op": ">", "value": 1}).holds({"a": "2"})
