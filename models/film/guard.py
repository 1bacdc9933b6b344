"""The guard: whether a picture is a chest film at all, asked before anything is said about it.

Three questions, each of which can refuse: does it lie far from what films are made of (distance from their 32 main
components), are its components far out, and does a small network take it for something else. The first two know only
films; the third has seen other pictures too (`others.py`). Each limit is set on films of training and validation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import others
from chest import Floats, levelled
from others import Pictures
from sklearn.neural_network import MLPClassifier

PARTS, INNER, STRANGE = 32, 32, 14_000
LOST = 0.002
"""The share of films that each limit may cost."""


@dataclass(frozen=True)
class Guard:
    """Weights in steps of one 127th of each column's largest, and limits."""

    middle: Floats
    main: Floats
    spread: Floats
    inner: Floats
    inner_shift: Floats
    outer: Floats
    outer_shift: float
    limits: tuple[float, float, float]

    def questions(self, seen: Floats) -> Floats:
        """How far from films, how far out, how unlike a film: the higher, the stranger."""
        off = seen - self.middle
        parts = off @ self.main
        far = ((off**2).sum(axis=1) - (parts**2).sum(axis=1)) / seen.shape[1]
        out = ((parts / self.spread) ** 2).mean(axis=1)
        like = np.maximum(seen @ self.inner + self.inner_shift, 0) @ self.outer + self.outer_shift
        return np.stack([far, out, -like], axis=1).astype(np.float32)

    def strangeness(self, pictures: Pictures) -> Floats:
        """Above 0 is refused."""
        return np.asarray((self.questions(levelled(pictures)) - np.array(self.limits, np.float32)).max(axis=1))


def steps(weights: Floats) -> Floats:
    """Weights as int8 keeps them."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127
    return (np.rint(weights / scale) * scale).astype(np.float32)


def learnt(films: Pictures, beside: Pictures, seed: int) -> Guard:
    """From films of training; the limits from these and those of validation, whichever is wider."""
    drawn = np.random.default_rng(seed)
    moved = np.stack([np.roll(one, drawn.integers(-1, 2, 2), (0, 1)) for one in films])
    strange, _ = others.made(films, STRANGE, 1000 + seed)
    seen = np.concatenate([levelled(films), levelled(moved), levelled(strange)])
    truth = np.r_[np.ones(2 * len(films)), np.zeros(len(strange))]
    small = MLPClassifier((INNER,), alpha=1e-2, max_iter=20, tol=0, n_iter_no_change=100, random_state=seed)
    small.fit(seen, truth)
    plain = levelled(films)
    middle = plain.mean(axis=0)
    _, sizes, parts = np.linalg.svd(plain - middle, full_matrices=False)
    guard = Guard(
        middle,
        steps(parts[:PARTS].T),
        (sizes[:PARTS] / np.sqrt(len(plain))).astype(np.float32),
        steps(small.coefs_[0].astype(np.float32)),
        small.intercepts_[0].astype(np.float32),
        steps(small.coefs_[1].astype(np.float32))[:, 0],
        float(small.intercepts_[1][0]),
        (0.0, 0.0, 0.0),
    )
    asked = guard.questions(np.concatenate([plain, levelled(beside)]))
    limits = np.quantile(asked, 1 - LOST, axis=0)
    return Guard(**{**vars(guard), "limits": tuple(float(one) for one in limits)})
