"""What is read from a text: one answer to one question, where it stood, since when, and how sure the reading is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Said(StrEnum):
    """How the text answers a question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Since:
    """How long something has lasted, in days, and the words that say so."""

    days: float
    words: str


@dataclass(frozen=True)
class Finding:
    """An answer. `value` is the part behind `_@_` of an answer with choices; `start`, `end` are places in the text."""

    code: str
    value: str = ""
    said: Said = Said.YES
    since: Since | None = None
    start: int = 0
    end: int = 0
    sure: float = 1.0
