"""What the queue and the notices do once a person has decided. A program may be built without the notices.

Their messages are found by name, so without them triage still suggests, keeps what was decided, and moves the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features import NAMES
from hms_desktop.features.scheduling.domain import Urgency as HowSoon
from hms_desktop.features.scheduling.queue import AssignVisit
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.triage.domain.kinds import Urgency
from hms_desktop.kernel.manifest import load

KIND: Final = "triage"
PAGE: Final = "today"
TITLE: Final = "A patient was given to you"


@dataclass(frozen=True)
class Given:
    """A visit that goes to a doctor now."""

    visit: UUID
    version: int
    doctor: DoctorRow | None
    urgency: Urgency


@cache
def message(feature: str, name: str) -> Any:  # noqa: ANN401 - a message class of a feature that may not be there
    """The message of this name, or None."""
    if feature not in NAMES:
        return None
    modules = load((feature,))[0].handler_modules()
    return next((vars(module)[name] for module in modules if name in vars(module)), None)


def assign(work: Work, given: Given) -> None:
    """The visit gets its doctor and its urgency, and the doctor hears of it."""
    doctor = given.doctor.uid if given.doctor else None
    urgency = HowSoon(given.urgency.value)
    work.execute(AssignVisit(id=work.ids.new(), uid=given.visit, version=given.version, doctor=doctor, urgency=urgency))
    if given.doctor is not None:
        _notify(work, given, given.doctor)
        _mail(work, given, given.doctor)


def _notify(work: Work, given: Given, doctor: DoctorRow) -> None:
    command = message("notifications", "NotifyPeople")
    if command is None or doctor.account is None or doctor.account == work.actor.user:
        return
    work.execute(
        command(id=work.ids.new(), accounts=(doctor.account,), kind=KIND, title=TITLE, detail=str(given.urgency),
                page=PAGE, subject=given.visit)
    )  # fmt: skip


def _mail(work: Work, given: Given, doctor: DoctorRow) -> None:
    """Without a word about the patient: mail leaves the house."""
    command, kinds = message("notifications", "QueueMessage"), message("notifications", "MessageKind")
    if command is None or kinds is None or not doctor.email or doctor.account == work.actor.user:
        return
    work.execute(
        command(id=work.ids.new(), kind=kinds("assigned"), address=doctor.email, values={"doctor": doctor.name},
                about_kind="visit", about=given.visit, is_urgent=given.urgency in (Urgency.EMERGENCY, Urgency.URGENT),
                once=f"triage {given.visit} {given.version}")
    )  # fmt: skip
