"""Texts keep their own direction in a window of the other one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.manifest import PageSpec
from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.languages import speak
from hms_desktop.ui.rail import RailButton
from hms_desktop.ui.words import tr


@pytest.mark.parametrize("text", ["23-Jul-1956", "07700 900614", "", "…", "ABDI, Ayaan", "12 خليل Abdi"[:3]])
def test_days_figures_and_latin_names_run_from_left_to_right(text: str) -> None:
    assert direction_of(text) is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("text", ["خليل, ليلى", "כהן", "12 خليل"])
def test_names_in_arabic_and_hebrew_run_from_right_to_left(text: str) -> None:
    assert direction_of(text) is Qt.LayoutDirection.RightToLeft


def test_a_day_keeps_its_order_inside_an_arabic_sentence(qapp: QApplication) -> None:
    assert speak(qapp, "ar")
    try:
        assert "\u206821-Nov-2026\u2069" in tr("last verified {moment}", moment="21-Nov-2026")
    finally:
        speak(qapp, "en")
    assert tr("last verified {moment}", moment="21-Nov-2026") == "last verified 21-Nov-2026"


@pytest.fixture
def _mirrored(qapp: QApplication) -> Iterator[None]:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(before)


@pytest.mark.usefixtures("_mirrored")
def test_in_a_mirrored_rail_a_page_is_named_beside_its_drawing(qtbot: QtBot) -> None:
    button = RailButton(PageSpec("x", "ab", "", "", "users"))
    qtbot.addWidget(button)
    button.resize(146, 34)
    seen = button.grab().toImage()
    ground = seen.pixel(2, 2)
    inked = [x for x in range(4, 142) if any(seen.pixel(x, y) != ground for y in range(6, 28))]
    assert min(inked) > 73
