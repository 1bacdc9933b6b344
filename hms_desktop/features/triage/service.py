"""Having care suggested, and accepting it. The suggestion writes nothing; what a person accepts is the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.service import PatientsNamed
from hms_desktop.features.scheduling.domain import DoctorLoad
from hms_desktop.features.scheduling.queue import LoadOfDoctors
from hms_desktop.features.staff.domain import DepartmentRow, DoctorRow
from hms_desktop.features.staff.service import Departments, Doctors, Openings
from hms_desktop.features.triage import neighbours, store
from hms_desktop.features.triage.domain.doctors import Candidate, Wish, ranked
from hms_desktop.features.triage.domain.flags import flags_in, raised
from hms_desktop.features.triage.domain.history import counted, cues_for, telling
from hms_desktop.features.triage.domain.kinds import URGENCIES, Kind, Stay, Urgency, Who, who_of
from hms_desktop.features.triage.domain.places import Place, department_for, kind_of, ward_for
from hms_desktop.features.triage.domain.suggestion import Suggestion, suggested
from hms_desktop.features.triage.domain.words import LONGEST, read
from hms_desktop.features.triage.judging import judged
from hms_desktop.features.triage.tables import Triage
from hms_desktop.features.workstation.manifest import CLINIC_ZONE
from hms_desktop.inference.catalogue import Catalogue
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, Query, answers, handles

LONGEST_WARD: Final = 120


@dataclass(frozen=True, kw_only=True)
class SuggestCare(Query[Suggestion]):
    """Where somebody with this problem may best go: department, urgency, stay, doctors, and why. Nothing is kept.

    Of a `patient` age and sex are looked up; without one they are what was said.
    """

    problem: str
    born: date | None = None
    sex: str = "unknown"
    patient: UUID | None = None


@dataclass(frozen=True)
class Choices:
    """What a person can choose from."""

    departments: tuple[DepartmentRow, ...]
    doctors: tuple[DoctorRow, ...]


@dataclass(frozen=True, kw_only=True)
class CareChoices(Query[Choices]):
    """The departments and doctors, for whoever decides otherwise than was suggested."""


@dataclass(frozen=True, kw_only=True)
class AcceptCare(Command[UUID]):
    """A person decides, having seen `shown`. A visit gets the doctor and the urgency, and the doctor hears of it.

    `confirmed`: he was asked, because he decided on less than a red flag demands.
    """

    shown: Suggestion
    urgency: Urgency
    stay: Stay
    department: UUID | None = None
    ward: str = ""
    doctor: UUID | None = None
    visit: UUID | None = None
    visit_version: int = 0
    patient: UUID | None = None
    born: date | None = None
    sex: str = "unknown"
    confirmed: bool = False


@answers(SuggestCare, permission="triage.suggest")
def suggest_care(query: SuggestCare, work: Work) -> Suggestion:
    problem = query.problem[:LONGEST]
    told, now = read(problem), work.now.astimezone(ZoneInfo(work.settings[CLINIC_ZONE]))
    who = _who(work, query, now.date())
    of_all = told.of(who)
    judgement = judged(work.given(Catalogue), problem, who)
    cues = cues_for(told, of_all)
    evidence = counted(cues, store.past(work.rows, telling(cues)))
    said = suggested(problem, judgement, flags_in(told, of_all), evidence)
    if said.kind is None:
        return said
    place = department_for(said.kind, (Place(row.uid, row.name) for row in work.ask(Departments())))
    said = replace(
        said,
        department=place.uid if place else None,
        department_name=place.name if place else "",
        ward=ward_for(said.kind, said.stay.what) if said.stay else "",
    )
    wish = Wish(said.kind or Kind.GENERAL, said.department, said.urgency or Urgency.ROUTINE, now.hour * 60 + now.minute)
    return replace(said, doctors=ranked(_candidates(work, query.patient, now.date()), wish))


@answers(CareChoices, permission="triage.suggest")
def care_choices(_: CareChoices, work: Work) -> Choices:
    return Choices(work.ask(Departments()), work.ask(Doctors()))


@handles(AcceptCare, permission="triage.accept")
def accept_care(command: AcceptCare, work: Work) -> UUID:
    now = work.now.astimezone(ZoneInfo(work.settings[CLINIC_ZONE]))
    told = read(command.shown.problem)
    who = told.of(_who(work, command, now.date()))
    doctor = _demand_sound(command, work, who)
    uid = work.rows.add(Triage, {
        "visit": command.visit, "patient": command.patient, "problem": command.shown.problem,
        "cues": list(cues_for(told, who)), "shown": msgspec.to_builtins(command.shown), "changed": _changed(command),
        "kind": _kind(command, work), "department": command.department, "urgency": command.urgency,
        "stay": command.stay, "ward": command.ward, "doctor": command.doctor,
        "is_flagged": bool(command.shown.flags), "model": command.shown.version, "decided_by": work.actor.user,
         "at": work.now,
    })  # fmt: skip
    if command.visit is not None:
        given = neighbours.Given(command.visit, command.visit_version, doctor, command.urgency)
        neighbours.assign(work, given)
    return uid


def _who(work: Work, said: SuggestCare | AcceptCare, today: date) -> Who:
    """Age and sex: the record's where there is one."""
    rows = work.ask(PatientsNamed(uids=(said.patient,))) if said.patient is not None else ()
    return who_of(rows[0].born, rows[0].sex, today) if rows else who_of(said.born, said.sex, today)


def _candidates(work: Work, patient: UUID | None, day: date) -> list[Candidate]:
    """Who works here, with his hours of the day, his load, and whether he knows this patient."""
    hours: dict[UUID, list[tuple[int, int]]] = {}
    doctors = work.ask(Doctors())
    for opening in work.ask(Openings(first=day, last=day, doctors=tuple(row.uid for row in doctors))):
        hours.setdefault(opening.doctor, []).append((opening.start, opening.end))
    loads = {load.doctor: load for load in work.ask(LoadOfDoctors(day=day))}
    known = store.doctors_of(work.rows, patient)
    found = []
    for row in doctors:
        load = loads.get(row.uid) or DoctorLoad(row.uid, 0, 0, 0, is_in=False)
        found.append(Candidate(
            uid=row.uid, name=row.name, speciality=row.speciality, department=row.department,
            department_name=row.department_name, hours=tuple(hours.get(row.uid, ())), waiting=load.waiting,
            seated=load.seated, booked_ahead=load.booked_ahead,
            knows_since=day_text(known[row.uid].date()) if row.uid in known else "",
        ))  # fmt: skip
    return found


def _demand_sound(command: AcceptCare, work: Work, who: Who) -> DoctorRow | None:
    """The doctor who is meant; Invalid when somebody is not there, or a red flag is passed over without a word."""
    told = {}
    if not command.shown.problem:
        told["problem"] = "Say what brings the patient here"
    if len(command.ward) > LONGEST_WARD:
        told["ward"] = "At most 120 letters"
    if command.department is not None and all(row.uid != command.department for row in work.ask(Departments())):
        told["department"] = "This department is closed"
    doctor = next((row for row in work.ask(Doctors()) if row.uid == command.doctor), None)
    if command.doctor is not None and doctor is None:
        told["doctor"] = "This doctor sees nobody any more"
    if told:
        raise Invalid(told)
    least = raised(None, flags_in(read(command.shown.problem), who))
    if least and URGENCIES.index(command.urgency) > URGENCIES.index(least) and not command.confirmed:
        doubt = {"urgency": "A red flag asks for more haste than this"}
        raise Invalid(doubt, "Please confirm what is unlikely", doubts=tuple(doubt))
    return doctor


def _changed(command: AcceptCare) -> list[str]:
    """The fields in which the person decided otherwise than was suggested."""
    shown = command.shown
    first = shown.doctors[0].uid if shown.doctors else None
    pairs = {
        "department": (shown.department, command.department), "urgency": (shown.urgency, command.urgency),
        "stay": (shown.stay.what if shown.stay else None, command.stay), "ward": (shown.ward, command.ward),
        "doctor": (first, command.doctor),
    }  # fmt: skip
    return [name for name, (was, is_now) in pairs.items() if was != is_now]


def _kind(command: AcceptCare, work: Work) -> Kind:
    """What the decision teaches: the suggested kind where its department was taken, else the chosen department's."""
    shown = command.shown
    if shown.kind and command.department == shown.department:
        return shown.kind
    chosen = next((row.name for row in work.ask(Departments()) if row.uid == command.department), "")
    return kind_of(chosen) or shown.kind or Kind.GENERAL
