"""The interview: which question is asked next, and what many patients would answer, without a person at the keys.

A question is worth what it is expected to take off the uncertainty of the ranking (information gain): the ranking
comes from the model, what a patient of each pathology would answer from the frequencies. A question that has a parent
is asked only once the parent was answered yes; an answered question is never asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ddxplus import Bytes, Numbers, Patients, Shares, Vocabulary

SHARP = 0.65
"""The temperature of the ranking that questions are chosen by; tuned on rows of `validate`."""

Ranking = Callable[[Bytes, Numbers, Bytes], Shares]
"""Answers, ages, men → probabilities of the pathologies."""


@dataclass(frozen=True)
class Table:
    """The frequencies, ready for asking: a child's are those among patients who said yes to its parent."""

    yes: Shares
    spread: Shares
    parent: Numbers

    @classmethod
    def of(cls, frequencies: Shares, parent: Numbers) -> Table:
        """Never quite 0 or 1: one answer against the book must not end the interview."""
        given = np.where(parent >= 0, frequencies / np.maximum(frequencies[:, parent], 1e-9), frequencies)
        yes = np.clip(given, 0.0005, 0.9995)
        return cls(yes, entropy(yes), parent)


def entropy(share: Shares) -> Shares:
    """Of a yes-or-no answer, in nats."""
    return np.asarray(-(share * np.log(share) + (1 - share) * np.log1p(-share)))


def worth(ranking: Shares, answers: Bytes, table: Table) -> Shares:
    """Information gain of each question for each patient; −1 where it may not be asked.

    Reckoned with a sharper ranking than is believed, so that questions go to the pathologies in front.
    """
    keen = ranking ** (1 / SHARP)
    keen /= keen.sum(axis=1, keepdims=True)
    expected = np.clip(keen @ table.yes, 1e-9, 1 - 1e-9)
    gain = entropy(expected) - keen @ table.spread
    opened = (table.parent < 0) | (answers[:, table.parent] == 1)
    return np.asarray(np.where(opened & (answers == 0), gain, -1.0))


def interviews(patients: Patients, ranking: Ranking, table: Table, length: int) -> Iterator[tuple[int, Bytes, Shares]]:
    """Interviews of all the patients side by side: after each question its number, the answers so far, the ranking."""
    answers = started(patients)
    rows = np.arange(len(patients))
    believed = ranking(answers, patients.age, patients.male)
    yield 0, answers, believed
    for number in range(1, length + 1):
        asked = worth(believed, answers, table).argmax(axis=1)
        answers = answers.copy()
        answers[rows, asked] = np.where(patients.has[rows, asked] == 1, 1, -1)
        believed = ranking(answers, patients.age, patients.male)
        yield number, answers, believed


def started(patients: Patients) -> Bytes:
    """Before the first question only the complaint is known."""
    answers = np.zeros(patients.has.shape, np.int8)
    answers[np.arange(len(patients)), patients.first] = 1
    return answers


def whole(patients: Patients) -> Bytes:
    """Everything asked."""
    return np.where(patients.has == 1, 1, -1).astype(np.int8)


def softmax(scores: npt.NDArray[np.floating], temperature: npt.ArrayLike = 1.0) -> Shares:
    """Scores as probabilities; a temperature above 1 makes them less sure."""
    warmed = scores.astype(np.float64) / np.asarray(temperature, dtype=np.float64).reshape(-1, 1)
    powers = np.exp(warmed - warmed.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def temperatures(answers: Bytes, knots: dict[str, float]) -> Shares:
    """The temperature for as many questions as were asked (the complaint is none); between knots a straight line."""
    asked = np.maximum((answers != 0).sum(axis=1) - 1, 0)
    places = sorted((int(number), value) for number, value in knots.items())
    return np.asarray(np.interp(asked, [at for at, _ in places], [value for _, value in places]))


def table_of(words: Vocabulary) -> Table:
    """The table of the vocabulary that ships."""
    return Table.of(words.frequencies, words.parent)
