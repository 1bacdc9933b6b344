"""Quality indicators: counted over patients' facts, with those of whom the chart does not say enough counted apart."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from hms_desktop.features.knowledge.domain.predicates import Facts, Predicate, decode


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One measure: of whom (denominator, without the excluded) how many (numerator)."""

    id: str
    title: str
    period: str
    source: str
    denominator: Predicate
    numerator: Predicate
    exclusion: Predicate | None = None
    lower_is_better: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The counts. `rate` is of those known, None when there are none; `unknown` are never taken as met or failed."""

    denominator: int
    numerator: int
    excluded: int
    unknown: int
    rate: float | None


def indicators(text: str) -> tuple[Indicator, ...]:
    """The indicators in the text of `indicators.toml`."""
    return msgspec.convert(tomllib.loads(text)["indicators"], tuple[Indicator, ...], dec_hook=decode)


def measure(indicator: Indicator, patients: Iterable[Facts]) -> Measured:
    """Count once. A missing fact of membership, exclusion or numerator makes a patient unknown."""
    counted = met = excluded = unknown = 0
    for facts in patients:
        belongs = indicator.denominator.holds(facts)
        if belongs is False:
            continue
        out = False if indicator.exclusion is None else indicator.exclusion.holds(facts)
        if belongs and out:
            excluded += 1
            continue
        answer = indicator.numerator.holds(facts)
        if out is True:
            continue
        if belongs is None or out is None or answer is None:
            unknown += 1
            continue
        counted += 1
        met += answer
    rate = met / counted if counted else None
    return Measured(denominator=counted, numerator=met, excluded=excluded, unknown=unknown, rate=rate)
