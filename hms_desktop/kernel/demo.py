"""How a feature gives the demo clinic living data: its manifest names a function that gets these means.

The same seed and the same day give the same clinic every time, so pictures and tests can rely on it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Command, Query


@dataclass(frozen=True)
class DemoMeans:
    """What a feature's `demo` function may use. `do` carries out a command as somebody with this role, `ask` asks."""

    do: Callable[[Command[Any], str], Any]
    ask: Callable[[Query[Any], str], Any]
    ids: Ids
    today: date
    chance: random.Random
