"""Messages to people outside: who is written to, when, how often, and what becomes of what cannot be sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hms_desktop.features.notifications.domain import Channel, MessageKind, Settled
from hms_desktop.features.notifications.outbox import (
    Messages,
    MessagesWaiting,
    ReopenMessage,
    SettleMessage,
    Shelf,
    TakeOver,
    TryAgain,
)
from hms_desktop.features.notifications.posting import (
    FindInterrupted,
    RecordAttempt,
    SendTest,
)
from hms_desktop.features.notifications.service import QueueMessage
from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import ChangePatient
from hms_desktop.features.patients.states import RecordDeath
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, Stale
from hms_desktop.kernel.posting import Outcome, Trouble, Verdict
from tests.features.notifications.outside import (
    DAY,
    EMAIL,
    later,
    letter,
    open_for_mail,
    patient,
    queue,
    record,
    settle,
    states,
    take,
    wish,
)
from tests.support import Desk

PROGRAM, DESK_ROLE = Role.PROGRAM, Role.RECEPTIONIST


@pytest.fixture
def here(either_staffed: Desk) -> Desk:
    open_for_mail(either_staffed)
    return either_staffed


def row_of(desk: Desk, uid: object, shelf: Shelf = Shelf.OPEN) -> Any:  # noqa: ANN401 - a MessageRow
    return next(row for row in desk.ask(Messages(shelf=shelf), DESK_ROLE).rows if row.uid == uid)


def test_a_message_goes_to_what_the_record_says_when_it_is_sent(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    facts = Particulars(family="Martínez", given="Ana", email="new@town.example")
    here.do(ChangePatient(id=here.id(), uid=who, version=1, facts=facts), DESK_ROLE)
    taken = take(here)
    assert letter(here, taken).to == "new@town.example"
    assert states(here)[uid] == ("sending", "none")
    record(here, taken)
    assert states(here)[uid] == ("sent", "none")
    assert take(here) is None


def test_a_letter_is_in_the_patients_language_with_its_day_in_words(here: Desk) -> None:
    settle(here, clinic_phone="555 01")
    who = patient(here)
    wish(here, who, language="es")
    queue(here, who)
    made = letter(here, take(here))
    assert made.subject == "Su cita del miércoles 4 de marzo de 2026"
    assert "a las 09:30" in made.body
    assert "Hola, Ana Martínez:" in made.body
    assert "Le atenderá Dr Haile." in made.body
    assert "555 01" in made.short
    assert made.number.endswith("@clinic.example>")


@pytest.mark.parametrize(
    ("said", "state"), [(None, ("held", "not asked")), (False, ("cancelled", "said no")), (True, ("sending", "none"))]
)
def test_nobody_is_written_to_who_was_not_asked_or_said_no(
    here: Desk, said: bool | None, state: tuple[str, str]
) -> None:
    who = patient(here)
    if said is not None:
        wish(here, who, email=said, sms=not said)
    uid = queue(here, who)
    take(here)
    assert states(here)[uid] == state


def test_asked_at_last_what_was_held_goes_or_never_does(here: Desk) -> None:
    who = patient(here)
    first, second = queue(here, who), queue(here, who, channel=Channel.SMS)
    assert take(here) is None
    assert take(here, Channel.SMS) is None
    wish(here, who, email=True, sms=False)
    assert states(here) == {first: ("waiting", "none"), second: ("cancelled", "said no")}


def test_a_no_that_comes_after_a_yes_holds_for_what_waits(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    wish(here, who, email=False, version=1)
    assert take(here) is None
    assert states(here)[uid] == ("cancelled", "said no")


def test_without_an_address_somebody_is_told_the_phone(here: Desk) -> None:
    who = patient(here, email="")
    wish(here, who)
    uid = queue(here, who)
    assert take(here) is None
    assert states(here)[uid] == ("failed", "no address")
    row = row_of(here, uid)
    assert (row.who, row.phone, row.to) == ("MARTÍNEZ, Ana", "600 111 222", None)


def test_nothing_is_sent_to_the_dead(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    here.do(RecordDeath(id=here.id(), uid=who, version=1), Role.NURSE)
    assert take(here) is None
    assert states(here)[uid] == ("cancelled", "died")


def test_what_comes_too_late_is_not_sent(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who, not_after=here.clock.now() + timedelta(hours=1))
    here.clock.advance(3600)
    assert take(here) is None
    assert states(here)[uid] == ("given up", "too late")


def test_nothing_is_sent_before_its_time(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    queue(here, who, not_before=here.clock.now() + timedelta(minutes=5))
    assert take(here) is None
    here.clock.advance(300)
    assert take(here) is not None


def test_at_night_only_what_is_urgent_goes(here: Desk) -> None:
    settle(here, quiet_from="20:00", quiet_until="08:00", clinic_zone="Europe/Madrid")
    here.clock.set(datetime(2026, 3, 2, 22, 0, tzinfo=UTC))
    who = patient(here)
    wish(here, who)
    calm, urgent = queue(here, who), queue(here, who, is_urgent=True)
    taken = take(here)
    assert taken is not None
    assert taken[0] == urgent
    assert take(here) is None
    here.clock.set(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    assert take(here) is None
    here.clock.set(datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
    again = take(here)
    assert again is not None
    assert again[0] == calm


def test_what_failed_for_now_is_tried_again_later_and_later_and_then_is_somebodys(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    pauses = list[float]()
    while (taken := take(here)) is not None:
        record(here, taken, later())
        now = here.clock.now()
        rows = [row for row in here.ask(Messages(shelf=Shelf.WAITING), DESK_ROLE).rows if row.uid == uid]
        pauses += [(row.next_try - now).total_seconds() for row in rows]
        assert take(here) is None
        here.clock.advance(pauses[-1])
    assert pauses == sorted(pauses)
    assert len(pauses) == 7
    assert states(here)[uid] == ("failed", "busy")


def test_what_was_refused_for_good_is_not_tried_again(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    record(here, take(here), Outcome(Verdict.NEVER, Trouble.ADDRESS))
    here.clock.advance(10**6)
    assert take(here) is None
    assert states(here)[uid] == ("failed", "address")


def test_what_may_have_arrived_is_sent_again_only_by_a_person(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    record(here, take(here), Outcome(Verdict.UNSURE, Trouble.LOST))
    here.clock.advance(10**6)
    assert take(here) is None
    assert states(here)[uid] == ("unsure", "lost")
    here.do(TryAgain(id=here.id(), uid=uid, version=row_of(here, uid).version), DESK_ROLE)
    taken = take(here)
    assert taken is not None
    assert taken[0] == uid


def test_a_stop_in_the_middle_leaves_it_open_and_is_found_once(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    taken = take(here)
    assert here.do(FindInterrupted(id=here.id()), PROGRAM) == 1
    assert here.do(FindInterrupted(id=here.id()), PROGRAM) == 0
    assert states(here)[uid] == ("unsure", "stopped")
    with pytest.raises(Conflict):
        record(here, taken)
    with pytest.raises(Conflict):
        letter(here, taken)


def test_only_the_attempt_that_is_made_is_recorded(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    queue(here, who)
    taken = take(here)
    assert taken is not None
    with pytest.raises(Conflict):
        record(here, (taken[0], here.id()))
    record(here, taken)
    with pytest.raises(Conflict):
        record(here, taken)


def test_the_same_record_said_twice_is_one(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    queue(here, who)
    taken = take(here)
    assert taken is not None
    command = RecordAttempt(
        id=here.id(), message=taken[0], attempt=taken[1], verdict=Verdict.SENT, trouble=Trouble.NONE, chance=0.0
    )
    here.do(command, PROGRAM)
    assert here.execute(command, PROGRAM).again


def test_for_one_thing_one_message_is_queued(here: Desk) -> None:
    who = patient(here)
    assert queue(here, who, once="a") == queue(here, who, once="a")
    assert queue(here, who, once="b") != queue(here, who, once="a")
    assert len(states(here)) == 2


def test_somebody_takes_it_and_says_how_it_ended_and_can_take_that_back(here: Desk) -> None:
    who = patient(here, email="")
    wish(here, who)
    uid = queue(here, who)
    take(here)
    assert here.ask(MessagesWaiting(), DESK_ROLE) == 1
    here.do(TakeOver(id=here.id(), uid=uid, version=row_of(here, uid).version), DESK_ROLE)
    row = row_of(here, uid)
    assert row.owner is not None
    here.do(SettleMessage(id=here.id(), uid=uid, version=row.version, how=Settled.BY_PHONE), DESK_ROLE)
    assert here.ask(MessagesWaiting(), DESK_ROLE) == 0
    over = row_of(here, uid, Shelf.OVER)
    assert (over.state.value, over.settled) == ("given up", Settled.BY_PHONE)
    here.do(ReopenMessage(id=here.id(), uid=uid, version=over.version), DESK_ROLE)
    assert states(here)[uid] == ("failed", "no address")
    with pytest.raises(Stale):
        here.do(TakeOver(id=here.id(), uid=uid, version=1), DESK_ROLE)


def test_a_message_that_is_over_is_not_settled_or_tried_again(here: Desk) -> None:
    who = patient(here)
    wish(here, who)
    uid = queue(here, who)
    record(here, take(here))
    version = row_of(here, uid, Shelf.OVER).version
    for command in (
        TryAgain(id=here.id(), uid=uid, version=version),
        SettleMessage(id=here.id(), uid=uid, version=version, how=Settled.ARRIVED),
        ReopenMessage(id=here.id(), uid=uid, version=version),
        TakeOver(id=here.id(), uid=uid, version=version),
    ):
        with pytest.raises(Conflict):
            here.do(command, DESK_ROLE)


def test_what_is_held_is_not_pushed_past_the_question(here: Desk) -> None:
    who = patient(here)
    uid = queue(here, who)
    take(here)
    with pytest.raises(Conflict):
        here.do(TryAgain(id=here.id(), uid=uid, version=row_of(here, uid).version), DESK_ROLE)


def test_a_list_goes_on_where_the_page_before_ended(here: Desk) -> None:
    who = patient(here)
    uids = [queue(here, who) for _ in range(5)]
    from hms_desktop.kernel.paging import PageRequest

    first = here.ask(Messages(shelf=Shelf.WAITING, page=PageRequest(size=3)), DESK_ROLE)
    then = here.ask(Messages(shelf=Shelf.WAITING, page=PageRequest(first.next, 3)), DESK_ROLE)
    assert [row.uid for row in (*first.rows, *then.rows)] == uids[::-1]


# Bad input.


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"address": EMAIL}, "address"),
        ({"values": {"room": "2"}}, "values"),
        ({"values": {"doctor": "x" * 1_000_000}}, "values"),
        ({"values": {"day": "31 February"}}, "values"),
        ({"values": {"minute": "1440"}}, "values"),
        ({"language": "tlh"}, "language"),
        ({"once": "x" * 300}, "once"),
        ({"not_before": datetime(2999, 1, 1, tzinfo=UTC)}, "not_before"),
    ],
)
def test_what_cannot_be_said_or_sent_is_refused_beside_its_field(here: Desk, facts: dict[str, Any], field: str) -> None:
    who = patient(here)
    with pytest.raises(Invalid) as refused:
        queue(here, who, **facts)
    assert list(refused.value.fields) == [field]
    assert EMAIL not in str(refused.value)


@pytest.mark.parametrize("address", ["", "nobody", "a@b", "a@town.example\r\nBcc: b@town.example", "a@b.cc, d@e.ff"])
def test_an_address_that_is_none_is_refused(here: Desk, address: str) -> None:
    with pytest.raises(Invalid):
        queue(here, None, address=address, kind=MessageKind.ASSIGNED, values={})
    with pytest.raises(Invalid):
        here.do(SendTest(id=here.id(), channel=Channel.EMAIL, address=address), Role.ADMINISTRATOR)


def test_a_colleague_is_written_to_by_his_address(here: Desk) -> None:
    queue(here, None, address="haile@clinic.example", kind=MessageKind.ASSIGNED, values={"doctor": "Dr Haile"})
    made = letter(here, take(here))
    assert made.to == "haile@clinic.example"
    assert made.body.startswith("Dr Haile,")


# What a chart tells.


def test_a_chart_tells_what_was_sent(here: Desk) -> None:
    from hms_desktop.features.notifications.history import MessageLines

    who = patient(here)
    wish(here, who)
    queue(here, who)
    record(here, take(here))
    (line,) = here.ask(MessageLines(patients=(who,)), DESK_ROLE)
    assert (line.title, line.detail) == ("E-mail sent", "Reminder of an appointment")
    assert here.ask(Chart(uid=who), DESK_ROLE).patient.uid == who


def test_a_doctor_may_write_but_a_cashier_may_not(here: Desk) -> None:
    who = patient(here)
    command = QueueMessage(id=here.id(), kind=MessageKind.REMINDER, patient=who, values=DAY)
    with pytest.raises(Denied):
        here.do(command, Role.CASHIER)
    here.do(command, Role.DOCTOR)
