"""How likely somebody does not come. Pure.

A published-style rule, used where the model of `foretelling` is not there: the share of appointments missed before,
drawn towards the clinic's own share by as many appointments as it takes to believe a person's (a beta prior), and
raised with the days between booking and coming. It orders a waiting list and never keeps anybody from being booked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

USUAL: Final = 0.10
"""Where a clinic has no history of its own. Source: the range of 5 to 30 % that a review of 105 studies found, low end
(Dantas LF et al., Health Policy 2018;122:412-421: mean 23 %; primary care with reminders is below it)."""

_BELIEF: Final = 8
"""Appointments that weigh as much as the clinic's own share."""

_FAR: Final = 0.25
"""By how much of itself a risk grows with each month between booking and coming, at most doubled: lead time is the
most often confirmed factor in the same review; the slope is ours."""


@dataclass(frozen=True)
class Record:
    """How somebody's appointments went."""

    kept: int = 0
    missed: int = 0


def no_show_risk(own: Record, clinic: Record, days_ahead: int) -> float:
    """Between 0 and 1."""
    every = clinic.kept + clinic.missed
    usual = (clinic.missed + USUAL * 50) / (every + 50)
    share = (own.missed + usual * _BELIEF) / (own.kept + own.missed + _BELIEF)
    return min(share * min(1 + _FAR * max(days_ahead, 0) / 30, 2.0), 0.95)


def risk_word(risk: float) -> str:
    """In a word, because two decimals would promise too much."""
    if risk >= 0.3:
        return "high"
    return "raised" if risk >= 0.15 else "low"
