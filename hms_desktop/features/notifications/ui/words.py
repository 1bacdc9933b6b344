"""How messages and notices are said on the screen, in tables of words that go through `tr`."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from hms_desktop.features.notifications.domain import (
    KINDS,
    NEEDS_SOMEBODY,
    PROBLEMS,
    Channel,
    MessageRow,
    MessageState,
    Problem,
    Settled,
)
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

SHORT: Final = {
    Problem.OFFLINE: "no network",
    Problem.SLOW: "no answer",
    Problem.CUT: "line cut",
    Problem.BUSY: "not taken for now",
    Problem.SIGN_IN: "sign-in refused",
    Problem.PRIVACY: "line not private",
    Problem.ADDRESS: "no such address",
    Problem.REFUSED: "refused for good",
    Problem.UNFIT: "settings incomplete",
    Problem.LOST: "answer lost",
    Problem.STOPPED: "program stopped",
    Problem.NOT_ASKED: "not asked",
    Problem.SAID_NO: "said no",
    Problem.DIED: "has died",
    Problem.NOBODY: "nobody there",
    Problem.TOO_LATE: "too late",
    Problem.MOVED: "appointment moved",
}
"""Why, for a list: its sentence stands beside."""

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
    """Why in short, and by which number somebody is called instead: «no e-mail · phone 600 111 222»."""
    if row.settled is not Settled.NOT:
        return tr(SETTLED[row.settled])
    if row.problem is Problem.NO_ADDRESS:
        why = tr("no e-mail") if row.channel is Channel.EMAIL else tr("no phone")
    else:
        why = tr(SHORT[row.problem]) if row.problem in SHORT else ""
    phone = tr("phone {number}", number=row.phone) if row.state in NEEDS_SOMEBODY and row.phone else ""
    return " · ".join(part for part in (why, phone) if part)
