"""A structured order as one line that reads back as the same order."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.knowledge.domain.sig.figures import amount_text
from hms_desktop.features.knowledge.domain.sig.words import MOMENTS, Frequency, Sig, figure

_ROUTES: Final = {"oral": "po"}
_FOOD: Final = {"before": "before food", "with": "with food", "after": "after food", "empty": "on an empty stomach"}


def short(sig: Sig) -> str:
    """The line, in plain English abbreviations that are on no do-not-use list."""
    parts = [
        sig.drug,
        amount_text(sig.strength) if sig.strength else "",
        *_counted(sig),
        _ROUTES.get(sig.route, sig.route),
    ]
    parts += [f"{amount_text(step.amount)} {step.days}d then" for step in sig.taper]
    if sig.taper:
        parts[-1] = parts[-1].removesuffix(" then")
    parts += _when(sig.frequency) if sig.frequency else []
    parts.append(f"prn {sig.reason}".strip() if sig.as_needed else "")
    parts.append(f"max {figure(sig.max_a_day)}/day" if sig.max_a_day is not None else "")
    parts.append(_FOOD.get(sig.food, ""))
    parts.append(f"{sig.days}d" if sig.days is not None else "")
    parts.append(f"#{figure(sig.quantity)}" if sig.quantity is not None else "")
    parts.append(f"r{sig.refills}" if sig.refills is not None else "")
    line = " ".join(part for part in parts if part)
    return f"{line}; {sig.extra}" if sig.extra else line


def _counted(sig: Sig) -> list[str]:
    if sig.count is None:
        return [sig.form]
    count = figure(sig.count) + (f"-{figure(sig.count_to)}" if sig.count_to is not None else "")
    return [f"{count} {sig.count_unit}", "" if sig.form == sig.count_unit else sig.form]


def _when(frequency: Frequency) -> list[str]:
    found = []
    if frequency.once:
        found.append("stat")
    if frequency.times is not None:
        found.append(
            {1: "once daily", 2: "bid", 3: "tid", 4: "qid"}.get(frequency.times, f"{frequency.times} times daily")
        )
    if frequency.every_days is not None:
        found.append(
            {1: "every day", 2: "alt days", 7: "weekly"}.get(frequency.every_days, f"every {frequency.every_days} days")
        )
    if frequency.hours is not None:
        to = f"-{figure(frequency.hours_to)}" if frequency.hours_to is not None else ""
        found.append(f"q{figure(frequency.hours)}{to}h")
    if frequency.pattern:
        found.append("-".join(figure(count) for count in frequency.pattern))
    return found + [
        f"in the {one}" if one != MOMENTS[3] and one != MOMENTS[1] else f"at {one}" for one in frequency.moments
    ]
