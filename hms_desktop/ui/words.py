"""Words on the screen: translated, and always plain text, whatever somebody typed or a server sent.

Qt's labels take rich text by default; people have lost money to that. So labels are made here and nowhere else.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from hms_desktop.kernel.errors import BugError, Invalid, KnownError
from hms_desktop.ui.theme import strong

_PLAIN: Final = 0
"""`Qt.TextFormat.PlainText`; naming it would import the whole `Qt` namespace: 30 ms before the first paint."""


def tr(text: str, /, **values: object) -> str:
    """The text in the person's language, with its places filled afterwards."""
    told = QCoreApplication.translate("HMS", text)
    return told.format(**values) if values else told


def label(text: str, kind: str = "", *, buddy: QWidget | None = None, wraps: bool = False) -> QLabel:
    """A label of plain text. `kind` is its name in the style sheet; a buddy gives its field an accessible name."""
    made = QLabel(text)
    made.setProperty("textFormat", _PLAIN)
    made.setObjectName(kind)
    made.setWordWrap(wraps)
    if kind == "title":
        made.setFont(strong(made.font()))
    if buddy:
        made.setBuddy(buddy)
    return made


def told(error: KnownError | BugError) -> str:
    """An error as a person reads it: what happened, why, and the way on."""
    if isinstance(error, BugError):
        return tr("Something went wrong in the program. Nothing was saved; the report can be copied.")
    parts = [error.title, error.message, error.hint]
    if isinstance(error, Invalid):
        parts += error.fields.values()
    sentences = [tr(part, **error.values) for part in parts if part]
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in sentences)
