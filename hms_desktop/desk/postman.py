"""The lane that sends: while somebody is signed in it looks for what is due, takes one message and makes one attempt.

Nothing is sent before the store has said «sending» and committed it, and what became of an attempt is recorded as soon
as the store takes it, if need be again and again. Whoever ends the program waits a moment for the attempt in progress,
then its line is cut; what cannot be known by then is for a person to look at.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Final
from uuid import UUID

from hms_desktop.features.notifications.domain import Channel
from hms_desktop.features.notifications.posting import (
    DueChannels,
    FindInterrupted,
    Letter,
    LetterOf,
    MailRoute,
    RecordAttempt,
    SmsRoute,
    TakeMessage,
)
from hms_desktop.features.notifications.reminders import PlanReminders
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.posting import Outcome, Trouble, Verdict
from hms_desktop.post import mail as post_mail
from hms_desktop.post import request as post_sms

if TYPE_CHECKING:
    from hms_desktop.clinic.opening import Clinic
    from hms_desktop.kernel.bus import Bus
    from hms_desktop.post.gateway import SmsClient

LOOK_EVERY_S: Final = 3.0
PLAN_EVERY: Final = timedelta(minutes=1)
FIRST_LULL: Final = timedelta(seconds=30)
LONGEST_LULL: Final = timedelta(minutes=15)
GRACE_S: Final = 4.0

_OF_THE_LINE: Final = frozenset(
    {Trouble.OFFLINE, Trouble.SLOW, Trouble.CUT, Trouble.SIGN_IN, Trouble.PRIVACY, Trouble.UNFIT, Trouble.LOST}
)
"""Troubles that the next message would have as well: the channel rests for a while, so that a server that dies over
every message leaves one open and not a hundred."""

Attempt = Callable[[Letter], Outcome]


@dataclass(frozen=True)
class Clients:
    """What makes the attempts."""

    mail: post_mail.MailClient
    sms: SmsClient


def clients() -> Clients:
    """The real ones; the HTTP library is imported when there is something to send."""
    from hms_desktop.post.gateway import SmsClient

    return Clients(post_mail.MailClient(), SmsClient())


@dataclass
class _Lull:
    """A channel that rests."""

    until: float
    length: timedelta


class Postman:
    """One thread for the life of the program, because a connection belongs to its thread."""

    def __init__(
        self, clinic: Clinic, chance: Random, make: Callable[[], Clients] = clients, look_every_s: float = LOOK_EVERY_S
    ) -> None:
        self._clinic, self._chance, self._make, self._look_every_s = clinic, chance, make, look_every_s
        self._clients: Clients | None = None
        self._turn = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_on = self._is_over = False
        self._known: Bus | None = None
        self._planned_at = float("-inf")
        self._unrecorded: RecordAttempt | None = None
        self._lulls: dict[Channel, _Lull] = {}
        self._trouble: KnownError | BugError | None = None
        self._has_told = False

    # From outside, on any thread.

    def resume(self) -> None:
        """Somebody signed in."""
        with self._turn:
            self._is_on = True
            if self._thread is None and not self._is_over:
                self._thread = threading.Thread(target=self._run, name="post", daemon=True)
                self._thread.start()
            self._turn.notify_all()

    def rest(self) -> None:
        """Nobody is signed in any more; the attempt in progress ends, and no other begins."""
        with self._turn:
            self._is_on = False

    def stop(self, grace_s: float = GRACE_S) -> bool:
        """Ends for good; whether the thread has ended, or else somebody still writes."""
        with self._turn:
            self._is_on, self._is_over = False, True
            self._turn.notify_all()
            thread = self._thread
        if thread is None:
            return True
        thread.join(grace_s)
        if thread.is_alive() and self._clients is not None:
            self._clients.mail.abort()
            thread.join(grace_s)
        return not thread.is_alive()

    def trouble(self) -> KnownError | BugError | None:
        """What went wrong since the last time that this was asked; for whoever tells people."""
        found, self._trouble = self._trouble, None
        return found

    # One look.

    def round(self) -> int:
        """Everything that is due now; the answer is how many attempts were made."""
        if not self._clinic.is_open:
            return 0
        bus = self._clinic.opened.bus
        if not self._is_recorded(bus):
            return 0
        if self._known is not bus:  # opened just now: what was being sent when it closed is for a person to look at
            bus.execute(FindInterrupted(id=self._new_id()), self._clinic.program())
            self._known = bus
        self._plan(bus)
        return sum(self._send_all(bus, channel) for channel in bus.ask(DueChannels(), self._clinic.program()))

    # Inside.

    def _run(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._is_on or self._is_over)
                if self._is_over:
                    return
            try:
                self.round()
                self._has_told = self._has_told and self._unrecorded is not None
            except (KnownError, BugError) as error:
                self._tell(error)
            except Exception as error:  # the boundary: without it the lane would end without a word
                self._tell(BugError(error, "looking for messages to send"))
            with self._turn:
                self._turn.wait_for(lambda: self._is_over, self._look_every_s)

    def _plan(self, bus: Bus) -> None:
        now = self._clinic.around.clock.ticks()
        if now - self._planned_at >= PLAN_EVERY.total_seconds():
            self._planned_at = now
            bus.execute(PlanReminders(id=self._new_id()), self._clinic.program())

    def _send_all(self, bus: Bus, channel: Channel) -> int:
        attempt, made = None if self._rests(channel) else self._way(bus, channel), 0
        while attempt is not None and self._may_go_on():
            outcome = self._sent_one(bus, channel, attempt)
            if outcome is None:
                break
            made += 1
            if self._has_fallen(channel, outcome):
                break
        return made

    def _sent_one(self, bus: Bus, channel: Channel, attempt: Attempt) -> Outcome | None:
        """Takes one, sends it, records it. None when nothing is due, or when the store takes nothing just now."""
        number = self._new_id()
        message = bus.execute(TakeMessage(id=number, channel=channel), self._clinic.program()).answer
        if message is None:
            return None
        outcome = self._made(bus, message, number, attempt)
        self._unrecorded = RecordAttempt(
            id=self._new_id(), message=message, attempt=number, verdict=outcome.verdict, trouble=outcome.trouble,
            chance=self._chance.random(),
        )  # fmt: skip
        return outcome if self._is_recorded(bus) else None

    def _made(self, bus: Bus, message: UUID, number: UUID, attempt: Attempt) -> Outcome:
        try:
            letter = bus.ask(LetterOf(message=message, attempt=number), self._clinic.program())
        except (KnownError, BugError) as error:  # nothing went out yet
            self._tell(error)
            return Outcome(Verdict.LATER, Trouble.UNFIT)
        try:
            return attempt(letter)
        except Exception as error:  # the boundary: what nobody foresaw may have come after the last byte
            self._tell(BugError(error, "sending a message"))
            return Outcome(Verdict.UNSURE, Trouble.LOST)

    def _is_recorded(self, bus: Bus) -> bool:
        """Records what is left to record, under the same id however often it takes."""
        if self._unrecorded is None:
            return True
        try:
            bus.execute(self._unrecorded, self._clinic.program())
        except (KnownError, BugError) as error:
            self._tell(error)
            return False
        self._unrecorded = None
        return True

    def _way(self, bus: Bus, channel: Channel) -> Attempt | None:
        """How an attempt is made on this channel, or None while it is not set up."""
        who = self._clinic.program()
        if self._clients is None:
            self._clients = self._make()
        tools, clock = self._clients, self._clinic.around.clock
        if channel is Channel.EMAIL:
            server = bus.ask(MailRoute(), who)
            if server is None:
                return None
            by = post_mail.MailRoute(**vars(server))
            return lambda letter: tools.mail.send(
                by, post_mail.Mail(letter.number, letter.to, letter.subject, letter.body, clock.now())
            )
        gateway = bus.ask(SmsRoute(), who)
        if gateway is None:
            return None
        kind = post_sms.Format(gateway.format)
        over = post_sms.SmsRoute(gateway.url, kind, gateway.body, gateway.header, gateway.secret)
        return lambda letter: tools.sms.send(over, post_sms.Sms(letter.to, letter.short, letter.message.hex))

    def _has_fallen(self, channel: Channel, outcome: Outcome) -> bool:
        """Whether the line itself is in trouble: then the channel rests, longer each time."""
        if outcome.trouble not in _OF_THE_LINE:
            self._lulls.pop(channel, None)
            return False
        before = self._lulls.get(channel)
        length = min(before.length * 2, LONGEST_LULL) if before else FIRST_LULL
        self._lulls[channel] = _Lull(self._clinic.around.clock.ticks() + length.total_seconds(), length)
        return True

    def _rests(self, channel: Channel) -> bool:
        lull = self._lulls.get(channel)
        return lull is not None and self._clinic.around.clock.ticks() < lull.until

    def _may_go_on(self) -> bool:
        return not self._is_over and (self._is_on or self._thread is not threading.current_thread())

    def _tell(self, error: KnownError | BugError) -> None:
        """What fails again and again is told when it begins to fail."""
        if not self._has_told:
            self._has_told, self._trouble = True, error.with_traceback(None)

    def _new_id(self) -> UUID:
        return self._clinic.around.ids.new()
