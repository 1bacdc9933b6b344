"""Of whom an answer is: a patient's facts put together from the records of the features that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.domain.subject import Stay, Subject, stay_facts, years_between
from hms_desktop.features.patients.chart import RecordsOf
from hms_desktop.features.patients.service import NamesOf
from hms_desktop.features.wards.service import AdmissionsOf
from hms_desktop.features.workstation.manifest import CLINIC_ZONE
from hms_desktop.kernel.errors import NotFound
from hms_desktop.kernel.messages import Audited, Query, answers


@dataclass(frozen=True, kw_only=True)
class SubjectOf(Query[Subject]):
    """A patient as the instruments see him. Looking at him this way is opening his record."""

    patient: UUID


@answers(SubjectOf, permission="insight.ask", audited=Audited("opened", "patient", lambda _, answer: answer.patient))
def subject_of(query: SubjectOf, work: Work) -> Subject:
    survivor = work.ask(RecordsOf(uid=query.patient))[0]
    rows = work.ask(NamesOf(uids=(survivor,)))
    if not rows:
        raise NotFound("Not found", "This record is not there (any more)", "Find the patient again")
    row, zone = rows[0], ZoneInfo(work.settings[CLINIC_ZONE])
    today = work.now.astimezone(zone).date()
    stays = (
        Stay(one.admitted_at.astimezone(zone).date(), one.ended_at.astimezone(zone).date() if one.ended_at else None)
        for one in work.ask(AdmissionsOf(patient=survivor))
    )
    return Subject(
        patient=survivor,
        name=row.name,
        detail=" · ".join(part for part in (row.born_text, row.number) if part),
        sex=row.sex.value,
        age=years_between(row.born, today),
        facts=stay_facts(stays, today),
    )
