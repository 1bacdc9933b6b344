"""Patients in the one box: what is typed is asked for at each key, and Enter opens the chart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from hms_desktop.features.patients.domain import Hit
from hms_desktop.features.patients.service import PatientsFound
from hms_desktop.features.patients.ui.words import detail_of, name_of
from hms_desktop.ui.omnibox import Found
from hms_desktop.ui.words import tr
from hms_desktop.ui.workplace import Workplace

SHOWN: Final = 9
PERMISSION: Final = "patient.find"
KIND: Final = "patient"

_WHY: Final = {
    "name": "", "words": "", "phone": "phone", "number": "number", "born": "born", "identifier": "identifier",
    "typo": "like it", "sound": "sounds like it", "seen": "seen lately",
}  # fmt: skip


def find(place: Workplace, owner: QObject, typed: str, done: Callable[[tuple[Found, ...]], None]) -> None:
    """Asks for patients; with nothing typed, for those seen last."""
    if place.may(PERMISSION):
        query = PatientsFound(typed=typed, limit=SHOWN)
        place.ask(owner, query, lambda hits: done(tuple(_found(place, hit) for hit in hits)))
    else:
        done(())


def _found(place: Workplace, hit: Hit) -> Found:
    open_it = partial(place.open, "chart", hit.row.uid)
    why = tr(_WHY.get(hit.why, hit.why)) if _WHY.get(hit.why, hit.why) else ""
    return Found(name_of(hit.row), detail_of(hit.row), why, open_it, hit.row.uid, KIND)
