"""Patients to learn from: one half sampled from the published frequencies, one half rows of the split `validate`.

The frequencies cover all 49 pathologies, the rows twenty; the rows know how evidences go together, the frequencies only
that a child goes with its parent. Half and half keeps both: a prior from the rows alone would look better on rows like
them and be blind to the other twenty-nine. No row of the split `test` is read here.
"""

from __future__ import annotations

import numpy as np
from ddxplus import Bytes, Numbers, Patients, Shares, Vocabulary
from interview import Ranking, Table, started, worth

HALF = 0.5
"""The share of sampled patients among those to learn from, and so in the prior."""


def prior(rows: Patients, words: Vocabulary) -> Shares:
    """How common each pathology is in the half-and-half population."""
    seen = np.bincount(rows.truth, minlength=len(words.conditions)) / len(rows)
    return np.asarray(HALF * words.prior + (1 - HALF) * seen)


def sampled(rows: Patients, words: Vocabulary, n: int, drawn: np.random.Generator) -> Patients:
    """Patients as the frequencies have them: a child only where its parent is, the complaint from what is felt.

    Age and sex are those of any patient, since the count does not say how they go with a pathology.
    """
    truth = drawn.choice(len(words.prior), n, p=words.prior)
    luck, parent = drawn.random((n, len(words.evidences))), words.parent
    has = (luck < words.frequencies[truth]).astype(np.int8)
    for child in np.flatnonzero(parent >= 0):
        given = words.frequencies[truth, child] / np.maximum(words.frequencies[truth, parent[child]], 1e-9)
        has[:, child] = (has[:, parent[child]] == 1) & (luck[:, child] < given)
    felt = has * (~words.antecedent & (parent < 0))
    first = (felt * drawn.random(felt.shape)).argmax(axis=1)
    other = drawn.integers(0, len(rows), n)
    empty = np.zeros((n, 0), np.int8)
    made = Patients(
        has, empty, rows.age[other], rows.male[other], first, truth, np.zeros((n, 0)), np.full(n, "sampled")
    )
    return made.where(np.flatnonzero(felt.any(axis=1)))


def joined(*groups: Patients) -> Patients:
    """Groups as one, without what only the differential reads."""
    n = sum(map(len, groups))
    parts = {name: np.concatenate([getattr(one, name) for one in groups]) for name in ("has", "age", "male", "first")}
    truth, split = (np.concatenate([getattr(one, name) for one in groups]) for name in ("truth", "split"))
    return Patients(said=np.zeros((n, 0), np.int8), truth=truth, differential=np.zeros((n, 0)), split=split, **parts)


def told(patients: Patients, drawn: np.random.Generator) -> Bytes:
    """Answers as people volunteer them: some of what they have, some of what they have not; of some patients all."""
    n = len(patients)
    of_yes, of_no = drawn.random((n, 1)) ** 2, drawn.random((n, 1)) ** 3
    everything = drawn.random((n, 1)) < 0.2
    share = np.where(everything, 1.0, np.where(patients.has == 1, of_yes, of_no))
    answers = np.where(drawn.random(patients.has.shape) < share, np.where(patients.has == 1, 1, -1), 0)
    answers[np.arange(n), patients.first] = 1
    return answers.astype(np.int8)


def asked(patients: Patients, ranking: Ranking, table: Table, drawn: np.random.Generator, longest: int = 16) -> Bytes:
    """Answers as an interview leaves them, broken off after any number of questions; one question in ten strays."""
    answers, rows = started(patients), np.arange(len(patients))
    stop = drawn.integers(0, longest + 1, len(patients))
    kept = answers.copy()
    for number in range(1, longest + 1):
        gain = worth(ranking(answers, patients.age, patients.male), answers, table)
        stray = (drawn.random(len(patients)) < 0.1)[:, None] & (gain >= 0)
        question = np.where(stray, drawn.random(gain.shape), gain).argmax(axis=1)
        answers[rows, question] = np.where(patients.has[rows, question] == 1, 1, -1)
        kept[stop == number] = answers[stop == number]
    return kept


def without(patients: Patients, share: float, seed: int) -> tuple[Numbers, Numbers]:
    """Row numbers to learn from, and those set aside to calibrate on."""
    order = np.random.default_rng(seed).permutation(len(patients))
    aside = int(len(patients) * share)
    return order[aside:], order[:aside]
