"""What the queue, the notices and the mail do once a person has decided: all of it in his transaction, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications.domain import Channel, MessageKind
from hms_desktop.features.notifications.service import NotifyPeople, QueueMessage
from hms_desktop.features.scheduling.domain import Urgency as HowSoon
from hms_desktop.features.scheduling.queue import AssignVisit
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.triage.domain.kinds import Urgency

KIND: Final = "triage"
PAGE: Final = "today"
TITLE: Final = "A patient was assigned to you"
_WORDS: Final = {
    Urgency.EMERGENCY: "Emergency", Urgency.URGENT: "Urgent", Urgency.SOON: "Soon", Urgency.ROUTINE: "Routine",
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """A visit that goes to a doctor now."""

    visit: UUID
    version: int
    doctor: DoctorRow | None
    urgency: Urgency


def assign(work: Work, given: Given) -> None:
    """The visit gets its doctor and its urgency, and the doctor hears of it unless he gave it to himself."""
    doctor = given.doctor
    command = AssignVisit(
        id=work.ids.new(), uid=given.visit, version=given.version, doctor=doctor.uid if doctor else None,
        urgency=HowSoon(given.urgency.value),
    )  # fmt: skip
    work.execute(command)
    if doctor is not None and doctor.account != work.actor.user:
        _notify(work, given, doctor)
        _mail(work, given, doctor)


def _notify(work: Work, given: Given, doctor: DoctorRow) -> None:
    if doctor.account is not None:
        command = NotifyPeople(
            id=work.ids.new(), accounts=(doctor.account,), kind=KIND, title=TITLE, detail=_WORDS[given.urgency],
            page=PAGE, subject=given.visit,
        )  # fmt: skip
        work.execute(command)


def _mail(work: Work, given: Given, doctor: DoctorRow) -> None:
    """Without a word about the patient: mail leaves the house."""
    if doctor.email:
        command = QueueMessage(
            id=work.ids.new(), kind=MessageKind.ASSIGNED, address=doctor.email, channel=Channel.EMAIL,
            values={"doctor": doctor.name}, about_kind="visit", about=given.visit,
            is_urgent=given.urgency in (Urgency.EMERGENCY, Urgency.URGENT),
             once=f"triage {given.visit} {given.version}",
        )  # fmt: skip
        work.execute(command)
