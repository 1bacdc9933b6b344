"""The triage base at work: a problem's cues go into the model, its answers come out calibrated, with what drove them.

It abstains when too few of the words are known to it,
 or when no answer stands out. numpy comes with the first question.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hms_desktop.features.triage.domain.cues import Cues, context_of, cues_of
from hms_desktop.features.triage.domain.judgement import Judgement, Likely, Share, Silence
from hms_desktop.features.triage.domain.kinds import KINDS, STAYS, URGENCIES, Who
from hms_desktop.features.triage.domain.words import Told, content, read
from hms_desktop.inference.calibrate import softmax
from hms_desktop.inference.catalogue import Catalogue, Model
from hms_desktop.inference.explain import shares
from hms_desktop.kernel.errors import KnownError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME: Final = "triage"
VOCABULARY: Final = "vocabulary.txt"
MOST_PARTS: Final = 14
"""Words that the answer is shared out among; in a longer problem neighbours are taken together."""
_SHOWN: Final = 6
_LEAST: Final = 0.05
_SURE: Final = 1e-6


def judged(models: Catalogue, problem: str, who: Who) -> Judgement:
    """What the model says; without one a silent judgement, because the rules and the clinic's history still count."""
    told = read(problem)
    if not told.tokens:
        return Judgement(silence=Silence.NOTHING)
    try:
        model = models.model(NAME)
    except KnownError:
        return Judgement(silence=Silence.MISSING)
    return Judge(model).judged(told, told.of(who))


class Judge:
    """One model and its vocabulary."""

    def __init__(self, model: Model) -> None:
        self._model = model
        card = model.card
        self._heat = card.calibration["temperature"]
        self._sure = float(card.thresholds["department"])
        self._known = float(card.thresholds["known_words"])
        self._words = model.further[VOCABULARY].decode("utf-8").split()
        self._set = frozenset(self._words)

    def judged(self, told: Told, who: Who) -> Judgement:
        """The answers, likeliest first."""
        parts = parts_of(told)
        out = self._run([cues_of(told)], who)
        kinds, urgencies, stays = (
            softmax(out[name], self._heat[name])[0] for name in ("department", "urgency", "stay")
        )
        first = int(kinds.argmax())
        silence = self._silence(told, float(kinds[first]))
        return Judgement(
            kinds=_ranked(KINDS, kinds),
            urgencies=_ranked(URGENCIES, urgencies),
            stays=_ranked(STAYS, stays),
            shares=() if silence else self._shares(told, who, parts, first),
            silence=silence,
            version=self._model.card.version,
        )

    def known_share(self, told: Told) -> float:
        """The part of the telling words that the base knows, slips of the pen counted as known."""
        said = {token.word for token in content(told.tokens) if token.word.isalpha() and len(token.word) > 1}
        return sum(self._is_known(word) for word in said) / len(said) if said else 0.0

    def _is_known(self, word: str) -> bool:
        if word in self._set:
            return True
        allowed = 0 if len(word) < 5 else 1 if len(word) < 8 else 2
        return bool(
            allowed and process.extractOne(word, self._words, scorer=OSA.distance, score_cutoff=allowed, processor=None)
        )

    def _silence(self, told: Told, probability: float) -> Silence:
        if self.known_share(told) < self._known:
            return Silence.UNKNOWN
        return Silence.UNSURE if probability < self._sure else Silence.NONE

    def _shares(self, told: Told, who: Who, parts: Sequence[tuple[int, ...]], first: int) -> tuple[Share, ...]:
        def value(sets: Sequence[frozenset[int]]) -> NDArray[np.float64]:
            cues = [cues_of(told, [at for part in chosen for at in parts[part]]) for chosen in sets]
            return softmax(self._run(cues, who)["department"], self._heat["department"])

        def odds(sets: Sequence[frozenset[int]]) -> Any:  # noqa: ANN401 - an array of one column
            return [[_odds(row[first])] for row in value(sets)]

        found = shares(odds, len(parts))[:, 0]
        every = frozenset(range(len(parts)))
        left = value([every - {part} for part in range(len(parts))]).argmax(1)
        made = [
            Share(_words(told, part), round(float(found[at]), 4), KINDS[left[at]] if left[at] != first else None)
            for at, part in enumerate(parts)
        ]
        telling = [one for one in made if abs(one.share) >= _LEAST]
        return tuple(sorted(telling, key=lambda one: -abs(one.share))[:_SHOWN])

    def _run(self, cues: Sequence[Cues], who: Who) -> dict[str, Any]:
        import numpy as np

        wide = max([1, *(len(one.ids) for one in cues)])
        ids = np.zeros((len(cues), wide), np.int64)
        weights = np.zeros((len(cues), wide), np.float32)
        for at, one in enumerate(cues):
            ids[at, : len(one.ids)] = one.ids
            weights[at, : len(one.ids)] = one.weights
        context = np.tile(np.array(context_of(who), np.float32), (len(cues), 1))
        return self._model.run({"ids": ids, "weights": weights, "context": context})


def parts_of(told: Told) -> tuple[tuple[int, ...], ...]:
    """The places of the words by telling word: each takes along the quiet words before it."""
    telling = set(content(told.tokens))
    parts: list[list[int]] = [[]]
    for at, token in enumerate(told.tokens):
        parts[-1].append(at)
        if token in telling:
            parts.append([])
    if not parts[-1]:
        parts.pop()
    while len(parts) > MOST_PARTS:
        parts = [[at for part in parts[first : first + 2] for at in part] for first in range(0, len(parts), 2)]
    return tuple(tuple(part) for part in parts)


def _words(told: Told, part: tuple[int, ...]) -> str:
    every = [told.tokens[at] for at in part]
    words = content(tuple(every)) or tuple(every)
    text = " ".join(token.word for token in words).replace("for_", "")
    return f"no {text}" if any(token.is_denied for token in words) and not text.startswith("no ") else text


def _odds(probability: float) -> float:
    inside = min(max(probability, _SURE), 1 - _SURE)
    return log(inside / (1 - inside))


def _ranked(answers: Sequence[Any], probabilities: Any) -> tuple[Likely[Any], ...]:  # noqa: ANN401 - an array
    rows = [Likely(answer, round(float(one), 4)) for answer, one in zip(answers, probabilities, strict=True)]
    return tuple(sorted(rows, key=lambda one: -one.probability))
