"""Texts keep their own direction in a window of the other one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hms_desktop.ui.bidi import direction_of


@pytest.mark.parametrize("text", ["23-Jul-1956", "07700 900614", "", "…", "ABDI, Ayaan", "12 خليل Abdi"[:3]])
def test_days_figures_and_latin_names_run_from_left_to_right(text: str) -> None:
    assert direction_of(text) is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("text", ["خليل, ليلى", "כהן", "12 خليل"])
def test_names_in_arabic_and_hebrew_run_from_right_to_left(text: str) -> None:
    assert direction_of(text) is Qt.LayoutDirection.RightToLeft
