"""The queue of a day: what becomes of somebody who came, how long he waits, and the token in his hand. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from hms_desktop.kernel.errors import Conflict


class VisitState(StrEnum):
    """Where somebody who came is."""

    ARRIVED = "arrived"
    CALLED = "called"
    SEATED = "seated"
    FINISHED = "finished"
    LEFT = "left"


class Urgency(StrEnum):
    """How soon somebody has to be seen."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"


URGENCIES: Final = tuple(Urgency)
"""The most urgent first."""

HERE: Final = (VisitState.ARRIVED, VisitState.CALLED, VisitState.SEATED)

_NEXT: Final = {
    VisitState.ARRIVED: VisitState.CALLED, VisitState.CALLED: VisitState.SEATED,
    VisitState.SEATED: VisitState.FINISHED,
}  # fmt: skip
_BACK: Final = {one: other for other, one in _NEXT.items()} | {VisitState.LEFT: VisitState.ARRIVED}
_BECOMES: Final = {
    VisitState.ARRIVED: (VisitState.CALLED, VisitState.SEATED, VisitState.LEFT),
    VisitState.CALLED: (VisitState.SEATED, VisitState.ARRIVED, VisitState.LEFT),
    VisitState.SEATED: (VisitState.FINISHED, VisitState.CALLED, VisitState.ARRIVED),
    VisitState.FINISHED: (VisitState.SEATED,),
    VisitState.LEFT: (VisitState.ARRIVED,),
}

STAMPS: Final = {
    VisitState.ARRIVED: "arrived_at", VisitState.CALLED: "called_at", VisitState.SEATED: "seated_at",
    VisitState.FINISHED: "finished_at", VisitState.LEFT: "finished_at",
}  # fmt: skip
"""Which stamp a state sets; a step back takes the stamps after it away."""

_ORDER: Final = ("arrived_at", "called_at", "seated_at", "finished_at")


def next_state(now: VisitState) -> VisitState | None:
    """What one key makes of it."""
    return _NEXT.get(now)


def state_before(now: VisitState) -> VisitState | None:
    """What a step back makes of it; there is none before arriving."""
    return _BACK.get(now)


def demand_step(now: VisitState, then: VisitState) -> None:
    """Conflict, for a step that nobody can take."""
    if then not in _BECOMES[now]:
        raise Conflict(
            "Not possible",
            "Somebody who is {now} cannot become {then}",
            "Read the board again",
            now=now.value,
            then=then.value,
        )


def stamped(then: VisitState, at: datetime) -> dict[str, datetime | None]:
    """The stamps after a step to this state: its own is now, and later ones are taken away."""
    own = STAMPS[then]
    later = _ORDER[_ORDER.index(own) + 1 :]
    return {own: at, **dict.fromkeys(later)}


def stepped_back(then: VisitState) -> dict[str, None]:
    """The stamps that a step back takes away; the one of the state itself stays as it was."""
    return dict.fromkeys(_ORDER[_ORDER.index(STAMPS[then]) + 1 :])


def waited(arrived: datetime, seated: datetime | None, now: datetime) -> int:
    """Whole minutes between coming and being seated, so far."""
    return max(int(((seated or now) - arrived).total_seconds()) // 60, 0)


def token_text(queue: str, number: int) -> str:
    """G-07."""
    return f"{queue}-{number:02d}"
