"""Appointments as an iCalendar file (RFC 5545), for a doctor's phone or a patient's. Pure.

Instants are written in UTC, so no reader can take them for another zone's. Whoever is behind an appointment is named
only in the patient's own file; a doctor's says the record number, because phones are lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

_FOLD: Final = 73
"""Octets of a line before it is folded, with room for the sign at the beginning of the next (RFC 5545, 3.1)."""


@dataclass(frozen=True)
class CalendarEntry:
    """One appointment as a calendar needs it."""

    uid: UUID
    version: int
    starts: datetime
    ends: datetime
    summary: str
    place: str = ""
    is_cancelled: bool = False


def calendar_file(entries: Iterable[CalendarEntry], name: str, made: datetime) -> bytes:
    """The whole file. A later version of the same appointment takes the place of the one before it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//HMS Desktop//Appointments//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(name)}"]  # fmt: skip
    for entry in entries:
        lines += _event(entry, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(entry: CalendarEntry, made: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT", f"UID:{entry.uid}@hms-desktop", f"DTSTAMP:{_stamp(made)}", f"SEQUENCE:{entry.version - 1}",
        f"DTSTART:{_stamp(entry.starts)}", f"DTEND:{_stamp(entry.ends)}", f"SUMMARY:{_escaped(entry.summary)}",
        f"LOCATION:{_escaped(entry.place)}", f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE", "END:VEVENT",
    ]  # fmt: skip


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """Text as a value: signs that mean something escaped, and no sign in it that could begin a line of its own."""
    plain = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, never cut inside a letter."""
    part, size, begins = "", 0, ""
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _FOLD:
            yield begins + part
            part, size, begins = "", 0, " "
        part, size = part + sign, size + octets
    yield begins + part
