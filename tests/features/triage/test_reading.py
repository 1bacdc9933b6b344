"""How a problem is read: shorthand, denials, ages; and the cues that the model gets of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.triage.domain.cues import BUCKETS, CONTEXT, context_of, cues_of
from hms_desktop.features.triage.domain.kinds import BANDS, Band, Who, band_of, in_days, who_of
from hms_desktop.features.triage.domain.words import LONGEST, MOST_WORDS, content, read

YEAR = 365.25


def words(problem: str) -> list[str]:
    return [("!" if one.is_denied else "") + one.word for one in read(problem).tokens]


@pytest.mark.parametrize(
    ("problem", "seen"),
    [
        ("chest pain 2 days", ["chest", "pain", "for_days"]),
        ("c/o SOB 3/7", ["c/o", "short", "of", "breath", "for_days"]),
        ("fever for a few weeks", ["fever", "for", "a", "for_weeks"]),
        ("No fever, but cough", ["no", "!fever", "but", "cough"]),
        ("no chest pain, fever or cough", ["no", "!chest", "!pain", "!fever", "or", "!cough"]),
        ("denies vomiting. Has fever", ["denies", "!vomiting", "has", "fever"]),
        ("not drinking, no urine", ["not", "drinking", "no", "urine"]),
        ("bleeding does not stop", ["bleeding", "does", "not", "stop"]),
        ("can't breathe", ["cannot", "breathe"]),
        ("fever and cough", ["fever", "and", "cough"]),
    ],
)
def test_shorthand_is_spelled_out_and_what_is_denied_is_another_word(problem: str, seen: list[str]) -> None:
    assert words(problem) == seen


@pytest.mark.parametrize(
    ("problem", "days"),
    [("3 yo fever", 3 * YEAR), ("6 weeks old baby", 42), ("18 month old, cough", 18 * 30.44), ("aged 70, dizzy",
     70 * YEAR),
     ("fever for 3 days", None), ("2 day old, jaundice", 2)],
)  # fmt: skip
def test_an_age_in_the_words_is_known_as_one(problem: str, days: float | None) -> None:
    assert read(problem).age_in_days == (None if days is None else pytest.approx(days))
    assert read(problem).of(Who(100.0, "male")) == Who(100.0, "male")


@given(st.text(max_size=900))
def test_nothing_that_is_typed_breaks_reading_or_its_limits(text: str) -> None:
    told = read(text)
    assert len(told.tokens) <= MOST_WORDS
    cues = cues_of(told)
    assert len(cues.ids) == len(cues.weights)
    assert all(0 < one < BUCKETS for one in cues.ids)
    assert read.__wrapped__(text) == told


@pytest.mark.parametrize(
    "text", ["x" * 10 * LONGEST, "<b>fever</b>", "\x00pain", "\ud800", "ألم في الصدر", "no " * 500, "1/7 " * 300]
)
def test_hostile_text_is_read_like_any_other(text: str) -> None:
    assert len(read(text).tokens) <= MOST_WORDS


@given(st.lists(st.sampled_from(["chest", "pain", "no", "fever", "child", "the"]), min_size=1, max_size=8))
def test_cues_have_the_length_of_one_and_a_part_of_the_words_has_a_part_of_the_cues(said: list[str]) -> None:
    told = read(" ".join(said))
    cues = cues_of(told)
    if cues.ids:
        assert sum(weight**2 for weight in cues.weights) == pytest.approx(1)
    assert set(cues_of(told, [0]).ids) <= set(cues.ids)
    assert cues_of(told, []).ids == ()


def test_a_slip_of_the_pen_shares_most_pieces_with_the_word() -> None:
    right, slip = set(cues_of(read("diarrhoea")).ids), set(cues_of(read("diarhoea")).ids)
    assert len(right & slip) / len(right | slip) > 0.4


def test_a_denied_word_shares_nothing_with_the_word() -> None:
    said = cues_of(read("no fever"))
    assert not set(cues_of(read("fever")).ids) & set(said.ids)


@given(st.one_of(st.none(), st.floats(0, 45_000)))
def test_every_age_has_one_band_and_the_context_says_it(days: float | None) -> None:
    told = context_of(Who(days, "female"))
    assert len(told) == CONTEXT
    assert sum(told) == 2
    assert BANDS[told.index(1.0)] is band_of(days)


def test_bands_follow_the_birthdays() -> None:
    assert [band_of(days) for days in (0, 27.9, 28, 364, 366, 5 * YEAR, 15 * YEAR, 40 * YEAR, 65 * YEAR, None)] == [
        Band.NEWBORN, Band.NEWBORN, Band.INFANT, Band.INFANT, Band.TODDLER, Band.CHILD, Band.YOUNG, Band.MIDDLE,
         Band.OLDER,
        Band.UNKNOWN,
    ]  # fmt: skip
    assert in_days(2, "mo") == pytest.approx(60.88)


def test_a_birth_still_to_come_and_an_unknown_sex_say_nothing() -> None:
    from datetime import date

    assert who_of(date(2027, 1, 1), "other", date(2026, 11, 21)) == Who(None, "unknown")


def test_quiet_words_are_no_content() -> None:
    assert [one.word for one in content(read("my son has a pain in the belly").tokens)] == ["son", "pain", "belly"]
