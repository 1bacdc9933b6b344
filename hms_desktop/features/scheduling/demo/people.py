"""Who comes to the demo clinic, and for what."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final
from uuid import UUID

from hms_desktop.features.patients.domain import ListOrder, PatientRow, Sex
from hms_desktop.features.patients.service import PatientList
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans
from hms_desktop.kernel.paging import PageRequest

_ADULT: Final = 16
_REGULARS: Final = (64, 30)
"""So many adults and children come again and again; a practice knows most of those who wait."""

_REASONS: Final = {
    "General practice": (
        "Blood pressure", "Results", "Diabetes review", "Cough for two weeks", "Back pain", "Headaches", "Sore throat",
        "Repeat prescription", "Knee pain", "Asthma review", "Stomach pain", "Tiredness", "Rash on both hands",
        "Certificate for work", "Dizzy when standing up", "Thyroid check", "Cannot sleep",
    ),
    "Paediatrics": (
        "Fever, child", "Vaccination", "Ear pain", "Cough at night", "Rash", "Growth check", "Vomiting since yesterday",
        "Asthma review", "Sore throat", "Results",
    ),
    "Surgery": ("Wound check", "Hernia", "Gallstones", "Before an operation", "After an operation", "Lump in the neck"),
    "Cardiology": ("ECG", "Palpitations", "Heart failure review", "Short of breath on stairs", "Blood thinner"),
    "Nursing": ("Dressing", "Blood sample", "Injection", "Blood pressure", "Stitches out", "Vaccine before a journey"),
}  # fmt: skip
_ANTENATAL: Final = "Antenatal, {weeks} weeks"


class People:
    """Who comes. The same few come often, and nobody twice on one day."""

    def __init__(self, means: DemoMeans) -> None:
        page = means.ask(PatientList(page=PageRequest(size=400), by=ListOrder.NUMBER), Role.MANAGER)
        living: list[PatientRow] = [
            row for row in page.rows if row.family and row.given and not (row.is_deceased or row.is_restricted)
        ]
        means.chance.shuffle(living)
        adults, children = _REGULARS
        self._chance, self._today = means.chance, means.today
        self._regulars = {
            False: [row for row in living if _age(row, means.today) >= _ADULT][:adults],
            True: [row for row in living if _age(row, means.today) < _ADULT][:children],
        }
        self._turns: Counter[tuple[str, bool]] = Counter()
        self._here: set[tuple[date, UUID]] = set()

    def draw(self, day: date, doctor: DoctorRow, turn: str) -> PatientRow:
        """The next one of this turn; each turn begins with the same people, so who comes today was here before."""
        is_child = doctor.speciality == "Paediatrics"
        regulars = self._regulars[is_child]
        while True:
            row = regulars[self._turns[turn, is_child] % len(regulars)]
            self._turns[turn, is_child] += 1
            if (day, row.uid) not in self._here:
                self._here.add((day, row.uid))
                return row

    def reason(self, row: PatientRow, doctor: DoctorRow) -> str:
        """Something that somebody like this comes for."""
        may_expect = row.sex is Sex.FEMALE and 19 <= _age(row, self._today) <= 40
        if may_expect and doctor.speciality == "General practice" and self._chance.random() < 0.5:
            return _ANTENATAL.format(weeks=self._chance.randint(10, 36))
        return self._chance.choice(_REASONS.get(doctor.speciality, _REASONS["General practice"]))


def _age(row: PatientRow, today: date) -> float:
    return (today - row.born).days / 365.2425 if row.born else 50
