"""Lists as the house shows them: quiet heads, hairlines, one selected row, names in the heavier weight, words in chips.

The keyboard stays in the list: Home and End, pages, and letters that jump to a name. A list of a million rows scrolls
over a model that keeps two thousand of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.bidi import direction_of
from hms_desktop.ui.paged_model import Chip, Column, KeysetModel, RowModel
from hms_desktop.ui.theme import GAP, colour_of, small, strong, tone_colours

ROW_HIGH: Final = 34
_HEAD_HIGH: Final = 30
_PAD: Final = 10
_LETTERS_MS: Final = 700
_LEAST_SHARE: Final = 170
"""A column that shares what is left must hold a name."""


class ListView(QTableView):
    """A list of whole rows. Enter opens one, Space peeks at it, letters are handed on to whoever filters."""

    opened = Signal(object)
    peeked = Signal(object)
    chosen = Signal(object)
    typed = Signal(str)
    """Letters in a row within a moment: a name to jump to."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setObjectName("list")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(RowDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(max(ROW_HIGH, round(self.fontMetrics().height() * 2)))
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setFixedHeight(max(_HEAD_HIGH, round(self.fontMetrics().height() * 1.8)))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setFont(strong(small(self.font())))
        self.doubleClicked.connect(lambda _: self._open())
        self.columns: tuple[Column[Any], ...] = ()
        self._letters = ""
        self._pause = QTimer(self, singleShot=True, interval=_LETTERS_MS)
        self._pause.timeout.connect(self._forget_letters)

    def show_model(self, model: RowModel[Any], columns: tuple[Column[Any], ...]) -> None:
        """Shows this model; columns of no width share what is left."""
        self.setModel(model)
        self.columns = columns
        head = self.horizontalHeader()
        for at, column in enumerate(columns):
            if column.width:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(at, round(column.width * self.fontMetrics().averageCharWidth() / 7))
            else:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        if isinstance(model, KeysetModel):
            model.grew_above.connect(self._keep_place)
        model.modelReset.connect(self._forget_letters)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(self.row_at(now.row())))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the columns that may hide make room for those that share what is left."""
        super().resizeEvent(event)
        wide = [round(column.width * self.fontMetrics().averageCharWidth() / 7) for column in self.columns]
        shares = sum(not column.width for column in self.columns)
        left = self.viewport().width() - sum(wide) - shares * _LEAST_SHARE
        for at in reversed(range(len(self.columns))):
            if self.columns[at].may_hide:
                self.setColumnHidden(at, left < 0)
                left += wide[at] if left < 0 else 0

    def row_at(self, at: int) -> Any:  # noqa: ANN401 - the kind of the model's rows
        """The row at this place, or None."""
        model = self.model()
        return model.row(at) if isinstance(model, RowModel) and at >= 0 else None

    def current(self) -> Any:  # noqa: ANN401
        """The selected row, or None."""
        return self.row_at(self.currentIndex().row())

    def looked_at(self, at: int) -> Any:  # noqa: ANN401
        """The row at this place for painting, or None while it is out of memory."""
        model = self.model()
        return model.looked_at(at) if isinstance(model, RowModel) else None

    def choose(self, at: int) -> None:
        """Puts the keyboard on this row."""
        model = self.model()
        index = model.index(at, 0) if isinstance(model, RowModel) else QModelIndex()
        if index.isValid():
            self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Space and letters; the arrows and pages are the table's own."""
        key, text = event.key(), event.text()
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if held:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif key == Qt.Key.Key_Space and not self._letters:
            self.peeked.emit(self.current())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and isinstance(self.model(), RowModel):
            self.choose(0 if key == Qt.Key.Key_Home else self.model().rowCount() - 1)
        elif text and text.isprintable():
            self._letters += text
            self._pause.start()
            self.typed.emit(self._letters)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Qt would look through every row in memory; whoever listens to `typed` asks the store instead."""

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

    def _forget_letters(self) -> None:
        self._letters = ""

    def _keep_place(self, rows: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + rows * self.verticalHeader().defaultSectionSize())

    def _scrolled(self, value: int) -> None:
        model = self.model()
        if isinstance(model, KeysetModel) and value < self.viewport().height():
            model.fetch_above()


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: text in its weight and tone, a chip behind it, a hairline below, never rich text."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        view = self.parent()
        assert isinstance(view, ListView)
        painter.save()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(option.rect, colour_of("chosen"))
        painter.setPen(colour_of("hairline"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if is_chosen and view.hasFocus() and index.column() == 0:
            edge = QRect(option.rect)
            edge.setWidth(3)
            if view.isRightToLeft():
                edge.moveRight(option.rect.right())
            painter.fillRect(edge, colour_of("accent"))
        self._write(painter, option, index, view)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows have one height."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), ROW_HIGH)

    def _write(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        view: ListView,
    ) -> None:
        """Reads the row itself, once: five questions by role for each cell took a quarter of a repaint."""
        row = view.looked_at(index.row())
        if row is None:
            return
        column = view.columns[index.column()]
        text, tone, chip = column.text(row), column.tone(row), column.chip(row)
        fonts = _fonts_of(view.font().key())
        font, metrics = fonts.strong if column.is_strong else fonts.plain
        room = QRect(option.rect.adjusted(_PAD, 0, -_PAD, 0))
        chip_wide = _chip_width(view, chip.text) + GAP if chip else 0
        shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, room.width() - chip_wide)
        painter.setFont(font)
        painter.setPen(
            tone_colours(tone)[0] if tone is not Tone.PLAIN else view.palette().color(QPalette.ColorRole.Text)
        )
        aligned = Qt.AlignmentFlag.AlignRight if column.is_figure else Qt.AlignmentFlag.AlignLeading
        flags = QStyle.visualAlignment(view.layoutDirection(), aligned) | Qt.AlignmentFlag.AlignVCenter
        painter.setLayoutDirection(direction_of(text))
        painter.drawText(room, int(flags) | int(Qt.TextFlag.TextSingleLine), shown)
        if chip:
            wide = metrics.horizontalAdvance(shown) + GAP
            left = room.right() - wide - chip_wide + GAP if view.isRightToLeft() else room.left() + wide
            draw_chip(painter, view, chip, left, option.rect)


def draw_chip(painter: QPainter, view: QWidget, chip: Chip, left: int, row: QRect) -> None:
    """A word on a coloured field."""
    ink, ground = tone_colours(chip.tone)
    font, metrics = _fonts_of(view.font().key()).chip
    high = metrics.height() + 4
    field = QRectF(left, row.center().y() - high / 2 + 0.5, _chip_width(view, chip.text), high)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(ground)
    painter.drawRoundedRect(field, high / 2, high / 2)
    painter.setPen(ink)
    painter.setFont(font)
    painter.drawText(field, int(Qt.AlignmentFlag.AlignCenter), chip.text)


def one_line(text: str) -> str:
    """A cell has one line, whatever was pasted into a name; a megabyte is not measured to be cut off."""
    return " ".join(text[:300].split())


def _chip_width(view: QWidget, text: str) -> int:
    return _fonts_of(view.font().key()).chip[1].horizontalAdvance(text) + 2 * GAP


@dataclass(frozen=True)
class _Fonts:
    """A list's three fonts with their measures; making them anew for every cell took a third of a repaint."""

    plain: tuple[QFont, QFontMetrics]
    strong: tuple[QFont, QFontMetrics]
    chip: tuple[QFont, QFontMetrics]


@lru_cache(maxsize=8)
def _fonts_of(key: str) -> _Fonts:
    plain = QFont()
    plain.fromString(key)
    made = (plain, strong(plain), strong(small(plain)))
    return _Fonts(*((font, QFontMetrics(font)) for font in made))
