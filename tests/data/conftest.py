"""What the store's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.vaults import Made, make


@pytest.fixture
def made(tmp_path: Path) -> Made:
    folder = tmp_path / "clinic"
    folder.mkdir()
    return make(folder)
