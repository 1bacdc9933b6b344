"""What wants somebody's attention today, from whichever feature knows of it: one shape for all of them.

A feature names queries in its manifest; the page of the day asks each and lists what they answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hms_desktop.kernel.chart import Tone


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One thing to see to: what, and what more there is to say. `page` and `subject` lead to it; `kind` says what it is
    to the page that can do something about it at once."""

    title: str
    detail: str = ""
    page: str = ""
    subject: UUID | None = None
    kind: str = ""
    tone: Tone = Tone.PLAIN
