"""Colours that people can read, and a wheel that changes nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import Qt, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QSlider, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.ui.theme import THEMES, ThemeName, contrast, sheet, text_font
from hms_desktop.ui.wheel import WheelGuard


def test_the_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_text_stands_out_by_four_and_a_half(name: ThemeName) -> None:
    theme = THEMES[name]
    read = [(theme.text, ground) for ground in (theme.ground, theme.panel, theme.chosen)]
    read += [(colour, ground) for colour in (theme.muted, theme.good, theme.warn, theme.bad, theme.accent)
             for ground in (theme.ground, theme.panel)]  # fmt: skip
    read += [(theme.on_accent, theme.accent), (theme.warn, theme.warn_ground), (theme.bad, theme.bad_ground)]
    poor = [(one, other, round(contrast(one, other), 2)) for one, other in read if contrast(one, other) < 4.5]
    assert poor == []


@pytest.mark.parametrize("name", list(ThemeName))
def test_every_border_and_focus_ring_stands_out_by_three(name: ThemeName) -> None:
    theme = THEMES[name]
    poor = [
        (edge, ground)
        for edge in (theme.border, theme.accent)
        for ground in (theme.ground, theme.panel)
        if contrast(edge, ground) < 3
    ]
    assert poor == []


@pytest.mark.parametrize("name", list(ThemeName))
def test_the_style_sheet_has_no_place_left_open(name: ThemeName) -> None:
    assert "$" not in sheet(THEMES[name], 10)


def test_the_typeface_is_the_houses_own() -> None:
    assert "Inter" in text_font(10).family()


@pytest.mark.parametrize("kind", [QSpinBox, QDoubleSpinBox, QComboBox, QSlider])
def test_the_wheel_changes_no_value_focused_or_not(qtbot: QtBot, qapp: QApplication, kind: type[QWidget]) -> None:
    guard = WheelGuard()
    qapp.installEventFilter(guard)
    field = kind()
    qtbot.addWidget(field)
    if isinstance(field, QComboBox):
        field.addItems(["5 mg", "50 mg"])
    before = _value(field)
    field.show()
    for down in (-120, 120):
        QApplication.sendEvent(field, _wheel(down))
    field.setFocus()
    QApplication.sendEvent(field, _wheel(-120))
    qapp.removeEventFilter(guard)
    assert _value(field) == before
    QApplication.sendEvent(field, _wheel(-120 if isinstance(field, QComboBox) else 120))
    assert _value(field) != before, "without the guard the wheel does change it"


def _value(field: QWidget) -> object:
    if isinstance(field, QComboBox):
        return field.currentText()
    assert isinstance(field, QSpinBox | QDoubleSpinBox | QSlider)
    return field.value()


def _wheel(turn: int) -> QWheelEvent:
    at = QPointF(5, 5)
    return QWheelEvent(
        at, at, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
