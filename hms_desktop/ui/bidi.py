"""Which way a text itself runs, whatever the window does: a date or a phone number in an Arabic window keeps its order.

Without this Qt takes the window's direction for the text's, and «23-Jul-1956» is painted as «Jul-1956-23» (seen).
"""

from __future__ import annotations

import unicodedata
from typing import Final

from PySide6.QtCore import Qt

_RIGHT: Final = frozenset({"R", "AL"})


def direction_of(text: str) -> Qt.LayoutDirection:
    """The direction of the text's first letter; figures and signs alone run from left to right."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in _RIGHT:
            return Qt.LayoutDirection.RightToLeft
        if kind == "L":
            break
    return Qt.LayoutDirection.LeftToRight
