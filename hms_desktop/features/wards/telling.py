"""Who is told that a stay has ended: the doctor who answers for it, in the program and by mail, in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications.domain import Channel, MessageKind
from hms_desktop.features.notifications.service import NotifyPeople, QueueMessage
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors
from hms_desktop.features.wards.tables import Admission

KIND: Final = "ward"
TITLE: Final = "A hospital stay has ended"
_LATELY: Final = timedelta(days=1)
"""A stay that is entered long after it ended is news to nobody."""


def tell_doctor(work: Work, admission: UUID, ended: datetime) -> None:
    """The doctor hears of it, unless he ended it himself or it is long past."""
    row = work.rows.one(select(Admission.doctor, Admission.patient).where(Admission.uid == admission), "The admission")
    found = [one for one in work.ask(Doctors()) if one.uid == row.doctor]
    if not found or found[0].account == work.actor.user or work.now - ended > _LATELY:
        return
    doctor = found[0]
    if doctor.account is not None:
        notice = NotifyPeople(
            id=work.ids.new(), accounts=(doctor.account,), kind=KIND, title=TITLE, page="chart", subject=row.patient
        )
        work.execute(notice)
    _mail(work, admission, doctor)


def _mail(work: Work, admission: UUID, doctor: DoctorRow) -> None:
    """Without a word about the patient: mail leaves the house."""
    if doctor.email:
        letter = QueueMessage(
            id=work.ids.new(), kind=MessageKind.DISCHARGED, address=doctor.email, channel=Channel.EMAIL,
            values={"doctor": doctor.name}, about_kind="admission", about=admission, once=f"discharge {admission}",
        )  # fmt: skip
        work.execute(letter)
