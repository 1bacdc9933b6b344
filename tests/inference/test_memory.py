"""A desk keeps all models loaded all day, so what they take together is held to a measure."""

from __future__ import annotations

import sys
from typing import Final

import pytest

from tests.bench.models import held_by

MOST: Final = 60.0
"""Megabytes beyond the runtime itself."""


@pytest.mark.skipif(sys.platform != "linux", reason="not measured here: only Linux tells what is resident")
def test_all_models_loaded_and_asked_take_no_more_than_agreed() -> None:
    measured = held_by(())
    assert measured is not None
    bare, whole = measured
    assert 1 < whole - bare <= MOST
