"""What this clinic itself decided before, as evidence: triages that a person accepted, counted by how like they are.

The base is the prior,
 worth as much as `STRENGTH` triages of the very same problem; each accepted one adds its likeness
to the answer that it got. Nothing is trained and no file is written: take the rows away, and the base is back. How
urgent something is, is not learned here: a busy week must not teach that chest pain can wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from hms_desktop.features.triage.domain.judgement import Likely
from hms_desktop.features.triage.domain.kinds import CHILDREN, Band, Kind, Stay, Who
from hms_desktop.features.triage.domain.words import Told, content

A = TypeVar("A")

STRENGTH: Final = 4.0
ALIKE: Final = 0.3
"""Problems that share less than this of their words say nothing of one another."""
ENOUGH: Final = 2.5
"""So much evidence lets the clinic's own habit speak where the base is silent."""
MOST_CUES: Final = 24


@dataclass(frozen=True)
class Past:
    """One accepted triage: the cues of its problem and what was decided."""

    cues: frozenset[str]
    kind: Kind
    stay: Stay


@dataclass(frozen=True)
class Evidence:
    """What was counted: answer → weight. `total` is how many whole triages that is worth."""

    kinds: Mapping[Kind, float] = field(default_factory=dict)
    stays: Mapping[Stay, float] = field(default_factory=dict)
    total: float = 0.0


def cues_for(told: Told, who: Who) -> tuple[str, ...]:
    """The telling words of a problem, each once, and whether it is a child's."""
    words = dict.fromkeys(("!" if token.is_denied else "") + token.word for token in content(told.tokens))
    return (_age(who.band), *sorted(words)[: MOST_CUES - 1])


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The shared part of all words (Jaccard); a child's problem is never an adult's."""
    if not one & other or _ages(one) != _ages(other):
        return 0.0
    mine, theirs = _words(one), _words(other)
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def counted(cues: Iterable[str], past: Iterable[Past]) -> Evidence:
    """The evidence of what was accepted, in any order."""
    asked = frozenset(cues)
    kinds: dict[Kind, float] = {}
    stays: dict[Stay, float] = {}
    total = 0.0
    for one in past:
        weight = likeness(asked, one.cues)
        if weight >= ALIKE:
            kinds[one.kind] = kinds.get(one.kind, 0.0) + weight
            stays[one.stay] = stays.get(one.stay, 0.0) + weight
            total += weight
    return Evidence(kinds, stays, total)


def blended(base: Sequence[Likely[A]], counts: Mapping[A, float], strength: float = STRENGTH) -> tuple[Likely[A], ...]:
    """The base's probabilities after the evidence: the mean of a Dirichlet distribution. Likeliest first."""
    whole = strength + sum(counts.values())
    found = [Likely(one.what, (strength * one.probability + counts.get(one.what, 0.0)) / whole) for one in base]
    return tuple(sorted(found, key=lambda one: -one.probability))


def even(answers: Iterable[A]) -> tuple[Likely[A], ...]:
    """A base that knows nothing."""
    every = tuple(answers)
    return tuple(Likely(one, 1 / len(every)) for one in every)


def telling(cues: Iterable[str]) -> tuple[str, ...]:
    """The cues that are words: without them nothing is like anything."""
    return tuple(cue for cue in cues if not cue.startswith(("@", "for_")))


def _age(band: Band) -> str:
    return "@child" if band in CHILDREN else "@unknown" if band is Band.UNKNOWN else "@adult"


def _ages(cues: frozenset[str]) -> frozenset[str]:
    return frozenset(cue for cue in cues if cue.startswith("@"))


def _words(cues: frozenset[str]) -> frozenset[str]:
    return frozenset(telling(cues))
