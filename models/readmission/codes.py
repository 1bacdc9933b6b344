"""How often people with a diagnosis, or with two things at once, came back: rates that trees read beside the features.

A rate is the log odds of those who share a key (a code, a code and where they went, …) over those of everybody, drawn
towards none where few share it, in fiftieths from −127 to 127. The trees of a fold learn from rates that leave a
patient's own fifth out, and are shipped with the rates of all that they learnt from. Keys are whole numbers that numpy
and the graph reckon in the same way from the features.
"""

from __future__ import annotations

from typing import Any

import folds
import numpy as np
import numpy.typing as npt
import onnx
from diabetes130 import FEATURES
from onnx import TensorProto, helper

STEPS, FINE, DRAWN, LEAST = 127, 50, 30, 10
GROUPS = ("medical_specialty", "discharge_disposition_id", "payer_code", "admission_type_id", "admission_source_id")
PLAIN = (
    ("exact", "diag_1", 100.0, 0.5), ("first", "diag_1", 1.0, 0.0), ("second", "diag_2", 1.0, 0.0),
    ("third", "diag_3", 1.0, 0.0), ("before", "first diagnosis before", 1.0, 0.0),
    ("went", "disposition before", 1.0, 0.0), ("age", "age", 0.05, 0.001),
)  # fmt: skip
"""Name, feature, and the factor and sum before it is cut to a whole number."""
KEYS: tuple[dict[str, int], ...] = (
    {"exact": 1}, {"first": 1}, {"medical_specialty": 1}, {"discharge_disposition_id": 100, "medical_specialty": 1},
    {"first": 100, "discharge_disposition_id": 1}, {"first": 2200, "second": 1}, {"before": 1},
    {"first": 10, "age": 1}, {"payer_code": 100, "discharge_disposition_id": 1},
    {"first": 100, "medical_specialty": 1}, {"first": 2200, "third": 1},
    {"admission_type_id": 100, "admission_source_id": 1}, {"went": 100, "discharge_disposition_id": 1},
)  # fmt: skip
"""Each key is a sum of parts; all stay below what a 32-bit float holds exactly."""
ANY = ({"first": 1}, {"second": 1}, {"third": 1})
"""Keys of one table: a diagnosis wherever it stands. Trees see the second's, the third's and the sum of the three."""
WIDTH = len(KEYS) + len(ANY)
Ints = npt.NDArray[np.int64]
Table = tuple[Ints, Ints]


def _parts() -> tuple[list[str], list[int], list[float], list[float], list[int]]:
    """Name, place, factor, sum and weight of all columns that keys are made of."""
    names, places, times, plus, counts = [], [], [], [], []
    for name, feature, factor, added in PLAIN:
        names.append(name)
        places.append(FEATURES.index(feature))
        times.append(factor)
        plus.append(added)
        counts.append(1)
    for group in GROUPS:
        kinds = [at for at, name in enumerate(FEATURES) if name.startswith(f"{group}=")]
        names += [group] * len(kinds)
        places += kinds
        times += [1.0] * len(kinds)
        plus += [0.0] * len(kinds)
        counts += range(1, len(kinds) + 1)
    return names, places, times, plus, counts


NAMES, PLACES, TIMES, PLUS, COUNTS = _parts()
WEIGHTS = np.array(
    [[key.get(name, 0) * count for key in (*KEYS, *ANY)] for name, count in zip(NAMES, COUNTS, strict=True)],
    dtype=np.float32,
)


def keys_of(features: npt.NDArray[np.float32]) -> Ints:
    """Rows × keys."""
    asked = features[:, PLACES]
    known = np.where(np.isnan(asked), np.float32(0), asked)
    whole = np.floor(known * np.array(TIMES, np.float32) + np.array(PLUS, np.float32))
    return (whole @ WEIGHTS).astype(np.int64)


def fifth_of(numbers: Ints) -> Ints:
    """The dealing of patients that rates are learnt in."""
    return (numbers * 2654435761 + 364527) % 4294967291 % folds.FOLDS


def table_of(keys: Ints, back: npt.NDArray[np.float64]) -> Table:
    """Keys that are common enough, and their rates."""
    found, place, size = np.unique(keys, return_inverse=True, return_counts=True)
    usual = float(back.mean())
    share = (np.bincount(place.ravel(), back) + DRAWN * usual) / (size + DRAWN)
    odds = np.log(share / (1 - share)) - np.log(usual / (1 - usual))
    rates = np.clip(np.rint(odds * FINE), -STEPS, STEPS).astype(np.int64)
    kept = (size >= LEAST) & (rates != 0)
    return found[kept], rates[kept]


def tables_of(keys: Ints, back: npt.NDArray[np.float64]) -> list[Table]:
    """A table for each key, the last for a diagnosis wherever it stands."""
    single = [table_of(keys[:, at], back) for at in range(len(KEYS))]
    return [*single, table_of(keys[:, len(KEYS) :].ravel(), np.repeat(back, len(ANY)))]


def looked_up(tables: list[Table], keys: Ints) -> npt.NDArray[np.float32]:
    """Rates of rows, as the trees see them."""
    found = np.zeros(keys.shape, np.float32)
    for at in range(keys.shape[1]):
        known, rates = tables[min(at, len(KEYS))]
        place = np.minimum(np.searchsorted(known, keys[:, at]), len(known) - 1)
        found[:, at] = np.where(known[place] == keys[:, at], rates[place], 0)
    found[:, len(KEYS)] = found[:, len(KEYS) :].sum(axis=1)
    return found


def learnt(
    keys: Ints, back: npt.NDArray[np.float64], fifth: Ints, rows: npt.NDArray[np.bool_]
) -> tuple[list[Table], npt.NDArray[np.float32]]:
    """Tables of these rows, and the rates of all rows; of those learnt from without their own fifth."""
    tables = tables_of(keys[rows], back[rows])
    rates = looked_up(tables, keys)
    for one in range(folds.FOLDS):
        own, others = rows & (fifth == one), rows & (fifth != one)
        rates[own] = looked_up(tables_of(keys[others], back[others]), keys[own])
    return tables, rates


def nodes(each: list[list[Table]]) -> tuple[list[onnx.NodeProto], dict[str, npt.NDArray[Any]], list[str]]:
    """The same in the graph for the tables of each fold: nodes, constants, and the outputs' names, one a fold."""
    constants: dict[str, npt.NDArray[Any]] = {
        "code_places": np.array(PLACES, np.int64), "code_times": np.array(TIMES, np.float32),
        "code_plus": np.array(PLUS, np.float32), "code_weights": WEIGHTS, "code_none": np.float32(0),
        "code_sum": _summing(),
    }  # fmt: skip
    made = [
        helper.make_node("Gather", ["features", "code_places"], ["code_asked"], axis=1),
        helper.make_node("IsNaN", ["code_asked"], ["code_unknown"]),
        helper.make_node("Where", ["code_unknown", "code_none", "code_asked"], ["code_known"]),
        helper.make_node("Mul", ["code_known", "code_times"], ["code_timed"]),
        helper.make_node("Add", ["code_timed", "code_plus"], ["code_added"]),
        helper.make_node("Floor", ["code_added"], ["code_whole"]),
        helper.make_node("MatMul", ["code_whole", "code_weights"], ["code_exact"]),
        helper.make_node("Cast", ["code_exact"], ["code_keys"], to=TensorProto.INT64),
    ]
    found = []
    for at in range(WIDTH):
        which = min(at, len(KEYS))
        constants[f"code_at{at}"] = np.array([at], np.int64)
        if f"code_rates{which}" not in constants:
            known, constants[f"code_rates{which}"] = _joined([tables[which] for tables in each])
            labels = known
        made.append(helper.make_node("Gather", ["code_keys", f"code_at{at}"], [f"code_key{at}"], axis=1))
        made.append(_encoder(f"code_key{at}", f"code_row{at}", labels))
        made.append(helper.make_node("Gather", [f"code_rates{which}", f"code_row{at}"], [f"code_rate{at}"], axis=0))
        found.append(f"code_rate{at}")
    made.append(helper.make_node("Concat", found, ["code_steps"], axis=1))
    made.append(helper.make_node("Cast", ["code_steps"], ["code_floats"], to=TensorProto.FLOAT))
    made.append(helper.make_node("MatMul", ["code_sum", "code_floats"], ["code_all"]))
    made.append(helper.make_node("Split", ["code_all"], [f"code_f{at}" for at in range(len(each))], axis=2))
    for at in range(len(each)):
        constants["code_last"] = np.array([2], np.int64)
        made.append(helper.make_node("Squeeze", [f"code_f{at}", "code_last"], [f"code_fold{at}"]))
    return made, constants, [f"code_fold{at}" for at in range(len(each))]


def _summing() -> npt.NDArray[np.float32]:
    """The first of the last three becomes their sum."""
    made = np.eye(WIDTH, dtype=np.float32)
    made[len(KEYS), len(KEYS) :] = 1
    return made


def _joined(tables: list[Table]) -> tuple[Ints, npt.NDArray[np.int8]]:
    """All keys of the folds, and keys × folds of rates under a row of zeros."""
    known = np.unique(np.concatenate([keys for keys, _ in tables]))
    rates = np.zeros((len(known) + 1, len(tables)), np.int8)
    for fold, (keys, values) in enumerate(tables):
        rates[np.searchsorted(known, keys) + 1, fold] = values
    return known, rates


def _encoder(one: str, other: str, known: Ints) -> onnx.NodeProto:
    return helper.make_node(
        "LabelEncoder", [one], [other], domain="ai.onnx.ml",
        keys_int64s=known.tolist(), values_int64s=list(range(1, len(known) + 1)), default_int64=0,
    )  # fmt: skip
