"""A page of two parts: the list, and what is known of its chosen row. A narrow page has the list alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hms_desktop.ui.page import Page
from hms_desktop.ui.workplace import Workplace

_BOTH: Final = 760
"""Pixels from which both parts have room; less is left while a dialog stands beside the page."""
_ASIDE: Final = 330
_LEAST: Final = 360


class TwoParts(Page):
    """A page that has its second part only where there is room."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(14)
        self._aside: QWidget | None = None
        self._is_wanted = True
        self.setMinimumWidth(_LEAST)  # else the layout's own least width would keep it from ever getting narrow

    def lay_out(self, first: QWidget, aside: QWidget, wide: int = _ASIDE) -> None:
        """Puts the parts in their places; `wide` is the second one's width with text of the usual size."""
        self._aside = aside
        aside.setFixedWidth(max(wide, self.fontMetrics().averageCharWidth() * wide * 2 // 15))
        self._across.addWidget(first, 1)
        self._across.addWidget(aside)

    def want_aside(self, is_wanted: bool) -> None:
        """Without a row to tell of there is no second part."""
        self._is_wanted = is_wanted
        self._place_aside()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The second part comes and goes."""
        super().resizeEvent(event)
        self._place_aside()

    def _place_aside(self) -> None:
        if self._aside is not None:
            has_room = self.width() >= max(_BOTH, 2 * self._aside.width())
            self._aside.setVisible(has_room and self._is_wanted)
