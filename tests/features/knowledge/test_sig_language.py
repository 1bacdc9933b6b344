"""Directions are read without a guess and printed without a dangerous abbreviation."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.sig.parse import parse
from hms_desktop.features.knowledge.domain.sig.quantity import needed
from hms_desktop.features.knowledge.domain.sig.render import render
from hms_desktop.features.knowledge.domain.sig.short import short
from hms_desktop.features.knowledge.domain.sig.words import Amount, Sig
from tests.features.knowledge.sigs import LANGUAGES, ORDERS, known, table

EN = table("en")
TABLES = {name: table(name) for name in LANGUAGES}
FORBIDDEN = re.compile(
    r"(?<!\w)(u|iu|qd|qod|ms|mso4|mgso4|µg|μg|cc|hs|od|os|sc|sq|d/c|tiw)(?!\w)|\d\.0+(?!\d)|(?<!\d)\.\d", re.IGNORECASE
)


def words(line: str, language: str = "en") -> str:
    return render(parse(line, EN, known).sig, TABLES[language])


def test_a_line_is_read_and_said() -> None:
    reading = parse("amox 500 cap po tds 5d pc #15", EN, known)
    assert reading.is_clear
    said = "Take one 500 mg capsule by mouth three times a day after food for 5 days. 15 capsules."
    assert render(reading.sig, EN) == said
    assert reading.sig.drug == "amox"
    assert reading.candidates[0].name == "amoxicillin"


def test_a_figure_without_a_unit_is_asked_when_nobody_sells_it() -> None:
    reading = parse("levo 100 tab mane", EN)
    assert reading.sig.strength is None
    assert reading.unclear[0].word == "100"


@pytest.mark.parametrize("word", ["hs", "os", "MSO4", "MgSO4", "tiw", "d/c"])
def test_an_ambiguous_word_is_asked(word: str) -> None:
    assert [one.word for one in parse(f"drug 5 mg {word}", EN).unclear] == [word]


def test_od_is_once_a_day_only_for_what_is_swallowed() -> None:
    assert parse("drug 5 mg tab od", EN).sig.frequency == parse("drug 5 mg tab once daily", EN).sig.frequency
    assert parse("timolol 1 drop od", EN).unclear


def test_what_is_not_understood_is_returned() -> None:
    assert parse("drug 5 mg tab bid blargh 99x", EN).not_understood == ("blargh", "99x")


@pytest.mark.parametrize(
    ("line", "form", "word"),
    [
        ("d 5 mg cap 1-2 tabs tds", "capsule", "1-2 tabs"),
        ("d 5 mg tab ½ cap tds 5d", "tablet", "½ cap"),
        ("d 5 mg cap 1/2 tab bid", "capsule", "1/2 tab"),
        ("d 250 mg/5 ml susp 1-2 tabs tds", "suspension", "1-2 tabs"),
    ],
)
def test_a_second_form_in_a_range_is_asked_and_replaces_nothing(line: str, form: str, word: str) -> None:
    reading = parse(line, EN)
    assert reading.sig.form == form
    assert (reading.sig.count, reading.sig.count_to, reading.sig.count_unit) == (None, None, "")
    assert [one.word for one in reading.unclear] == [word]
    assert len(set(reading.unclear[0].meanings)) == 2


@pytest.mark.parametrize("line", ["d 5 mg tab 1-2 tabs tds", "d 5 mg 1-2 tabs tds"])
def test_the_same_form_twice_is_clear(line: str) -> None:
    reading = parse(line, EN)
    assert reading.is_clear
    assert (reading.sig.form, reading.sig.count_unit, reading.sig.count_to) == ("tablet", "tablet", Decimal(2))


def test_a_second_taper_comes_back_whole() -> None:
    reading = parse("pred 40 mg 5d then 20 mg 5d take 30 mg 7d then 10 mg 7d", EN)
    assert [step.amount.value for step in reading.sig.taper] == [40, 20]
    assert reading.not_understood == ("30 mg 7d then 10 mg 7d",)


@pytest.mark.parametrize("said", [",5", "0,125", "0,5"])
def test_a_decimal_comma_is_never_dropped_from_a_figure(said: str) -> None:
    reading = parse(f"d {said} mg tab", EN)
    assert reading.sig.strength is None
    assert said in reading.not_understood


def test_a_thousand_may_have_its_comma() -> None:
    assert parse("d 100,000 units", EN).sig.strength == Amount(Decimal(100_000), "units")


@pytest.mark.parametrize("amount", ["1-2", "½", "1/2", "1", "2"])
def test_no_two_forms_are_ever_clear_together(amount: str) -> None:
    forms = {phrase[0]: form for phrase, (slot, form) in EN.phrases.items() if slot == "form" and len(phrase) == 1}
    for one, form in forms.items():
        for other, second in forms.items():
            for line in (f"d 5 mg {one} {amount} {other} tds", f"d 5 mg {amount} {one} {other} tds"):
                reading = parse(line, EN)
                assert reading.is_clear is False or form == second, line
                assert form == reading.sig.form, line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("d 1.0 mg", Amount(Decimal(1), "mg")),
        ("d .5 mg", Amount(Decimal("0.5"), "mg")),
        ("d 10 U", Amount(Decimal(10), "units")),
    ],
)
def test_dangerous_figures_are_read(line: str, said: Amount) -> None:
    strength = parse(line, EN).sig.strength
    assert strength == said


@pytest.mark.parametrize("days", ["5d", "x5d", "5/7", "for 5 days", "x 5 days"])
def test_a_course_is_written_in_many_ways(days: str) -> None:
    assert parse(f"amox 500 mg cap tds {days}", EN).sig.days == 5


@pytest.mark.parametrize(
    ("line", "quantity"),
    [
        ("d 5 mg tab ½ tab once daily 5d", 3),
        ("d 250 mg/5 mL susp 5 ml tds 7d", 105),
        ("d 5 mg tab 1-2 tabs q6h 2d", 16),
        ("d 5 mg tab 1-0-1 1/12", 60),
        ("d 2.5 mg tab 4 tab weekly 2/52", 8),
        ("salbutamol inhaler 2 puffs qid 5d", None),
        ("d 5 mg tab 1-2 tabs q6h prn pain 2d", None),
    ],
)
def test_a_supply_is_rounded_up_and_never_guessed(line: str, quantity: int | None) -> None:
    found = needed(parse(line, EN).sig)
    assert found == (None if quantity is None else Decimal(quantity))


def test_a_tapering_course_keeps_its_steps() -> None:
    assert words("pred 40 mg 5d then 20 mg 5d") == "40 mg for 5 days, then 20 mg for 5 days."


@given(ORDERS)
@settings(deadline=None, max_examples=300)
def test_an_order_survives_its_short_text(order: Sig) -> None:
    line = short(order)
    assert parse(line, EN).sig == order, line


@given(ORDERS, st.text(max_size=40), st.text(max_size=20))
@example(Sig(), "", ".0")
@settings(deadline=None, max_examples=200)
def test_every_order_has_words_and_none_is_dangerous(order: Sig, extra: str, reason: str) -> None:
    whole = Sig(
        **{name: getattr(order, name) for name in Sig.__slots__} | {"extra": extra, "reason": reason, "as_needed": True}
    )
    for language in TABLES.values():
        assert not FORBIDDEN.search(render(whole, language))


@pytest.mark.parametrize("line", ["d 10 IU sc qd; give QOD 1.0 mg, .5 mg, 5cc hs MS", "d 5µg tab qod; MgSO4 q.d. od"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_dangerous_word_is_ever_printed(line: str, language: str) -> None:
    assert not FORBIDDEN.search(words(line, language))


def test_no_text_is_an_error() -> None:
    chance = random.Random(7)
    pieces = [
        "1",
        "½",
        "/",
        "-",
        "mg",
        "ml",
        "q",
        "h",
        "max",
        "then",
        "d",
        "#",
        "\x00",
        "\u202e",
        "٣",
        "²",
        ".",
        ",",
        "od",
        "for",
        "x",
        " ",
        "\ud800",
    ]
    for _ in range(20_000):
        parse("".join(chance.choices(pieces, k=chance.randint(0, 12))), EN)
    parse("q8h " * 300_000, EN)
    parse("9" * 1_000_000, EN)
