"""The shipped formulary as a whole: nothing in it is objected to, and no drug's own usual dose is called dangerous."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from hms_desktop.cli import begins_a_code
from hms_desktop.features.knowledge.domain.alerts import Level, Order, Patient
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.choosing import ages
from hms_desktop.features.knowledge.domain.drugs import Dose, Drug
from hms_desktop.features.knowledge.domain.knowledge import Knowledge
from hms_desktop.features.knowledge.domain.limits import factor
from hms_desktop.features.knowledge.domain.lint import lint
from hms_desktop.features.knowledge.domain.weights import usual_weights
from hms_desktop.features.knowledge.loader import allergy_ids, read_folder
from hms_desktop.features.knowledge.pack import shipped
from tests.features.knowledge.drugs import child, somebody
from tests.features.knowledge.test_loader import KNOWLEDGE

SHIPPED: Final[Knowledge] = shipped().knowledge(date(2026, 11, 21))
GRAVE: Final = (Level.CONTRAINDICATED, Level.MAJOR)


def typical(dose: Dose) -> Patient:
    """Somebody of the entry's age and weight, with kidneys and liver as they should be."""
    start, end = ages(dose)
    months = (start + end) / 2 if end is not None else max(start, 480)
    low, high = usual_weights(months)
    weight = 70 if months >= 216 else (low + high) / 2
    weight = min(max(weight, dose.from_kg or 0), (dose.to_kg or 1000) * 0.99)
    return somebody(months / 12, weight) if months >= 216 else child(months, weight, gestation_weeks=40)


def orders(drug: Drug, dose: Dose, patient: Patient) -> list[Order]:
    """The entry's own lowest and highest usual dose, cut to its maxima."""
    by = factor(dose, patient)
    if isinstance(by, tuple):
        return []
    made = []
    for pick in (0, 1):
        times = (dose.times_a_day or (1.0, 1.0))[pick]
        if dose.single:
            amount = dose.single[pick] * by
        elif dose.daily:
            amount = dose.daily[pick] * by / times
        else:
            continue
        most = [dose.max_single or amount, (dose.max_daily or amount * max(1, times)) / max(1, times)]
        most += [dose.daily[1] * by / times] if dose.daily else []
        made.append(
            Order(
                drug=drug.inn,
                route=dose.route,
                amount=min(amount, *most),
                unit=dose.unit,
                times_a_day=times,
                indication=dose.indication,
            )
        )
    return made


@pytest.mark.parametrize("inn", sorted(SHIPPED.drugs))
def test_a_drugs_own_usual_dose_is_not_called_dangerous(inn: str) -> None:
    """An entry for weekly and daily use at once has no one usual dose and is left out."""
    drug = SHIPPED.drugs[inn]
    for dose in drug.doses:
        often = dose.times_a_day
        if often and often[0] < 1 <= often[1]:
            continue
        patient = typical(dose)
        for order in orders(drug, dose, patient):
            found = [one for one in check(order, patient, SHIPPED).alerts if one.kind == "dose" and one.level in GRAVE]
            assert not found, (dose, found)


def test_nothing_in_the_shipped_knowledge_is_objected_to() -> None:
    findings = lint(read_folder(KNOWLEDGE).contents, allergy_ids(KNOWLEDGE), begins_a_code())
    assert not findings, "\n".join(map(str, findings))
