"""What was shown of a patient and what became of it; of this only what a person accepted stands in his timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from hms_desktop.features.insight.domain.answer import Kind, Verdict
from hms_desktop.kernel.chart import TimelineLine, Tone

REASONS: Final = {
    "1": "It does not fit this patient",
    "2": "Facts are missing or wrong",
    "3": "Known already",
    "4": "Not needed now",
    "0": "Taken back",
}
"""Why an answer is dismissed: a key and a sentence. Nought takes back what was accepted."""

NAMES: Final = {
    Kind.DIAGNOSIS: "Diagnosis considered",
    Kind.READMISSION: "Risk of coming back",
    Kind.MORTALITY: "Risk of dying",
    Kind.SCORE: "Score",
    Kind.LABORATORY: "Laboratory reading",
    Kind.FILM: "Film reading",
    Kind.TREATMENT: "Treatment considered",
}
"""How an accepted answer is called in the record: never more than it is."""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer that was shown, with the last verdict on it."""

    uid: UUID
    kind: Kind
    model: str
    edition: str
    shown: Any
    asked_by: UUID
    at: datetime
    verdict: Verdict | None = None
    what: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """What a person took over into the record, and from whom it came."""

    uid: UUID
    kind: Kind
    model: str
    edition: str
    what: str
    at: datetime
    seq: int


def accepted_lines(rows: Iterable[AcceptedRow]) -> Iterator[TimelineLine]:
    """The model's name and version stand with it, and that it was decision support."""
    for row in rows:
        detail = f"{row.what} · decision support: {row.model} {row.edition}".strip()
        yield TimelineLine(row.at, row.seq, "Insight", NAMES[row.kind], detail, uid=row.uid, tone=Tone.PLAIN)
