"""An answer as it is shown: what is likely and how sure that is, what drove it, what would change it, what it used.

All instruments answer in this one shape, so one view shows them, one table keeps them, and one rule says what a person
may do with them. An answer that is silent says why; nothing here is ever a finding by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """The instruments."""

    DIAGNOSIS = "diagnosis"
    READMISSION = "readmission"
    MORTALITY = "mortality"
    SCORE = "score"
    LABORATORY = "laboratory"
    FILM = "film"
    TREATMENT = "treatment"


class Silence(StrEnum):
    """Why there is no answer, or none to rely upon."""

    NONE = ""
    NOTHING = "nothing was said yet"
    UNSURE = "no answer stands out"
    OUTSIDE = "the input is not what the model was made for"
    MISSING = "the model is not installed or was changed"
    REFUSED = "the input is not of the kind that the model knows"


class Verdict(StrEnum):
    """What a person makes of an answer. Without one of these it is nothing but a look."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Likely:
    """One thing that may be so: in words, with its code where it has one, and from where to where its chance may lie.

    `grave` is 1 or 2 for what must not be missed.
    """

    name: str
    probability: float
    low: float
    high: float
    code: str = ""
    grave: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """What one fact added to an answer (above zero: for it), with the fact as it was read: «112 µmol/L», «yes»."""

    name: str
    said: str
    share: float


@dataclass(frozen=True, slots=True)
class Turning:
    """What would have to be otherwise for another answer: the facts as they are, as they would be, and the answer."""

    facts: tuple[tuple[str, str, str], ...]
    """(name, as it is, as it would be)."""
    answer: str
    probability: float
    at_least: int = 0
    """Of a risk: the mark in per cent that it would reach, or below zero the one that it would fall below."""


@dataclass(frozen=True, slots=True)
class Used:
    """A fact that the answer was made from, in words; `source` says where it came from. Without `said` it is not
    recorded."""

    name: str
    said: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """An answer of a model, a rule or a score. `subject` says whose shares these are; they add up with `others`."""

    kind: Kind
    model: str
    version: str = ""
    made: str = ""
    title: str = ""
    is_rule: bool = False
    """A published rule, not a model that learnt: the screen says so."""
    likely: tuple[Likely, ...] = ()
    subject: str = ""
    shares: tuple[Share, ...] = ()
    others: float = 0.0
    turning: tuple[Turning, ...] = ()
    used: tuple[Used, ...] = ()
    silence: Silence = Silence.NONE
    says: tuple[str, ...] = ()
    """Sentences that belong to the answer, each with its source where it makes a statement."""
    uid: UUID | None = None
    """Under which it was kept when it was shown."""
