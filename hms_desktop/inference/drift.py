"""Whether what a model is given here still looks like what it was made on. It is a reason to look, no proof.

A shift is an alarm only when it is both surprising (corrected for all inputs together) and large enough to matter: with
thousands of rows every clinic differs from every other in something, and with few rows chance alone looks large.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hms_desktop.inference.chances import chi_square_p, fisher_p, holm, normal_p
from hms_desktop.kernel.errors import Storage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

FILE: Final = "reference.json"
LEVEL: Final = 0.05
"""False alarms among checks in which nothing has changed, over all inputs of a model together."""
LEAST_PSI: Final = 0.05
"""Less of a shift is none: it is that of a fifth of a standard deviation. The usual scale calls 0.1 some, 0.25 much."""
LEAST_MISSING_PSI: Final = 0.02
"""The same for whether an input is there at all: from 5 of a hundred missing to 8."""
LEAST_ROWS: Final = 50
"""Below this nothing is said: the tests would be blind, and silence would look like health."""
_LEAST_EXPECTED: Final = 5.0
_FEW: Final = 10
_FLOOR: Final = 1e-4

Row = Mapping[str, float | None]


@dataclass(frozen=True)
class Spread:
    """How one input or answer lay: of those present the share in each bin (`below < value <= edge`), and the share
    missing. Where nothing was present there are no bins."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    missing: float = 0.0


@dataclass(frozen=True)
class Reference:
    """How inputs and answers lay where the model was made."""

    n: int
    inputs: Mapping[str, Spread]
    answers: Mapping[str, Spread] = field(default_factory=dict)


@dataclass(frozen=True)
class Watch:
    """One input or answer, then and now. `ks` is the largest distance of the two curves at the edges."""

    name: str
    psi: float
    ks: float
    p: float
    """Of the values, corrected for all that is watched together."""
    missing_p: float
    missing_then: float
    missing_now: float
    shares_then: tuple[float, ...]
    shares_now: tuple[float, ...]
    has_moved: bool
    is_missing_more_or_less: bool
    is_answer: bool = False

    @property
    def is_alarm(self) -> bool:
        """Whether somebody should look."""
        return self.has_moved or self.is_missing_more_or_less


@dataclass(frozen=True)
class Watched:
    """All of a model's inputs and answers over some rows."""

    rows: int
    lines: tuple[Watch, ...]

    @property
    def is_enough(self) -> bool:
        """Whether anything can be said of so few rows."""
        return self.rows >= LEAST_ROWS

    @property
    def is_alarm(self) -> bool:
        """Whether any line is one."""
        return any(line.is_alarm for line in self.lines)


def read(data: bytes) -> Reference:
    """`reference.json` as a recipe wrote it; Storage when it makes no sense."""
    try:
        found = msgspec.json.decode(data, type=Reference)
    except msgspec.MsgspecError:
        found = None
    if found is None or found.n < 1 or not all(map(_is_sound, (*found.inputs.values(), *found.answers.values()))):
        raise Storage(
            "The reference of a model cannot be read",
            "What this model's inputs looked like when it was made is not known here, so drift is not watched",
            "Install the program again; the model itself goes on working",
        )
    return found


def described(values: Sequence[float | None]) -> Spread:
    """How these values lie, in tenths: what a recipe writes for each input. Yes or no has one edge, 0.5.

    An edge stands halfway to the next value that occurs, so that it is all the same to which bin an edge belongs.
    """
    import numpy as np

    every = _floats(values)
    there = every[np.isfinite(every)]
    missing = 1 - len(there) / max(len(every), 1)
    if not len(there):
        return Spread((), (), missing)
    edges = _edges(there)
    counts = np.bincount(np.searchsorted(edges, there), minlength=len(edges) + 1)
    return Spread(tuple(edges.tolist()), tuple((counts / len(there)).tolist()), missing)


def _edges(there: Floats) -> Floats:
    """Between every two values where there are few, else at the tenths."""
    import numpy as np

    known = np.unique(there)
    if set(known.tolist()) <= {0.0, 1.0}:
        return np.array([0.5])
    places = np.arange(len(known) - 1)
    if len(known) > _FEW:
        tenths = np.quantile(there, np.linspace(0.1, 0.9, 9), method="inverted_cdf")
        places = np.unique(np.minimum(np.searchsorted(known, tenths), len(known) - 2))
    middles: Floats = np.unique(known[places] / 2 + known[places + 1] / 2)
    return middles


def psi(reference: Sequence[float], seen: Sequence[int]) -> float:
    """The population stability index of counts now against shares then; half a row stands in an empty bin."""
    n, bins = sum(seen), len(reference)
    if not n or bins < 2:
        return 0.0
    now = [(count + 0.5) / (n + 0.5 * bins) for count in seen]
    then = [max(share, _FLOOR) for share in reference]
    return math.fsum((ours - theirs) * math.log(ours / theirs) for ours, theirs in zip(now, then, strict=True))


def ks(reference: Sequence[float], seen: Sequence[int]) -> float:
    """The largest distance of the two rising curves. Both are known at the edges, and straight lines between them are
    farthest apart at an edge."""
    n = sum(seen)
    if not n or len(reference) < 2:
        return 0.0
    curves = zip(accumulate(reference), accumulate(count / n for count in seen), strict=True)
    return min(1.0, max(abs(then - now) for then, now in curves))


def watched(reference: Reference, rows: Sequence[Row], answers: Sequence[Row] = (), level: float = LEVEL) -> Watched:
    """A line for each input, and for each answer that is given. One row a person: the tests count them as independent.

    A value is missing where a row has None, not-a-number, or no such name.
    """
    given = [(name, spread, rows, False) for name, spread in reference.inputs.items()]
    if answers:
        given += [(name, spread, answers, True) for name, spread in reference.answers.items()]
    seen = [_seen(name, spread, told) for name, spread, told, _ in given]
    raw = [_chances(spread, one, reference.n) for (_, spread, _, _), one in zip(given, seen, strict=True)]
    corrected = holm([p for both in raw for p in both])
    is_enough = len(rows) >= LEAST_ROWS
    lines = []
    for at, ((name, spread, _, is_answer), one) in enumerate(zip(given, seen, strict=True)):
        p, missing_p = corrected[2 * at], corrected[2 * at + 1]
        lines.append(_line(name, (spread, one), (p, missing_p), (reference.n, level if is_enough else 0.0, is_answer)))
    return Watched(len(rows), tuple(lines))


@dataclass(frozen=True)
class _Seen:
    counts: tuple[int, ...]
    missing: int

    @property
    def present(self) -> int:
        return sum(self.counts)

    @property
    def rows(self) -> int:
        return self.present + self.missing


def _line(name: str, both: tuple[Spread, _Seen], chances: tuple[float, float], means: tuple[int, float, bool]) -> Watch:
    (spread, seen), (p, missing_p), (n, level, is_answer) = both, chances, means
    present = seen.present
    index = psi(spread.shares, seen.counts)
    gone = psi((spread.missing, 1 - spread.missing), (seen.missing, present))
    return Watch(
        name=name,
        psi=index,
        ks=ks(spread.shares, seen.counts),
        p=p,
        missing_p=missing_p,
        missing_then=spread.missing,
        missing_now=seen.missing / max(seen.rows, 1),
        shares_then=spread.shares,
        shares_now=tuple(count / max(present, 1) for count in seen.counts[: len(spread.shares)]),
        has_moved=p < level and _beyond_chance(index, spread, present, n) >= LEAST_PSI,
        is_missing_more_or_less=missing_p < level and gone >= LEAST_MISSING_PSI,
        is_answer=is_answer,
    )


def _beyond_chance(index: float, spread: Spread, present: int, n: int) -> float:
    """The index less what chance alone gives it: with few rows every index is too large."""
    then = max(n * (1 - spread.missing), 1.0)
    return index - (len(spread.shares) - 1) * (1 / max(present, 1) + 1 / then)


def _chances(spread: Spread, seen: _Seen, n: int) -> tuple[float, float]:
    """How surprising the values are, and how surprising what is missing. The reference is a sample too."""
    gone = round(spread.missing * n)
    then = n - gone
    missing = fisher_p((seen.missing, seen.rows), (gone, n))
    if len(spread.shares) < 2 or not seen.present or not then:
        return 1.0, missing
    if len(spread.shares) == 2:
        return fisher_p((seen.counts[1], seen.present), (round(spread.shares[1] * then), then)), missing
    sharper = min(_place_p(spread.shares, seen.counts, then), _shape_p(spread.shares, seen.counts, then))
    return min(1.0, 2 * sharper), missing


def _place_p(reference: Sequence[float], seen: Sequence[int], then: int) -> float:
    """Wilcoxon's test over the bins: keen on what a wrong unit or an older clientele does, a shift to one side."""
    now = sum(seen)
    every = [share * then + count for share, count in zip(reference, seen, strict=True)]
    ranks = [upto - part / 2 for upto, part in zip(accumulate(every), every, strict=True)]
    middle = (now + then) / 2
    apart = math.fsum(count * (rank - middle) for count, rank in zip(seen, ranks, strict=True)) / now
    width = math.fsum(part * (rank - middle) ** 2 for part, rank in zip(every, ranks, strict=True)) / (now + then)
    return normal_p(apart / math.sqrt(width * (1 / now - 1 / (now + then)))) if width > 0 else 1.0


def _shape_p(reference: Sequence[float], seen: Sequence[int], then: int) -> float:
    """Chi-square of two samples over the bins; neighbours are taken together until enough is expected in each."""
    now = sum(seen)
    pools: list[tuple[float, float]] = []
    held = (0.0, 0.0)
    for share, count in zip(reference, seen, strict=True):
        held = (held[0] + share * then, held[1] + count)
        if sum(held) * min(now, then) / (now + then) >= _LEAST_EXPECTED:
            pools.append(held)
            held = (0.0, 0.0)
    if pools:
        pools[-1] = (pools[-1][0] + held[0], pools[-1][1] + held[1])
    value = 0.0
    for theirs, ours in pools:
        every = theirs + ours
        for found, part in ((theirs, then), (ours, now)):
            expected = every * part / (now + then)
            value += (found - expected) ** 2 / expected
    return chi_square_p(value, len(pools) - 1)


def _seen(name: str, spread: Spread, rows: Sequence[Row]) -> _Seen:
    import numpy as np

    every = _floats([row.get(name) for row in rows])
    there = every[np.isfinite(every)]
    counts = np.bincount(np.searchsorted(np.array(spread.edges), there), minlength=len(spread.shares))
    return _Seen(tuple(counts.tolist()), len(every) - len(there))


def _floats(values: Sequence[float | None]) -> Floats:
    import numpy as np

    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def _is_sound(spread: Spread) -> bool:
    numbers = (spread.missing, *spread.edges, *spread.shares)
    return (
        all(map(math.isfinite, numbers))
        and (len(spread.shares) == len(spread.edges) + 1 or not (spread.shares or spread.edges))
        and all(low < high for low, high in pairwise(spread.edges))
        and all(0 <= share <= 1 for share in (spread.missing, *spread.shares))
        and abs(math.fsum(spread.shares) - bool(spread.shares)) < 0.01
    )
