"""What an answer was asked with, as one short digest: the audit keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec


def input_hash(name: str, version: str, inputs: Mapping[str, Any]) -> str:
    """The same inputs to the same version of a model give the same digest, whatever order they came in."""
    said = msgspec.json.encode((name, version, inputs), order="deterministic")
    return hashlib.sha256(said).hexdigest()
