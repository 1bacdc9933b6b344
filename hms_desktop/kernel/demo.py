"""How a feature gives the demo clinic living data: its manifest names a function that gets these means.

The same seed and the same day give the same clinic every time, so pictures and tests can rely on it. A clinic's day is
lived through with the clock set to each of its hours, because what people do is stamped with the time at which they do
it; so a demo has a clock of its own.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from hms_desktop.kernel.clock import Clock
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Command, Query

OPENS: Final = time(10, 45)
"""What the clock on the wall says when a demo is opened: patients wait, and most of the day is still to come."""


class DemoClock:
    """Stands at an instant while a demo is filled, and goes on from its last one as fast as the machine's does."""

    def __init__(self, clock: Clock, at: datetime) -> None:
        self._clock = clock
        self._at: datetime | None = at
        self._ahead = at - clock.now()

    def now(self) -> datetime:
        return self._at or self._clock.now() + self._ahead

    def ticks(self) -> float:
        return self._clock.ticks()

    def stand(self, at: datetime) -> None:
        """It is this instant until the next word."""
        self._at = at

    def go(self) -> None:
        """Time passes from now on."""
        self._ahead = self.now() - self._clock.now()
        self._at = None


def stays(at: datetime) -> None:
    """The clock of whoever has none to set."""
    raise LookupError(f"nobody can make it {at}: this clinic's clock is not a demo's")


@dataclass(frozen=True)
class DemoMeans:
    """What a feature's `demo` function may use. `do` carries out a command as somebody with this role, `ask` asks.

    `at` sets the clock back to an hour before that at which the demo opens, or forward again to it at the most; each
    feature begins when it opens.
    """

    do: Callable[[Command[Any], str], Any]
    ask: Callable[[Query[Any], str], Any]
    ids: Ids
    today: date
    chance: random.Random
    at: Callable[[datetime], None] = stays
