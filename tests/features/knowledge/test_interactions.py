"""Rules between drugs: both orders of a pair say the same, several drugs are seen together, contexts lower a level."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.alerts import Alert, Level, Order, Patient
from hms_desktop.features.knowledge.domain.interactions import (
    Context,
    Group,
    Rule,
    Rulebook,
    When,
    interactions,
    rulebook,
)
from hms_desktop.features.knowledge.domain.names import Named, Names, NamesFile

DAY: Final = date(2026, 11, 21)
DRUGS: Final = (
    "aspirin",
    "ibuprofen",
    "warfarin",
    "ramipril",
    "furosemide",
    "sertraline",
    "tramadol",
    "lithium",
    "timolol",
)


def rule(name: str, level: Level, *between: str, **more: object) -> Rule:
    return Rule(id=name, level=level, what=name, why="w", action="a", source="s", between=between, **more)  # type: ignore[arg-type]


GROUPS: Final = (
    Group(id="nsaid", name="NSAIDs", members=("ibuprofen", "group:salicylate"), source="s"),
    Group(id="salicylate", name="Salicylates", members=("aspirin",), source="s"),
    Group(id="serotonergic", name="Serotonergic", members=("sertraline", "tramadol", "lithium"), source="s"),
)
RULES: Final = (
    rule(
        "bleeding",
        Level.MAJOR,
        "warfarin",
        "nsaid",
        contexts=(
            Context(when=When.TOPICAL, of="nsaid", level=Level.MINOR),
            Context(when=When.LOW_DOSE, of="salicylate", level=Level.MODERATE),
            Context(when=When.PPI_COVER, level=Level.MODERATE),
        ),
    ),
    rule("kidney", Level.MODERATE, "ramipril", "nsaid"),
    rule("kidney again", Level.MINOR, "ramipril", "ibuprofen"),
    rule("slow heart", Level.MAJOR, "timolol", "lithium"),
    rule("two of a kind", Level.MODERATE, "nsaid", "nsaid"),
    Rule(
        id="triple", level=Level.MAJOR, what="triple", why="w", action="a", source="s",
        all=("ramipril", "furosemide", "nsaid"),
    ),
    Rule(id="three", level=Level.MAJOR, what="three", why="w", action="a", source="s", count=3, of="serotonergic"),
)  # fmt: skip
NAMES: Final = Names.of((), (NamesFile(names=tuple(Named(inn=inn) for inn in DRUGS)),))
BOOK: Final = rulebook(GROUPS, RULES, (), NAMES, DAY)


def told(new: Order | str, *current: Order | str, book: Rulebook = BOOK, **facts: bool) -> tuple[Alert, ...]:
    orders = tuple(one if isinstance(one, Order) else Order(drug=one) for one in current)
    asked = new if isinstance(new, Order) else Order(drug=new)
    return interactions(asked, Patient(current=orders, **facts), book).alerts  # type: ignore[arg-type]


def said(*drugs: Order | str, **facts: bool) -> list[tuple[str, Level]]:
    new, *current = drugs
    return [(alert.what, alert.level) for alert in told(new, *current, book=BOOK, **facts)]


def test_a_pair_is_told_with_what_why_action_source_and_date() -> None:
    (alert,) = told("warfarin", "ibuprofen")
    assert (alert.what, alert.level, alert.drugs) == ("bleeding", Level.MAJOR, ("ibuprofen", "warfarin"))
    assert alert.why and alert.action and alert.source and alert.known == DAY  # noqa: PT018
    assert alert.interrupts


@pytest.mark.parametrize(("one", "two"), list(combinations(DRUGS, 2)))
def test_the_order_of_a_pair_does_not_matter(one: str, two: str) -> None:
    assert told(one, two) == told(two, one)


def test_a_member_of_a_group_within_a_group_is_met() -> None:
    assert said("aspirin", "warfarin") == [("bleeding", Level.MAJOR)]


def test_of_several_rules_on_a_pair_the_gravest_is_told() -> None:
    assert said("ibuprofen", "ramipril") == [("kidney", Level.MODERATE)]


def test_a_drug_does_not_meet_itself() -> None:
    assert said("ibuprofen", "ibuprofen") == []
    assert said("ibuprofen", "aspirin") == [("two of a kind", Level.MODERATE)]


def test_three_drugs_are_seen_together_whichever_comes_last() -> None:
    three = ("ramipril", "furosemide", "ibuprofen")
    for last in three:
        others = [drug for drug in three if drug != last]
        assert ("triple", Level.MAJOR) in said(last, *others)
    assert ("triple", Level.MAJOR) not in said("ramipril", "furosemide")


def test_a_number_of_one_group_is_counted() -> None:
    assert said("lithium", "sertraline") == []
    assert said("lithium", "sertraline", "tramadol") == [("three", Level.MAJOR)]


def test_a_context_lowers_only_what_it_concerns() -> None:
    gel = Order(drug="ibuprofen", route="topical")
    assert said("warfarin", gel) == [("bleeding", Level.MINOR)]
    assert said(gel, "warfarin") == [("bleeding", Level.MINOR)]
    assert said("warfarin", Order(drug="aspirin", amount=75, times_a_day=1)) == [("bleeding", Level.MODERATE)]
    assert said("warfarin", Order(drug="aspirin", amount=500, times_a_day=3)) == [("bleeding", Level.MAJOR)]
    assert said("warfarin", "ibuprofen", has_stomach_protection=True) == [("bleeding", Level.MODERATE)]


def test_a_low_dose_that_nobody_wrote_down_lowers_nothing() -> None:
    assert said("warfarin", Order(drug="aspirin")) == [("bleeding", Level.MAJOR)]


def test_eye_drops_lower_and_never_silence_where_a_rule_says_nothing_of_them() -> None:
    assert said(Order(drug="timolol", route="ophthalmic"), "lithium") == [("slow heart", Level.MODERATE)]


def test_a_drug_that_nobody_knows_is_not_checked_and_the_others_are() -> None:
    checked = interactions(Order(drug="warfarin"), Patient(current=(Order(drug="xyz"), Order(drug="aspirin"))), BOOK)
    assert [gap.missing for gap in checked.not_checked] == ["the drug: xyz is not known here"]
    assert len(checked.alerts) == 1
    assert interactions(Order(drug="xyz"), Patient(), BOOK).not_checked


@given(st.lists(st.sampled_from(DRUGS), max_size=6), st.sampled_from(DRUGS), st.sampled_from(DRUGS))
@settings(deadline=None)
def test_another_drug_never_takes_an_alert_away(current: list[str], new: str, more: str) -> None:
    before = {(alert.what, alert.drugs) for alert in told(new, *current) if alert.what != "three"}
    after = {(alert.what, alert.drugs) for alert in told(new, *current, more)}
    assert before <= after
