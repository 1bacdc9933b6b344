"""The chosen one of the staff: facts, the usual week drawn small, the days that are unlike it, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from hms_desktop.features.staff.domain import DoctorRow, ExceptionRow, Hours
from hms_desktop.features.staff.ui.week_strip import WeekStrip
from hms_desktop.features.staff.ui.words import days_of, full_name, why_of
from hms_desktop.ui.facts import FactList
from hms_desktop.ui.list_view import one_line
from hms_desktop.ui.panel import Panel
from hms_desktop.ui.theme import GAP, strong
from hms_desktop.ui.words import label, tr

_ROW: Final = int(Qt.ItemDataRole.UserRole)
_SIGNATURE: Final = (180, 56)
_PAD: Final = 12
_MOST: Final = 4
_LONGEST_NAME: Final = 34

Acts = Sequence[tuple[str, Callable[[], object]]]


class DoctorPanel(Panel):
    """Made once; every choice fills it anew. `removed` asks for one of the days to be taken back."""

    removed = Signal(object)

    def __init__(self, acts: Acts, *, may_change: bool) -> None:
        super().__init__(tr("Staff"))
        self._may_change = may_change
        self.facts, self.strip, self.signature = FactList(), WeekStrip(), QLabel()
        self.signature.setAccessibleName(tr("Signature"))
        self.signature.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.signature.setObjectName("paper")
        self.days = _Days(self._remove if may_change else None)
        self.none = label(tr("No leave and no closed days ahead"), "caption", wraps=True)
        self.buttons = [_button(text, act) for text, act in acts]
        self._lay_out()

    def tell(self, row: DoctorRow | None, facts: Iterable[tuple[str, str]]) -> None:
        """Whose panel it is, and what is said of him."""
        name = full_name(row) if row else tr("Staff")
        self.title.setText(name if len(name) <= _LONGEST_NAME else f"{one_line(name)[:_LONGEST_NAME]}…")
        self.title.setToolTip(name)
        self.facts.tell(facts)
        for button in self.buttons:
            button.setEnabled(row is not None)

    def show_days(self, rows: Iterable[ExceptionRow]) -> None:
        """Leave and closed days ahead."""
        self.days.clear()
        for row in rows:
            item = QListWidgetItem(f"{days_of(row)}\n{one_line(why_of(row, in_full=self._may_change))}")
            item.setData(_ROW, row)
            item.setToolTip(item.text())
            self.days.addItem(item)
        self.days.setVisible(self.days.count() > 0)
        high = 2 * self.fontMetrics().lineSpacing() + _PAD
        self.days.setFixedHeight(min(self.days.count(), _MOST) * high + 2)
        self.none.setVisible(not self.days.count())

    def show_week(self, week: tuple[Hours, ...], today: int) -> None:
        """The usual week."""
        self.strip.show_week(week, today)

    def show_signature(self, data: bytes) -> None:
        """On white, as it stands on paper; nothing where there is none."""
        picture = QPixmap()
        picture.loadFromData(data)
        self.signature.setVisible(not picture.isNull())
        if not picture.isNull():
            kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.signature.setPixmap(picture.scaled(*_SIGNATURE, kept, smooth))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(2 * GAP, 2 * GAP - 2, 2 * GAP, 2 * GAP)
        rows.setSpacing(GAP)
        for part in (self.facts, self.signature, _head(tr("Weekly hours")), self.strip, _head(tr("Days ahead"))):
            rows.addWidget(part)
        rows.addWidget(self.none)
        rows.addWidget(self.days)
        if self._may_change:
            rows.addSpacing(GAP)
            grid = QGridLayout()
            grid.setSpacing(GAP)
            for at, button in enumerate(self.buttons):
                grid.addWidget(button, at // 2, at % 2)
            rows.addLayout(grid)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("clear")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.rows.addWidget(scroll)
        self.signature.hide()
        self.show_days(())

    def _remove(self) -> None:
        if self.days.currentRow() >= 0:
            self.removed.emit(self.days.currentItem().data(_ROW))


class _Days(QListWidget):
    """Days ahead; Del takes the chosen ones back."""

    def __init__(self, remove: Callable[[], None] | None) -> None:
        super().__init__()
        self._remove = remove
        self.setObjectName("days")
        self.setAccessibleName(tr("Days ahead"))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if remove is not None:
            self.setAccessibleDescription(tr("Del takes them back"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del; the arrows are the list's own."""
        if event.key() == Qt.Key.Key_Delete and self._remove is not None:
            self._remove()
        else:
            super().keyPressEvent(event)


def _head(text: str) -> QLabel:
    made = label(text)
    made.setFont(strong(made.font()))
    return made


def _button(text: str, act: Callable[[], object]) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text)
    made.clicked.connect(lambda _: act())
    return made
