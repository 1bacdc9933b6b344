"""Reading a chest film: opened from a file, dropped or pasted, looked at large, beside it what the model says of it.

The film stays on this desk: of it only digest and size are kept, with what was said. Another patient takes it off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from hms_desktop.features.insight.domain.answer import Kind, Opinion, Silence
from hms_desktop.features.insight.domain.film import LIMITS
from hms_desktop.features.insight.films import FilmAsRead, FilmReading, Prepared, ReadFilm
from hms_desktop.features.insight.ui.answer_view import AnswerView, beside
from hms_desktop.features.insight.ui.film_file import OpenedFilm, open_image, open_path
from hms_desktop.features.insight.ui.film_tools import AsRead, FilmTools
from hms_desktop.features.insight.ui.film_view import FilmView
from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.features.insight.ui.words import in_words, percent
from hms_desktop.kernel.errors import BugError, KnownError
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.states import Quiet
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, told, tr
from hms_desktop.ui.workplace import Workplace

_ANSWER: Final = 400
_NOTHING: Final = Opinion(kind=Kind.FILM, model="film", silence=Silence.NOTHING, says=(LIMITS,))
_PICTURES: Final = "Pictures (*.png *.jpg *.jpeg *.bmp *.tif *.tiff)"

Loaded = tuple[OpenedFilm, bytes]


class FilmPanel(Instrument):
    """One film at a time."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.film: OpenedFilm | None = None
        self.prepared: Prepared | None = None
        self.reading: FilmReading | None = None
        self._turn = 0
        self.setAcceptDrops(True)
        self.open_button = KeyButton(tr("Open a film"), "Ctrl O")
        self.paste_button = KeyButton(tr("Paste"), "Ctrl V")
        self.open_button.clicked.connect(self.choose)
        self.paste_button.clicked.connect(self.paste)
        self.told, self.problem = label("", "caption", wraps=True), label("", "bad", wraps=True)
        self.look, self.view, self.as_read, self.none = FilmView(), AnswerView(), AsRead(), Quiet()
        self.none.empty("lungs", tr("No film is open"), tr("Open a PNG, JPEG, BMP or TIFF file, drop it here or paste "
                        "a copied picture. The film itself is not kept"))  # fmt: skip
        self.tools = FilmTools(self.look)
        self._lay_out()
        self.close_film()

    # What the page asks of it.

    def turned(self, *, other: bool) -> None:
        """Another patient's film is another film; with another age the same film is read anew."""
        if other:
            self.close_film()
        elif self.prepared is not None:
            self._ask(self.prepared)

    def opinion(self) -> Opinion | None:
        """What the model says of the film that is shown."""
        return self.reading.opinion if self.reading else None

    def accepted(self) -> tuple[str, str]:
        """The opinion as an opinion, with its chance; it is no diagnosis and has no code."""
        said = self.opinion()
        if said is None or not said.likely or said.silence is not Silence.NONE:
            return "", ""
        chance = said.likely[0].probability
        return tr("Film opinion: pneumonia {word}, {percent} %", word=in_words(chance), percent=percent(chance)), ""

    def primary(self) -> None:
        """Chooses a film."""
        self.choose()

    def escape(self) -> bool:
        """Puts the film away, if there is one."""
        was = self.film is not None
        self.close_film()
        return was

    def first_field(self) -> QWidget:
        """The film, else how to get one."""
        return self.look if self.film else self.open_button

    # What a person does.

    def choose(self) -> None:
        """Asks which file."""
        dialog = QFileDialog(self, tr("Open a film"), str(Path.home()), tr(_PICTURES))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def paste(self) -> None:
        """The film that was copied elsewhere, as a picture or as a file."""
        if not self._take(QGuiApplication.clipboard().mimeData()):
            self._object(tr("No picture was copied; copy one, or open its file"))

    def open_file(self, path: Path) -> None:
        """Opens a film beside the window; what is shown stays until another film stands whole."""
        self._load(partial(open_path, path))

    def close_film(self) -> None:
        """No film, and nothing of the one before."""
        self._turn += 1
        self.film = self.prepared = self.reading = None
        self._object("")
        self.look.show_film(None)
        self._show()

    # Drag and drop, and keys of the panel.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture, or one file."""
        if event.mimeData().hasImage() or _file_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What was dropped is opened."""
        if self._take(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V anywhere on the panel."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    # Inside.

    def _take(self, given: QMimeData) -> bool:
        path = _file_in(given)
        image = given.imageData() if given.hasImage() and path is None else None
        if path is not None:
            self.open_file(path)
        elif isinstance(image, QImage):
            self._load(partial(open_image, image))
        return path is not None or isinstance(image, QImage)

    def _load(self, opening: Callable[[], OpenedFilm]) -> None:
        self._turn += 1
        self._object("")
        self.told.setText(tr("The film is opened …"))

        def load() -> Loaded:
            film = opening()
            return film, film.grey()

        turn = self._turn
        self.place.jobs.io(self, load, partial(self._opened, turn), partial(self._not_opened, turn))

    def _opened(self, turn: int, loaded: Loaded) -> None:
        if turn != self._turn:
            return
        self.film, grey = loaded
        self.prepared = self.reading = None
        self.look.show_film(self.film)
        self._show()
        self.look.setFocus()
        size = self.film.size
        query = FilmAsRead(width=size.width(), height=size.height(), grey=grey)
        self.place.ask(self, query, partial(self._prepared, turn), partial(self._refused, turn))

    def _not_opened(self, turn: int, error: KnownError | BugError) -> None:
        """The film before, if there is one, stays with what was said of it."""
        if turn == self._turn:
            self._show()
            self._object(told(error))

    def _prepared(self, turn: int, prepared: Prepared) -> None:
        if turn == self._turn:
            self.prepared = prepared
            self._ask(prepared)

    def _ask(self, prepared: Prepared) -> None:
        self._turn += 1
        self.reading = None
        self._show()
        self.told.setText(tr("The film is read …"))
        subject, turn = self.subject, self._turn
        command = ReadFilm(id=self.place.new_id(), film=prepared, age=subject.age, patient=subject.patient)
        self.place.do(self, command, partial(self._read, turn), partial(self._refused, turn))

    def _read(self, turn: int, done: Done[FilmReading]) -> None:
        if turn == self._turn:
            self.reading = done.answer
            self._show()

    def _refused(self, turn: int, error: KnownError | BugError) -> None:
        if turn == self._turn:
            self.reading = None
            self._show()
            self.view.refuse(error)

    def _show(self) -> None:
        """All of the answer, or none of it."""
        said = self.opinion() or _NOTHING
        self.view.show_opinion(replace(said, says=tuple(tr(one) for one in said.says)))
        self.look.show_heat(self.reading.places if self.reading else ())
        self.as_read.show_film(self.prepared)
        for part, is_there in ((self.look, self.film), (self.tools, self.film), (self.none, self.film is None)):
            part.setVisible(bool(is_there))
        is_first = self.film is not None and self.film.is_first_of_more
        self.told.setText(tr("The first picture of several in this file") if is_first else "")
        self.shown.emit()

    def _object(self, why: str) -> None:
        self.problem.setText(why)
        self.problem.setVisible(bool(why))

    def _lay_out(self) -> None:
        left, right, answer = QVBoxLayout(), QVBoxLayout(), QWidget()
        head = beside(self.open_button, self.paste_button, self.told, stretch=False)
        row = head.layout()
        assert isinstance(row, QHBoxLayout)
        row.setStretch(2, 1)
        left.setSpacing(6)
        for part in (head, self.problem):
            left.addWidget(part)
        left.addWidget(self.none, 1)
        left.addWidget(self.look, 1)
        left.addWidget(self.tools)
        right.addWidget(self.view)
        right.addWidget(self.as_read)
        right.addStretch(1)
        right.setContentsMargins(0, 0, 0, 0)
        answer.setLayout(right)
        answer.setMinimumWidth(_ANSWER)
        across = QHBoxLayout(self)
        across.setContentsMargins(14, 10, 14, 10)
        across.setSpacing(3 * GAP)
        across.addLayout(left, 5)
        across.addWidget(answer, 4)


def _file_in(given: QMimeData) -> Path | None:
    """The one file on this machine that is given; never an address elsewhere."""
    urls = given.urls() if given.hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
