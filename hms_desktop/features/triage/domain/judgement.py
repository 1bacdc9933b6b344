"""What a model says of a problem, as plain rows: how likely each answer is, what drove it, or that it abstains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from hms_desktop.features.triage.domain.kinds import Kind, Stay, Urgency

K = TypeVar("K")


class Silence(StrEnum):
    """Why there is no judgement."""

    NOTHING = "nothing was written"
    UNKNOWN = "the words are not known"
    UNSURE = "no answer stands out"
    MISSING = "the model is not installed"
    NONE = ""


@dataclass(frozen=True)
class Likely(Generic[K]):
    """One answer and its calibrated probability."""

    what: K
    probability: float


@dataclass(frozen=True)
class Share:
    """What some words of the problem did for the first answer (above zero) or against it (below)."""

    words: str
    share: float
    otherwise: Kind | None = None
    """What the first answer would be without these words, where it would be another one."""


@dataclass(frozen=True)
class Judgement:
    """All of it. When it is silent the likelihoods are kept for the record, and nobody is shown them as an opinion."""

    kinds: tuple[Likely[Kind], ...] = ()
    urgencies: tuple[Likely[Urgency], ...] = ()
    stays: tuple[Likely[Stay], ...] = ()
    shares: tuple[Share, ...] = ()
    silence: Silence = Silence.NONE
    version: str = ""

    @property
    def abstains(self) -> bool:
        return self.silence is not Silence.NONE
