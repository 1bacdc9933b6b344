"""How much is to be supplied for a course."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Final

from hms_desktop.features.knowledge.domain.sig.words import SOLID, Frequency, Sig

_DAY: Final = Decimal(24)


def needed(sig: Sig) -> Decimal | None:
    """Whole units (or mL) for the whole course, rounded up; None when the directions do not say it, never a guess.

    A range is counted at its upper end. An inhaler, drops or a cream are packs, and packs are not guessed; nor is what
    is taken as needed without a limit a day.
    """
    if sig.taper or sig.count_unit not in (*SOLID, "mL", ""):
        return None
    if sig.frequency is not None and sig.frequency.once and sig.days is None:
        return _whole(sig.count_to or sig.count)
    a_day = _a_day(sig)
    if a_day is None or sig.days is None:
        return None
    return _whole(a_day * sig.days)


def _a_day(sig: Sig) -> Decimal | None:
    if sig.max_a_day is not None and sig.as_needed:
        return sig.max_a_day
    if sig.frequency is None or sig.as_needed:
        return None
    if sig.frequency.pattern:
        return sum(sig.frequency.pattern, Decimal(0)) if sig.form in SOLID or sig.count_unit == "mL" else None
    count = sig.count_to or sig.count
    if count is None or not sig.count_unit:
        return None
    times = times_a_day(sig.frequency)
    return None if times is None else count * times


def times_a_day(frequency: Frequency) -> Decimal | None:
    """How often a day; once a week is a seventh. None for a single dose."""
    if frequency.once:
        return None
    if frequency.hours is not None:
        return _DAY / frequency.hours
    if frequency.pattern:
        return Decimal(sum(count > 0 for count in frequency.pattern))
    each = Decimal(frequency.times if frequency.times is not None else len(frequency.moments) or 1)
    return each / Decimal(frequency.every_days or 1)


def _whole(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    near = value.quantize(Decimal("0.0001"))  # a third of a day, three times, is a day
    return near.to_integral_value(ROUND_CEILING)
