"""Interviews of many patients side by side, without a person at the keys: the program's own reckoning of what a
question is worth (`hms_desktop/inference/interview.py`), so that what is learnt and measured is what runs at the desk.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from ddxplus import Bytes, Numbers, Patients, Shares, Vocabulary

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hms_desktop.inference import interview as reckoned

SHARP, Table, entropy, worth = reckoned.SHARP, reckoned.Table, reckoned.entropy, reckoned.worth
temperatures = reckoned.temperatures
Ranking = Callable[[Bytes, Numbers, Bytes], Shares]
"""Answers, ages, men → probabilities of the pathologies."""


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
    return reckoned.ranked(scores, temperature)


def table_of(words: Vocabulary) -> Table:
    """The table of the vocabulary that ships."""
    return Table.of(words.frequencies, words.parent)
