"""What a message to somebody outside is, the states that it goes through, and when it is tried again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from hms_desktop.kernel.posting import Outcome, Trouble, Verdict

MOST_TRIES: Final = 8
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=2)
LONGEST_WAIT: Final = timedelta(days=3)
"""A message that found no network for so long is somebody's to deal with: what it says is old by then."""


class Channel(StrEnum):
    """How something reaches people outside."""

    EMAIL = "e-mail"
    SMS = "SMS"


class Preference(StrEnum):
    """By which channel a patient is reached who may be reached by both."""

    EMAIL = "e-mail"
    SMS = "SMS"
    EMAIL_FIRST = "e-mail, else SMS"
    SMS_FIRST = "SMS, else e-mail"


class MessageKind(StrEnum):
    """What a message is for; each has its text in each language."""

    REMINDER = "reminder"
    CANCELLED = "cancelled"
    OFFER = "offer"
    ASSIGNED = "assigned"
    DISCHARGED = "discharged"
    TEST = "test"


KINDS: Final[Mapping[MessageKind, str]] = {
    MessageKind.REMINDER: "Reminder of an appointment",
    MessageKind.CANCELLED: "Appointment cancelled",
    MessageKind.OFFER: "A free time offered",
    MessageKind.ASSIGNED: "Patient assigned",
    MessageKind.DISCHARGED: "Hospital stay ended",
    MessageKind.TEST: "Test message",
}
"""Each kind as people read it."""


class MessageState(StrEnum):
    """Where a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """The program gave up; somebody owes it now."""
    GIVEN_UP = "given up"
    """Nobody owes it any more: done by phone, not needed, or too late."""
    HELD = "held"
    UNSURE = "unsure"
    CANCELLED = "cancelled"


NEEDS_SOMEBODY: Final = (MessageState.FAILED, MessageState.UNSURE, MessageState.HELD)

STEPS: Final[Mapping[MessageState, frozenset[MessageState]]] = {
    MessageState.WAITING: frozenset(
        {
            MessageState.SENDING, MessageState.HELD, MessageState.FAILED, MessageState.GIVEN_UP,
            MessageState.CANCELLED,
        }
    ),
    MessageState.SENDING: frozenset(
        {MessageState.SENT, MessageState.WAITING, MessageState.FAILED, MessageState.UNSURE}
    ),
    MessageState.HELD: frozenset({MessageState.WAITING, MessageState.GIVEN_UP, MessageState.CANCELLED}),
    MessageState.FAILED: frozenset({MessageState.WAITING, MessageState.GIVEN_UP, MessageState.CANCELLED}),
    MessageState.UNSURE: frozenset({MessageState.WAITING, MessageState.SENT, MessageState.GIVEN_UP}),
    MessageState.GIVEN_UP: frozenset(NEEDS_SOMEBODY),
    MessageState.SENT: frozenset({MessageState.UNSURE}),
    MessageState.CANCELLED: frozenset(),
}  # fmt: skip
"""Every step that there is. Out of «unsure», and back from what a person settled, only a person leads."""


class Problem(StrEnum):
    """Why a message did not go out; its sentence is in `PROBLEMS`."""

    NONE = "none"
    OFFLINE = "offline"
    SLOW = "slow"
    CUT = "cut"
    BUSY = "busy"
    SIGN_IN = "sign-in"
    PRIVACY = "privacy"
    ADDRESS = "address"
    REFUSED = "refused"
    UNFIT = "unfit"
    LOST = "lost"
    STOPPED = "stopped"
    NO_ADDRESS = "no address"
    NOT_ASKED = "not asked"
    SAID_NO = "said no"
    DIED = "died"
    NOBODY = "nobody"
    TOO_LATE = "too late"
    MOVED = "moved"


PROBLEMS: Final[Mapping[Problem, str]] = {
    Problem.NONE: "",
    Problem.OFFLINE: "There was no network",
    Problem.SLOW: "The server did not answer in time",
    Problem.CUT: "The line was cut before anything was sent",
    Problem.BUSY: "The server did not take it for now",
    Problem.SIGN_IN: "The server did not accept our name and password",
    Problem.PRIVACY: "The line could not be kept private",
    Problem.ADDRESS: "The address does not exist",
    Problem.REFUSED: "The server refused it for good",
    Problem.UNFIT: "The server's settings are incomplete",
    Problem.LOST: "It may have arrived: the server's answer was lost",
    Problem.STOPPED: "It may have arrived: the program stopped meanwhile",
    Problem.NO_ADDRESS: "No address is on record",
    Problem.NOT_ASKED: "The patient was not asked yet",
    Problem.SAID_NO: "The patient does not want this",
    Problem.DIED: "The patient has died",
    Problem.NOBODY: "There is nobody to send it to",
    Problem.TOO_LATE: "It was too late to send it",
    Problem.MOVED: "The appointment is another one by now",
}


class Settled(StrEnum):
    """How a person brought a message to its end."""

    NOT = "not"
    BY_PHONE = "done by phone"
    NOT_NEEDED = "not needed"
    ARRIVED = "it arrived"


@dataclass(frozen=True)
class Next:
    """What becomes of a message after an attempt."""

    state: MessageState
    problem: Problem
    pause: timedelta = timedelta()


@dataclass(frozen=True)
class MessageRow:
    """A message as a list shows it. `who`, `to` and `phone` are None for a role that does not see them."""

    uid: UUID
    version: int
    channel: Channel
    kind: MessageKind
    language: str
    patient: UUID | None
    who: str | None
    to: str | None
    phone: str | None
    state: MessageState
    problem: Problem
    tries: int
    at: datetime
    """When it was queued, or last tried."""
    next_try: datetime
    owner: UUID | None
    settled: Settled


def after(outcome: Outcome, tries: int, waited: timedelta, chance: float) -> Next:
    """What becomes of a message after its `tries`-th attempt; `chance`, from 0 to 1, spreads the next ones out."""
    problem = Problem(outcome.trouble.value)
    if outcome.verdict is Verdict.SENT:
        return Next(MessageState.SENT, Problem.NONE)
    if outcome.verdict is Verdict.UNSURE:
        return Next(MessageState.UNSURE, Problem.LOST)
    if outcome.verdict is Verdict.NEVER or waited >= LONGEST_WAIT:
        return Next(MessageState.FAILED, problem)
    if tries >= MOST_TRIES and outcome.trouble is not Trouble.OFFLINE:
        return Next(MessageState.FAILED, problem)
    return Next(MessageState.WAITING, problem, pause(tries, chance))


def pause(tries: int, chance: float) -> timedelta:
    """Twice as long each time, and half as much more or less, so that a hundred messages do not come at once."""
    times: int = 2 ** min(max(tries, 1) - 1, 20)
    return min(FIRST_PAUSE * times, LONGEST_PAUSE) * (0.5 + min(max(chance, 0.0), 1.0))


def may_step(before: MessageState, then: MessageState) -> bool:
    """Whether this step exists."""
    return then in STEPS[before]


def reopened(problem: Problem) -> MessageState:
    """Where a message is again whose settling is taken back."""
    if problem in (Problem.LOST, Problem.STOPPED):
        return MessageState.UNSURE
    return MessageState.HELD if problem is Problem.NOT_ASKED else MessageState.FAILED
