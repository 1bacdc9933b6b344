"""Is this dose usual for this patient? Too much at once or in a day, too often, far too little, and slips of the pen.

An absolute maximum is a fence: past it the alert is major. A range by weight or surface is a fence with a gate: a tenth
over it is rounding (minor), half over it is a lot (moderate), more is major. A tenfold amount and pounds for kilograms
get sentences of their own, because they are not a judgement of the prescriber but an accident.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, NotChecked
from hms_desktop.features.knowledge.domain.asked import Asked, Words
from hms_desktop.features.knowledge.domain.choosing import chosen
from hms_desktop.features.knowledge.domain.limits import OPEN, Limits, Range, limits_for
from hms_desktop.features.knowledge.domain.measures import is_rate, known, known_age, shown
from hms_desktop.features.knowledge.domain.weights import POUNDS_IN_KG, doubt

KIND: Final = "dose"
_HAIR: Final = 1 + 1e-9
"""Figures that were multiplied are compared with this much patience, so that 15 mg/kg of 10 kg may be 150 mg."""

_ROUNDING: Final = 1.1
_A_LOT_SCALED: Final = 1.5
_A_LOT: Final = 2.0
_SLIPS: Final = ((10, "ten"), (100, "a hundred"), (1_000, "a thousand"))
_RARELY: Final = 0.5
"""A drug taken at most this often a day is one of those that are taken weekly; daily it is a known killer."""


def dose_checks(asked: Asked) -> Checked:
    """Compares the order with the entries that apply; what could not be compared is listed."""
    order, patient = asked.order, asked.patient
    choice = chosen(asked.drug, order, patient)
    missing = list(choice.missing)
    runs = is_rate(order.unit)
    amount, times = known(order.amount), None if runs else known(order.times_a_day)
    if amount is None:
        missing.append("the amount of one dose")
    if times is None and not runs:
        missing.append("how many times a day")
    alerts: list[Alert] = []
    limits, lacks = limits_for(choice.doses, order, patient) if choice.doses else (None, ())
    missing += lacks
    if limits is not None:
        alerts += _on_weight(asked, any(dose.per for dose in choice.doses))
        if choice.is_for_others:
            limits = _fences(limits)
        else:
            alerts += _on_times(asked, limits, times)
        if amount is not None:
            alerts += _on_amount(asked, limits, amount, times)
    return Checked(
        alerts=tuple(alerts), not_checked=tuple(NotChecked(kind=KIND, missing=one) for one in dict.fromkeys(missing))
    )


def _fences(limits: Limits) -> Limits:
    """Only what nobody of any age may pass."""
    single, daily = (replace(one, low=None, high=None) for one in (limits.single, limits.daily))
    return Limits(single, daily, OPEN, None, limits.source)


def _on_weight(asked: Asked, is_scaled: bool) -> list[Alert]:
    weight, age = known(asked.patient.weight_kg), known_age(asked.patient.age_months)
    told = doubt(weight, age) if weight is not None and age is not None else None
    if told is None:
        return []
    level = Level.MAJOR if is_scaled else Level.MINOR
    why = f"{shown(weight or 0)} kg is recorded"
    action = "Weigh again, in kilograms, before anything is counted by the weight"
    source = "WHO Child Growth Standards (2006) and CDC growth charts (2000), weight for age"
    return [asked.alert(KIND, level, Words(told, why, action), source)]


def _on_times(asked: Asked, limits: Limits, times: float | None) -> list[Alert]:
    if limits.times is None or times is None:
        return []
    (low, high), inn = limits.times, asked.drug.inn
    usual = f"Usual is {_often(low)}" + (f" to {_often(high)}" if high > low else "")
    if times > high * 1.05:
        if high <= _RARELY and times >= 3 * high:
            words = Words(
                f"{inn} is taken {_often(high)}, not {_often(times)}",
                "Taken daily by mistake, such drugs have killed",
                "Write the day of the week on the prescription",
            )
            return [asked.alert(KIND, Level.CONTRAINDICATED, words, limits.source)]
        level = Level.MODERATE if _total_is_usual(asked, limits, times) is not True else Level.MINOR
        what = f"{inn} more often than usual: {_often(times)}"
        return [asked.alert(KIND, level, Words(what, usual, "Check how often it is meant"), limits.source)]
    is_once = asked.order.days is not None and asked.order.days <= 1
    if times < low * 0.95 and not asked.order.as_needed and not is_once:
        what = f"{inn} more rarely than usual: {_often(times)}"
        return [asked.alert(KIND, Level.MINOR, Words(what, usual, "Check how often it is meant"), limits.source)]
    return []


def _total_is_usual(asked: Asked, limits: Limits, times: float) -> bool | None:
    """Whether the day's sum stays within what is usual for a day; None where nobody says what that is."""
    amount = known(asked.order.amount)
    top = limits.daily.high if limits.daily.high is not None else limits.daily.most
    return None if amount is None or top is None else amount * times <= top * _HAIR


def _often(times: float) -> str:
    if times < 1:
        days = 1 / times
        whole = abs(days - round(days)) < days / 10
        return f"once in {round(days) if whole else shown(round(days, 1))} days"
    return "once a day" if times == 1 else f"{shown(times)} times a day"


def _on_amount(asked: Asked, limits: Limits, amount: float, times: float | None) -> list[Alert]:
    slip = _tenfold(asked, limits, amount)
    if slip:
        return [slip]
    single = limits.single if limits.single.high is not None or times is not None else limits.one
    found = _over(asked, amount, amount, single, limits.source)
    if times is not None:
        daily = replace(limits.daily, is_open=limits.daily.is_open or limits.is_intermittent)
        found += _over(asked, limits.in_a_day(amount, times), amount * times, daily, limits.source)
    elif not limits.is_intermittent:
        found += _over(asked, amount, 0.0, limits.daily, limits.source)
    if not found:
        found = _under(asked, amount, single, limits.source)
    if not found and times is not None and not asked.order.as_needed:
        found = _under(asked, amount * times, limits.daily, limits.source)
    return _as_pounds(asked, limits, amount, found)


def _over(asked: Asked, peak: float, mean: float, fence: Range, source: str) -> list[Alert]:
    """`peak` is compared with the maximum, `mean` with what is usual; they differ for what is not taken daily."""
    inn, unit = asked.drug.inn, asked.order.unit
    if fence.most is not None and peak > fence.most * _HAIR:
        what = f"{inn} {shown(peak)} {unit} {fence.when} is more than the maximum"
        why = f"At most {shown(fence.most)} {unit} {fence.when}"
        action = "Lower the dose"
        return [asked.alert(KIND, Level.MAJOR, Words(what, why, action), source)]
    is_fenced = fence.most is not None and not fence.is_scaled and not fence.is_open
    if fence.high is None or mean <= fence.high * _HAIR or is_fenced:
        return []
    ratio = mean / fence.high
    a_lot = _A_LOT_SCALED if fence.is_scaled else _A_LOT
    level = Level.MINOR if ratio <= _ROUNDING else Level.MODERATE if ratio <= a_lot else Level.MAJOR
    what = f"{inn} {shown(mean)} {unit} {fence.when} is more than usual"
    why = _usual(asked, fence)
    return [asked.alert(KIND, level, Words(what, why, "Lower the dose, or say why not"), source)]


def _under(asked: Asked, amount: float, fence: Range, source: str) -> list[Alert]:
    if fence.low is None or amount * _HAIR >= fence.low / 2:
        return []
    what = f"{asked.drug.inn} {shown(amount)} {asked.order.unit} {fence.when} is less than half of what is usual"
    why, action = _usual(asked, fence), "Raise the dose, or say why not"
    return [asked.alert(KIND, Level.MODERATE, Words(what, why, action), source)]


def _usual(asked: Asked, fence: Range) -> str:
    low, high, unit = fence.low or 0, fence.high or 0, asked.order.unit
    figures = shown(low) if low == high else f"{shown(low)} to {shown(high)}"
    return f"Usual is {figures} {unit} {fence.when}" + (" for this patient" if fence.is_scaled else "")


def _tenfold(asked: Asked, limits: Limits, amount: float) -> Alert | None:
    """A decimal point or a unit that slipped: the amount is about 10, 100 or 1000 times the usual, or that part."""
    one = limits.one
    if one.low is None or one.high is None or one.low <= 0:
        return None
    is_within = one.most is not None and amount <= one.most * _HAIR
    for times, word in _SLIPS:
        if times / 2 <= amount / one.high <= times * 1.5 and not (is_within and amount / one.high < times * 0.8):
            level = Level.MODERATE if is_within else Level.MAJOR
            return _slipped(asked, limits, level, f"about {word} times a usual dose")
        if times / 2 <= one.low / amount <= times * 1.5:
            return _slipped(asked, limits, Level.MODERATE, f"about a usual dose divided by {word}")
    return None


def _slipped(asked: Asked, limits: Limits, level: Level, how: str) -> Alert:
    what = f"{asked.drug.inn} {shown(known(asked.order.amount) or 0)} {asked.order.unit} is {how}"
    why, action = _usual(asked, limits.one), "Check the decimal point and the unit"
    return asked.alert(KIND, level, Words(what, why, action), limits.source)


def _as_pounds(asked: Asked, limits: Limits, amount: float, found: list[Alert]) -> list[Alert]:
    """Says of a dose by weight that is far off that it fits what pounds taken for kilograms would give."""
    one, weight = limits.one, known(asked.patient.weight_kg)
    if not found or weight is None or not one.is_scaled or one.low is None or one.high is None:
        return found
    if one.low <= amount <= one.high * _A_LOT_SCALED:
        return found
    for wrong, told in ((POUNDS_IN_KG, weight * POUNDS_IN_KG), (1 / POUNDS_IN_KG, weight / POUNDS_IN_KG)):
        if one.low * 0.98 <= amount / wrong <= one.high * 1.02:
            what = f"{asked.drug.inn}: the dose fits {shown(round(told, 1))} kg, and {shown(weight)} kg is recorded"
            why = "Pounds and kilograms differ by this much (2.2)"
            action = "Weigh again in kilograms and count the dose anew"
            worst = min((alert.level for alert in found), key=tuple(Level).index)
            return [*found, asked.alert(KIND, worst, Words(what, why, action), limits.source)]
    return found
