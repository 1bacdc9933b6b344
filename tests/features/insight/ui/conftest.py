"""Lanes and the look of the house, as for all windows under test."""

from tests.ui.conftest import jobs, themed

__all__ = ["jobs", "themed"]
