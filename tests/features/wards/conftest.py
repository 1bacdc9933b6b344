"""A ward on each database."""

from __future__ import annotations

import pytest

from tests.features.wards.house import House, house
from tests.support import Desk


@pytest.fixture
def here(staffed: Desk) -> House:
    """On SQLCipher."""
    return house(staffed)


@pytest.fixture
def either_here(either_staffed: Desk) -> House:
    """Once on each."""
    return house(either_staffed)
