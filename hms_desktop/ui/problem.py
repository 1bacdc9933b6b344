"""What went wrong, beside the field that it concerns: the title is seen first, then what happened, then the way on."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, sentences


class Problem(QFrame):
    """Hidden until something is told. Nothing in it can be more than plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problem")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(GAP + 6, GAP + 2, GAP + 6, GAP + 2)
        rows.setSpacing(2)
        self._lines = (label("", "bad", wraps=True), label("", wraps=True), label("", "caption", wraps=True))
        self._lines[0].setFont(strong(self.font()))
        for line in self._lines:
            rows.addWidget(line)
        self.hide()

    def tell(self, error: KnownError | BugError) -> None:
        """Shows the error in place of the one before."""
        for line, text in zip(self._lines, sentences(error), strict=True):
            line.setText(text)
            line.setVisible(bool(text))
        self.setAccessibleName(self.text())
        self.show()

    def text(self) -> str:
        """All of it, as a screen reader says it."""
        return " ".join(line.text() for line in self._lines if line.text())
