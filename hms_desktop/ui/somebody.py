"""Whom something is about: a patient by his id, with the name that people read."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Somebody:
    """A patient as pages and dialogs hand him on; `detail` tells him from namesakes: birth date, number."""

    uid: UUID
    name: str
    detail: str = ""
