"""The papers of the front desk: the slip of an appointment and the token of a queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hms_desktop.features.scheduling.domain import time_text
from hms_desktop.kernel.days import day_text
from hms_desktop.printing.blocks import Document, Facts, Heading, Paper, Paragraph
from hms_desktop.printing.pdf import render

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, kw_only=True)
class SlipFacts:
    """What stands on the slip that a patient takes home."""

    clinic: str
    address: str
    phone: str
    patient: str
    born: str
    number: str
    day: date
    minute: int
    minutes: int
    doctor: str
    room: str
    reason: str
    is_cancelled: bool = False


@dataclass(frozen=True, kw_only=True)
class TokenFacts:
    """What stands on a token: no name, for it is dropped and found."""

    clinic: str
    token: str
    at: datetime
    doctor: str
    room: str
    ahead: int


def slip_on_paper(facts: SlipFacts) -> bytes:
    """The slip as PDF."""
    when = f"{_WEEKDAYS[facts.day.weekday()]}, {day_text(facts.day)}, {time_text(facts.minute)}"
    pairs = [("Patient", facts.patient), ("Born", facts.born), ("Record number", facts.number), ("When", when),
             ("With", facts.doctor), ("Room", facts.room), ("For", facts.reason), ("Takes", f"{facts.minutes} minutes"),
             ("Where", facts.address.replace("\n", ", "))]  # fmt: skip
    call = f"If you cannot come, please call {facts.phone}." if facts.phone else "If you cannot come, please tell us."
    title = "This appointment was cancelled" if facts.is_cancelled else "Your appointment"
    blocks = (Heading(title), Facts(tuple((name, text) for name, text in pairs if text)),
              Paragraph(f"{call} Somebody else is waiting for this time."))  # fmt: skip
    return render(Document(title=title, letterhead=facts.clinic, blocks=blocks, paper=Paper.A5))


def token_on_paper(facts: TokenFacts) -> bytes:
    """The token as PDF; whoever finds it learns nothing."""
    before = "You are next." if facts.ahead == 0 else f"Before you: {facts.ahead}"
    where = " · ".join(part for part in (facts.doctor, f"room {facts.room}" if facts.room else "") if part)
    blocks = (Heading(facts.token), Paragraph(where), Paragraph(before),
              Paragraph(f"{day_text(facts.at.date())} {facts.at:%H:%M}", is_quiet=True))  # fmt: skip
    return render(Document(title=facts.token, letterhead=facts.clinic, blocks=blocks, paper=Paper.A5))
