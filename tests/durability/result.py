"""What a proof answers: how often it tried, what it saw, what failed, and how long it took."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

SHOWN: Final = 20


@dataclass
class Result:
    """One proof's outcome. `seen` counts what happened, so that a proof which never hit anything is noticed."""

    name: str
    seed: int
    times: int = 0
    failures: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    not_run: str = ""
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        return not self.failures and not self.not_run and self.times > 0

    def round(self, number: int, said: list[str]) -> None:
        """One try is over; `said` is what was wrong in it."""
        self.times += 1
        self.failures += [f"{self.name} {number} (seed {self.seed}): {text}" for text in said]

    def summary(self) -> str:
        if self.not_run:
            return f"{self.name}: not proved here: {self.not_run}"
        counts = ", ".join(f"{what} {count:,}" for what, count in sorted(self.seen.items()))
        told = "0 failures" if not self.failures else f"{len(self.failures)} FAILURES"
        return f"{self.name}: {self.times:,} rounds, {told}; {counts}; {self.seconds:.1f} s, seed {self.seed}"

    def plain(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "name": self.name,
            "rounds": self.times,
            "failures": self.failures[:SHOWN],
            "seen": dict(self.seen),
            "not_run": self.not_run,
            "seconds": round(self.seconds, 1),
            "seed": self.seed,
        }


Try = Callable[[int, Random, Result], list[str]]
"""One round: its number, its own chance, and where to count; the answer is what was wrong."""


def repeat(name: str, times: int, seed: int, attempt: Try) -> Result:
    """Runs the rounds; each one has a chance of its own, so that a single one can be had again."""
    result, began = Result(name, seed), time.monotonic()
    for number in range(times):
        result.round(number, attempt(number, Random(f"{name}-{seed}-{number}"), result))
    result.seconds = time.monotonic() - began
    return result
