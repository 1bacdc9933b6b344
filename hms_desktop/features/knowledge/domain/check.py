"""The one question that a prescription asks: what is dangerous about this order for this patient, and what is unknown.

Every check of `KINDS` is either made or listed as not checked. The gravest alert comes first, the order is stable, and
nothing is said twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, Order, Patient
from hms_desktop.features.knowledge.domain.asked import Asked, together, unchecked
from hms_desktop.features.knowledge.domain.doses import dose_checks
from hms_desktop.features.knowledge.domain.kidneys import renal_checks
from hms_desktop.features.knowledge.domain.knowledge import KINDS, Knowledge
from hms_desktop.features.knowledge.domain.states import (
    age_checks,
    hepatic_checks,
    lactation_checks,
    pregnancy_checks,
    problem_checks,
)

_OWN: Final[tuple[Callable[[Asked], Checked], ...]] = (
    dose_checks,
    renal_checks,
    hepatic_checks,
    pregnancy_checks,
    lactation_checks,
    age_checks,
    problem_checks,
)
_LEVELS: Final = tuple(Level)


def check(order: Order, patient: Patient, knowledge: Knowledge) -> Checked:
    """All that is known against this order, and all that nobody has checked.

    Knowledge with a fault is not believed: what it still finds is shown, and every check counts as not made.
    """
    drug = knowledge.find(order.drug)
    named = order if drug is None else replace(order, drug=drug.inn)
    parts = [part(named, patient) for part in (knowledge.interactions, knowledge.allergies, knowledge.duplicates)]
    if knowledge.fault:
        parts += [unchecked(kind, knowledge.fault) for kind in KINDS]
    if drug is None:
        parts += [unchecked(kind, f"the drug: {order.drug.strip() or 'it'} is not in the formulary") for kind in KINDS]
    else:
        asked = Asked(drug, named, patient, knowledge.date)
        parts += [made(asked) for made in _OWN]
    return ordered(together(parts))


def ordered(checked: Checked) -> Checked:
    """Gravest first, each alert and each gap once."""
    alerts = sorted(_gravest(checked.alerts), key=_rank)
    gaps = sorted(dict.fromkeys(checked.not_checked), key=lambda one: _place(one.kind))
    return Checked(alerts=tuple(alerts), not_checked=tuple(gaps))


def _gravest(alerts: Iterable[Alert]) -> list[Alert]:
    """Of alerts that say the same of the same drugs, the gravest."""
    found: dict[tuple[object, ...], Alert] = {}
    for alert in alerts:
        key = (alert.kind, alert.what, alert.drugs)
        if key not in found or _rank(alert) < _rank(found[key]):
            found[key] = alert
    return list(found.values())


def _rank(alert: Alert) -> tuple[object, ...]:
    return (_LEVELS.index(alert.level), alert.tier, _place(alert.kind), alert.what, alert.drugs, alert.why)


def _place(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
