"""Who is asked, who is reached, and a clinic's own texts: rules that the handlers hold."""

from __future__ import annotations

from typing import Any

import pytest

from hms_desktop.features.notifications.domain import MessageKind
from hms_desktop.features.notifications.history import MessageLines
from hms_desktop.features.notifications.wishes import KeepWish, ReachOf
from hms_desktop.features.notifications.wording import DropText, KeepText, TextOf
from hms_desktop.features.patients.merging import MergePatients, MergePreview
from hms_desktop.features.patients.service import ContactsOf
from hms_desktop.features.patients.states import RestrictPatient
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, NotFound, Stale
from tests.features.notifications.outside import letter, open_for_mail, patient, queue, record, states, take, wish
from tests.support import Desk

DESK_ROLE, MANAGER, PROGRAM = Role.RECEPTIONIST, Role.MANAGER, Role.PROGRAM


@pytest.fixture
def here(either_staffed: Desk) -> Desk:
    open_for_mail(either_staffed)
    return either_staffed


def restrict(desk: Desk, who: Any) -> None:  # noqa: ANN401
    desk.do(RestrictPatient(id=desk.id(), uid=who, version=1), MANAGER)


def join(desk: Desk, survivor: Any, loser: Any) -> None:  # noqa: ANN401
    seen = desk.ask(MergePreview(survivor=survivor, loser=loser), MANAGER)
    command = MergePatients(
        id=desk.id(), survivor=survivor, survivor_version=seen.survivor_version, loser=loser,
        loser_version=seen.loser_version, facts=seen.proposed,
    )  # fmt: skip
    desk.do(command, MANAGER)


# How somebody is reached.


def test_contacts_are_those_of_the_record_and_of_a_restricted_one_only_for_the_program(here: Desk) -> None:
    who, secret = patient(here), patient(here, family="Closed")
    restrict(here, secret)
    assert [row.email for row in here.ask(ContactsOf(uids=(who, secret)), DESK_ROLE)] == ["ana@town.example"]
    assert {row.uid for row in here.ask(ContactsOf(uids=(who, secret)), PROGRAM)} == {who, secret}
    assert here.ask(ContactsOf(uids=()), DESK_ROLE) == ()
    assert here.ask(ContactsOf(uids=(here.id(),)), DESK_ROLE) == ()


@pytest.mark.parametrize("role", [Role.LAB, Role.CASHIER, Role.ADMINISTRATOR, Role.PATIENT])
def test_who_does_not_call_patients_does_not_see_how_they_are_reached(staffed: Desk, role: Role) -> None:
    with pytest.raises(Denied):
        staffed.ask(ContactsOf(uids=()), role)


def test_asking_how_somebody_is_reached_is_recorded(staffed: Desk) -> None:
    who = patient(staffed)
    staffed.ask(ContactsOf(uids=(who,)), DESK_ROLE)
    assert staffed.sql("SELECT count(*) FROM journal WHERE command = 'ContactsOf' AND verb = 'searched'") == [(1,)]


def test_a_joined_record_is_reached_as_the_one_that_it_was_joined_to_and_by_the_last_answer(here: Desk) -> None:
    old, kept = patient(here, email="old@town.example"), patient(here)
    wish(here, kept)
    here.clock.advance(60)
    wish(here, old, email=False)
    join(here, kept, old)
    first, second = queue(here, old), queue(here, kept)
    assert take(here) is None
    assert states(here) == dict.fromkeys((first, second), ("cancelled", "said no"))
    here.clock.advance(60)
    assert here.ask(ReachOf(patient=old), DESK_ROLE).version == 1
    wish(here, old, version=1)
    uid = queue(here, old)
    assert letter(here, take(here)).to == "ana@town.example"
    assert states(here)[uid] == ("sending", "none")


def test_an_answer_in_a_joined_record_is_the_answer_until_somebody_asks_again(here: Desk) -> None:
    old, kept = patient(here), patient(here)
    wish(here, old, language="fr")
    join(here, kept, old)
    reach = here.ask(ReachOf(patient=kept), DESK_ROLE)
    assert (reach.patient, reach.version, reach.wish is not None) == (kept, 0, True)
    queue(here, kept)
    assert letter(here, take(here)).subject.startswith("Votre rendez-vous")


def test_a_restricted_patient_is_reminded_all_the_same_and_his_chart_tells_nobody(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    restrict(here, who)
    queue(here, who)
    record(here, take(here))
    assert list(states(here).values()) == [("sent", "none")]
    assert here.ask(MessageLines(patients=(who,)), DESK_ROLE) == ()


# Wishes.


def test_a_wish_says_who_asked_and_when(here: Desk) -> None:
    who = patient(here)
    assert here.ask(ReachOf(patient=who), DESK_ROLE).wish is None
    wish(here, who, sms=False, language="fr")
    reach = here.ask(ReachOf(patient=who), Role.NURSE)
    assert reach.wish is not None
    assert (reach.wish.email, reach.wish.sms, reach.wish.language) == (True, False, "fr")
    assert reach.wish.asked_at == here.clock.now()
    assert (reach.has_email, reach.has_phone) == (True, True)


def test_two_who_ask_at_once_do_not_overwrite_one_another(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    with pytest.raises(Conflict):
        wish(here, who, email=False)
    wish(here, who, email=False, version=1)
    with pytest.raises(Stale):
        wish(here, who, version=1)


def test_of_somebody_who_is_not_there_or_not_open_nothing_is_kept(here: Desk) -> None:
    who = patient(here)
    restrict(here, who)
    for uid in (who, here.id()):
        with pytest.raises(NotFound):
            wish(here, uid)
        with pytest.raises(NotFound):
            here.ask(ReachOf(patient=uid), DESK_ROLE)


def test_a_language_that_nothing_is_written_in_is_refused(here: Desk) -> None:
    command = KeepWish(id=here.id(), patient=patient(here), version=0, email=True, sms=True, language="tlh")
    with pytest.raises(Invalid):
        here.do(command, DESK_ROLE)


# A clinic's own texts.


def keep(desk: Desk, facts: dict[str, str] | None = None, version: int = 0) -> None:
    words = {"subject": "Hello {name}", "body": "Come {day} {time}", "short": "{day} {time}", **(facts or {})}
    command = KeepText(id=desk.id(), kind=MessageKind.REMINDER, language="en", version=version, **words)
    desk.do(command, MANAGER)


def test_a_clinics_own_text_is_sent_from_then_on_and_the_programs_again_afterwards(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    keep(here)
    queue(here, who)
    taken = take(here)
    assert letter(here, taken).subject == "Hello Ana Martínez"
    row = here.ask(TextOf(kind=MessageKind.REMINDER, language="en"), MANAGER)
    assert (row.version, row.wording.subject) == (1, "Hello {name}")
    here.do(DropText(id=here.id(), kind=MessageKind.REMINDER, language="en", version=1), MANAGER)
    assert letter(here, taken).subject.startswith("Your appointment on")
    assert here.ask(TextOf(kind=MessageKind.REMINDER, language="en"), MANAGER).version == 0


@pytest.mark.parametrize(
    "facts", [{"body": "no day"}, {"short": "{day} {time} {salary}"}, {"subject": ""}, {"body": "x" * 1_000_000}]
)
def test_a_text_that_cannot_be_is_refused_beside_its_field(here: Desk, facts: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        keep(here, facts)
    assert list(refused.value.fields) == list(facts)


def test_somebody_elses_newer_text_is_not_lost(here: Desk) -> None:
    keep(here)
    with pytest.raises(Conflict):
        keep(here)
    keep(here, {"subject": "Newer"}, 1)
    with pytest.raises(Stale):
        keep(here, version=1)
    with pytest.raises(Conflict):
        here.do(DropText(id=here.id(), kind=MessageKind.REMINDER, language="en", version=1), MANAGER)
    with pytest.raises(Invalid):
        here.ask(TextOf(kind=MessageKind.REMINDER, language="xx"), MANAGER)


# Lists of a million.

_PLANS = {
    "what is due": ("SELECT uid FROM message WHERE channel = 'SMS' AND state = 'waiting' AND next_try <= 5"
                    " ORDER BY next_try LIMIT 1", "ix_message_due"),
    "who needs somebody": ("SELECT count(*) FROM message WHERE state IN ('failed', 'unsure', 'held')",
                           "ix_message_state"),
    "reminders to come": ("SELECT uid FROM message WHERE kind = 'reminder' AND subject_kind = 'appointment'"
                          " AND once IS NOT NULL AND not_after > 5", "ix_message_until"),
    "a chart's lines": ("SELECT uid FROM message WHERE patient IN (x'01') AND at < 5 ORDER BY at DESC LIMIT 5",
                        "ix_message_patient"),
    "what was sent": ("SELECT uid FROM message WHERE state NOT IN ('failed', 'unsure', 'held', 'waiting', 'sending')"
                      " AND (local_no, uid) < (9, x'00') ORDER BY local_no DESC, uid DESC LIMIT 5", "PRIMARY KEY"),
}  # fmt: skip


@pytest.mark.parametrize("asked", list(_PLANS))
def test_what_is_asked_all_day_is_found_by_an_index_and_not_sorted(desk: Desk, asked: str) -> None:
    sql, index = _PLANS[asked]
    plan = " ".join(row[3] for row in desk.sql(f"EXPLAIN QUERY PLAN {sql}"))
    assert index in plan
    assert "TEMP B-TREE" not in plan
