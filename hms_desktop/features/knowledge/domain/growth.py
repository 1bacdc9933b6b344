"""Growth: where a child's measurement stands among healthy children of the same sex and age (LMS method).

WHO's standards to 5 years (by day) and reference to 19 years (by month), CDC's charts from 2 to 20 years. The tables
are files of the pack; this module takes their text. What a table does not cover is refused, never stretched.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hms_desktop.kernel.errors import Invalid

TWO_YEARS: Final = 731
"""The first day on which a child counts as two years old; from then on it is measured standing."""
MONTH: Final = 365.25 / 12
_LYING_IS_LONGER: Final = 0.7
_WHO_BY_DAY_TO: Final = 1856
_OLDEST: Final = 7305
_RESTRICTED: Final = ("weight", "bmi", "arm", "weight-for-height", "weight-for-length")
_HIGHEST: Final = {
    "weight": 400.0,
    "height": 250.0,
    "bmi": 150.0,
    "head": 80.0,
    "arm": 80.0,
    "weight-for-height": 400.0,
}


class Kind(StrEnum):
    """What is measured, against age or (the last) against height."""

    WEIGHT = "weight"
    HEIGHT = "height"
    BMI = "bmi"
    HEAD = "head"
    ARM = "arm"
    WEIGHT_FOR_HEIGHT = "weight-for-height"


@dataclass(frozen=True, slots=True)
class Table:
    """One LMS table: by sex, the points in rising order and L, M and S at each."""

    chart: str
    kind: str
    by: str
    source: str
    points: Mapping[str, tuple[float, ...]]
    values: Mapping[str, tuple[tuple[float, float, float], ...]]

    def at(self, sex: str, point: float) -> tuple[float, float, float] | None:
        """L, M and S, between two points by a straight line; None outside of the table."""
        points = self.points[sex]
        place = bisect_left(points, point)
        if place < len(points) and points[place] == point:
            return self.values[sex][place]
        if place in (0, len(points)):
            return None
        share = (point - points[place - 1]) / (points[place] - points[place - 1])
        below, above = self.values[sex][place - 1], self.values[sex][place]
        power, median, spread = (low + share * (high - low) for low, high in zip(below, above, strict=True))
        return power, median, spread


Tables = tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Standard deviations from the median, the percentile, and how they were come by."""

    z: float
    percentile: float
    chart: str
    age_days: int
    """The age that was used: corrected for preterm birth where `is_corrected`."""
    is_corrected: bool
    median: float
    source: str
    warnings: tuple[str, ...]


def read(texts: Iterable[str]) -> Tables:
    """The tables out of the texts of the files; raises ValueError on one that is not such a table."""
    return tuple(_table(text) for text in texts)


def chart_for(age_days: float) -> str:
    """WHO under 24 months, CDC from then on, as CDC and AAP advise."""
    return "who" if age_days < TWO_YEARS else "cdc"


def corrected_age(age_days: int, gestation_weeks: float | None) -> int:
    """The age since 40 weeks, for a child born before 37 weeks until it is 24 months old; else the age since birth."""
    if gestation_weeks is None or gestation_weeks >= 37 or age_days >= TWO_YEARS:
        return age_days
    return age_days - round((40 - gestation_weeks) * 7)


def as_measured_for(age_days: int, height_cm: float, is_lying: bool | None) -> float:
    """The length (under two years) or the height (from then on) that the charts were made with."""
    if is_lying is None or is_lying == (age_days < TWO_YEARS):
        return height_cm
    return height_cm - _LYING_IS_LONGER if is_lying else height_cm + _LYING_IS_LONGER


def body_mass_index(age_days: int, weight_kg: float, height_cm: float, is_lying: bool | None = None) -> float:
    """Weight by the square of the height in metres, with the height as the charts were made with."""
    return weight_kg / (as_measured_for(age_days, height_cm, is_lying) / 100) ** 2


def measure(  # noqa: PLR0913 - each is a fact of its own
    sex: str,
    age_days: int,
    kind: Kind,
    value: float,
    tables: Tables,
    *,
    height_cm: float | None = None,
    is_lying: bool | None = None,
    gestation_weeks: float | None = None,
    chart: str | None = None,
) -> Growth:
    """Where `value` (kg, cm or kg/m²) stands; raises Invalid for what no table covers or nobody can be.

    Height is corrected where a child was measured lying at two years or older, or standing before; weight for height
    needs `height_cm`.
    """
    faults = _nonsense(sex, age_days, kind, value) | _more_nonsense(kind, height_cm, gestation_weeks)
    if faults:
        raise Invalid(faults)
    age = corrected_age(age_days, gestation_weeks)
    if age < 0:
        raise Invalid({"age_days": "Not yet at term: charts for preterm infants are needed"})
    used = chart or ("who" if kind in (Kind.HEAD, Kind.ARM, Kind.WEIGHT_FOR_HEIGHT) else chart_for(age))
    if kind is Kind.HEIGHT:
        value = as_measured_for(age, value, is_lying)
    height = None if height_cm is None else as_measured_for(age, height_cm, is_lying)
    return _growth(_place(kind, age, height, used, tables), sex, kind, value, (age_days, age))


def _growth(place: tuple[Table, float], sex: str, kind: Kind, value: float, ages: tuple[int, int]) -> Growth:
    table, point = place
    found = table.at(sex, point)
    if found is None:
        raise Invalid({("height_cm" if table.by == "cm" else "age_days"): "Outside of this chart"})
    is_restricted = table.kind in _RESTRICTED and table.chart == "who"
    z = _restricted(value, *found) if is_restricted else _z(value, *found)
    return Growth(
        z=z,
        percentile=50 * (1 + math.erf(z / math.sqrt(2))),
        chart=table.chart,
        age_days=ages[1],
        is_corrected=ages[1] != ages[0],
        median=found[1],
        source=table.source,
        warnings=_warnings(z, kind, table.chart),
    )


def _nonsense(sex: str, age_days: int, kind: Kind, value: float) -> dict[str, str]:
    faults = {}
    if sex not in ("female", "male"):
        faults["sex"] = "The charts know female and male"
    if not 0 <= age_days <= _OLDEST:
        faults["age_days"] = "Birth to 20 years"
    if not 0 < value <= _HIGHEST[kind]:
        faults["value"] = f"Over 0, up to {_HIGHEST[kind]:g}"
    return faults


def _more_nonsense(kind: Kind, height_cm: float | None, gestation_weeks: float | None) -> dict[str, str]:
    faults = {}
    if height_cm is None and kind is Kind.WEIGHT_FOR_HEIGHT:
        faults["height_cm"] = "Missing"
    if height_cm is not None and not 0 < height_cm <= _HIGHEST["height"]:
        faults["height_cm"] = "Over 0, up to 250 cm"
    if gestation_weeks is not None and not 21 <= gestation_weeks <= 45:
        faults["gestation_weeks"] = "21 to 45 weeks"
    return faults


def _place(kind: Kind, age: int, height: float | None, chart: str, tables: Tables) -> tuple[Table, float]:
    """The table to look in, and where in it."""
    if kind is Kind.WEIGHT_FOR_HEIGHT:
        wanted = "weight-for-length" if age < TWO_YEARS else "weight-for-height"
        if age > _WHO_BY_DAY_TO:
            raise Invalid({"age_days": "Weight for height is for children under five"})
        return _find(tables, chart, wanted, "cm"), height or 0.0
    if chart == "who" and age <= _WHO_BY_DAY_TO:
        return _find(tables, chart, kind, "days"), age
    return _find(tables, chart, kind, "months"), age / MONTH


def _find(tables: Tables, chart: str, kind: str, by: str) -> Table:
    for table in tables:
        if (table.chart, table.kind, table.by) == (chart, kind, by):
            return table
    raise Invalid({"chart": "There is no such chart for this age"})


def _z(value: float, power: float, median: float, spread: float) -> float:
    if power == 0:
        return math.log(value / median) / spread
    return (math.pow(value / median, power) - 1) / (power * spread)


def _at(z: float, power: float, median: float, spread: float) -> float:
    """The measurement that lies z deviations from the median."""
    if power == 0:
        return median * math.exp(spread * z)
    return median * math.pow(1 + power * spread * z, 1 / power)


def _restricted(value: float, power: float, median: float, spread: float) -> float:
    """WHO counts weight beyond 3 deviations in steps of the width from 2 to 3: the tails hold few children."""
    z = _z(value, power, median, spread)
    if abs(z) <= 3:
        return z
    side = math.copysign(1, z)
    third, second = _at(3 * side, power, median, spread), _at(2 * side, power, median, spread)
    return 3 * side + (value - third) / abs(third - second)


def _warnings(z: float, kind: Kind, chart: str) -> tuple[str, ...]:
    told = []
    if not -6 <= z <= (5 if kind is not Kind.HEIGHT else 6):
        told.append("So far out that the figure or the age is likely to be wrong")
    if chart == "cdc" and kind is Kind.BMI and z > 1.645:
        told.append("Over the 95th percentile CDC's figures of 2000 tell little; follow the BMI itself")
    return tuple(told)


def _table(text: str) -> Table:
    lines = text.splitlines()
    head = dict(line.removeprefix("# ").split(" = ", 1) for line in lines if line.startswith("# "))
    rows = [line.split(",") for line in lines if line and not line.startswith(("#", "sex,"))]
    points: dict[str, list[float]] = {"female": [], "male": []}
    values: dict[str, list[tuple[float, float, float]]] = {"female": [], "male": []}
    for sex, *figures in rows:
        at, power, median, spread = map(float, figures)
        if points[sex] and at <= points[sex][-1]:
            raise ValueError(f"{head.get('kind')}: rows have to rise, {sex} {at:g}")
        points[sex].append(at)
        values[sex].append((power, median, spread))
    if not {"chart", "kind", "by", "source"} <= head.keys() or not all(points.values()):
        raise ValueError("a growth table says chart, kind, by and source, and has rows for both sexes")
    return Table(
        chart=head["chart"],
        kind=head["kind"],
        by=head["by"],
        source=head["source"],
        points={sex: tuple(found) for sex, found in points.items()},
        values={sex: tuple(found) for sex, found in values.items()},
    )
