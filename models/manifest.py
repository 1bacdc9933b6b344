"""`model.json`: what the catalogue knows of a model before it loads it, written by each recipe in the same shape."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from measures import digest, rounded

ORDER = (
    "name", "title", "version", "made", "file", "sha256", "bytes", "inputs", "outputs", "thresholds", "calibration",
    "quantised", "agreement", "seeds", "cross_validation", "planning", "differential_knows", "licence", "data", "files",
    "further", "metrics",
)  # fmt: skip
NOT_KEPT = ("p99_ms",)
"""What depends on the machine is printed, never kept."""
BESIDE = ("files", "further")
"""What stands beside the model: all of it, and what the program reads."""


def write(folder: Path, said: dict[str, Any]) -> None:
    """The file; hash and size are read from the model as it stands."""
    model = folder / said["file"]
    whole = {**said, "sha256": digest(model), "bytes": model.stat().st_size}
    whole["metrics"] = {key: part for key, part in said.get("metrics", {}).items() if key not in NOT_KEPT}
    whole |= {part: {name: digest(folder / name) for name in said[part]} for part in BESIDE if part in said}
    ordered = {key: rounded(whole[key], 6) for key in ORDER if key in whole}
    ordered["seal"] = sealed(ordered)
    (folder / "model.json").write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> dict[str, Any]:
    """What stands in the file."""
    said: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return said


def with_metrics(folder: Path, metrics: dict[str, Any]) -> None:
    """The same file with what an evaluation found."""
    said = read(folder)
    write(folder, {**said, "metrics": metrics})


def sealed(said: dict[str, Any]) -> str:
    """The digest of the rest, over the same bytes as the catalogue's `seal_of`; a test holds them together."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
