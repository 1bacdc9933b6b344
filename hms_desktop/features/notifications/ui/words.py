"""How messages and notices are said on the screen, in tables of words that go through `tr`."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from hms_desktop.features.notifications.domain import KINDS, PROBLEMS, MessageRow, MessageState, Problem, Settled
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.ui.words import tr

LANGUAGES: Final = (("en", "English"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية"), ("hi", "हिन्दी"))
"""Each under its own name."""

STATES: Final = {
    MessageState.WAITING: "waits",
    MessageState.SENDING: "is being sent",
    MessageState.SENT: "sent",
    MessageState.FAILED: "failed",
    MessageState.GIVEN_UP: "settled",
    MessageState.HELD: "held",
    MessageState.UNSURE: "unsure",
    MessageState.CANCELLED: "cancelled",
}

TONES: Final = {
    MessageState.SENT: Tone.GOOD,
    MessageState.FAILED: Tone.BAD,
    MessageState.UNSURE: Tone.WARN,
    MessageState.HELD: Tone.WARN,
}

SETTLED: Final = {
    Settled.BY_PHONE: "Done by phone",
    Settled.NOT_NEEDED: "Not needed",
    Settled.ARRIVED: "It had arrived",
}


def moment(at: datetime, zone: tzinfo) -> str:
    """When, in the clinic's zone."""
    local = at.astimezone(zone)
    return f"{day_text(local.date())} {local:%H:%M}"


def kind_of(row: MessageRow) -> str:
    """What a message is for."""
    return tr(KINDS[row.kind])


def why_of(row: MessageRow) -> str:
    """Why it did not go out, or how somebody brought it to its end."""
    if row.settled is not Settled.NOT:
        return tr(SETTLED[row.settled])
    return tr(PROBLEMS[row.problem]) if row.problem is not Problem.NONE else ""


def whom_of(row: MessageRow) -> str:
    """To whom, as far as this person may know."""
    return row.who or row.to or tr("a patient")


def way_on(row: MessageRow) -> str:
    """Why, and by which number somebody is called instead: «No address is on record · phone 600 111 222»."""
    is_open = row.state in (MessageState.FAILED, MessageState.UNSURE, MessageState.HELD)
    phone = tr("phone {number}", number=row.phone) if is_open and row.phone else ""
    return " · ".join(part for part in (why_of(row), phone) if part)
