"""Worked doses: what an order of this amount for this patient raises, reckoned by hand from the figures in `drugs`."""

from __future__ import annotations

from typing import Any, Final

import pytest

from hms_desktop.features.knowledge.domain.alerts import Order, Patient
from tests.features.knowledge.drugs import WEEKLY, child, somebody, told

MAN: Final = somebody()
IV: Final = {"route": "intravenous"}
SC: Final = {"route": "subcutaneous"}
BABY: Final = child(12, 10)
SIX: Final = child(72, 20)
TWO: Final = child(24, 12)
WEAK: Final = somebody(creatinine_mg_dl=4.0)
"""Cockcroft–Gault: (140 − 40) × 70 / (72 × 4) = 24.3 mL/min."""

Worked = tuple[str, float, float, Patient, dict[str, Any], str]

ADULTS: Final[tuple[Worked, ...]] = (
    ("paracetamol", 1000, 4, MAN, {}, ""),
    ("paracetamol", 500, 1, MAN, {}, ""),
    ("paracetamol", 1000, 6, MAN, {}, "dose major, dose moderate"),
    ("paracetamol", 2000, 2, MAN, {}, "dose major"),
    ("paracetamol", 200, 3, MAN, {}, "dose moderate"),
    ("paracetamol", 250, 4, MAN, {}, ""),
    ("paracetamol", 10000, 1, MAN, {}, "dose major"),
    ("paracetamol", 50, 4, MAN, {}, "dose moderate"),
    ("paracetamol", 1, 4, MAN, {"unit": "g"}, ""),
    ("paracetamol", 1, 4, MAN, {"unit": "mg"}, "dose moderate"),
    ("paracetamol", 500_000, 4, MAN, {"unit": "mcg"}, ""),
    ("amoxicillin", 500, 3, MAN, {}, ""),
    ("amoxicillin", 1000, 3, MAN, {}, ""),
    ("amoxicillin", 1000, 4, MAN, {}, "dose major, dose moderate"),
    ("amoxicillin", 100, 3, MAN, {}, "dose moderate"),
    ("amoxicillin", 125, 3, MAN, {}, ""),
    ("amoxicillin", 5000, 3, MAN, {}, "dose major"),
    ("amoxicillin", 500, 1, MAN, {}, "dose minor"),
    ("ibuprofen", 400, 3, MAN, {}, ""),
    ("ibuprofen", 600, 4, MAN, {}, ""),
    ("ibuprofen", 800, 4, MAN, {}, "dose major"),
    ("methotrexate", 15, WEEKLY, MAN, {}, ""),
    ("methotrexate", 15, 1, MAN, {}, "dose contraindicated"),
    ("methotrexate", 30, WEEKLY, MAN, {}, "dose major, dose major"),
    ("methotrexate", 2.5, WEEKLY, MAN, {}, "dose moderate"),
    ("methotrexate", 150, WEEKLY, MAN, {}, "dose major"),
    ("gentamicin", 350, 1, MAN, IV, ""),
    ("gentamicin", 490, 1, MAN, IV, ""),
    ("gentamicin", 560, 1, MAN, IV, "dose moderate"),
    ("gentamicin", 170, 1, MAN, IV, "dose moderate, dose moderate"),
    ("gentamicin", 700, 1, MAN, IV, "dose major"),
    ("enoxaparin", 70, 2, MAN, SC, ""),
    ("enoxaparin", 80, 2, MAN, SC, "dose moderate"),
    ("enoxaparin", 60, 2, MAN, SC, ""),
    ("enoxaparin", 40, 1, MAN, {**SC, "indication": "prophylaxis"}, ""),
    ("enoxaparin", 70, 1, MAN, {**SC, "indication": "prophylaxis"}, "dose major, dose major"),
    ("enoxaparin", 150, 2, somebody(weight=160), SC, ""),
    ("enoxaparin", 160, 2, somebody(weight=160), SC, "dose major"),
    ("codeine", 30, 4, MAN, {}, ""),
    ("codeine", 600, 4, MAN, {}, "dose major"),
    ("warfarin", 5, 1, MAN, {}, ""),
    ("warfarin", 12, 1, MAN, {}, ""),
    ("warfarin", 50, 1, MAN, {}, "dose major"),
    ("warfarin", 0.4, 1, MAN, {}, "dose moderate"),
    ("warfarin", 20, 1, MAN, {}, "dose major, dose major"),
    ("metformin", 500, 2, MAN, {}, ""),
    ("metformin", 1000, 3, MAN, {}, "dose major"),
)

CHILDREN: Final[tuple[Worked, ...]] = (
    ("paracetamol", 150, 4, BABY, {}, ""),
    ("paracetamol", 100, 4, BABY, {}, ""),
    ("paracetamol", 160, 4, BABY, {}, "dose minor"),
    ("paracetamol", 200, 4, BABY, {}, "dose moderate"),
    ("paracetamol", 330, 4, BABY, {}, "dose major, dose major"),
    ("paracetamol", 1500, 1, BABY, {}, "dose major"),
    ("paracetamol", 15, 4, BABY, {}, "dose moderate"),
    ("paracetamol", 45, 4, BABY, {}, "dose moderate, dose moderate"),
    ("paracetamol", 900, 4, child(180, 60), {}, ""),
    ("paracetamol", 950, 4, child(180, 60), {}, "dose minor"),
    ("paracetamol", 1000, 4, child(204, 80), {}, ""),
    ("paracetamol", 1100, 3, child(204, 80), {}, "dose major"),
    ("paracetamol", 1500, 1, child(72, None), {}, "dose major"),
    ("amoxicillin", 200, 3, SIX, {}, ""),
    ("amoxicillin", 265, 3, SIX, {}, ""),
    ("amoxicillin", 280, 3, SIX, {}, "dose minor"),
    ("amoxicillin", 300, 3, SIX, {}, "dose moderate"),
    ("amoxicillin", 500, 3, SIX, {}, "dose major, dose major"),
    ("amoxicillin", 65, 3, SIX, {}, "dose moderate, dose moderate"),
    ("amoxicillin", 2500, 3, SIX, {}, "dose major"),
    ("amoxicillin", 50, 3, child(2, 5.3), {}, ""),
    ("amoxicillin", 2000, 1, child(2, 5.3), {}, "dose major"),
    ("amoxicillin", 50, 2, child(0.5, 3.5), {}, "age moderate"),
    ("ibuprofen", 100, 3, TWO, {}, ""),
    ("ibuprofen", 120, 3, TWO, {}, ""),
    ("ibuprofen", 150, 3, TWO, {}, "dose moderate"),
    ("ibuprofen", 25, 3, TWO, {}, "dose moderate"),
    ("ibuprofen", 25, 3, child(2, 5), {}, "age major"),
    ("gentamicin", 12, 1, child(0.3, 3), IV, ""),
    ("gentamicin", 120, 1, child(0.3, 3), IV, "dose major"),
    ("codeine", 15, 4, child(120, 32), {}, "age contraindicated"),
    ("codeine", 15, 4, child(156, 45), {}, "age moderate"),
)

KIDNEYS: Final[tuple[Worked, ...]] = (
    ("amoxicillin", 500, 3, somebody(creatinine_mg_dl=3.0), {}, ""),
    ("amoxicillin", 500, 2, WEAK, {}, "renal minor"),
    ("amoxicillin", 500, 3, WEAK, {}, "renal major"),
    ("amoxicillin", 1000, 2, WEAK, {}, "renal major"),
    ("amoxicillin", 500, 2, somebody(creatinine_mg_dl=12.0), {}, ""),
    ("ibuprofen", 400, 3, WEAK, {}, "renal major"),
    ("methotrexate", 15, WEEKLY, WEAK, {}, "renal major"),
    ("gentamicin", 350, 1, somebody(creatinine_mg_dl=2.0), IV, "renal moderate"),
    ("enoxaparin", 70, 2, WEAK, SC, "renal moderate"),
    ("metformin", 500, 2, somebody(60, creatinine_mg_dl=1.9), {}, "renal minor"),
    ("metformin", 850, 2, somebody(60, creatinine_mg_dl=1.9), {}, "renal major"),
    ("metformin", 500, 2, somebody(60, creatinine_mg_dl=2.8), {}, "renal major"),
    ("metformin", 500, 2, somebody(60, creatinine_mg_dl=1.2), {}, ""),
    ("amoxicillin", 100, 3, child(72, 20, creatinine_mg_dl=1.6), {}, "renal moderate"),
    ("amoxicillin", 200, 3, child(72, 20, creatinine_mg_dl=1.5), {}, ""),
)


@pytest.mark.parametrize("worked", [*ADULTS, *CHILDREN, *KIDNEYS], ids=lambda worked: f"{worked[0]} {worked[1]:g}")
def test_a_dose_raises_what_was_reckoned_by_hand(worked: Worked) -> None:
    inn, amount, times, patient, more, expected = worked
    order = Order(drug=inn, amount=amount, times_a_day=times, **more)
    assert ", ".join(told(order, patient)) == expected


def test_there_are_enough_worked_doses() -> None:
    assert len(ADULTS) + len(CHILDREN) + len(KIDNEYS) >= 60
