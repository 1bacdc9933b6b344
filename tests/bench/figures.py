"""A figure, its baseline from the same run, and the table that shows them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value. `ratio` is value over baseline, or None where there is nothing to compare with."""

    name: str
    what: str
    value: float
    unit: str
    baseline: float | None = None
    reach: str = ""

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None


def table(figures: Iterable[Figure]) -> str:
    """The figures as people read them."""
    lines = [f"{'name':9} {'what':58} {'value':>12} {'unit':7} {'baseline':>12} {'ratio':>6}  to reach"]
    for one in figures:
        ratio = f"{one.ratio:.2f}" if one.ratio is not None else ""
        base = f"{one.baseline:,.3f}" if one.baseline is not None else ""
        lines.append(f"{one.name:9} {one.what:58} {one.value:>12,.3f} {one.unit:7} {base:>12} {ratio:>6}  {one.reach}")
    return "\n".join(lines)


def as_json(figures: Iterable[Figure]) -> str:
    """The figures for machines."""
    return json.dumps([{**asdict(one), "ratio": one.ratio} for one in figures], indent=1)


def median(seconds: Sequence[float], unit: float = 1e3) -> float:
    """The median in milliseconds, or in another part of a second."""
    return statistics.median(seconds) * unit


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
