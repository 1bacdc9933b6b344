"""Time zones to choose from, and the one that this computer keeps."""

from __future__ import annotations

import zoneinfo

from PySide6.QtCore import Qt, QTimeZone
from PySide6.QtWidgets import QCompleter, QWidget


def zone_completer(parent: QWidget) -> QCompleter:
    """Names of time zones by any part of them: «madrid» finds Europe/Madrid."""
    made = QCompleter(sorted(zoneinfo.available_timezones()), parent)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    made.setFilterMode(Qt.MatchFlag.MatchContains)
    return made


def guessed_zone() -> str:
    """This computer's zone, if it has one by name."""
    name = QTimeZone.systemTimeZoneId().toStdString()
    return name if name in zoneinfo.available_timezones() else "UTC"
