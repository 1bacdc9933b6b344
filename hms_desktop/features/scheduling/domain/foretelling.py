"""How likely an appointment is missed, from what was known when it was asked: inputs, weights and what each adds. Pure.

The answer is a sum of log odds: what is usual, and for each input its weight times how far it stands from the mean. So
what drove an answer is the sum's own parts, and they add up. An input that is not known stands at the mean and adds
nothing; a waiting list, whose day and hour are still open, is answered by the same weights.

Outcomes count from the end of an appointment and no earlier, and only those that had ended at the moment of asking.
That an appointment was confirmed and that a reminder was sent come later than most questions, and once it is kept or
missed the record no longer says whether it had been confirmed; so neither is an input.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, log, log1p, log2, sqrt
from typing import Final

MODEL: Final = "noshow"

RECENT: Final = 20
"""Of somebody's appointments the last ones that count: who came for years is not held to what was."""

USUAL_SHARE: Final = 0.10
BELIEF: Final = 8
"""A share missed before is drawn towards the usual one by so many appointments, as in the older rule. Ours."""

FADES: Final = 180
"""Days after which a miss counts a third (1/e). Ours."""

EARLY: Final = 9 * 60
LATE: Final = 16 * 60
"""Before and from which minute of the day is early and late. Late: Giunta D et al., Patient Prefer Adherence 2013."""

ADULT, MIDDLE, SETTLED, OLD = 18, 30, 45, 65
_PLANNED: Final = 20
_DAY_S: Final = 86_400


class Cause(StrEnum):
    """What a person is told drove an answer; several inputs may belong to one."""

    AHEAD = "ahead"
    HISTORY = "history"
    AGE = "age"
    WEEKDAY = "weekday"
    HOUR = "hour"
    LENGTH = "length"
    SERIES = "series"


INPUTS: Final[tuple[tuple[str, Cause], ...]] = (
    ("days ahead, log", Cause.AHEAD),
    ("within a day", Cause.AHEAD),
    ("share missed, log odds", Cause.HISTORY),
    ("appointments before, log", Cause.HISTORY),
    ("first appointment", Cause.HISTORY),
    ("missed of late", Cause.HISTORY),
    ("under 18", Cause.AGE),
    ("18 to 29", Cause.AGE),
    ("30 to 44", Cause.AGE),
    ("65 and over", Cause.AGE),
    ("Monday", Cause.WEEKDAY),
    ("Tuesday", Cause.WEEKDAY),
    ("Wednesday", Cause.WEEKDAY),
    ("Thursday", Cause.WEEKDAY),
    ("Friday", Cause.WEEKDAY),
    ("Saturday", Cause.WEEKDAY),
    ("Sunday", Cause.WEEKDAY),
    ("early", Cause.HOUR),
    ("late", Cause.HOUR),
    ("length, log", Cause.LENGTH),
    ("of a series", Cause.SERIES),
)
NAMES: Final = tuple(name for name, _ in INPUTS)
_CAUSES: Final = tuple(cause for _, cause in INPUTS)

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Went:
    """One finished appointment."""

    starts: datetime
    ends: datetime
    is_missed: bool


@dataclass(frozen=True, slots=True)
class Past:
    """How somebody's last appointments went, as far as it was known then."""

    kept: int = 0
    missed: int = 0
    missed_last: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who is asked about, at which moment."""

    past: Past
    at: datetime
    birth_year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Time:
    """The appointment that is asked about; what is still open is None."""

    days_ahead: float | None = None
    weekday: int | None = None
    minute: int | None = None
    minutes: int | None = None
    is_series: bool | None = None


@dataclass(frozen=True)
class Weights:
    """A model: what is usual in log odds, each input's weight, the means it is counted from, and how all may err."""

    usual: float
    weights: tuple[float, ...]
    means: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    version: str = ""
    is_own: bool = False
    """Learnt from this clinic's own history, and not only what came with the program."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one cause adds to the log odds; above nothing it makes missing likelier."""

    cause: Cause
    adds: float


@dataclass(frozen=True)
class Foretold:
    """A risk with its 95 % interval and with what drove it."""

    risk: float
    low: float
    high: float
    usual: float
    """The log odds of somebody at the mean of everything; with the shares they are those of the risk."""
    shares: tuple[Share, ...] = field(default=())


def past_of(finished: Iterable[Went], at: datetime) -> Past:
    """What was known at a moment: of what had ended by then, the last few."""
    known = sorted((one for one in finished if one.ends <= at), key=lambda one: (one.ends, one.starts))[-RECENT:]
    missed = [one for one in known if one.is_missed]
    return Past(len(known) - len(missed), len(missed), missed[-1].ends if missed else None)


def of_person(who: Person, day_year: int) -> tuple[float | None, ...]:
    """The inputs that somebody brings along; the others are open. `day_year`: in which year he is to come."""
    number = who.past.kept + who.past.missed
    gone = None if who.past.missed_last is None else (who.at - who.past.missed_last) / timedelta(days=1)
    history = (
        log_odds_of((who.past.missed + USUAL_SHARE * BELIEF) / (number + BELIEF)) - log_odds_of(USUAL_SHARE),
        log1p(number),
        float(number == 0),
        0.0 if gone is None else exp(-max(gone, 0.0) / FADES),
    )
    return (None, None, *history, *_age(who.birth_year, day_year), *([None] * 11))


def of_time(time: Time) -> tuple[float | None, ...]:
    """The inputs of the appointment itself; those of the person are open."""
    ahead = None if time.days_ahead is None else max(time.days_ahead, 0.0)
    days = [None if time.weekday is None else float(time.weekday == day) for day in range(7)]
    return (
        None if ahead is None else log1p(ahead),
        None if ahead is None else float(ahead < 1),
        *([None] * 8),
        *days,
        None if time.minute is None else float(time.minute < EARLY),
        None if time.minute is None else float(time.minute >= LATE),
        None if time.minutes is None else log2(time.minutes / _PLANNED),
        None if time.is_series is None else float(time.is_series),
    )


def both(one: Values, other: Values) -> tuple[float | None, ...]:
    """A person's inputs and a time's."""
    return tuple(left if left is not None else right for left, right in zip(one, other, strict=True))


def days_between(booked: datetime, starts: datetime) -> float:
    """Days from booking to coming."""
    return (starts - booked).total_seconds() / _DAY_S


def pull(model: Weights, values: Values) -> float:
    """What these inputs add to the log odds. Inputs of a person and of a time may be asked apart and added."""
    parts = zip(model.weights, values, model.means, strict=True)
    return sum(weight * (value - mean) for weight, value, mean in parts if value is not None)


def probability(log_odds: float) -> float:
    """Between 0 and 1, whatever the log odds."""
    return 1 / (1 + exp(-log_odds)) if log_odds >= 0 else exp(log_odds) / (1 + exp(log_odds))


def log_odds_of(share: float) -> float:
    """The way back."""
    return log(share / (1 - share))


def shares_of(model: Weights, values: Values) -> tuple[Share, ...]:
    """What each cause adds, the strongest first. With `model.usual` they add up to the log odds of the answer."""
    found = dict.fromkeys(Cause, 0.0)
    for cause, weight, value, mean in zip(_CAUSES, model.weights, values, model.means, strict=True):
        if value is not None:
            found[cause] += weight * (value - mean)
    return tuple(sorted((Share(cause, adds) for cause, adds in found.items() if adds), key=lambda one: -abs(one.adds)))


def foretold(model: Weights, values: Values, reach: float = 1.96) -> Foretold:
    """The answer with its interval and its causes."""
    middle = model.usual + pull(model, values)
    off = [1.0, *(0.0 if one is None else one - mean for one, mean in zip(values, model.means, strict=True))]
    spread = sqrt(max(sum(one * sum(map(_times, row, off)) for one, row in zip(off, model.covariance, strict=True)), 0))
    low, high = probability(middle - reach * spread), probability(middle + reach * spread)
    return Foretold(probability(middle), low, high, model.usual, shares_of(model, values))


def _times(one: float, other: float) -> float:
    return one * other


def _age(birth_year: int | None, year: int) -> tuple[float | None, ...]:
    """Age in bands by years alone: nobody's birthday is needed for this."""
    if birth_year is None:
        return (None,) * 4
    age = year - birth_year
    bands = (age < ADULT, ADULT <= age < MIDDLE, MIDDLE <= age < SETTLED, age >= OLD)
    return tuple(float(one) for one in bands)
