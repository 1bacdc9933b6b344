"""Servers by which messages go out: their keys are kept and never shown, and a test message proves the settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from hms_desktop.features.notifications.domain import Channel
from hms_desktop.features.notifications.posting import (
    LetterOf,
    MailRoute,
    SecretsSet,
    SendTest,
    SetPostSecret,
    SmsRoute,
)
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid
from hms_desktop.kernel.messages import Query
from hms_desktop.kernel.secret import Secret
from tests.features.notifications.outside import EMAIL, letter, open_for_mail, settle, take
from tests.support import Desk

PROGRAM = Role.PROGRAM


@pytest.fixture
def here(either_staffed: Desk) -> Desk:
    open_for_mail(either_staffed)
    return either_staffed


def test_a_key_is_kept_and_never_shown_again(here: Desk) -> None:
    assert here.ask(MailRoute(), PROGRAM) is None
    assert here.ask(SmsRoute(), PROGRAM) is None
    settle(here, mail_host="localhost", sms_url="https://gateway.example/send")
    for channel in Channel:
        here.do(SetPostSecret(id=here.id(), channel=channel, secret=Secret("quokka")), Role.MANAGER)
    assert channels(here) == {"e-mail", "SMS"}
    mail, sms = here.ask(MailRoute(), PROGRAM), here.ask(SmsRoute(), PROGRAM)
    assert mail is not None
    assert sms is not None
    assert (mail.password.reveal(), sms.secret.reveal()) == ("quokka", "quokka")
    assert "quokka" not in f"{mail!r}{sms!r}"
    rows = [*here.sql("SELECT old, new, reason FROM journal_value"), *here.sql("SELECT answer, digest FROM outcome")]
    told = [str(bytes(one) if isinstance(one, memoryview) else one) for row in rows for one in row]
    assert "quokka" not in "".join(told)
    here.do(SetPostSecret(id=here.id(), channel=Channel.SMS, secret=Secret("")), Role.MANAGER)
    assert channels(here) == {"e-mail"}


def channels(desk: Desk) -> set[str]:
    found: dict[str, datetime] = desk.ask(SecretsSet(), Role.MANAGER)
    return set(found)


@pytest.mark.parametrize("role", [*(role for role in Role if role is not Role.PROGRAM)])
def test_no_person_gets_a_key_or_a_letter_out(staffed: Desk, role: Role) -> None:
    letter = LetterOf(message=staffed.id(), attempt=staffed.id())
    asked: tuple[Query[Any], ...] = (MailRoute(), SmsRoute(), letter)
    for query in asked:
        with pytest.raises(Denied):
            staffed.ask(query, role)


def test_a_test_message_goes_at_once_and_names_the_clinic(here: Desk) -> None:
    settle(here, quiet_from="00:00", quiet_until="23:59")
    uid = here.do(SendTest(id=here.id(), channel=Channel.EMAIL, address=EMAIL), Role.ADMINISTRATOR)
    taken = take(here)
    assert taken is not None
    assert taken[0] == uid
    assert letter(here, taken).subject == "Test from St Anne"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sms.url", "http://gateway.example/send"), ("sms.url", "https://u:p@gateway.example"),
        ("sms.header", "Host: elsewhere"), ("sms.body", '{"to": {to}}'), ("sms.prefix", "34"),
        ("mail.sender", "desk"), ("mail.port", 0), ("mail.port", 65536), ("mail.security", "maybe"),
        ("remind.hours", "soon"), ("remind.by", "pigeon"), ("quiet.from", "25:00"), ("mail.host", "x" * 200),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused_with_a_sentence(staffed: Desk, key: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        settle(staffed, **{key.replace(".", "_"): value})
    assert list(refused.value.fields) == [key]
    assert str(refused.value)


def test_who_sees_to_patients_does_not_set_up_servers(staffed: Desk) -> None:
    for role in (Role.RECEPTIONIST, Role.DOCTOR, Role.NURSE):
        with pytest.raises(Denied):
            staffed.do(SetPostSecret(id=staffed.id(), channel=Channel.SMS, secret=Secret("x")), role)
        with pytest.raises(Denied):
            staffed.do(SendTest(id=staffed.id(), channel=Channel.EMAIL, address=EMAIL), role)
