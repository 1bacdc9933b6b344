"""A model's card laid out to be read: plain labels, whatever its author wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.card import Block, Part, blocks
from hms_desktop.features.insight.ui.plain_table import table_of
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.ui.rebuilt import Rebuilt
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.theme import large, strong
from hms_desktop.ui.words import label

_WIDEST: Final = 860
"""Pixels of a line of text; longer ones are hard to read."""


class CardView(QStackedWidget):
    """The card, or why there is none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.quiet, self.body = Quiet(), Rebuilt(spacing=7)
        self.shown = ""
        """The model whose card stands here."""
        self.area = scrolled(self.body, name)
        self.addWidget(self.quiet)
        self.addWidget(self.area)
        self.setFocusProxy(self.area)

    def show_card(self, model: str, text: str) -> None:
        """This card from its beginning."""
        if model == self.shown:
            return
        self.shown = model
        self.body.show_parts(_parts(blocks(text)))
        self.area.verticalScrollBar().setValue(0)
        self.setCurrentWidget(self.area)

    def asking(self) -> None:
        """The card is on its way."""
        self.shown = ""
        self.quiet.asking()
        self.setCurrentWidget(self.quiet)

    def refuse(self, error: KnownError | BugError, again: Callable[[], object]) -> None:
        """There is none, or it may not be read."""
        self.shown = ""
        self.quiet.refused(error, again)
        self.setCurrentWidget(self.quiet)

    def text(self) -> str:
        """What is read, for screen readers and tests."""
        return self.body.text() if self.currentWidget() is self.area else self.quiet.text()


def scrolled(body: QWidget, name: str) -> QScrollArea:
    """A column that the keyboard scrolls."""
    holder = QWidget()
    holder.setObjectName("clear")
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(14, 10, 14, 14)
    rows.addWidget(body)
    rows.addStretch(1)
    made = QScrollArea()
    made.setObjectName("clear")
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(name)
    made.setWidget(holder)
    return made


def _parts(found: tuple[Block, ...]) -> Iterator[QWidget]:
    for block in found:
        made = table_of(block.rows) if block.part is Part.TABLE else _words(block)
        made.setMaximumWidth(_WIDEST)
        yield made


def _words(block: Block) -> QLabel:
    text = f"•  {block.text}" if block.part is Part.POINT else block.text
    made = label(text, "quiet" if block.part is Part.CODE else "", wraps=True)
    if block.part is Part.TITLE:
        made.setFont(strong(large(made.font())))
    elif block.part is Part.HEAD:
        made.setFont(strong(made.font()))
        made.setContentsMargins(0, 8, 0, 0)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
