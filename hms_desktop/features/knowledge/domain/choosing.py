"""Which entries of a formulary file an order is compared with: by route, indication, age and weight.

What nobody knows narrows nothing: without the age every age's entry stays a candidate, so that only what exceeds all of
them raises an alert, and the missing fact is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Order, Patient
from hms_desktop.features.knowledge.domain.drugs import Dose, Drug
from hms_desktop.features.knowledge.domain.measures import known, known_age, route_named
from hms_desktop.kernel.text import fold

USUAL: Final = "usual"
GROUPS: Final[Mapping[str, tuple[float, float | None]]] = {
    "neonate": (0, 1),
    "child": (0, 216),
    "adult": (216, None),
    "elderly": (780, None),
}
"""Group → from and to which age in months its entries count where they do not say it themselves."""

_TERM_WEEKS: Final = 37
_NARROW: Final = ("neonate", "elderly")
"""Groups whose entry, where it fits, counts alone."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The entries that may apply; what is missing for a choice; whether they are meant for another age."""

    doses: tuple[Dose, ...]
    missing: tuple[str, ...] = ()
    is_for_others: bool = False


def ages(dose: Dose) -> tuple[float, float | None]:
    """From which month, and to under which, an entry counts."""
    start, end = GROUPS.get(dose.group, (0, None))
    start = dose.from_months if dose.from_months is not None else start
    end = dose.to_months if dose.to_months is not None else end
    return start, end


def chosen(drug: Drug, order: Order, patient: Patient) -> Choice:
    """The entries for this order and patient."""
    by_route = tuple(dose for dose in drug.doses if route_named(dose.route) == route_named(order.route))
    if not by_route:
        return Choice((), (f"a dose of {drug.inn} by this route ({order.route})",))
    doses, missing = _for_indication(by_route, order.indication)
    age, weight = known_age(patient.age_months), known(patient.weight_kg)
    fitting = tuple(dose for dose in doses if age is None or _within(age, ages(dose)))
    if age is None:
        missing = (*missing, "the age")
    elif not fitting:
        return Choice(_of_adults(doses), (*missing, f"a dose of {drug.inn} at this age"), is_for_others=True)
    fitting = _narrowed(fitting) if age is not None else fitting
    missing = (*missing, *_newborn(age, known(patient.gestation_weeks)))
    light = tuple(dose for dose in fitting if weight is None or _within(weight, (dose.from_kg or 0, dose.to_kg)))
    if weight is None and any(dose.from_kg is not None or dose.to_kg is not None for dose in fitting):
        missing = (*missing, "the weight")
    if not light:
        return Choice(fitting, (*missing, f"a dose of {drug.inn} at this weight"), is_for_others=True)
    return Choice(light, missing)


def _for_indication(doses: tuple[Dose, ...], indication: str) -> tuple[tuple[Dose, ...], tuple[str, ...]]:
    """Without an entry for the indication the usual one counts; without a usual one, all do and that is said."""
    asked = fold(indication) or USUAL
    named = tuple(dose for dose in doses if fold(dose.indication) == asked)
    if named:
        return named, ()
    usual = tuple(dose for dose in doses if dose.indication == USUAL)
    missing = "the indication" if asked == USUAL else f"a dose for this indication ({indication})"
    return usual or doses, (missing,)


def _within(value: float, bounds: tuple[float, float | None]) -> bool:
    start, end = bounds
    return start <= value and (end is None or value < end)


def _narrowed(doses: tuple[Dose, ...]) -> tuple[Dose, ...]:
    return next((own for group in _NARROW if (own := tuple(d for d in doses if d.group == group))), doses)


def _newborn(age: float | None, weeks: float | None) -> tuple[str, ...]:
    """The entries are for children born at term; for a newborn it has to be known that he was."""
    if age is None or age >= 1:
        return ()
    if weeks is None:
        return ("the gestation at birth",)
    return ("a dose for a child born before term",) if weeks < _TERM_WEEKS else ()


def _of_adults(doses: tuple[Dose, ...]) -> tuple[Dose, ...]:
    """What no child should pass either: an adult's entries, where a child has none of his own."""
    return tuple(dose for dose in doses if dose.group == "adult" and not dose.per)
