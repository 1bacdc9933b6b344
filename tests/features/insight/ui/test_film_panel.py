"""The film panel: a film comes in by file, drop or paste, is read, and goes with its patient; nothing half is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.domain.answer import Silence
from hms_desktop.features.insight.domain.film import LIMITS
from hms_desktop.features.insight.domain.subject import Subject
from hms_desktop.features.insight.films import FilmAsRead, FilmReading, Prepared, ReadFilm, prepared, read
from hms_desktop.features.insight.service import AnswersOf
from hms_desktop.features.insight.ui.film_file import open_bytes
from hms_desktop.features.insight.ui.film_panel import FilmPanel
from hms_desktop.features.patients.service import PatientList
from hms_desktop.kernel.errors import NotFound
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.workplace import Workplace
from tests.features.insight.chests import chest, film_model, noise, png
from tests.features.insight.ui.pages import page_of, somebody
from tests.features.patients.ui.people import demo_clinic
from tests.ui.shown import fake_acts, nameless, settled

ANY = 1e9
CHILD = Subject(patient=UUID(int=5), name="ABDI, Hodan", sex="female", age=3.5)


def as_read(query: FilmAsRead) -> Prepared:
    return Prepared(prepared(query.grey, query.width, query.height), query.width, query.height, "digest")


def said_of(command: ReadFilm) -> FilmReading:
    """The shipped model, with a guard that lets drawn films pass and clear limits."""
    found = read(film_model(refuse_above=ANY, rule_out_below=0.5), command.film, command.age)
    return replace(found, opinion=replace(found.opinion, uid=UUID(int=77)))


@pytest.fixture
def panel(qtbot: QtBot, jobs: Jobs) -> FilmPanel:
    acts = fake_acts("insight.ask", "insight.accept", FilmAsRead=as_read, ReadFilm=said_of)
    made = FilmPanel(Workplace(acts, acts.standing(), jobs))
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    made.show_for(CHILD)
    return made


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.png"
    path.write_bytes(png(chest(120, 90)))
    return path


def opened(qtbot: QtBot, jobs: Jobs, panel: FilmPanel, path: Path) -> None:
    panel.open_file(path)
    settled(qtbot, jobs)


def test_without_a_film_it_says_how_to_get_one_and_what_the_model_is(panel: FilmPanel) -> None:
    assert "No film is open" in panel.none.text()
    assert LIMITS in panel.view.text()
    assert panel.opinion() is None
    assert panel.accepted() == ("", "")
    assert panel.look.isHidden()
    assert nameless(panel) == []


def test_a_film_is_shown_read_and_can_be_accepted_as_an_opinion(
    qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path
) -> None:
    opened(qtbot, jobs, panel, film)
    said = panel.opinion()
    assert said is not None
    assert panel.look.film_size.width() == 120
    assert panel.look.heat.places
    assert LIMITS in panel.view.text()
    assert "120 × 90" in panel.as_read.told.text()
    what, code = panel.accepted()
    assert what.startswith("Film opinion: pneumonia ")
    assert what.endswith(" %")
    assert code == ""
    assert nameless(panel) == []


def test_every_place_of_the_map_is_one_of_the_film(qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path) -> None:
    opened(qtbot, jobs, panel, film)
    assert panel.reading is not None
    assert panel.look.heat.places == panel.reading.places
    assert panel.look.cell(0, 0).topLeft() == QPointF(15, 0)
    assert panel.look.cell(6, 6).bottomRight() == QPointF(105, 90)


def test_an_age_outside_takes_map_and_chance_off_and_says_so(
    qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path
) -> None:
    opened(qtbot, jobs, panel, film)
    panel.show_for(replace(CHILD, age=8.0))
    assert panel.opinion() is None
    assert not panel.look.heat
    settled(qtbot, jobs)
    said = panel.opinion()
    assert said is not None
    assert said.silence is Silence.OUTSIDE
    assert not panel.look.heat
    assert panel.accepted() == ("", "")
    assert "children of one to five years only" in panel.view.text()
    assert "%" not in panel.view.text()


def test_another_patient_takes_the_film_off(qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path) -> None:
    opened(qtbot, jobs, panel, film)
    panel.show_for(replace(CHILD, patient=UUID(int=6), name="Other"))
    assert (panel.film, panel.reading, panel.prepared) == (None, None, None)
    assert panel.look.film_size.isEmpty()
    assert panel.opinion() is None


def test_a_film_that_was_still_being_opened_never_comes_to_another_patient(
    qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path
) -> None:
    panel.open_file(film)
    panel.show_for(replace(CHILD, patient=UUID(int=6), name="Other"))
    settled(qtbot, jobs)
    assert panel.film is None
    assert panel.opinion() is None


def test_a_torn_file_is_refused_with_its_place_and_the_film_before_stays(
    qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path
) -> None:
    opened(qtbot, jobs, panel, film)
    before = panel.opinion()
    torn = film.with_name("torn.png")
    torn.write_bytes(film.read_bytes()[:500])
    opened(qtbot, jobs, panel, torn)
    assert "from byte 500 of 500" in panel.problem.text()
    assert panel.opinion() is before
    assert panel.look.film_size.width() == 120
    opened(qtbot, jobs, panel, film)
    assert panel.problem.isHidden()


def test_a_first_file_that_is_refused_shows_nothing(qtbot: QtBot, jobs: Jobs, panel: FilmPanel, tmp_path: Path) -> None:
    path = tmp_path / "film.dcm"
    path.write_bytes(b"\0" * 128 + b"DICM" + b"\0" * 500)
    opened(qtbot, jobs, panel, path)
    assert "DICOM file" in panel.problem.text()
    assert panel.look.isHidden()
    assert panel.film is None


def test_the_last_file_wins_whichever_is_opened_first(qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path) -> None:
    other = film.with_name("other.png")
    other.write_bytes(png(chest(64, 64)))
    panel.open_file(film)
    panel.open_file(other)
    settled(qtbot, jobs)
    assert panel.look.film_size.width() == 64


def test_a_film_can_be_dropped_and_an_address_elsewhere_cannot(
    qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path
) -> None:
    drop(panel, QUrl("https://example.org/film.png"))
    assert not jobs._open
    drop(panel, QUrl.fromLocalFile(str(film)))
    settled(qtbot, jobs)
    assert panel.film is not None


def test_a_copied_picture_and_a_copied_file_are_pasted_by_the_key(
    qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("words")
    QTest.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "No picture was copied" in panel.problem.text()
    clipboard.setImage(QImage.fromData(png(chest(70, 60))))
    QTest.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    assert panel.look.film_size.width() == 70
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(film))])
    clipboard.setMimeData(given)
    panel.paste_button.click()
    settled(qtbot, jobs)
    assert panel.look.film_size.width() == 120
    clipboard.clear()


def test_escape_puts_the_film_away_once(qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path) -> None:
    assert not panel.escape()
    opened(qtbot, jobs, panel, film)
    assert panel.escape()
    assert panel.film is None
    assert panel.first_field() is panel.open_button


def test_a_missing_model_is_said_and_the_film_can_be_looked_at(qtbot: QtBot, jobs: Jobs, film: Path) -> None:
    def none(_: ReadFilm) -> FilmReading:
        raise NotFound("No such model", "The model «{name}» is not installed here", "Go on", name="film")

    acts = fake_acts("insight.ask", FilmAsRead=as_read, ReadFilm=none)
    panel = FilmPanel(Workplace(acts, acts.standing(), jobs))
    qtbot.addWidget(panel)
    panel.show_for(CHILD)
    opened(qtbot, jobs, panel, film)
    assert "is not installed here" in panel.view.text()
    assert not panel.look.isHidden()


def test_the_film_itself_is_never_sent_to_be_kept(qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path) -> None:
    opened(qtbot, jobs, panel, film)
    (command,) = [one for one in panel.place.person.sent if isinstance(one, ReadFilm)]  # type: ignore[attr-defined]
    assert len(command.film.points) == 784
    assert command.patient == CHILD.patient
    assert open_bytes(film.read_bytes()).grey() not in vars(command).values()


# Over a real clinic.


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("films")) as made:
        yield made


@pytest.mark.parametrize("on_file", [True, False])
def test_what_is_no_film_is_refused_and_that_it_was_shown_is_kept(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path, on_file: bool
) -> None:
    window, page, panel = page_of(qtbot, jobs, clinic, "film", FilmPanel)
    somebody(page, 3, "female")
    person = window.place.person
    uid = person.ask(PatientList()).rows[2].uid
    if on_file:
        page.show_for(uid)
        settled(qtbot, jobs)
    path = tmp_path / "photo.png"
    path.write_bytes(png(noise(300, 200)))
    opened(qtbot, jobs, panel, path)
    said = panel.opinion()
    assert said is not None
    assert said.silence is Silence.REFUSED
    assert "not taken for a child's chest film" in panel.view.text()
    assert not page.decision.accept.isEnabled()
    assert page.decision.report.isEnabled()
    if on_file:
        (row,) = person.ask(AnswersOf(patient=uid))
        assert (row.uid, row.kind, row.model) == (said.uid, "film", "film")


def test_the_key_leads_to_films_and_then_to_a_file(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    window, page, _ = page_of(qtbot, jobs, clinic, "film", FilmPanel)
    page.turn_to("diagnosis")
    press: Callable[[], None] = lambda: QTest.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)  # noqa: E731
    press()
    assert page.spec_id == "film"
    assert window.findChildren(QFileDialog) == []
    press()
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    dialog.reject()


def test_no_word_of_an_open_film_is_cut_off_on_the_smallest_screen(
    qtbot: QtBot, jobs: Jobs, panel: FilmPanel, film: Path
) -> None:
    panel.resize(1050, 440)
    opened(qtbot, jobs, panel, film)
    panel.look.ask_about((2, 2))
    panel.grab()
    for one in panel.findChildren(QLabel):
        if one.isVisibleTo(panel) and one.text() and not one.wordWrap():
            assert one.width() + 2 >= one.fontMetrics().horizontalAdvance(one.text()), one.text()


def drop(panel: FilmPanel, url: QUrl) -> None:
    given = QMimeData()
    given.setUrls([url])
    event = QDropEvent(QPointF(QPoint(50, 50)), Qt.DropAction.CopyAction, given, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    panel.dropEvent(event)
