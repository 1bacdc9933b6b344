"""What was given to people like this one: learnt from counts in milliseconds, on the device, the same each time.

A share is a sum: how often a drug is given at all, what the same diagnosis makes of that, and what each further mark (a
band of age, a drug taken) adds among those with the diagnosis. The marks' part is a ridge regression on all marks at
once, so marks that come together are not counted twice, and one that few had is drawn towards nothing. Without cases
there is no share, only what is written; `blended` puts the two together by how many alike there were. Nothing here says
what is right.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hms_desktop.inference.catalogue import Model

    Floats = NDArray[np.float64]
    Table = NDArray[np.floating]
else:
    Floats = Table = Any

STRENGTH: Final = 300.0
"""How many cases' worth of doubt stands before a mark says anything. Chosen on stays that nothing was measured on: with
less, clinics of some hundred cases are told worse than by popularity alone (models/treatment/CARD.md)."""
DOUBT: Final = 5.0
"""Cases' worth of general use that stand behind the first cases of a diagnosis. A choice of ours, not a finding."""
HALFWAY: Final = 30.0
"""Cases alike at which what was given here weighs as much as what is written. A choice of ours, not a finding."""
MOST_CASES: Final = 50_000
MOST_MARKS: Final = 160
_LEAST: Final = 3
"""A mark that fewer had is not learnt from."""
_EDGE: Final = 1.96
POPULARITY: Final = "popularity"
DIAGNOSIS: Final = "diagnosis"
MARK: Final = "mark"
OTHERS: Final = "others"
ELSEWHERE: Final = "elsewhere"
VOCABULARY: Final = "vocabulary.json"
REFERENCE: Final = "reference.json"
ELSEWHERE_WEIGHT: Final = 0.5
"""How much what was given in other hospitals moves a place, beside what is written. A choice of ours, not a finding."""


@dataclass(frozen=True, slots=True)
class Case:
    """One person: his diagnoses, what else was known of him, and what he was given."""

    diagnoses: frozenset[str]
    marks: frozenset[str]
    drugs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Added:
    """What one mark adds to a share, and of how many who had it were given the drug."""

    mark: str
    share: float
    given: int
    of: int


@dataclass(frozen=True, slots=True)
class Told:
    """One drug's share: `popularity` + `diagnosis` + what marks add + `others`, and nothing else."""

    drug: str
    share: float = 0.0
    popularity: float = 0.0
    diagnosis: float = 0.0
    given: int = 0
    """Of those alike, how many were given it."""
    alike: int = 0
    """How many here have one of the same diagnoses."""
    added: tuple[Added, ...] = ()
    others: float = 0.0
    """What the marks add that this one has not."""


@dataclass(frozen=True, slots=True)
class Part:
    """One reason for a place in the list: where it comes from, what it says, what it adds, and the counts behind it."""

    source: str
    said: str
    share: float
    given: int = 0
    of: int = 0


Row = tuple[Hashable, Iterable[str], Iterable[str], str]
"""Who, his diagnoses, his marks, and one drug that he was given."""


def cases(rows: Iterable[Row]) -> tuple[Case, ...]:
    """One case a person: who was given a drug twice counts once."""
    found: dict[Hashable, tuple[list[str], list[str], list[str]]] = {}
    for who, diagnoses, marks, drug in rows:
        if who not in found and len(found) >= MOST_CASES:
            continue
        parts = found.setdefault(who, ([], [], []))
        parts[0].extend(diagnoses)
        parts[1].extend(marks)
        parts[2].append(drug)
    return tuple(Case(frozenset(one), frozenset(two), frozenset(three)) for one, two, three in found.values())


def ridge(marks: Table, given: Table, strength: float, own: Mapping[int, int] | None = None) -> Floats:
    """Weights (a row for each mark, a column for each drug) of `given` on `marks`, both about their means.

    `own` names the column of `marks` that says the same as a drug; for that drug it is left out.
    """
    import numpy as np

    middle, usual = (part.sum(axis=0, dtype=np.float64) / len(marks) for part in (marks, given))
    gram = (marks.T @ marks).astype(np.float64) - len(marks) * np.outer(middle, middle)
    sides = (marks.T @ given).astype(np.float64) - len(marks) * np.outer(middle, usual)
    gram[np.diag_indices_from(gram)] += strength
    found: Floats = np.linalg.solve(gram, sides)
    for drug, mark in (own or {}).items():
        rest = np.arange(len(gram)) != mark
        found[mark, drug] = 0.0
        found[rest, drug] = np.linalg.solve(gram[np.ix_(rest, rest)], sides[rest, drug])
    return found


def _table(said: Sequence[frozenset[str]], places: Mapping[str, int]) -> Table:
    """A row for each case, a column for each thing that has a place: 1 where it was said."""
    import numpy as np

    pairs = [(row, places[one]) for row, each in enumerate(said) for one in each if one in places]
    made = np.zeros((len(said), len(places)), np.float32)  # counts of these are exact, in half the time
    if pairs:
        at = np.array(pairs)
        made[at[:, 0], at[:, 1]] = 1.0
    return made


class Cohort:
    """Those of one diagnosis, or of one of some: what they were given, and which marks went with it."""

    def __init__(self, known: Sequence[Case]) -> None:
        import numpy as np

        self.size = len(known)
        self.counts = Counter(drug for case in known for drug in case.drugs)
        had = Counter(mark for case in known for mark in case.marks)
        usual = sorted((mark for mark in had if had[mark] >= _LEAST), key=lambda mark: (-had[mark], mark))
        self._marks = {mark: at for at, mark in enumerate(usual[:MOST_MARKS])}
        self._drugs = {drug: at for at, drug in enumerate(sorted(self.counts))}
        marks = _table([case.marks for case in known], self._marks)
        given = _table([case.drugs for case in known], self._drugs)
        self._had, self._both = marks.sum(axis=0, dtype=np.float64), marks.T @ given
        self._middle = self._had / max(1, self.size)
        self._weights = ridge(marks, given, STRENGTH) if self.size else np.zeros((0, 0))

    def added(self, drug: str, marks: Collection[str]) -> tuple[tuple[Added, ...], float]:
        """What each of these marks adds, and what those add that are not there."""
        if drug not in self._drugs:
            return (), 0.0
        column = self._drugs[drug]
        has = {self._marks[mark]: mark for mark in sorted(marks) if mark in self._marks}
        weights = self._weights[:, column]
        told = tuple(
            Added(mark, float(weights[at] * (1 - self._middle[at])), int(self._both[at, column]), int(self._had[at]))
            for at, mark in has.items()
        )
        return told, -math.fsum(weights[at] * self._middle[at] for at in range(len(weights)) if at not in has)


class History:
    """What was given here to whom."""

    def __init__(self, known: Sequence[Case]) -> None:
        self.cases = tuple(known[:MOST_CASES])
        counted = Counter(drug for case in self.cases for drug in case.drugs)
        self.counts = dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
        """Drug → how many were given it, the most given first: the popularity that suggestions are held against."""
        self._ranks = {drug: at for at, drug in enumerate(self.counts, 1)}
        self._cohorts: dict[frozenset[str], Cohort] = {}

    def __len__(self) -> int:
        return len(self.cases)

    def rank(self, drug: str) -> int:
        """Its place by popularity alone, from 1; 0 where it was never given."""
        return self._ranks.get(drug, 0)

    def told(self, drug: str, diagnoses: Collection[str], marks: Collection[str]) -> Told:
        """The share of this drug among people of these diagnoses with these marks."""
        cohort = self._cohort(frozenset(diagnoses))
        if not self.cases:
            return Told(drug)
        popular, given = self.counts.get(drug, 0) / len(self.cases), cohort.counts[drug]
        usual = (given + DOUBT * popular) / (cohort.size + DOUBT)
        added, others = cohort.added(drug, marks)
        whole = math.fsum((usual, others, *(one.share for one in added)))
        inside = min(max(whole, 0.0), 1.0)
        return Told(
            drug, inside, popular, usual - popular, given, cohort.size, added, others + inside - whole
        )  # fmt: skip

    def _cohort(self, diagnoses: frozenset[str]) -> Cohort:
        if diagnoses not in self._cohorts:
            self._cohorts[diagnoses] = Cohort([case for case in self.cases if case.diagnoses & diagnoses])
        return self._cohorts[diagnoses]


def weight_of(alike: int) -> float:
    """How much what was given here counts beside what is written, by how many alike there were: never all."""
    return alike / (alike + HALFWAY)


def blended(written: Sequence[Part], told: Told) -> tuple[Part, ...]:
    """All reasons for a drug's place; their shares add up to its score. What is written fades as those alike grow."""
    weight = weight_of(told.alike)
    parts = [Part(one.source, one.said, (1 - weight) * one.share) for one in written]
    if told.alike:
        parts.append(Part(POPULARITY, "", weight * told.popularity))
        parts.append(Part(DIAGNOSIS, "", weight * told.diagnosis, told.given, told.alike))
        parts += [Part(MARK, one.mark, weight * one.share, one.given, one.of) for one in told.added]
        parts.append(Part(OTHERS, "", weight * told.others))
    return tuple(parts)


def score(parts: Iterable[Part]) -> float:
    """What the place in the list goes by."""
    return math.fsum(one.share for one in parts)


def reach(share: float, cases_alike: int) -> tuple[float, float]:
    """From where to where a share may lie that was counted among so few (Wilson's interval, 95 %)."""
    if cases_alike < 1:
        return 0.0, 1.0
    inverse = _EDGE**2 / cases_alike
    middle = (share + inverse / 2) / (1 + inverse)
    half = _EDGE / (1 + inverse) * math.sqrt(share * (1 - share) / cases_alike + inverse / (4 * cases_alike))
    return max(0.0, middle - half), min(1.0, middle + half)


class Elsewhere:
    """A base learnt in other hospitals: how facts like these moved what was given there, around what was usual there.

    What was usual there says nothing here, so it is left out; a drug that the base does not know is not moved at all.
    """

    def __init__(self, model: Model) -> None:
        import msgspec
        import numpy as np

        said = msgspec.json.decode(model.further[VOCABULARY])
        counted = msgspec.json.decode(model.further[REFERENCE])["inputs"]
        self.card = model.card
        self._model = model
        self._labels: list[str] = [one["label"] for one in said["marks"]]
        self._codes: list[tuple[str, ...]] = [tuple(one["icd10"]) for one in said["marks"]]
        self._place: dict[str, int] = {one["mark"]: at for at, one in enumerate(said["marks"])}
        self._inns: list[tuple[str, ...]] = [tuple(one["inns"]) for one in said["drugs"]]
        usual = [float(one) for one in model.card.thresholds["popularity"]]
        self._usual = np.array([counted[mark]["shares"][-1] for mark in self._place] + usual)

    def moved(
        self, diagnoses: Collection[str], age: float | None, sex: str, taken: Collection[str]
    ) -> dict[str, list[Part]]:
        """INN → what each known fact moves; a fact that nobody recorded moves nothing."""
        import numpy as np

        facts = [at for at, codes in enumerate(self._codes) if codes and _begins(diagnoses, codes)]
        facts += [at for mark, at in self._place.items() if mark == sex or (age is not None and _is_band(mark, age))]
        wide, drugs = len(self._labels), [at for at, inns in enumerate(self._inns) if set(inns) & set(taken)]
        rows = np.zeros((1 + len(facts) + len(drugs), wide + len(self._inns)), np.float32)
        asked = [*facts, *(wide + at for at in drugs)]
        rows[np.arange(1, len(rows)), asked] = 1
        said = self._model.run({"marks": rows[:, :wide], "taken": rows[:, wide:]})["beside" if drugs else "shares"]
        steps = (said[1:].astype(np.float64) - said[0]) * (1 - self._usual[asked])[:, None]
        names = [*(self._labels[at] for at in facts), *(f"Takes {self._inns[at][0]}" for at in drugs)]
        return {
            inn: [Part(ELSEWHERE, name, float(step)) for name, step in zip(names, steps[:, at], strict=True) if step]
            for at, inns in enumerate(self._inns)
            for inn in inns
        }


def _begins(codes: Iterable[str], prefixes: Iterable[str]) -> bool:
    starts = tuple(prefix.replace(".", "") for prefix in prefixes)
    return any(code.replace(".", "").upper().startswith(starts) for code in codes)


def _is_band(mark: str, age: float) -> bool:
    """«age 60 to 69» is a band of age."""
    words = mark.split()
    return words[0] == "age" and int(words[1]) <= age < int(words[3]) + 1
