"""What stands around a film: its tools with their keys, what the colours over it mean, and what the model saw of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.film import SIDE
from hms_desktop.features.insight.films import Prepared
from hms_desktop.features.insight.ui.film_heat import Sample
from hms_desktop.features.insight.ui.film_view import FilmView
from hms_desktop.ui.flow import FlowLayout
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr

_THUMB: Final = 84
_SLIDER: Final = 90
_KEYS: Final = (
    "Keys on the film: + − nearer and farther · arrows push · [ ] contrast · ; ' brightness · Shift and arrows walk "
    "over the places of the heat map"
)


class FilmTools(QWidget):
    """Below the film: every way of looking as a button with its key, the legend, and the place that is asked about."""

    def __init__(self, look: FilmView) -> None:
        super().__init__()
        self.look = look
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.place = label("", "caption", wraps=True)
        rows.addWidget(self.place)
        rows.addWidget(self._buttons())
        rows.addWidget(self._legend())
        look.looked.connect(self._follow)
        self._follow()

    def _buttons(self) -> QWidget:
        made = QWidget()
        flow = FlowLayout(GAP + 4, 2, made)
        flow.setContentsMargins(0, 0, 0, 0)
        look = self.look
        self.heat = KeyButton(tr("Heat map"), "H")
        for button, act in (
            (self.heat, look.toggle_heat),
            (KeyButton(tr("Negative"), "N"), look.negate),
            (KeyButton(tr("Turn"), "R"), look.turn),
            (KeyButton(tr("Mirror"), "M"), look.mirror),
            (KeyButton(tr("Nearer"), "+"), partial(look.closer, 1)),
            (KeyButton(tr("Whole"), "0"), look.whole),
            (KeyButton(tr("Reset"), "Home"), look.begin_again),
        ):
            button.setObjectName("quiet")
            button.clicked.connect(partial(_do, act))
            flow.addWidget(button)
        return made

    def _legend(self) -> QWidget:
        self.legend = QWidget()
        across = QHBoxLayout(self.legend)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GAP)
        for part, text in ((1.0, tr("+ speaks for")), (-1.0, tr("− speaks against"))):
            across.addWidget(Sample(part, text))
            across.addWidget(label(text, "caption"))
        across.addStretch(1)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(round(self.look.opacity * 100))
        self.opacity.setFixedWidth(_SLIDER)
        self.opacity.setAccessibleName(tr("How much the heat map covers"))
        self.opacity.valueChanged.connect(lambda value: self.look.see_through(value / 100))
        across.addWidget(label(tr("Covers"), "caption", buddy=self.opacity))
        across.addWidget(self.opacity)
        return self.legend

    def _follow(self) -> None:
        look = self.look
        has_heat = bool(look.heat)
        self.heat.setEnabled(has_heat)
        self.legend.setVisible(has_heat and look.shows_heat)
        about = look.heat.said(*look.place) if has_heat and look.place else ""
        self.place.setText(about or tr("The heat map shows what the model counted, not where a disease is"))
        self.place.setVisible(has_heat)


def _do(act: Callable[[], None], _checked: object = None) -> None:
    act()


class AsRead(QWidget):
    """The film as the model saw it: so few points that nothing small can have been seen."""

    def __init__(self) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(GAP)
        self.picture = QLabel()
        self.picture.setFixedSize(_THUMB, _THUMB)
        self.picture.setAccessibleName(tr("The film as the model reads it"))
        self.told = label("", "quiet", wraps=True)
        across.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        rows = QVBoxLayout()
        rows.addWidget(self.told)
        rows.addWidget(label(tr(_KEYS), "quiet", wraps=True))
        rows.addStretch(1)
        across.addLayout(rows, 1)
        self.show_film(None)

    def show_film(self, film: Prepared | None) -> None:
        """This film, or nothing."""
        self.setVisible(film is not None)
        if film is None:
            self.picture.clear()
            return
        image = QImage(film.points, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8)
        self.picture.setPixmap(QPixmap.fromImage(image.scaled(_THUMB, _THUMB)))
        self.told.setText(tr(
            "As the model reads it: the middle of {width} × {height} points, brought to 28 × 28. Nothing small can be "
            "seen on it",
            width=film.width, height=film.height,
        ))  # fmt: skip
