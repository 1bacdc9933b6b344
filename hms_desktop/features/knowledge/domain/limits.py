"""The figures of the chosen entries, counted for this patient and in the unit of the order.

Where several entries may apply, the widest range counts: an alert must hold whichever of them was meant. A figure that
one of them leaves open is open for all, so that «not known» is never taken for a limit nor for none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Order, Patient
from hms_desktop.features.knowledge.domain.drugs import Dose
from hms_desktop.features.knowledge.domain.measures import converted, known

ONE_DOSE: Final = "in one dose"
A_DAY: Final = "a day"
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and the highest usual amount, and the one that should be passed by nobody.

    `is_scaled`: counted by weight or surface. `when` is of what: one dose or a day. `is_open`: between `high` and
    `most` is not let pass without a word.
    """

    low: float | None = None
    high: float | None = None
    most: float | None = None
    is_scaled: bool = False
    when: str = ONE_DOSE
    is_open: bool = False


OPEN: Final = Range()


@dataclass(frozen=True, slots=True)
class Limits:
    """One dose, a day, how often; `one` is a single dose even where the file gives a daily figure to be divided."""

    single: Range
    daily: Range
    one: Range
    times: Pair | None
    source: str

    @property
    def is_intermittent(self) -> bool:
        """Whether some take it less than daily: what is usual for a day is then a mean, not to be passed daily."""
        return self.times is not None and self.times[0] < 1

    def in_a_day(self, amount: float, times: float) -> float:
        """What is held against the most of a day: the day on which it is taken, or the mean where one dose may be more
        than a day's most, which only makes sense for a mean."""
        one, day = self.single.most, self.daily.most
        return amount * (times if one is not None and day is not None and one > day else max(1.0, times))


def surface(weight_kg: float, height_cm: float) -> float:
    """Body surface in m² (Mosteller, N Engl J Med 1987;317:1098)."""
    return math.sqrt(weight_kg * height_cm / 3600)


def factor(dose: Dose, patient: Patient) -> float | tuple[str, ...]:
    """What an entry's usual figures are multiplied by for this patient, or the facts that are missing for it."""
    if not dose.per:
        return 1.0
    weight, height = known(patient.weight_kg), known(patient.height_cm)
    if dose.per == "kg":
        return ("the weight",) if weight is None else weight
    if dose.per != "m2":
        return (f"a way to count a dose for each {dose.per}",)
    missing = (*(("the weight",) if weight is None else ()), *(("the height",) if height is None else ()))
    return missing if weight is None or height is None else surface(weight, height)


def limits_for(doses: Sequence[Dose], order: Order, patient: Patient) -> tuple[Limits | None, tuple[str, ...]]:
    """The widest limits of these entries and what was missing; None where none counts in a unit like the order's."""
    each: list[Limits] = []
    missing: list[str] = []
    for dose in doses:
        scale = converted(1.0, dose.unit, order.unit)
        if scale is None:
            continue
        by = factor(dose, patient)
        missing += by if isinstance(by, tuple) else ()
        each.append(_counted(dose, None if isinstance(by, tuple) else by, scale, known(order.times_a_day)))
    if not each:
        return None, (f"the dose in {' or '.join(sorted({dose.unit for dose in doses}))}, not in {order.unit}",)
    every = Limits(
        single=_widest([one.single for one in each]),
        daily=_widest([one.daily for one in each]),
        one=_widest([one.one for one in each]),
        times=_widest_times([one.times for one in each]),
        source=each[0].source,
    )
    return every, tuple(dict.fromkeys(missing))


def _counted(dose: Dose, by: float | None, scale: float, times: float | None) -> Limits:
    bare = Range(is_scaled=bool(dose.per))
    single = _range(bare, dose.single, dose.max_single, by, scale)
    daily = _range(replace(bare, when=A_DAY), dose.daily, dose.max_daily, by, scale)
    one = single
    often = (times, times) if times is not None else dose.times_a_day
    if dose.single is None and daily.low is not None and daily.high is not None and often and min(often) > 0:
        low, high = daily.low / often[1], daily.high / often[0]
        one = replace(single, low=min(low, single.most or low), high=min(high, single.most or high))
    return Limits(single, daily, one, dose.times_a_day, dose.source)


def _range(bare: Range, usual: Pair | None, most: float | None, by: float | None, scale: float) -> Range:
    most = None if most is None else most * scale
    if usual is None or by is None:
        return replace(bare, most=most)
    low, high = usual[0] * by * scale, usual[1] * by * scale
    if most is not None:
        low, high = min(low, most), min(high, most)
    return replace(bare, low=low, high=high, most=most)


def _widest(ranges: Sequence[Range]) -> Range:
    lows = [one.low for one in ranges if one.low is not None]
    highs = [one.high for one in ranges if one.high is not None]
    tops = [top for one in ranges if (top := one.most if one.most is not None else one.high) is not None]
    has_most = any(one.most is not None for one in ranges)
    return Range(
        low=min(lows) if len(lows) == len(ranges) else None,
        high=max(highs) if len(highs) == len(ranges) else None,
        most=max(tops) if has_most and len(tops) == len(ranges) else None,
        is_scaled=all(one.is_scaled for one in ranges),
        when=ranges[0].when,
    )


def _widest_times(times: Sequence[Pair | None]) -> Pair | None:
    told = [pair for pair in times if pair is not None]
    if not told or len(told) < len(times):
        return None
    return min(low for low, _ in told), max(high for _, high in told)
