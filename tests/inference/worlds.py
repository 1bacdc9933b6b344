"""Clinics that are made up: inputs of several kinds, some related to one another, some often missing; and what may
go wrong with them. A plant changes one input of a clinic's rows and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hms_desktop.inference.drift import Reference, Row, described

Floats = npt.NDArray[np.float64]
BELL, SKEWED, YEARS, COUNT, YES_NO = "bell", "skewed", "years", "count", "yes or no"
KINDS: Final = (BELL, SKEWED, YEARS, COUNT, YES_NO)
RELATED: Final = 0.5
"""How much of an input is what all inputs of a person share."""


@dataclass(frozen=True)
class Input:
    """One input: its kind, where it lies, and how often it is missing."""

    kind: str
    at: float
    missing: float

    def values(self, common: Floats, chance: np.random.Generator) -> Floats:
        """A value for each person, not-a-number where it is missing."""
        bell = RELATED * common + np.sqrt(1 - RELATED**2) * chance.normal(size=len(common))
        made = self._of(bell, chance)
        return np.where(chance.random(len(common)) < self.missing, np.nan, made)

    def _of(self, bell: Floats, chance: np.random.Generator) -> Floats:
        if self.kind == SKEWED:
            return np.exp(0.5 * bell)
        if self.kind == YEARS:
            return np.clip(np.rint(50 + 18 * bell), 0, 100)
        if self.kind == COUNT:
            return np.floor(np.exp(self.at + 0.8 * bell))
        if self.kind == YES_NO:
            return (chance.random(len(bell)) < self.at).astype(np.float64)
        return 100 + 15 * bell


@dataclass(frozen=True)
class World:
    """The inputs of one model, and as many people as are asked for."""

    inputs: Mapping[str, Input]

    @classmethod
    def drawn(cls, chance: np.random.Generator) -> World:
        """From five to fifty inputs, of every kind at least one."""
        kinds = [*KINDS, *chance.choice(KINDS, int(chance.integers(0, 46)))]
        return cls({f"{kind} {at}": _input(str(kind), chance) for at, kind in enumerate(kinds)})

    def people(self, n: int, chance: np.random.Generator) -> dict[str, Floats]:
        """Columns of values."""
        common = chance.normal(size=n)
        return {name: one.values(common, chance) for name, one in self.inputs.items()}

    def reference(self, n: int, chance: np.random.Generator) -> Reference:
        """What a recipe would have written over this many rows."""
        columns = self.people(n, chance)
        return Reference(n, {name: described(column.tolist()) for name, column in columns.items()})


def _input(kind: str, chance: np.random.Generator) -> Input:
    at = float(chance.uniform(0.1, 0.6) if kind == YES_NO else chance.uniform(0, 2))
    return Input(kind, at, float(chance.choice([0.0, 0.05, 0.1, 0.2, 0.3])))


def rows_of(columns: Mapping[str, Floats]) -> list[Row]:
    """Columns as the program meets them, person by person."""
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in np.stack(list(columns.values()), axis=1).tolist()]


Harm = Callable[[Floats, np.random.Generator], Floats]


def _by(part: float) -> Harm:
    return lambda values, _: values + part * float(np.nanstd(values))


def _habit(values: Floats, chance: np.random.Generator) -> Floats:
    share = float(np.nanmean(values))
    more = np.sqrt(share * (1 - share)) / 2 / (1 - share)
    risen = np.where(chance.random(len(values)) < more, 1.0, values)
    return np.where(np.isnan(values), np.nan, risen)


def _unit(part: float) -> Harm:
    return lambda values, chance: np.where(chance.random(len(values)) < part, values * 18.0, values)


def _wider(values: Floats, _: np.random.Generator) -> Floats:
    middle = np.nanmedian(values)
    return np.asarray(middle + 2 * (values - middle))


def _stuck(values: Floats, _: np.random.Generator) -> Floats:
    return np.where(np.isnan(values), np.nan, float(np.nanmedian(values)))


def _gone(part: float) -> Harm:
    """As many more are missing as this part of those present."""
    return lambda values, chance: np.where(chance.random(len(values)) < part, np.nan, values)


@dataclass(frozen=True)
class Plant:
    """What goes wrong, with inputs of which kinds, in how many rows, and whether the check promises to see it."""

    harm: Harm
    kinds: tuple[str, ...]
    missing: tuple[float, ...] = (0.0, 0.05, 0.1)
    rows: int = 200
    is_promised: bool = True

    def fits(self, one: Input) -> bool:
        """Whether this input can be harmed so."""
        return one.kind in self.kinds and any(abs(one.missing - share) < 1e-9 for share in self.missing)


PLANTS: Final[Mapping[str, Plant]] = {
    "half a standard deviation": Plant(_by(0.5), (BELL, SKEWED, YEARS)),
    "a habit by half a deviation": Plant(_habit, (YES_NO,)),
    "another unit": Plant(_unit(1.0), (BELL, SKEWED)),
    "another unit in one of three rows": Plant(_unit(1 / 3), (BELL, SKEWED)),
    "twice as wide": Plant(_wider, (BELL,)),
    "stuck at one value": Plant(_stuck, (BELL, SKEWED, YEARS)),
    "missing doubled from 20 %": Plant(_gone(0.25), KINDS, (0.2,)),
    "missing doubled from 30 %": Plant(_gone(0.3 / 0.7), KINDS, (0.3,)),
    "missing doubled from 10 %": Plant(_gone(1 / 9), KINDS, (0.1,), is_promised=False),
    "missing doubled from 5 %": Plant(_gone(1 / 19), KINDS, (0.05,), is_promised=False),
    "missing doubled from 10 %, 1,000 rows": Plant(_gone(1 / 9), KINDS, (0.1,), 1000),
    "missing doubled from 5 %, 1,000 rows": Plant(_gone(1 / 19), KINDS, (0.05,), 1000, is_promised=False),
    "calm: a tenth of a deviation, 5,000 rows": Plant(_by(0.1), (BELL,), rows=5000),
    "no longer recorded": Plant(_gone(1.0), KINDS),
}


def planted(world: World, plant: Plant, chance: np.random.Generator) -> tuple[str, list[Row]] | None:
    """The name of one input, and rows with the harm done to it; None where no input can be harmed so."""
    fitting = [name for name, one in world.inputs.items() if plant.fits(one)]
    if not fitting:
        return None
    name, columns = str(chance.choice(fitting)), world.people(plant.rows, chance)
    return name, rows_of({**columns, name: plant.harm(columns[name], chance)})
