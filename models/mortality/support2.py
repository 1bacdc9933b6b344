"""SUPPORT2 as arrays: what goes in, what must never go in, and what came of the patients.

`FEATURES` is the only list that a model sees. Neither what was known later (charges, stay, orders) nor other people's
estimates nor scores that no chart holds may enter it: a test reads both lists. Race, income and schooling stay out as
well: they added nothing in five folds, and a chart should not need them.
"""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

LEAKY = (
    "slos", "charges", "totcst", "totmcst", "avtisst", "dnr", "dnrday", "sfdm2", "d.time", "death", "hospdead",
    "surv2m", "surv6m", "prg2m", "prg6m", "aps", "sps",
)  # fmt: skip
GROUPS = (
    "ARF/MOSF w/Sepsis", "CHF", "COPD", "Lung Cancer", "MOSF w/Malig", "Coma", "Colon Cancer", "Cirrhosis",
)  # fmt: skip
NUMBERS = (
    ("age", "years"), ("num.co", "other chronic diseases"), ("scoma", "SUPPORT coma score, 0 to 100"),
    ("hday", "day in hospital"), ("meanbp", "mmHg, mean"), ("wblc", "10^9/L"), ("hrt", "1/min"), ("resp", "1/min"),
    ("temp", "degrees C"), ("pafi", "PaO2/FiO2, mmHg"), ("alb", "g/dL"), ("bili", "mg/dL"), ("crea", "mg/dL"),
    ("sod", "mmol/L"), ("ph", "arterial"), ("glucose", "mg/dL"), ("bun", "mg/dL"), ("urine", "mL/day"),
    ("adlp", "activities of daily living he cannot do, said by the patient, 0 to 7"),
    ("adls", "the same, said by a relative"), ("adlsc", "the same, SUPPORT's calibrated value"),
    ("diabetes", "1 if he has it"), ("dementia", "1 if he has it"),
)  # fmt: skip
CANCER = {"no": 0.0, "yes": 1.0, "metastatic": 2.0}
FEATURES = (*(name for name, _ in NUMBERS), "ca", "sex", *(f"dzgroup={group}" for group in GROUPS))
DERIVED = (
    ("Div", "bun", "crea"), ("Div", "hrt", "meanbp"), ("Div", "resp", "pafi"), ("Sub", "adls", "adlp"),
    ("Mul", "age", "num.co"), ("Mul", "hrt", "resp"),
)  # fmt: skip
"""What the graph reckons from two features before the trees see it."""
MIDDLES = (("temp", 37.0), ("sod", 138.0), ("meanbp", 85.0))
"""Features whose distance from a middle the trees see as well."""
HEADS = ("hospital", "day180")
DAYS = 180
_SAME = ("age", "hday", "meanbp", "hrt", "resp", "temp", "sod", "dzgroup", "d.time")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stays:
    """Rows: features with NaN where nothing was measured, outcomes, and the estimates that are compared with."""

    features: npt.NDArray[np.float32]
    outcomes: Floats
    physician: Floats
    support: Floats
    text: list[str]
    groups: dict[str, npt.NDArray[np.bool_]]


def number(text: str) -> float:
    """NaN for what was not measured."""
    return float(text) if text not in {"", "NA", "nan"} else float("nan")


def features_of(row: dict[str, str]) -> list[float]:
    """One row's features."""
    said = [number(row[name]) for name, _ in NUMBERS]
    said += [CANCER.get(row["ca"], float("nan")), float(row["sex"] == "male")]
    return said + [float(row["dzgroup"] == group) for group in GROUPS]


def widened(features: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Features and what the graph derives of them, as the trees see them."""
    column = {name: features[:, at] for at, name in enumerate(FEATURES)}
    does = {"Div": np.divide, "Sub": np.subtract, "Mul": np.multiply}
    with np.errstate(divide="ignore", invalid="ignore"):  # as the graph: infinite or missing
        pairs = [does[kind](column[one], column[other]) for kind, one, other in DERIVED]
    far = [np.abs(column[name] - np.float32(middle)) for name, middle in MIDDLES]
    return np.column_stack([features, *pairs, *far]).astype(np.float32)


def died(row: dict[str, str]) -> list[float]:
    """In hospital, and within 180 days; everybody was followed for longer."""
    return [number(row["hospdead"]), float(row["death"] == "1" and number(row["d.time"]) <= DAYS)]


def read(file: Path) -> Stays:
    """A file in the shape of the shared folder, compressed or not."""
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8"))))
    return Stays(
        np.array([features_of(row) for row in rows], dtype=np.float32),
        np.array([died(row) for row in rows]),
        1 - np.array([number(row["prg6m"]) for row in rows]),
        1 - np.array([number(row["surv6m"]) for row in rows]),
        ["|".join(_canonical(row[name]) for name in _SAME) for row in rows],
        _groups(rows),
    )


def _canonical(text: str) -> str:
    try:
        return f"{float(text):.3f}"
    except ValueError:
        return text


def _groups(rows: list[dict[str, str]]) -> dict[str, Any]:
    age = np.array([number(row["age"]) for row in rows])
    found = {
        "women": np.array([row["sex"] == "female" for row in rows]),
        "men": np.array([row["sex"] == "male" for row in rows]),
        "under 50": age < 50,
        "50 to 69": (age >= 50) & (age < 70),
        "70 and over": age >= 70,
    }
    for race in ("white", "black", "hispanic", "asian", "other"):
        found[race] = np.array([row["race"] == race for row in rows])
    for kind in sorted({row["dzclass"] for row in rows}):
        found[kind] = np.array([row["dzclass"] == kind for row in rows])
    return found
