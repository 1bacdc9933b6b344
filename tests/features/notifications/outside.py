"""A clinic that writes to people outside: patients who can be reached, and the program that sends."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hms_desktop.features.notifications.domain import Channel, MessageKind
from hms_desktop.features.notifications.outbox import Messages, Shelf
from hms_desktop.features.notifications.posting import LetterOf, RecordAttempt, TakeMessage
from hms_desktop.features.notifications.service import QueueMessage
from hms_desktop.features.notifications.wishes import KeepWish
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.workstation.service import ChangeSetting
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.posting import Outcome, Trouble, Verdict
from tests.support import Desk

EMAIL: Final = "ana@town.example"
PHONE: Final = "600 111 222"
DAY: Final = {"day": "2026-03-04", "minute": "570", "doctor": "Dr Haile"}
SENT: Final = Outcome(Verdict.SENT)


def settle(desk: Desk, **settings: object) -> None:
    """Settings by their keys, with an underscore for the dot."""
    for name, value in settings.items():
        desk.do(ChangeSetting(id=desk.id(), key=name.replace("_", "."), value=value), Role.ADMINISTRATOR)


def open_for_mail(desk: Desk) -> None:
    """A clinic with a sender and without quiet hours."""
    settle(desk, mail_sender="desk@clinic.example", quiet_from="", quiet_until="", clinic_name="St Anne")


def patient(desk: Desk, **facts: Any) -> UUID:  # noqa: ANN401
    """Somebody with both addresses, unless told otherwise."""
    words: dict[str, Any] = {"family": "Martínez", "given": "Ana", "email": EMAIL, "phone": PHONE}
    command = RegisterPatient(id=desk.id(), facts=Particulars(**(words | facts)))
    return desk.do(command, Role.RECEPTIONIST).uid


def wish(desk: Desk, who: UUID, *, email: bool = True, sms: bool = True, language: str = "", version: int = 0) -> None:
    """He was asked, and said this."""
    command = KeepWish(id=desk.id(), patient=who, version=version, email=email, sms=sms, language=language)
    desk.do(command, Role.RECEPTIONIST)


def queue(desk: Desk, who: UUID | None, **facts: Any) -> UUID:  # noqa: ANN401
    """A reminder, unless told otherwise."""
    words: dict[str, Any] = {"kind": MessageKind.REMINDER, "channel": Channel.EMAIL, "values": DAY}
    command = QueueMessage(id=desk.id(), patient=who, **(words | facts))
    return desk.do(command, Role.RECEPTIONIST)


def take(desk: Desk, channel: Channel = Channel.EMAIL) -> tuple[UUID, UUID] | None:
    """The next message to send with its attempt, as the program takes it."""
    attempt = desk.id()
    found = desk.do(TakeMessage(id=attempt, channel=channel), Role.PROGRAM)
    return (found, attempt) if found else None


def record(desk: Desk, taken: tuple[UUID, UUID] | None, outcome: Outcome = SENT) -> None:
    """What the attempt came to."""
    assert taken is not None
    command = RecordAttempt(
        id=desk.id(), message=taken[0], attempt=taken[1], verdict=outcome.verdict, trouble=outcome.trouble, chance=0.5
    )
    desk.do(command, Role.PROGRAM)


def later(trouble: Trouble = Trouble.BUSY) -> Outcome:
    return Outcome(Verdict.LATER, trouble)


def states(desk: Desk) -> dict[UUID, tuple[str, str]]:
    """Every message's state and problem."""
    found = [row for shelf in Shelf for row in desk.ask(Messages(shelf=shelf), Role.MANAGER).rows]
    return {row.uid: (row.state.value, row.problem.value) for row in found}


def letter(desk: Desk, taken: tuple[UUID, UUID] | None) -> Any:  # noqa: ANN401 - a Letter
    assert taken is not None
    return desk.ask(LetterOf(message=taken[0], attempt=taken[1]), Role.PROGRAM)
