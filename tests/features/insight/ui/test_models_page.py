"""The models page over a real demo clinic: cards, watch, versions, learning; by the keyboard alone."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.insight.domain.answer import Verdict
from hms_desktop.features.insight.risks import AskRisk
from hms_desktop.features.insight.service import Decide, TellOutcome
from hms_desktop.features.insight.ui.models_page import ModelsPage
from hms_desktop.features.insight.versions import ChooseVersion
from hms_desktop.inference.catalogue import Catalogue, seal_of
from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.theme import THEMES, ThemeName, apply, colour_of
from tests.architecture.findings import CHECKOUT
from tests.demo_copies import demo_clinic
from tests.features.patients.ui.people import acts_of
from tests.ui.shown import nameless, settled, window_of

Opens = Callable[..., tuple[MainWindow, ModelsPage]]
CARD, WATCH, VERSIONS, LEARN = range(4)


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    with demo_clinic(tmp_path / "demo") as made:
        yield made


@pytest.fixture
def opens(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> Iterator[Opens]:
    """The page of somebody, with a model in front and one of its parts."""

    def make(
        role: str = "administrator", model: str = "readmission", part: int = CARD
    ) -> tuple[MainWindow, ModelsPage]:
        window = window_of(qtbot, jobs, acts_of(clinic, role), "settings")
        window.open("models", model)
        page = window.page
        assert isinstance(page, ModelsPage)
        settled(qtbot, jobs)
        page.tabs.setCurrentIndex(part)
        settled(qtbot, jobs)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)  # keys of a window work only in the one in front
        return window, page

    yield make
    settled(qtbot, jobs)


def asked(clinic: Clinic, times: int, *, age: float = 20.0) -> None:
    """So many answers, of people who are none of those that the model was made of."""
    person = acts_of(clinic, "doctor")
    for at in range(times):
        values = {"age": age, "male": 1.0, "time_in_hospital": 4.0, "num_medications": float(20 + at)}
        ask = AskRisk(id=person.new_id(), model="readmission", values=values, sources={})
        said = person.person.execute(ask).answer
        assert said.uid is not None
        if at % 2:
            person.person.execute(Decide(id=person.new_id(), answer=said.uid, verdict=Verdict.DISMISSED, why="1"))
        told = TellOutcome(id=person.new_id(), answer=said.uid, happened="yes" if at % 5 == 0 else "no")
        person.person.execute(told)


def given(clinic: Clinic, models: Catalogue) -> None:
    """The clinic has these models from now on."""
    assert clinic._opened is not None
    clinic._opened.store.given[Catalogue] = models  # type: ignore[index]


def test_every_model_is_listed_and_its_card_is_read_as_plain_words(opens: Opens) -> None:
    _, page = opens(model="mortality")
    assert {row.name for row in page.rows} >= {"diagnosis", "film", "mortality", "noshow", "readmission", "triage"}
    assert page.panel.title.text() == "Mortality"
    assert "seriously ill adult" in page.card.text()
    assert "**" not in page.card.text()
    labels = page.card.body.findChildren(QLabel)
    assert labels
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in labels)


def test_the_keyboard_alone_goes_through_models_parts_and_tables(
    opens: Opens, qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    acts_of(clinic, "doctor")  # opens the clinic
    asked(clinic, 2)
    window, page = opens(model="mortality")
    assert window.focusWidget() is page.models
    QTest.keyClick(page.models, Qt.Key.Key_Down)
    QTest.keyClick(page.models, Qt.Key.Key_Down)
    assert page.name == "readmission"
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    assert page.tabs.currentIndex() == WATCH
    weeks = page.watch.weeks
    seen = [weeks.plot is not None and weeks.plot.isVisible()]
    for _ in range(2):
        QTest.keyClick(page.models, Qt.Key.Key_T)
        seen.append(weeks.table.isVisible())
    assert seen == [True, True, False]
    assert "Week of" in weeks.table.text()
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.tabs.currentIndex() == CARD  # nothing is learnt of readmission: that part is passed over
    assert not nameless(page)


def test_the_library_of_plots_waits_until_one_is_looked_at_and_leaves_errors_to_the_program(
    opens: Opens, qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    hook = sys.excepthook
    _, page = opens("doctor")
    asked(clinic, 1)
    drawn = [page.watch.weeks.plot]
    page.tabs.setCurrentIndex(WATCH)
    settled(qtbot, jobs)
    drawn.append(page.watch.weeks.plot)
    assert [one is None for one in drawn] == [True, False]
    assert "pyqtgraph" in sys.modules
    assert sys.excepthook == hook


def test_nothing_and_too_little_are_said_with_the_way_on(
    opens: Opens, qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    _, page = opens("doctor", part=WATCH)
    assert "No answers yet" in page.watch.text()
    assert "insight page" in page.watch.text()
    person = acts_of(clinic, "doctor")
    ask = AskRisk(id=person.new_id(), model="readmission", values={"age": 70.0, "male": 1.0}, sources={})
    person.person.execute(ask)
    page.read_again()
    settled(qtbot, jobs)
    assert "Fewer than 50" in page.watch.text()
    assert "No outcomes yet" in page.watch.text()
    assert "wards" in page.watch.text()


def test_planted_drift_is_an_alarm_that_is_named_drawn_and_told(opens: Opens, clinic: Clinic) -> None:
    acts_of(clinic, "doctor")
    asked(clinic, 52)
    _, page = opens("doctor", part=WATCH)
    assert "looks otherwise" in page.watch.text()
    assert "Age, first year of the decade (" in page.watch.text()
    drift, told, weeks = (one.plot for one in (page.watch.drift, page.watch.reliability, page.watch.weeks))
    assert drift is not None
    assert told is not None
    assert weeks is not None
    assert "Age, first year of the decade (" in drift.accessibleName()
    assert "happened" in told.accessibleName()
    assert "not accepted" in weeks.accessibleName()
    page.turn_table()
    assert "Age, first year of the decade" in page.watch.drift.table.text()
    assert "alarm" in page.watch.drift.table.text()


def test_plots_follow_the_theme(opens: Opens, clinic: Clinic, qapp: QApplication) -> None:
    acts_of(clinic, "doctor")
    asked(clinic, 2)
    _, page = opens("doctor", part=WATCH)
    plot = page.watch.weeks.plot
    assert plot is not None
    grounds = []
    for theme in (ThemeName.DARK, ThemeName.LIGHT):
        apply(qapp, THEMES[theme], 10)
        middle = plot.grab().toImage().pixelColor(plot.width() - 20, 30)
        assert middle == colour_of("panel")
        grounds.append(middle)
    assert grounds[0] != grounds[1]


def test_a_changed_model_is_shown_as_such_and_the_others_go_on(
    opens: Opens, qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path
) -> None:
    acts_of(clinic, "doctor")
    shutil.copytree(CHECKOUT / "models", tmp_path / "models")
    file = tmp_path / "models" / "mortality" / "model.onnx"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    given(clinic, Catalogue(tmp_path / "models"))
    _, page = opens(model="mortality")
    assert page.chip.text() == "The model was changed"
    assert page.chip._tone is Tone.BAD
    page.tabs.setCurrentIndex(WATCH)
    settled(qtbot, jobs)
    assert "changed" in page.watch.text()
    QTest.keyClick(page.models, Qt.Key.Key_End)
    settled(qtbot, jobs)
    assert page.chip.text() == "in use"


@pytest.fixture
def two_versions(clinic: Clinic, tmp_path: Path) -> Clinic:
    """The readmission model a second time, under another number."""
    acts_of(clinic, "administrator")
    folder = tmp_path / "models" / "readmission@1.1.0"
    shutil.copytree(CHECKOUT / "models" / "readmission", folder)
    said = json.loads((folder / "model.json").read_text(encoding="utf-8")) | {"version": "1.1.0"}
    said["seal"] = seal_of(said)
    (folder / "model.json").write_text(json.dumps(said), encoding="utf-8")
    given(clinic, Catalogue(CHECKOUT / "models", tmp_path / "models"))
    return clinic


@pytest.mark.usefixtures("two_versions")
def test_a_shadow_is_chosen_with_the_keyboard_and_said_in_the_list(opens: Opens, qtbot: QtBot, jobs: Jobs) -> None:
    window, page = opens(part=VERSIONS)
    assert "1.1.0" in page.versions.figures.text()
    page.versions.shadow.setFocus()
    QTest.keyClick(page.versions.shadow, Qt.Key.Key_End)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: page.row is not None and page.row.shadow == "1.1.0")
    assert "1.1.0" in page.chip.text()
    settled(qtbot, jobs)


def test_a_choice_over_somebody_elses_newer_one_is_refused_and_shows_what_stands_there(
    opens: Opens, qtbot: QtBot, jobs: Jobs, two_versions: Clinic
) -> None:
    other = acts_of(two_versions, "administrator")
    other.person.execute(ChooseVersion(id=other.new_id(), model="readmission", shadow="1.1.0"))
    _, page = opens(part=VERSIONS)
    assert page.row is not None
    stale = page.row.use_version
    order = ChooseVersion(id=other.new_id(), model="readmission", shown="1.1.0", version=stale)
    page.place._unlisten()  # this window has not heard of it yet
    other.person.execute(order)
    page.versions.shadow.setCurrentIndex(0)
    page.choose()
    settled(qtbot, jobs)
    assert page.versions.problem.isVisibleTo(page)
    assert page.row.shown == "1.1.0"
    assert page.versions.shown.currentData() == "1.1.0"


def test_who_only_watches_chooses_and_learns_nothing(opens: Opens, qtbot: QtBot, jobs: Jobs) -> None:
    window, page = opens("doctor", part=VERSIONS)
    assert not page.versions.shown.isEnabled()
    assert not page.go.isVisibleTo(page)
    assert "models" not in window.rail._buttons
    window.open("models", "noshow")
    page.tabs.setCurrentIndex(LEARN)
    settled(qtbot, jobs)
    assert "came with the program" in page.learn.text()
    assert not page.go.isVisibleTo(page)


@pytest.mark.parametrize("role", ["administrator", "manager"])
def test_who_looks_after_the_clinic_has_the_page_in_the_rail_and_may_learn(
    opens: Opens, qtbot: QtBot, jobs: Jobs, role: str
) -> None:
    window, page = opens(role, model="noshow", part=LEARN)
    assert "models" in window.rail._buttons
    assert page.go.text() == "Learn from our appointments"
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    assert "Too little to learn from" in page.learn.text() or "Learnt on" in page.learn.text()
    assert page.go.isEnabled()


def test_outcomes_are_fetched_by_the_first_key(opens: Opens, qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts_of(clinic, "doctor")
    asked(clinic, 1)
    window, page = opens("doctor", part=WATCH)
    said: list[str] = []
    page.place.said.connect(lambda text, _: said.append(text))
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, jobs)
    assert said == ["No new outcomes"]
    assert page.go.isEnabled()
