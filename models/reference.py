"""`reference.json`: how inputs and answers lay among the rows that a model was made from, so that drift is seen.

Edges are deciles, each put halfway to the next value that occurs: no row lies on one, so it is all the same whether a
bin holds its edge. Outcomes are not kept, nor any row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

NAME = "reference.json"
Floats = npt.NDArray[np.floating[Any]]


def edges_of(present: Floats) -> list[float]:
    """Inner edges, rising, at most nine; one for yes and no."""
    values = np.unique(present)
    if len(values) < 2:
        return []
    places = np.searchsorted(values, np.quantile(present, np.arange(1, 10) / 10, method="inverted_cdf"))
    places = np.unique(np.minimum(places, len(values) - 2))
    if len(values) <= 10:
        places = np.arange(len(values) - 1)
    middles = (values[places].astype(np.float64) + values[places + 1]) / 2
    return sorted({float(f"{middle:.6g}") for middle in middles})


def spread(values: Floats) -> dict[str, Any]:
    """Edges, and the share of each bin among what is present."""
    present = values[np.isfinite(values)]
    edges = edges_of(present)
    counts = np.bincount(np.searchsorted(edges, present), minlength=len(edges) + 1)
    return {"edges": edges, "shares": [round(float(share), 6) for share in counts / max(1, len(present))]}


def described(names: Sequence[str], features: Floats, answers: Mapping[str, Floats]) -> dict[str, Any]:
    """What the file holds."""
    columns = {name: features[:, at].astype(np.float64) for at, name in enumerate(names)}
    inputs = {
        name: {"missing": round(float((~np.isfinite(column)).mean()), 6), **spread(column)}
        for name, column in columns.items()
    }
    return {"n": len(features), "inputs": inputs, "answers": {name: spread(said) for name, said in answers.items()}}


def write(folder: Path, names: Sequence[str], features: Floats, answers: Mapping[str, Floats]) -> None:
    """The file beside the model."""
    text = json.dumps(described(names, features, answers), ensure_ascii=False)
    (folder / NAME).write_text(text.replace('}, "', '},\n "') + "\n", encoding="utf-8")
