"""What features add to a patient's chart: lines of its banner and of its timeline, in one shape for all of them.

A feature names its queries in its manifest; the patients feature asks each and puts the answers together, so a chart
shows what a new feature knows without a line being changed here or there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

LINES: Final = 50
"""As many lines of a timeline as are read at once."""


class Tone(StrEnum):
    """How much a line wants to be seen; a word, an icon and a place say it too."""

    QUIET = "quiet"
    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class BannerPlace(StrEnum):
    """The places of a banner that features fill. One that nobody fills says so («Allergies not recorded»)."""

    ALLERGIES = "allergies"
    ALERTS = "alerts"
    MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class BannerLine:
    """One fact for the banner: a title («Known allergies») and what it says."""

    place: BannerPlace
    title: str
    text: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One thing that happened to a patient. `seq` orders lines of the same instant; `uid` leads to the thing itself."""

    at: datetime
    seq: int
    kind: str
    title: str
    detail: str = ""
    by: str = ""
    uid: UUID | None = None
    tone: Tone = Tone.PLAIN


def newest_first(lines: Iterable[TimelineLine], size: int = LINES) -> tuple[TimelineLine, ...]:
    """The first lines of several features' lines together."""
    return tuple(sorted(lines, key=lambda line: (line.at, line.seq), reverse=True)[:size])
