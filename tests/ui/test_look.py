"""How the first two windows look: nothing jumps, keys stand on buttons, either direction of reading, small screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import Locked
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.key_button import KeyButton
from hms_desktop.ui.sign_in import DoorPlate, Person, SignIn
from hms_desktop.ui.theme import THEMES, ThemeName, contrast, weaker
from tests.ui.doors import ANA, FakeDoor

WRONG = Locked("Not signed in", "The password is <b>wrong</b>", "Check capitals")
Shown = Callable[[DoorPlate], SignIn[str]]


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs) -> Shown:
    """Shows the sign-in window at the least size that the house supports."""

    def show(plate: DoorPlate) -> SignIn[str]:
        window = SignIn(FakeDoor(plate), jobs)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        window.show()
        qtbot.waitExposed(window)
        return window

    return show


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def place(widget: QWidget) -> QRect:
    """Where it stands in its window."""
    return QRect(widget.mapTo(widget.window(), widget.rect().topLeft()), widget.size())


def test_what_is_said_below_the_fields_does_not_move_them(qtbot: QtBot, shown: Shown) -> None:
    window = shown(DoorPlate("St Anne Clinic", (ANA,)))
    before = place(window.login), place(window.password)
    window._show(WRONG)
    qtbot.waitUntil(lambda: window.problem.height() > 40 and window.problem.isVisible())
    assert (place(window.login), place(window.password)) == before


def test_an_error_says_what_happened_why_and_the_way_on_in_plain_text(shown: Shown) -> None:
    window = shown(DoorPlate("St Anne Clinic", (ANA,)))
    window._show(WRONG)
    lines = [line.text() for line in window.problem.findChildren(QLabel) if line.isVisible()]
    assert lines == ["Not signed in.", "The password is <b>wrong</b>.", "Check capitals."]


def test_the_next_error_leaves_nothing_of_the_one_before(shown: Shown) -> None:
    window = shown(DoorPlate("St Anne Clinic", (ANA,)))
    window._show(WRONG)
    window._show(Locked("Code needed", "", ""))
    assert window.problem.text() == "Code needed."


def test_the_fullest_sign_in_fits_the_smallest_screen(qtbot: QtBot, shown: Shown) -> None:
    people = tuple(Person(f"p{i}", f"Person {i}", "privacy officer", "x") for i in range(9))
    window = shown(DoorPlate("St Anne Clinic", people, ("Demo: all of this is thrown away",)))
    window._show(WRONG)
    qtbot.waitUntil(window.problem.isVisible)
    least = window.minimumSizeHint()
    assert least.width() <= 1280
    assert least.height() <= 720


def test_right_to_left_mirrors_the_window_and_where_each_line_begins(right_to_left: None, shown: Shown) -> None:  # noqa: ARG001
    window = shown(DoorPlate("St Anne Clinic", (ANA,)))
    name = next(one for one in window.findChildren(QLabel) if one.text() == "Name")
    assert place(name).left() > place(window.login).right()
    assert all(one.alignment() & Qt.AlignmentFlag.AlignRight for one in window.findChildren(QLabel))


@pytest.mark.parametrize("name", list(ThemeName))
def test_keys_and_messages_stand_out_by_four_and_a_half(name: ThemeName) -> None:
    theme = THEMES[name]
    pairs = [(theme.text, theme.warn_ground), (theme.text, theme.bad_ground), (theme.muted, theme.bad_ground)]
    for ink, ground in ((theme.on_accent, theme.accent), (theme.text, theme.panel)):
        pairs.append((weaker(QColor(ink), QColor(ground)).name(), ground))
    poor = [(ink, ground) for ink, ground in pairs if contrast(ink, ground) < 4.5]
    assert poor == []


def test_a_key_stands_on_its_button_and_not_in_its_words(qtbot: QtBot) -> None:
    plain, keyed = QPushButton("Lock"), KeyButton("Lock", "F12")
    for button in (plain, keyed):
        qtbot.addWidget(button)
    assert keyed.text() == plain.text()
    assert keyed.accessibleDescription() == "F12"
    assert keyed.minimumSizeHint().width() > plain.sizeHint().width()
    with_key = keyed.grab().toImage()
    without = KeyButton("Lock", "")
    qtbot.addWidget(without)
    without.resize(keyed.size())
    assert without.grab().toImage() != with_key
