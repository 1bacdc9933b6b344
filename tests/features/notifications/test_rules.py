"""Rules of messages as properties: states, pauses, quiet hours, reminders, texts, wishes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.notifications.domain import (
    LANGUAGES,
    PLACES,
    PROBLEMS,
    TEXTS,
    Channel,
    MessageKind,
    MessageState,
    Preference,
    Problem,
    Quiet,
    WishRow,
    Wording,
    address_problem,
    after,
    channel_for,
    clock_problem,
    day_in_words,
    dialled,
    due_at,
    filled,
    is_quiet,
    lead_due,
    leads_of,
    leads_problem,
    loud_from,
    loud_until,
    may_step,
    parts_of,
    pause,
    places_of,
    plain,
    prefix_problem,
    quiet_of,
    reopened,
    stands_against,
    wording_problems,
    written,
)
from hms_desktop.kernel.posting import Outcome, Trouble, Verdict

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ZONES = ("UTC", "Europe/Madrid", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati")
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
QUIETS = st.builds(Quiet, st.integers(0, 1439), st.integers(0, 1439))
CHANCES = st.floats(0, 1)


# States and pauses.


@given(verdict=st.sampled_from(Verdict), trouble=st.sampled_from(Trouble), tries=st.integers(1, 50), chance=CHANCES)
def test_an_attempt_leads_where_an_attempt_may_lead(
    verdict: Verdict, trouble: Trouble, tries: int, chance: float
) -> None:
    then = after(Outcome(verdict, trouble), tries, timedelta(), chance)
    assert may_step(MessageState.SENDING, then.state)
    assert (then.state is MessageState.SENT) == (verdict is Verdict.SENT)
    assert (then.state is MessageState.UNSURE) == (verdict is Verdict.UNSURE)
    if verdict is Verdict.NEVER:
        assert then.state is MessageState.FAILED
    assert (then.pause > timedelta()) == (then.state is MessageState.WAITING)


def test_out_of_unsure_only_a_person_leads_and_nothing_is_sent_from_anywhere_but_waiting() -> None:
    assert [state for state in MessageState if may_step(state, MessageState.SENDING)] == [MessageState.WAITING]
    assert not may_step(MessageState.UNSURE, MessageState.SENDING)
    assert not may_step(MessageState.SENT, MessageState.WAITING)


@given(tries=st.integers(1, 100), chance=CHANCES)
def test_a_pause_doubles_up_to_a_limit_and_is_spread(tries: int, chance: float) -> None:
    assert timedelta(seconds=30) <= pause(tries, chance) <= timedelta(hours=3)
    assert pause(tries, 0.5) <= pause(tries + 1, 0.5)
    assert pause(tries, 0.0) < pause(tries, 1.0)


def test_without_a_network_a_message_waits_for_days_and_then_is_somebodys() -> None:
    offline = Outcome(Verdict.LATER, Trouble.OFFLINE)
    assert after(offline, 500, timedelta(days=2), 0.5).state is MessageState.WAITING
    assert after(offline, 2, timedelta(days=3), 0.5).state is MessageState.FAILED


def test_every_problem_and_trouble_has_its_sentence() -> None:
    assert set(PROBLEMS) == set(Problem)
    assert {trouble.value for trouble in Trouble} <= {problem.value for problem in Problem}
    assert all(PROBLEMS[problem] for problem in Problem if problem is not Problem.NONE)


@pytest.mark.parametrize("problem", list(Problem))
def test_what_is_reopened_is_where_somebody_is_needed(problem: Problem) -> None:
    assert may_step(MessageState.GIVEN_UP, reopened(problem))


# Quiet hours.


@given(at=INSTANTS, quiet=QUIETS, zone=st.sampled_from(ZONES))
def test_after_a_quiet_night_and_before_it_nothing_is_quiet(at: datetime, quiet: Quiet, zone: str) -> None:
    here = ZoneInfo(zone)
    morning, evening = loud_from(at, quiet, here), loud_until(at, quiet, here)
    assert evening <= at <= morning
    if is_quiet(at, quiet, here):
        assert at < morning <= at + timedelta(hours=26)
        assert at - timedelta(hours=26) <= evening < at
        assert is_quiet(morning - timedelta(seconds=1), quiet, here)
        assert not is_quiet(evening, quiet, here)
    else:
        assert (morning, evening) == (at, at)


@given(at=INSTANTS, quiet=QUIETS, zone=st.sampled_from(ZONES))
def test_quiet_is_what_the_wall_clock_says(at: datetime, quiet: Quiet, zone: str) -> None:
    here = ZoneInfo(zone)
    local = at.astimezone(here)
    if any(local.utcoffset() != (at + timedelta(hours=h)).astimezone(here).utcoffset() for h in range(-27, 28)):
        return  # the nights of another length have a test of their own
    minute = local.hour * 60 + local.minute
    inside = (quiet.start <= minute < quiet.end if quiet.start <= quiet.end
              else minute >= quiet.start or minute < quiet.end)  # fmt: skip
    assert is_quiet(at, quiet, here) is inside


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-03-29T00:30+00:00", "2026-03-29T06:00+00:00"),  # the night of 23 hours: 08:00 in summer time
        ("2026-10-25T00:30+00:00", "2026-10-25T07:00+00:00"),  # the night of 25: 08:00 in winter time
    ],
)
def test_a_night_of_another_length_ends_at_its_hour_on_the_wall(at: str, morning: str) -> None:
    quiet = quiet_of("20:00", "08:00")
    found = loud_from(datetime.fromisoformat(at), quiet, ZoneInfo("Europe/Madrid"))
    assert found == datetime.fromisoformat(morning)


def test_an_end_that_the_wall_shows_twice_is_the_second_and_one_it_skips_is_behind_the_gap() -> None:
    madrid, quiet = ZoneInfo("Europe/Madrid"), quiet_of("23:00", "02:30")
    twice = loud_from(datetime(2026, 10, 25, 0, 0, tzinfo=UTC), quiet, madrid)
    assert twice == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    skipped = loud_from(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), quiet, madrid)
    assert skipped >= datetime(2026, 3, 29, 1, 0, tzinfo=UTC) - timedelta(minutes=30)
    assert not is_quiet(skipped, quiet, madrid)


@pytest.mark.parametrize("typed", ["", "21:00", "7:05", "07.30"])
def test_a_time_of_day_is_read(typed: str) -> None:
    assert clock_problem(typed) is None


@pytest.mark.parametrize("typed", ["24:00", "21", "21:60", "nine", "21:00 ", "-1:00"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    assert clock_problem(typed)


def test_without_both_hours_there_is_no_quiet() -> None:
    assert not is_quiet(NOW, quiet_of("", "08:00"), ZoneInfo("UTC"))
    assert not is_quiet(NOW, quiet_of("08:00", "08:00"), ZoneInfo("UTC"))


# Reminders.

LEADS = st.lists(st.integers(1, 336), min_size=1, max_size=4, unique=True)


@given(starts=INSTANTS, lead=st.integers(1, 336), quiet=QUIETS, zone=st.sampled_from(ZONES))
def test_a_reminder_is_due_before_its_appointment_and_not_at_night(
    starts: datetime, lead: int, quiet: Quiet, zone: str
) -> None:
    due = due_at(starts, lead, quiet, ZoneInfo(zone))
    assert due <= starts - timedelta(hours=1)
    assert not is_quiet(due, quiet, ZoneInfo(zone))


def test_a_reminder_of_an_early_appointment_goes_out_the_evening_before() -> None:
    starts = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
    due = due_at(starts, 3, quiet_of("20:00", "08:00"), ZoneInfo("UTC"))
    assert due == datetime(2026, 3, 2, 19, 59, 59, 999_000, tzinfo=UTC)


@given(starts=INSTANTS, ahead=st.integers(1, 40_000), leads=LEADS)
def test_of_several_reminders_only_the_last_that_is_due_goes_out(
    starts: datetime, ahead: int, leads: list[int]
) -> None:
    now = starts - timedelta(minutes=ahead)
    found = lead_due(starts, now, leads, Quiet(0, 0), ZoneInfo("UTC"))
    fitting = [lead for lead in leads if ahead <= lead * 60]
    assert found == min(fitting, default=None)


def test_of_what_has_begun_nobody_is_reminded() -> None:
    assert lead_due(NOW, NOW, (48, 3), Quiet(0, 0), ZoneInfo("UTC")) is None


@pytest.mark.parametrize("typed", ["48, 3", "24", "336;1", "72 24 3 1"])
def test_hours_are_read(typed: str) -> None:
    assert leads_problem(typed) is None
    assert all(first > second for first, second in pairwise(leads_of(typed)))


@pytest.mark.parametrize("typed", ["", "0", "337", "a day", "1,2,3,4,5", "48h", "-3"])
def test_what_are_no_hours_is_refused(typed: str) -> None:
    assert leads_problem(typed)


# Texts.

FACTS = {"name": "Ana", "doctor": "Dr Haile", "day": "2026-11-27", "minute": "570", "clinic": "St Anne", "phone": "555"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_text_stands_in_every_language_and_keeps_the_rules_of_a_clinics_own(
    kind: MessageKind, language: str
) -> None:
    wording = TEXTS[language][kind]
    assert wording_problems(kind, wording) == {}
    facts = {name: text for name, text in FACTS.items() if name in PLACES[kind] or name == "minute"}
    made = written(wording, places_of(facts, language))
    assert not any("{" in text or "}" in text for text in (made.subject, made.body, made.short))
    assert "\n" not in made.subject + made.short
    assert parts_of(made.short) <= 3
    bare = written(wording, places_of({"day": FACTS["day"], "minute": "570", "clinic": "St Anne"}, language))
    assert all((made.short, bare.short, bare.subject, bare.body)) or kind in (MessageKind.ASSIGNED,)


@pytest.mark.parametrize(
    ("language", "written_day"),
    [("en", "Friday 27 November 2026"), ("es", "viernes 27 de noviembre de 2026"), ("fr", "vendredi 27 novembre 2026"),
     ("ar", "الجمعة 27 نوفمبر 2026"), ("hi", "शुक्रवार, 27 नवंबर 2026")],
)  # fmt: skip
def test_a_day_is_written_in_the_language(language: str, written_day: str) -> None:
    assert day_in_words(date(2026, 11, 27), language) == written_day


def test_the_first_of_a_month_is_the_first_in_french() -> None:
    assert day_in_words(date(2026, 5, 1), "fr") == "vendredi 1er mai 2026"


def test_a_line_of_which_a_place_says_nothing_is_left_out() -> None:
    assert filled("a\n\nWith {doctor}.\n\nb", {"doctor": ""}) == "a\n\nb"
    assert filled("a\nWith {doctor}.", {}) == "a"


ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(name=ODD)
def test_what_is_put_in_stays_one_line_and_is_never_a_place(name: str) -> None:
    wording = Wording("For {name} on {day}", "Dear {name},\n{day} {time}", "{name} {day} {time}")
    made = written(wording, places_of({"name": name, "day": "2026-11-27", "minute": "570"}, "en"))
    assert "\n" not in made.subject + made.short
    assert len(made.body.split("\n")) <= 2
    assert len(made.short) <= 120 + 40
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", made.subject + made.short)
    assert "Friday 27 November 2026" in made.body


def test_a_place_in_a_name_is_not_filled() -> None:
    assert filled("{name} {day}", {"name": "{day}", "day": "Friday"}) == "{day} Friday"


def test_signs_that_turn_a_text_around_are_taken_out() -> None:
    assert plain("Ana\u202egnp.exe\u2066 x\r\nBcc: y") == "Anagnp.exe x Bcc: y"


@pytest.mark.parametrize(
    ("body", "problem"),
    [("", "needed"), ("no places", "have to be in it"), ("{day} {time} {nobody}", "no such place"),
     ("{day} {time} {", "no such place"), ("{day} {time} {name.x}", "no such place"),
     ("{day} {time}" + "x" * 5000, "longer")],
)  # fmt: skip
def test_a_clinics_own_text_is_checked(body: str, problem: str) -> None:
    told = wording_problems(MessageKind.REMINDER, Wording("Hello", body, "{day} {time}"))
    assert list(told) == ["body"]
    assert problem in told["body"]


def test_a_message_to_a_colleague_names_no_patient() -> None:
    assert "name" not in PLACES[MessageKind.ASSIGNED] | PLACES[MessageKind.DISCHARGED]
    assert wording_problems(MessageKind.ASSIGNED, Wording("{name}", "a", "a"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("", 1),
    ],
)
def test_how_many_sms_a_text_takes_is_known(text: str, parts: int) -> None:
    assert parts_of(text) == parts


@pytest.mark.parametrize(
    ("phone", "prefix", "number"),
    [("600 111 222", "+34", "+34600111222"), ("0600 111 222", "+33", "+33600111222"),
     ("+34 600-111-222", "+44", "+34600111222"),
     ("0034600111222", "", "+34600111222"), ("600111222", "", "600111222"), ("٠٦٠٠١١١٢٢٢", "+20", "+20600111222"),
     ("ext 5", "+34", ""), ("12", "+34", ""), ("", "+34", ""), ("6" * 20, "+34", "")],
)  # fmt: skip
def test_a_phone_number_is_dialled_as_gateways_do(phone: str, prefix: str, number: str) -> None:
    assert dialled(phone, prefix) == number


@pytest.mark.parametrize("prefix", ["34", "+0", "+12345", "+3a", "+"])
def test_what_is_no_prefix_is_refused(prefix: str) -> None:
    assert prefix_problem(prefix)


def test_no_address_is_an_answer_and_half_a_one_is_not() -> None:
    assert address_problem("") is None
    assert address_problem("desk@clinic.example") is None
    assert address_problem("desk@clinic")


# Wishes.


def said(*, email: bool, sms: bool, at: datetime = NOW) -> WishRow:
    return WishRow(UUID(int=1), 1, email, sms, "", at, UUID(int=2))


def test_of_joined_records_the_last_answer_holds() -> None:
    yes, no = said(email=True, sms=True), said(email=False, sms=True, at=NOW + timedelta(days=1))
    assert stands_against((), Channel.EMAIL) is Problem.NOT_ASKED
    assert stands_against((yes, no), Channel.EMAIL) is Problem.SAID_NO
    assert stands_against((no, yes), Channel.EMAIL) is Problem.SAID_NO
    assert stands_against((yes, no), Channel.SMS) is Problem.NONE


BOTH = frozenset(Channel)


@pytest.mark.parametrize(
    ("preference", "wishes", "reachable", "channel"),
    [
        (Preference.EMAIL_FIRST, (said(email=True, sms=True),), BOTH, Channel.EMAIL),
        (Preference.EMAIL_FIRST, (said(email=False, sms=True),), BOTH, Channel.SMS),
        (Preference.EMAIL_FIRST, (said(email=True, sms=True),), frozenset({Channel.SMS}), Channel.SMS),
        (Preference.EMAIL_FIRST, (), BOTH, Channel.EMAIL),
        (Preference.SMS_FIRST, (said(email=True, sms=False),), BOTH, Channel.EMAIL),
        (Preference.SMS, (said(email=True, sms=False),), BOTH, Channel.SMS),
        (Preference.EMAIL, (said(email=False, sms=True),), BOTH, Channel.EMAIL),
    ],
)
def test_the_second_channel_is_taken_only_where_the_first_cannot_be(
    preference: Preference, wishes: tuple[WishRow, ...], reachable: frozenset[Channel], channel: Channel
) -> None:
    assert channel_for(preference, wishes, reachable) is channel
