"""A few inputs with the outputs they gave when the model was made: the same must come out on every system.

What is compared is the file and the runtime, not the training; a drift of either is seen before a person sees it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from measures import session

NAME = "golden.json"


def write(folder: Path, feeds: dict[str, np.ndarray]) -> None:
    """Runs the model row by row and keeps what it said."""
    sides = {"inputs": feeds, "outputs": outputs(folder, feeds)}
    text = json.dumps({side: {name: _kept(part) for name, part in said.items()} for side, said in sides.items()})
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def outputs(folder: Path, feeds: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What the model says of each row alone."""
    opened = session(folder / "model.onnx")
    names = [one.name for one in opened.get_outputs()]
    rows = len(next(iter(feeds.values())))
    each = [opened.run(names, {name: part[at : at + 1] for name, part in feeds.items()}) for at in range(rows)]
    return {name: np.concatenate([np.asarray(row[at]) for row in each]) for at, name in enumerate(names)}


def stored(folder: Path) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Inputs and outputs as kept."""
    said: dict[str, dict[str, Any]] = json.loads((folder / NAME).read_text(encoding="utf-8"))
    inputs, given = ({name: _array(part) for name, part in said[side].items()} for side in ("inputs", "outputs"))
    return inputs, given


def _kept(part: np.ndarray) -> dict[str, Any]:
    values = [float(f"{one:.7g}") if part.dtype.kind == "f" else int(one) for one in part.ravel().tolist()]
    missing = [None if np.isnan(one) else one for one in values]
    return {"type": str(part.dtype), "shape": list(part.shape), "values": missing}


def _array(part: dict[str, Any]) -> np.ndarray:
    values = [float("nan") if one is None else one for one in part["values"]]
    return np.array(values, dtype=part["type"]).reshape(part["shape"])
