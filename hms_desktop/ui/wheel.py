"""The mouse wheel changes no value: over an unfocused field it turned «5 mg» into «50 mg» (seen). It only scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QScrollBar


class WheelGuard(QObject):
    """Installed on the application: a wheel over a field that holds a value goes on to what contains it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event ends here."""
        if event.type() is not QEvent.Type.Wheel or isinstance(watched, QScrollBar):
            return False
        if isinstance(watched, QAbstractSpinBox | QComboBox | QAbstractSlider):
            event.ignore()
            return True
        return False
