"""The differential: one tree that imitates the lists which DDXPlus gives its patients when everything is asked.

Those lists come from a rule-based engine: for a patient each pathology has one of a few scores, decided by a handful
of answers. A single tree finds such rules; averages of trees blur them. It is fitted on square roots of the shares, a
distance near to the divergence that is measured, and keeps its leaves in steps of 1/255.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ddxplus import Bytes, Numbers, Patients, Shares
from sklearn.tree import DecisionTreeRegressor

Seen = npt.NDArray[np.float32]
STEPS = 255
LEAST = (1, 2, 3, 5)
"""Rows that a leaf may have at the least; five folds choose."""


@dataclass(frozen=True)
class Tree:
    """Nodes as arrays, leaves in whole steps; −1 as feature marks a leaf."""

    feature: npt.NDArray[np.int64]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    cut: npt.NDArray[np.float64]
    leaf: npt.NDArray[np.uint8]

    def leaves(self, seen: Seen) -> Shares:
        """Shares of the pathologies for rows of features."""
        at = np.zeros(len(seen), np.int64)
        while (inner := self.feature[at] >= 0).any():
            goes_left = seen[np.arange(len(seen)), self.feature[at]] <= self.cut[at]
            at = np.where(inner, np.where(goes_left, self.left[at], self.right[at]), at)
        share = (self.leaf[at] / STEPS) ** 2
        return np.asarray(share / share.sum(axis=1, keepdims=True))


def features(has: Bytes, said: Bytes, first: Numbers, patient: Seen) -> Seen:
    """What the tree reads: what the patient has, which answers he chose, the complaint, age and sex."""
    complaint = np.eye(has.shape[1], dtype=np.float32)[first]
    return np.hstack([has == 1, said, complaint, patient]).astype(np.float32)


def seen_of(patients: Patients) -> Seen:
    """The features of rows with everything asked."""
    person = np.stack([patients.age, patients.male], axis=1).astype(np.float32)
    return features(patients.has, patients.said, patients.first, person)


def grown(seen: Seen, shares: Shares, least: int) -> Tree:
    """A tree, its leaves rounded."""
    fitted = DecisionTreeRegressor(random_state=0, min_samples_leaf=least)
    inner = fitted.fit(seen, np.sqrt(shares)).tree_
    feature = np.where(inner.children_left < 0, -1, inner.feature)
    leaf = np.rint(np.clip(inner.value[:, :, 0], 0, 1) * STEPS).astype(np.uint8)
    return Tree(feature, inner.children_left, inner.children_right, inner.threshold, leaf)
