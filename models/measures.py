"""What every recipe measures with: numpy only, so that a model is checked with no more than what runs it.

Kept in one place because a figure that two recipes compute in two ways cannot be compared. Intervals are percentile
bootstraps over patients with a fixed seed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = npt.NDArray[np.floating[Any]]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.integer[Any]]


def auc(truth: npt.ArrayLike, score: npt.ArrayLike) -> float:
    """Chance that one who had it scores above one who had not; ties count half."""
    had = np.asarray(truth, dtype=bool)
    _, place, counts = np.unique(np.asarray(score, dtype=np.float64), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    yes, no = int(had.sum()), int((~had).sum())
    if not yes or not no:
        return float("nan")
    return float((ranks[had].sum() - yes * (yes + 1) / 2) / (yes * no))


def ece(correct: npt.ArrayLike, confidence: npt.ArrayLike, bins: int = 10) -> float:
    """Expected calibration error: mean gap of stated and observed frequency over equal steps of what was stated."""
    observed, stated = np.asarray(correct, dtype=np.float64), np.asarray(confidence, dtype=np.float64)
    step = np.minimum((stated * bins).astype(int), bins - 1)
    size = np.bincount(step, minlength=bins)
    gaps = np.abs(np.bincount(step, observed, bins) - np.bincount(step, stated, bins))
    return float(gaps.sum() / size.sum())


def interval(measure: Callable[[Ints], float], n: int, rounds: int = 500, seed: int = 0) -> list[float]:
    """The middle 95 % of a measure over rows drawn again; `measure` takes the drawn row numbers."""
    drawn = np.random.default_rng(seed)
    values = [measure(drawn.integers(0, n, n)) for _ in range(rounds)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return [round(float(low), 4), round(float(high), 4)]


def mean_interval(values: npt.ArrayLike, rounds: int = 500, seed: int = 0) -> list[float]:
    """The interval of a mean, the commonest case."""
    each = np.asarray(values, dtype=np.float64)
    return interval(lambda rows: float(each[rows].mean()), len(each), rounds, seed)


def divergence(first: Floats, second: Floats) -> Floats:
    """Jensen–Shannon divergence of each pair of rows, in nats."""
    middle = (first + second) / 2

    def against_middle(part: Floats) -> Floats:
        ratio = np.maximum(part, 1e-12) / np.maximum(middle, 1e-12)
        return np.asarray(np.where(part > 0, part * np.log(ratio), 0).sum(axis=1))

    return (against_middle(first) + against_middle(second)) / 2


def worst_of_hundred(call: Callable[[], object], rounds: int = 1000) -> float:
    """The 99th percentile of the milliseconds that one call takes, after a few that warm up.

    The processor's time of this thread is counted (a model runs on one): what else the machine does is not the model's.
    """
    for _ in range(20):
        call()
    spent = []
    for _ in range(rounds):
        start = time.thread_time()
        call()
        spent.append(time.thread_time() - start)
    return round(float(np.percentile(spent, 99)) * 1000, 4)


def digest(file: Path) -> str:
    """The SHA-256 by which the catalogue knows a model's file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def session(file: Path) -> InferenceSession:
    """An onnxruntime session on one thread, as the program opens it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def rounded(value: object, digits: int = 4) -> object:
    """Figures as they are printed: plain Python numbers, no more digits than the rows can carry."""
    if isinstance(value, Mapping):
        return {str(key): rounded(part, digits) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(part, digits) for part in value]
    if isinstance(value, (float, np.floating)):
        return round(float(value), digits)
    return int(value) if isinstance(value, np.integer) else value
