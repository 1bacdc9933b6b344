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


_LEFT: Final = 0x91
_RIGHT: Final = 0x92
"""`AlignLeft` or `AlignRight`, with `AlignAbsolute | AlignVCenter`: a line begins where the window's language begins,
whatever language the line itself is in."""


def tr(text: str, /, **values: object) -> str:
    """The text in the person's language, with its places filled afterwards."""
    told = QCoreApplication.translate("HMS", text)
    if values and any("\u0590" <= sign <= "\u08ff" for sign in told):
        values = {name: _apart(value) if isinstance(value, str) else value for name, value in values.items()}
    return told.format(**values) if values else told


def _apart(value: str) -> str:
    """Isolated, so that «21-Nov-2026» keeps its order inside a sentence that runs from right to left."""
    return f"\u2068{value}\u2069"


def apart(value: str) -> str:
    """A date, a time or a number beside words of the person's language: in one that runs from right to left it is
    isolated, so that 21-Nov-2026 is never read as Nov-2026-21."""
    app = QCoreApplication.instance()
    is_mirrored = app is not None and bool(getattr(app, "isRightToLeft", lambda: False)())
    return f"\u2066{value}\u2069" if is_mirrored else value


def label(text: str, kind: str = "", *, buddy: QWidget | None = None, wraps: bool = False) -> QLabel:
    """A label of plain text. `kind` is its name in the style sheet; a buddy gives its field an accessible name."""
    made = QLabel(text)
    made.setProperty("textFormat", _PLAIN)
    made.setProperty("alignment", _RIGHT if made.isRightToLeft() else _LEFT)
    made.setObjectName(kind)
    made.setWordWrap(wraps)
    if kind == "title":
        made.setFont(strong(made.font()))
    if buddy:
        made.setBuddy(buddy)
    return made


def told(error: KnownError | BugError) -> str:
    """An error as a person reads it: what happened, why, and the way on."""
    return " ".join(text for text in sentences(error) if text)


def sentences(error: KnownError | BugError) -> tuple[str, str, str]:
    """The same in its three parts, each of which may be empty."""
    if isinstance(error, BugError):
        return tr("Something went wrong in the program."), tr("Nothing was saved; the report can be copied."), ""
    happened = [error.message, *(error.fields.values() if isinstance(error, Invalid) else ())]
    message = " ".join(_ended(tr(part, **error.values)) for part in happened if part)
    return _ended(tr(error.title, **error.values)), message, _ended(tr(error.hint, **error.values))


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", "»", "؟", "।")) else f"{text}."
