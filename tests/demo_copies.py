"""The demo clinic, founded once in a run and copied for whoever wants one: to found it takes seconds, a copy none."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from hms_desktop.clinic import demo
from hms_desktop.clinic.computer import surroundings
from hms_desktop.clinic.opening import Clinic
from hms_desktop.data.places import Places

TODAY: Final = date(2026, 11, 21)
"""The day on which it was founded, whatever day it is."""


@contextmanager
def demo_clinic(folder: Path) -> Iterator[Clinic]:
    """St Anne Clinic in a folder of its own, as it was founded and at its hour; no other copy sees what is changed."""
    places = Places(folder / "clinic")
    shutil.copytree(_founded(), places.root)
    clinic = Clinic(places, demo.in_demo_time(surroundings(places), TODAY))
    try:
        yield clinic
    finally:
        clinic.close()


@cache
def _founded() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hms-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    places = Places(folder / "clinic")
    demo.found_demo(places, surroundings(places), TODAY, random.Random(demo.SEED))
    return places.root
