"""A clinic on disk that writes to people: servers set up, a patient who was asked, messages that are due."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from hms_desktop.clinic.computer import surroundings
from hms_desktop.clinic.founding import FirstPerson, Plan, found
from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data.keys import Kdf
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.desk.postman import Clients, Postman
from hms_desktop.features.notifications.domain import Channel, MessageKind
from hms_desktop.features.notifications.outbox import Messages, Shelf
from hms_desktop.features.notifications.service import QueueMessage
from hms_desktop.features.notifications.wishes import KeepWish
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.workstation.service import ChangeSetting
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.secret import Secret
from hms_desktop.post.gateway import SmsClient
from hms_desktop.post.mail import MailClient
from tests.post.servers import HOST

PASSWORD = Secret("nine calm lighthouses")
ROLES = (Role.ADMINISTRATOR, Role.RECEPTIONIST)


def founded(folder: Path) -> Clinic:
    """A clinic of one person."""
    places = Places(folder)
    around = surroundings(places)
    found(
        places, Plan("St Anne", (FirstPerson("ana", "Ana", ROLES, PASSWORD),), FILE_KIND, Kdf.weak_for_tests()), around
    )
    return Clinic(places, around)


def opened(folder: Path) -> tuple[Clinic, Session]:
    """The clinic as the next start of the program finds it."""
    places = Places(folder)
    clinic = Clinic(places, surroundings(places))
    return clinic, clinic.sign_in("ana", PASSWORD, Secret(""))


def settle(session: Session, **settings: object) -> None:
    """Settings by their keys, with an underscore for the dot."""
    for name, value in settings.items():
        session.execute(ChangeSetting(id=new(session), key=name.replace("_", "."), value=value))


def point_at(session: Session, port: int, gateway: str = "") -> None:
    """Both servers are here."""
    settle(session, mail_host=HOST, mail_port=port, mail_security="none", mail_sender="desk@clinic.example")
    settle(session, quiet_from="", sms_url=gateway, sms_body='{"to": "{to}", "text": "{text}", "id": "{id}"}')


def queue(session: Session, count: int = 1, channel: Channel = Channel.EMAIL) -> list[UUID]:
    """Messages to somebody who was asked."""
    facts = Particulars(family="Hale", given="Ada", email="ada@town.example", phone="600 111 222")
    who = session.execute(RegisterPatient(id=new(session), facts=facts)).answer.uid
    session.execute(KeepWish(id=new(session), patient=who, version=0, email=True, sms=True))
    values = {"day": "2026-11-27", "minute": "570"}
    make: dict[str, Any] = {"kind": MessageKind.REMINDER, "patient": who, "channel": channel, "values": values}
    return [session.execute(QueueMessage(id=new(session), **make)).answer for _ in range(count)]


def new(session: Session) -> UUID:
    """An id."""
    return session.bus._ids.new()


def states(session: Session) -> list[str]:
    """Every message's state, sorted."""
    return sorted(row.state.value for shelf in Shelf for row in session.ask(Messages(shelf=shelf)).rows)


def postman(clinic: Clinic, timeout_s: float = 10.0, look_every_s: float = 0.05) -> Postman:
    """The real one, with clients that wait less."""
    make = Clients(MailClient(timeout_s), SmsClient(timeout_s))
    return Postman(clinic, Random(7), lambda: make, look_every_s)


def main(folder: str) -> None:
    """The program that is killed: it signs in and sends what is due."""
    clinic, _ = opened(Path(folder))
    postman(clinic, 60.0).round()


if __name__ == "__main__":
    main(sys.argv[1])
