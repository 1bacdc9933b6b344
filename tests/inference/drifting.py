"""How often the watch over a model's inputs sees what was planted, and how often it cries for nothing.

Each round makes up a model's inputs, a reference of 500 to 20,000 rows, a calm clinic of any size and one clinic,
mostly of 200 rows, for each plant. Promised: alarms in 1 of 20 calm clinics at the most, 95 of 100 plants seen.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from typing import Final

import numpy as np

from hms_desktop.inference.drift import watched
from hms_desktop.inference.outcome import calibration_watch, override_watch
from tests.durability.result import Result
from tests.inference.worlds import PLANTS, World, planted, rows_of

REFERENCES: Final = (500, 2000, 20_000)
CALM: Final = (60, 200, 1000, 5000)
FALSE, POWER = 0.05, 0.95
_DOUBT: Final = 3.3
"""Standard deviations beyond a promised rate that a run may be by chance."""


def drift(times: int, seed: int) -> Result:
    """Alarms over inputs."""
    result, began = Result("drift", seed), time.monotonic()
    for number in range(times):
        _clinic(np.random.default_rng([seed, number]), result.seen)
        result.round(number, [])
    result.failures += _broken(result.seen)
    result.seconds = time.monotonic() - began
    return result


def outcome(times: int, seed: int) -> Result:
    """Alarms over outcomes and overrides: 500 of each, honest and harmed."""
    result, began = Result("outcome", seed), time.monotonic()
    for number in range(times):
        _outcomes(np.random.default_rng([seed, number]), result.seen)
        result.round(number, [])
    result.failures += _broken(result.seen)
    result.seconds = time.monotonic() - began
    return result


PROOFS: Final = {"drift": drift, "outcome": outcome}


def _clinic(chance: np.random.Generator, seen: Counter[str]) -> None:
    world = World.drawn(chance)
    reference = world.reference(int(chance.choice(REFERENCES)), chance)
    calm = watched(reference, rows_of(world.people(int(chance.choice(CALM)), chance)))
    _count(seen, "calm", is_told=calm.is_alarm)
    for what, plant in PLANTS.items():
        found = planted(world, plant, chance)
        if found is not None:
            name, harmed = found
            lines = watched(reference, harmed).lines
            told = {line.name for line in lines if line.is_alarm}
            _count(seen, what, is_told=name in told)


def _outcomes(chance: np.random.Generator, seen: Counter[str]) -> None:
    told = chance.beta(2, 6, 500)
    happened = (chance.random(500) < told).tolist()
    odds = np.log(told / (1 - told))
    _count(seen, "calm: outcomes as told", is_told=calibration_watch(told.tolist(), happened).is_alarm)
    _count(seen, "half again as many as told", is_told=calibration_watch((told / 1.5).tolist(), happened).is_alarm)
    boastful = 1 / (1 + np.exp(-(2 * odds - odds.mean())))
    _count(seen, "odds twice as steep as the risk", is_told=calibration_watch(boastful.tolist(), happened).is_alarm)
    _count(seen, "calm: overrides as usual", is_told=override_watch(int(chance.binomial(200, 0.2)), 200, 0.2).is_alarm)
    often = override_watch(int(chance.binomial(200, 0.35)), 200, 0.2)
    _count(seen, "overrides from 20 % to 35 %", is_told=often.is_alarm)


def _count(seen: Counter[str], what: str, *, is_told: bool) -> None:
    seen[what] += 1
    seen[f"{what}: told"] += is_told


def _broken(seen: Counter[str]) -> list[str]:
    """The promises that these counts break by more than chance."""
    said = []
    for what in [what for what in seen if not what.endswith(": told")]:
        if what in PLANTS and not PLANTS[what].is_promised:
            continue
        n, share = seen[what], seen[f"{what}: told"] / seen[what]
        doubt = _DOUBT * math.sqrt(FALSE * POWER / n)
        if what.startswith("calm") and share > FALSE + doubt:
            said.append(f"{what}: {share:.3f} false alarms in {n}")
        if not what.startswith("calm") and share < POWER - doubt:
            said.append(f"{what}: only {share:.3f} seen of {n}")
    return said
