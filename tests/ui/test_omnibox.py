"""The one box: late answers are dropped, Esc brings the keyboard back, `>` lists what can be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.ui.actions import ActionSpec, Menu
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.omnibox import Found, Omnibox
from hms_desktop.ui.workplace import Workplace
from tests.ui.keys import press, type_text
from tests.ui.stays import FakeActs, FakePerson

LOCK = ActionSpec("lock", "Lock", lambda _: None, Menu.PROGRAM, key="F12")
ADD = ActionSpec("add", "Add a phone number", lambda _: None, Menu.PATIENT)


@dataclass
class Slow:
    """A finder that answers when the test says so."""

    asked: list[tuple[str, Callable[[tuple[Found, ...]], None]]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def __call__(self, place: Workplace, owner: QObject, typed: str, done: Callable[[tuple[Found, ...]], None]) -> None:
        assert owner is not place
        self.asked.append((typed, done))

    def answer(self, at: int, *titles: str) -> None:
        self.asked[at][1](tuple(Found(one, "", "", lambda one=one: self.opened.append(one)) for one in titles))  # type: ignore[misc]


@dataclass
class Shown:
    """A window with a box and a field beside it."""

    window: QWidget
    box: Omnibox
    other: QLineEdit
    finder: Slow

    def titles(self) -> list[str]:
        return [hit.title for hit in self.box.list.hits()]


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs) -> Shown:
    acts = FakeActs(FakePerson("ana"))
    finder = Slow()
    window = QWidget()
    box = Omnibox(Workplace(acts, acts.standing(), jobs), (finder,), (LOCK, ADD))
    other = QLineEdit()
    rows = QVBoxLayout(window)
    rows.addWidget(box)
    rows.addWidget(other)
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    box.call()
    qtbot.waitUntil(box.hasFocus)
    return Shown(window, box, other, finder)


def test_an_answer_to_what_was_typed_before_is_dropped(qtbot: QtBot, shown: Shown) -> None:
    type_text(qtbot, shown.box, "ab")
    shown.finder.answer(2, "Abel")
    shown.finder.answer(1, "Ada")
    assert [typed for typed, _ in shown.finder.asked] == ["", "a", "ab"]
    assert shown.titles() == ["Abel"]


def test_an_answer_that_comes_after_the_keyboard_left_shows_nothing(qtbot: QtBot, shown: Shown) -> None:
    type_text(qtbot, shown.box, "a")
    shown.other.setFocus()
    shown.finder.answer(1, "Ada")
    assert not shown.box.list.isVisible()


def test_esc_brings_the_keyboard_back_to_where_it_was(qtbot: QtBot, shown: Shown) -> None:
    type_text(qtbot, shown.box, "a")
    shown.finder.answer(1, "Ada")
    press(qtbot, shown.box, Qt.Key.Key_Escape)
    assert shown.other.hasFocus()
    assert (shown.box.text(), shown.box.list.isVisible()) == ("", False)


def test_enter_opens_the_one_that_the_arrows_chose(qtbot: QtBot, shown: Shown) -> None:
    type_text(qtbot, shown.box, "a")
    shown.finder.answer(1, "Abel", "Ada", "Agnes")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        press(qtbot, shown.box, key)
    assert shown.finder.opened == ["Ada"]


def test_enter_before_any_answer_opens_nothing(qtbot: QtBot, shown: Shown) -> None:
    type_text(qtbot, shown.box, "a")
    press(qtbot, shown.box, Qt.Key.Key_Return)
    assert shown.finder.opened == []


def test_a_greater_sign_lists_commands_by_their_words_and_asks_nobody(qtbot: QtBot, shown: Shown) -> None:
    before = len(shown.finder.asked)
    acted = list[object]()
    shown.box.acted.connect(acted.append)
    type_text(qtbot, shown.box, "> number phone")
    assert shown.titles() == [ADD.text]
    assert len(shown.finder.asked) == before
    press(qtbot, shown.box, Qt.Key.Key_Return)
    assert acted == [ADD]
