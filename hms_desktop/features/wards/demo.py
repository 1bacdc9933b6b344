"""Two living wards for the demo clinic, and a month of people who came and went, by the commands that people have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.patients.service import PatientList
from hms_desktop.features.staff.service import Departments, Doctors
from hms_desktop.features.wards.domain import Diet, DischargeKind, Isolation, Marks, Sections, WardKind, WardMap
from hms_desktop.features.wards.keeping import CleanBed, CloseBed, ReserveBed
from hms_desktop.features.wards.service import MapOf
from hms_desktop.features.wards.setup import AddBeds, AddWard
from hms_desktop.features.wards.stays import Admit, Discharge
from hms_desktop.features.wards.summaries import WriteSummary
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans
from hms_desktop.kernel.paging import PAGE_LIMIT, PageRequest

_LOOKED_BACK: Final = 34
_ADULT: Final = 18
_SOONEST: Final = 1
"""Days before today on which the last ones came: what is not over yet cannot be told of."""


@dataclass(frozen=True)
class _Ward:
    """A ward as it is set up: its rooms with their codes, why people lie there, and what its beds are now."""

    name: str
    kind: WardKind
    department: str
    floor: str
    rooms: tuple[tuple[str, str], ...]
    doctors: tuple[str, ...]
    reasons: tuple[str, ...]
    now: str
    """One sign for each bed: occupied #, free ., to clean ~, reserved r, out of order x."""


_WARDS: Final = (
    _Ward(
        "Medical", WardKind.MEDICAL, "G", "2",
        (("Room 201", "M1-M3"), ("Room 202", "M4-M6"), ("Room 203", "M7-M9"), ("Room 204", "M10-M12")),
        ("Haile", "Okafor", "Lindqvist"),
        ("Pneumonia", "Heart failure", "Flare of COPD", "Urinary infection with fever", "Diabetes out of balance",
         "Deep vein thrombosis", "Gastroenteritis", "New atrial fibrillation"),
        "##~###.##r##",
    ),
    _Ward(
        "Surgical", WardKind.SURGICAL, "S", "1",
        (("Room 101", "S1-S3"), ("Room 102", "S4-S6"), ("Room 103", "S7-S8"), ("Room 104", "S9-S10")),
        ("Petrova",),
        ("Appendicitis", "Hernia repair", "Gallstones", "Fracture of the wrist", "Abscess", "Bowel obstruction"),
        "#~##.#x#..",
    ),
)  # fmt: skip

_MARKS: Final = (
    Marks(diet=Diet.DIABETIC), Marks(is_fall_risk=True), Marks(isolation=Isolation.DROPLET), Marks(),
    Marks(diet=Diet.LOW_SALT, is_fall_risk=True, word="Hard of hearing"), Marks(diet=Diet.SOFT), Marks(),
    Marks(isolation=Isolation.CONTACT, diet=Diet.DIABETIC), Marks(diet=Diet.NIL, word="Fasting for theatre"), Marks(),
)  # fmt: skip
_ENDS: Final = (*[DischargeKind.HOME] * 8, DischargeKind.TRANSFERRED, DischargeKind.AGAINST_ADVICE)
_LETTER: Final = Sections(
    course="Came in from emergency. Better from the third day on, without fever, and walking before going home.",
    treatment="Fluids, paracetamol when needed, physiotherapy every morning",
    recommendations="Rest for a week. Blood tests in two weeks.",
    follow_up="General practice in one week; at once if it gets worse.",
)


def fill(means: DemoMeans) -> None:
    """The wards first, then who was there, then who is there now."""
    people = _people(means)
    departments = {row.code: row.uid for row in means.ask(Departments(), Role.MANAGER)}
    doctors = {row.family: row.uid for row in means.ask(Doctors(), Role.MANAGER)}
    for plan in _WARDS:
        ward = _set_up(means, plan, departments.get(plan.department))
        here = _Filling(means, plan, ward, tuple(doctors[name] for name in plan.doctors if name in doctors), people)
        here.fill()


class _Filling:
    """One ward on its way from empty to now."""

    def __init__(
        self, means: DemoMeans, plan: _Ward, ward: UUID, doctors: tuple[UUID, ...], people: Iterator[UUID]
    ) -> None:
        self._means, self._plan, self._ward, self._doctors, self._people = means, plan, ward, doctors, people
        self._beds = self._map().beds
        self._is_told = False

    def fill(self) -> None:
        """Bed by bed: a month of people one after the other, and then what the bed is now."""
        for at, (bed, sign) in enumerate(zip(self._beds, self._plan.now, strict=True)):
            stay = self._means.chance.randint(0, 6) if sign == "#" else 0
            is_dirty = self._before(bed.uid, bed.version, _SOONEST + stay + 1, leave_dirty=sign == "~")
            if sign == "#":
                self._admit(bed.uid, stay, self._expected(at), _MARKS[at % len(_MARKS)])
            elif sign != "." and not is_dirty:
                self._now(bed.uid, sign)

    def _before(self, bed: UUID, version: int, until: int, *, leave_dirty: bool) -> bool:
        """People who lay there, from a month ago to so many days before today; whether the bed is left to clean."""
        chance = self._means.chance
        day, ended = _LOOKED_BACK - chance.randint(0, 7), False
        while day - 3 > until:
            length = min(chance.randint(6, 14), day - until)
            why = chance.choice(self._plan.reasons)
            admission = self._admit(bed, day, None, Marks(), why)
            left = self._at(day - length, 11)
            kind = chance.choice(_ENDS)
            command = Discharge(id=self._means.ids.new(), admission=admission, version=1, kind=kind, ended_at=left)
            self._means.do(command, Role.NURSE)
            version, day = version + 2, day - length - chance.randint(1, 5)
            ended = True
            self._tell(admission, why)
            if leave_dirty and day - 3 <= until:
                return True
            self._means.do(CleanBed(id=self._means.ids.new(), uid=bed, version=version), Role.NURSE)
            version += 1
        return ended and leave_dirty

    def _admit(self, bed: UUID, days_ago: int, expected: date | None, marks: Marks, why: str = "") -> UUID:
        chance = self._means.chance
        came = self._at(days_ago + _SOONEST if expected else days_ago, chance.randint(8, 19))
        command = Admit(
            id=self._means.ids.new(), patient=next(self._people), bed=bed, why=why or chance.choice(self._plan.reasons),
            doctor=chance.choice(self._doctors) if self._doctors else None, expected=expected, marks=marks,
            admitted_at=came, confirmed=True,
        )  # fmt: skip
        uid: UUID = self._means.do(command, Role.NURSE)
        return uid

    def _tell(self, admission: UUID, why: str) -> None:
        """The first one who left has his summary, signed."""
        if not self._is_told and self._plan.kind is WardKind.MEDICAL:
            self._is_told = True
            written = replace(_LETTER, diagnoses=why)
            command = WriteSummary(
                id=self._means.ids.new(), admission=admission, version=0, sections=written, is_signed=True
            )
            self._means.do(command, Role.DOCTOR)

    def _now(self, bed: UUID, sign: str) -> None:
        version = next(one.version for one in self._map().beds if one.uid == bed)
        new = self._means.ids.new
        if sign == "r":
            command = ReserveBed(id=new(), uid=bed, version=version, patient=next(self._people), note="From emergency")
            self._means.do(command, Role.RECEPTIONIST)
        elif sign == "x":
            self._means.do(CloseBed(id=new(), uid=bed, version=version, note="The motor is broken"), Role.NURSE)

    def _expected(self, at: int) -> date:
        return self._means.today + timedelta(days=(at * 2) % 6)

    def _at(self, days_ago: int, hour: int) -> datetime:
        return datetime.combine(self._means.today, time(hour), UTC) - timedelta(days=days_ago)

    def _map(self) -> WardMap:
        found: WardMap = self._means.ask(MapOf(ward=self._ward), Role.NURSE)
        return found


def _set_up(means: DemoMeans, plan: _Ward, department: UUID | None) -> UUID:
    command = AddWard(id=means.ids.new(), name=plan.name, kind=plan.kind, floor=plan.floor, department=department)
    ward: UUID = means.do(command, Role.MANAGER)
    opened = datetime.combine(means.today, time(0), UTC) - timedelta(days=400)
    for room, codes in plan.rooms:
        beds = AddBeds(id=means.ids.new(), ward=ward, room=room, codes=codes, opened_at=opened)
        means.do(beds, Role.MANAGER)
    return ward


def _people(means: DemoMeans) -> Iterator[UUID]:
    """Grown-ups of the town, each once, in no order."""
    page = means.ask(PatientList(page=PageRequest(size=PAGE_LIMIT)), Role.MANAGER)
    found: Sequence[PatientRow] = [
        row for row in page.rows
        if row.born and means.today.year - row.born.year > _ADULT and not (row.is_deceased or row.is_restricted)
    ]  # fmt: skip
    chosen = means.chance.sample(found, len(found))
    return (row.uid for row in chosen)
