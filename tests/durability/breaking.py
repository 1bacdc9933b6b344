"""Where a child is killed: right before its n-th change of a file, or at any moment of the time that it takes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.durability.nursery import Child, Nursery
from tests.durability.result import Result

GOLDEN: Final = 0.6180339887
"""Steps of this size spread evenly over the changes, however many rounds there are."""


@dataclass(frozen=True)
class Measure:
    """What one undisturbed run of a job took."""

    changes: int
    seconds: float


def measure(nursery: Nursery, job: str, root: Path, **words: str) -> Measure:
    """Runs the job once to its end, so that the kills spread over all of it."""
    child = nursery.start(job, root, words=words)
    child.wait_for(lambda told: told.step == "armed")
    began = time.monotonic()
    if not child.wait_for(lambda told: told.step == "done"):
        child.end()
        raise RuntimeError(f"{job} did not come to its end")
    took = time.monotonic() - began
    child.end()
    return Measure(child.told[-1].count, took)


def break_off(nursery: Nursery, job: str, root: Path, how: tuple[Measure, int, Random], **words: str) -> Child:
    """Runs the job and kills it: in even rounds before a change of a file, in odd ones after a random time."""
    whole, number, chance = how
    if number % 2 == 0:
        at = int((number // 2 * GOLDEN + 0.5) % 1 * whole.changes) + 1
        child = nursery.start(job, root, at=at, words=words)
    else:
        child = nursery.start(job, root, words=words)
        child.wait_for(lambda told: told.step == "armed")
        child.kill(chance.uniform(0, whole.seconds * 1.1))
    child.end()
    return child


def count(child: Child, result: Result) -> None:
    """How far it came, so that a proof whose kills all came too late is noticed."""
    result.seen["came to its end" if "done" in child.steps else "killed"] += 1
    for step in child.steps:
        if step not in ("armed", "done"):
            result.seen[f"after «{step}»"] += 1
