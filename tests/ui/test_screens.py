"""Guards over every page of every role: names for screen readers, keys, plain text, room for words, both directions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.clinic import demo
from hms_desktop.clinic.opening import Clinic
from hms_desktop.desk.acts import DeskActs
from hms_desktop.features import NAMES
from hms_desktop.features.patients.service import PatientList
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.actions import RESERVED, ActionSpec, Menu, clashes
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.languages import PSEUDO, speak
from hms_desktop.ui.main_window import MainWindow
from hms_desktop.ui.theme import THEMES, ThemeName, apply, contrast
from hms_desktop.ui.workplace import Workplace
from tests.demo_copies import demo_clinic
from tests.ui.shown import nameless, settled

ROLES = tuple(role for _, _, role in demo.PEOPLE)
PAGES = tuple(page for feature in load(NAMES) for page in feature.pages)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("screens")) as made:
        yield made


def window_of(qtbot: QtBot, jobs: Jobs, clinic: Clinic, role: str) -> MainWindow:
    login = next(login for login, _, held in demo.PEOPLE if held == role)
    acts = DeskActs(clinic, clinic.sign_in(login, Secret(demo.PASSWORD), Secret("")))
    window = MainWindow(Workplace(acts, acts.standing(), jobs))
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    window.open_home()
    settled(qtbot, jobs)
    return window


def every_page(qtbot: QtBot, jobs: Jobs, window: MainWindow) -> Iterator[str]:
    """Each page that this person has, the chart with somebody in it."""
    for which in window.pages:
        subject = None
        if which == "chart":
            subject = window.place.person.ask(PatientList()).rows[3].uid
        window.open(which, subject)
        settled(qtbot, jobs)
        window.grab()  # lays out what came in a moment ago, as the next painting would
        yield which


def dialogs(window: MainWindow) -> Iterator[str]:
    """Every dialog that an action of the page in front opens beside it."""
    page = window.page.objectName() if window.page else ""
    for spec in window.actions_here:
        if spec.id.startswith(("window.", "go.")) or spec.page not in ("", page):
            continue
        window.act(spec)
        if window.side.dialog is not None:
            yield spec.id
            window.side.dialog.discard()


def every_action() -> tuple[ActionSpec, ...]:
    found = [action for feature in load(NAMES) if feature.actions for action in feature.module(feature.actions).ACTIONS]
    return tuple(found)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_a_home_and_each_page_of_his_opens(qtbot: QtBot, jobs: Jobs, clinic: Clinic, role: str) -> None:
    window = window_of(qtbot, jobs, clinic, role)
    assert window.page is not None
    for which in every_page(qtbot, jobs, window):
        assert window.page.objectName() == which
        assert nameless(window) == [], which


def test_every_page_of_the_house_belongs_to_some_role(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    seen = {which for role in ROLES for which in window_of(qtbot, jobs, clinic, role).pages}
    assert seen == {page.id for page in PAGES}


@pytest.mark.parametrize("role", ["receptionist", "doctor", "administrator"])
def test_every_dialog_has_names_and_only_plain_text(qtbot: QtBot, jobs: Jobs, clinic: Clinic, role: str) -> None:
    window = window_of(qtbot, jobs, clinic, role)
    for which in every_page(qtbot, jobs, window):
        for opened in dialogs(window):
            settled(qtbot, jobs)
            assert nameless(window) == [], (which, opened)
            assert rich(window) == [], (which, opened)
        assert rich(window) == [], which


def rich(window: QWidget) -> list[str]:
    """Labels that would take what somebody typed for markup."""
    return [
        one.text()
        for one in window.findChildren(QLabel)
        if one.text() and one.textFormat() is not Qt.TextFormat.PlainText
    ]


@pytest.fixture(params=["en", PSEUDO])
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    speak(qapp, request.param)
    yield request.param
    speak(qapp, "en")


@pytest.mark.parametrize("role", ["doctor", "administrator", "privacy officer"])
def test_no_word_is_cut_off_on_the_smallest_screen(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, role: str, language: str
) -> None:
    window = window_of(qtbot, jobs, clinic, role)
    for which in every_page(qtbot, jobs, window):
        assert window.width() <= 1280, (which, language)
        qtbot.waitUntil(lambda: not cut_off(window))  # a text that came in last is laid out by the next turn


def cut_off(window: MainWindow) -> list[str]:
    """Buttons and labels of one line that have less room than their words need."""
    found = []
    for one in window.findChildren(QWidget):
        if not one.isVisibleTo(window) or not isinstance(one, QLabel | QAbstractButton) or not one.text():
            continue
        wide = QFontMetrics(one.font()).horizontalAdvance(one.text())
        wraps = isinstance(one, QLabel) and (one.wordWrap() or "\n" in one.text() or "…" in one.text())
        if not wraps and one.width() + 2 < wide:
            found.append(one.text())
    return found


def test_right_to_left_mirrors_every_page(qtbot: QtBot, qapp: QApplication, jobs: Jobs, clinic: Clinic) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = window_of(qtbot, jobs, clinic, "doctor")
        assert window.rail.x() > window.stack.x()
        for which in every_page(qtbot, jobs, window):
            assert window.page is not None, which
            assert window.page.isRightToLeft(), which
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


# Keys.


def test_no_key_is_reserved_or_given_twice(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    window = window_of(qtbot, jobs, clinic, "doctor")
    own = tuple(spec for spec in window.actions_here if spec.id.startswith(("window.", "go.")))
    assert clashes((*every_action(), *own)) == ()


def test_the_guard_over_keys_sees_what_it_is_for() -> None:
    def spec(name: str, key: str, page: str = "") -> ActionSpec:
        return ActionSpec(name, name, lambda _: None, Menu.WORK, key=key, page=page)

    assert clashes((spec("a", RESERVED[0]),))
    assert clashes((spec("a", "Alt+x"),))
    assert clashes((spec("a", "F9"), spec("b", "F9")))
    assert clashes((spec("a", "F9"), spec("b", "F9", "chart")))
    assert not clashes((spec("a", "F9", "chart"), spec("b", "F9", "patients")))


@pytest.mark.parametrize("role", ["receptionist", "administrator"])
def test_every_action_is_in_the_menu_and_in_the_palette(qtbot: QtBot, jobs: Jobs, clinic: Clinic, role: str) -> None:
    window = window_of(qtbot, jobs, clinic, role)
    menu = window.top.menu.menu()
    assert isinstance(menu, QMenu)
    listed = {item.data() for part in menu.findChildren(QMenu) for item in part.actions()}
    palette = {found.title for found in window.box._commands("")}
    for spec in window.actions_here:
        assert spec.id in listed, spec.id
        assert spec.text in palette, spec.id


# Colours.

_READ = ("text", "muted", "good", "warn", "bad", "accent")
_GROUNDS = ("panel", "ground", "banner")


@pytest.mark.parametrize("name", list(ThemeName))
def test_what_is_read_stands_out_by_four_and_a_half(name: ThemeName) -> None:
    theme = THEMES[name]
    pairs = [(ink, ground) for ink in _READ for ground in _GROUNDS]
    pairs += [("good", "good_ground"), ("warn", "warn_ground"), ("bad", "bad_ground"), ("text", "chosen")]
    pairs += [("muted", "chosen"), ("accent", "chosen"), ("on_accent", "accent")]
    poor = [pair for pair in pairs if contrast(getattr(theme, pair[0]), getattr(theme, pair[1])) < 4.5]
    assert poor == []


@pytest.mark.parametrize("name", list(ThemeName))
def test_edges_of_fields_stand_out_by_three(name: ThemeName) -> None:
    theme = THEMES[name]
    assert contrast(theme.border, theme.panel) >= 3
    assert contrast(theme.accent, theme.panel) >= 3


@pytest.mark.parametrize("names", list(combinations(ThemeName, 2)))
def test_a_page_is_painted_in_the_colours_of_its_theme(
    qtbot: QtBot, qapp: QApplication, jobs: Jobs, clinic: Clinic, names: tuple[ThemeName, ThemeName]
) -> None:
    window = window_of(qtbot, jobs, clinic, "receptionist")
    pictures = []
    try:
        for name in names:
            apply(qapp, THEMES[name], 10)
            window.renew_top()
            pictures.append(window.grab().toImage())
    finally:
        apply(qapp, THEMES[ThemeName.LIGHT], 10)
    assert pictures[0] != pictures[1]
    middle = pictures[1].pixelColor(pictures[1].width() // 2, 4)
    assert middle.name().upper() == THEMES[names[1]].panel.upper()
