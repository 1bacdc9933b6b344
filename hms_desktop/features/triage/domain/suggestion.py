"""A suggestion whole: what rules, base and the clinic's history say together. Pure, and stored as it was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from hms_desktop.features.triage.domain.doctors import Proposed
from hms_desktop.features.triage.domain.flags import Flag, raised
from hms_desktop.features.triage.domain.history import ENOUGH, Evidence, blended, even
from hms_desktop.features.triage.domain.judgement import Judgement, Likely, Share, Silence
from hms_desktop.features.triage.domain.kinds import KINDS, STAYS, Kind, Stay, Urgency

SHOWN_KINDS: Final = 3
_ENOUGH_SURE: Final = 0.5
_CANNOT_WAIT: Final = (Urgency.EMERGENCY, Urgency.URGENT)


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What somebody at the desk sees. It decides nothing."""

    problem: str
    flags: tuple[Flag, ...] = ()
    silence: Silence = Silence.NOTHING
    kinds: tuple[Likely[Kind], ...] = ()
    urgency: Urgency | None = None
    urgency_share: float | None = None
    """The base's probability of that urgency; None where a red flag decided it, which is no matter of chance."""
    stay: Likely[Stay] | None = None
    department: UUID | None = None
    department_name: str = ""
    ward: str = ""
    doctors: tuple[Proposed, ...] = ()
    shares: tuple[Share, ...] = ()
    version: str = ""
    learned: float = 0.0
    """How many triages of this clinic spoke along."""

    @property
    def kind(self) -> Kind | None:
        """The first department: a red flag's, else the likeliest."""
        flagged = next((flag.kind for flag in self.flags if flag.urgency is Urgency.EMERGENCY and flag.kind), None)
        return flagged or (self.kinds[0].what if self.kinds else None)

    @property
    def abstains(self) -> bool:
        return self.silence is not Silence.NONE


def suggested(problem: str, judgement: Judgement, flags: tuple[Flag, ...], evidence: Evidence) -> Suggestion:
    """The three voices together: flags raise and are never lowered, the base is blended with the clinic's history."""
    kinds, stays, silence = _kinds(judgement, evidence), _stays(judgement, evidence), judgement.silence
    speaks = evidence.total >= ENOUGH and kinds[0].probability >= _ENOUGH_SURE
    if silence and speaks and silence is not Silence.NOTHING:
        silence = Silence.NONE
    said = Suggestion(
        problem=problem, flags=flags, silence=silence, version=judgement.version, learned=round(evidence.total, 2)
    )
    urgency, share = _urgency(judgement, flags)
    if silence:
        return replace(said, urgency=urgency, urgency_share=share)
    return replace(
        said,
        kinds=kinds[:SHOWN_KINDS],
        urgency=urgency,
        urgency_share=share,
        stay=stays[0],
        shares=judgement.shares,
    )


def _urgency(judgement: Judgement, flags: tuple[Flag, ...]) -> tuple[Urgency | None, float | None]:
    """Unsure where to, the base still says that it cannot wait; unsure and calm, it says nothing."""
    alone = judgement.urgencies[0] if judgement.urgencies else None
    if alone and judgement.silence and not (judgement.silence is Silence.UNSURE and alone.what in _CANNOT_WAIT):
        alone = None
    shown = raised(alone.what if alone else None, flags)
    if alone is None or shown is not alone.what:
        return shown, None
    return shown, alone.probability


def _kinds(judgement: Judgement, evidence: Evidence) -> tuple[Likely[Kind], ...]:
    base = judgement.kinds if judgement.kinds and not judgement.silence else even(KINDS)
    return blended(base, evidence.kinds)


def _stays(judgement: Judgement, evidence: Evidence) -> tuple[Likely[Stay], ...]:
    base = judgement.stays if judgement.stays and not judgement.silence else even(STAYS)
    return blended(base, evidence.stays)
