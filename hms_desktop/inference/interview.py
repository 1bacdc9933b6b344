"""The interview: what a question is worth, reckoned for one patient at the desk or for thousands in a recipe.

A question is worth what it is expected to take off the uncertainty of the ranking (information gain): the ranking
comes from the model, what a patient of each pathology would answer from the frequencies. A question that has a parent
is asked only once the parent was answered yes; an answered question is never asked again. Pure numpy over rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Shares = NDArray[np.float64]
    Bytes = NDArray[np.int8]
    Numbers = NDArray[np.int64]
else:
    Shares = Bytes = Numbers = Any

SHARP = 0.65
"""The temperature of the ranking that questions are chosen by; tuned on rows that no figure was measured on."""


@dataclass(frozen=True)
class Table:
    """The frequencies, ready for asking: a child's are those among patients who said yes to its parent."""

    yes: Shares
    spread: Shares
    parent: Numbers

    @classmethod
    def of(cls, frequencies: Shares, parent: Numbers) -> Table:
        """Never quite 0 or 1: one answer against the book must not end the interview."""
        import numpy as np

        given = np.where(parent >= 0, frequencies / np.maximum(frequencies[:, parent], 1e-9), frequencies)
        yes = np.clip(given, 0.0005, 0.9995)
        return cls(yes, entropy(yes), parent)


def entropy(share: Shares) -> Shares:
    """Of a yes-or-no answer, in nats."""
    import numpy as np

    return np.asarray(-(share * np.log(share) + (1 - share) * np.log1p(-share)))


def worth(ranking: Shares, answers: Bytes, table: Table) -> Shares:
    """Information gain of each question for each patient; −1 where it may not be asked.

    Reckoned with a sharper ranking than is believed, so that questions go to the pathologies in front.
    """
    import numpy as np

    keen = ranking ** (1 / SHARP)
    keen /= keen.sum(axis=1, keepdims=True)
    expected = np.clip(keen @ table.yes, 1e-9, 1 - 1e-9)
    gain = entropy(expected) - keen @ table.spread
    opened = (table.parent < 0) | (answers[:, table.parent] == 1)
    return np.asarray(np.where(opened & (answers == 0), gain, -1.0))


def temperatures(answers: Bytes, knots: Mapping[str, float]) -> Shares:
    """The temperature for as many questions as were asked (the complaint is none); between knots a straight line."""
    import numpy as np

    asked = np.maximum((answers != 0).sum(axis=1) - 1, 0)
    places = sorted((int(number), value) for number, value in knots.items())
    return np.asarray(np.interp(asked, [at for at, _ in places], [value for _, value in places]))


def ranked(scores: Any, temperature: Any) -> Shares:  # noqa: ANN401 - arrays of whatever floats the model gives
    """Scores as probabilities; a temperature above 1 makes them less sure."""
    import numpy as np

    warmed = np.asarray(scores, dtype=np.float64) / np.asarray(temperature, dtype=np.float64).reshape(-1, 1)
    powers = np.exp(warmed - warmed.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
