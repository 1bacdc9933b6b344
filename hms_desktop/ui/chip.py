"""A word on a coloured field, as a label: the colour says nothing that the word does not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.theme import small, strong, tone_colours


class ChipLabel(QLabel):
    """One short text in its tone."""

    def __init__(self, text: str, tone: Tone = Tone.QUIET) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._tone = tone
        self.setFont(strong(small(self.font())))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._colour()

    def say(self, text: str, tone: Tone) -> None:
        """Another word."""
        self.setText(text)
        self._tone = tone
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme, other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        ink, ground = tone_colours(self._tone)
        sheet = f"color: {ink.name()}; background: {ground.name()}; border-radius: 9px; padding: 2px 9px;"
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
