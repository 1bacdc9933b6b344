"""A new drug against fifteen current ones: all checks of the shipped knowledge, beside finding the sixteen drugs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Order, Patient
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.pack import shipped
from tests.bench.figures import Figure, median, percentile

ROUNDS: Final = 2_000
CURRENT: Final = 15


def run() -> Iterator[Figure]:
    """Orders of every drug in turn, each as new beside the fifteen that stand after it."""
    knowledge = shipped().knowledge(date(2026, 11, 21))
    orders = [_order(drug) for drug in knowledge.drugs.values()]
    checks: list[float] = []
    finds: list[float] = []
    for number in range(ROUNDS):
        turned = list(islice(cycle(orders), number % len(orders), number % len(orders) + CURRENT + 1))
        patient = _patient(tuple(turned[1:]))
        began = time.perf_counter()
        check(turned[0], patient, knowledge)
        middle = time.perf_counter()
        for order in turned:
            knowledge.find(order.drug)
        checks.append(middle - began)
        finds.append(time.perf_counter() - middle)
    yield Figure("check", f"a drug against {CURRENT} current ones, median", median(checks), "ms", median(finds))
    slow = (percentile(checks, 0.95) * 1e3, percentile(finds, 0.95) * 1e3)
    yield Figure("check", f"a drug against {CURRENT} current ones, p95", slow[0], "ms", slow[1], "≤ 2 ms")


def _order(drug: Drug) -> Order:
    if not drug.doses:
        return Order(drug=drug.inn)
    dose = drug.doses[0]
    amount = (dose.single or dose.daily or (1.0, 1.0))[1]
    return Order(drug=drug.inn, route=dose.route, amount=amount, unit=dose.unit, times_a_day=1)


def _patient(current: tuple[Order, ...]) -> Patient:
    return Patient(
        age_months=840,
        sex="female",
        weight_kg=61,
        height_cm=160,
        creatinine_mg_dl=1.6,
        is_pregnant=False,
        is_lactating=False,
        is_liver_impaired=False,
        problems=("I10", "E11.9", "N18.31"),
        allergies=("penicillin",),
        current=current,
    )
