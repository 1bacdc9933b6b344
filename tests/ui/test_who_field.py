"""The field for a patient: nobody is taken by a name alone, never an older answer, and a half-typed name is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.manifest import Feature
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.omnibox import Found
from hms_desktop.ui.page import Somebody
from hms_desktop.ui.who_field import WhoField
from hms_desktop.ui.workplace import Workplace
from tests.ui.keys import press, type_text
from tests.ui.stays import FakeActs, FakePerson

ABEL, ADA, BED = UUID(int=11), UUID(int=12), UUID(int=13)
KNOWN = {
    "ABEL, Ana": Found("ABEL, Ana", "14-Jul-1985  ·  0001", "", lambda: None, ABEL, "patient"),
    "ADA, Bo": Found("ADA, Bo", "02-Jan-1990  ·  0002", "", lambda: None, ADA, "patient"),
    "A bed": Found("A bed", "ward 3", "", lambda: None, BED, "bed"),
}


@dataclass
class Slow:
    """A finder that answers when the test says so."""

    asked: list[tuple[str, Callable[[tuple[Found, ...]], None]]] = field(default_factory=list)

    def __call__(self, _: Workplace, owner: QObject, typed: str, done: Callable[[tuple[Found, ...]], None]) -> None:
        assert owner is not None
        self.asked.append((typed, done))

    def answer(self, at: int, *names: str) -> None:
        self.asked[at][1](tuple(KNOWN[name] for name in names))


class Finding(Feature):
    """A feature with one finder and nothing else."""

    def found(self, name: str) -> Any:  # noqa: ANN401 - as the house's own
        return FINDERS[name]


FINDERS: dict[str, Slow] = {}


@dataclass(frozen=True, kw_only=True)
class Greet(Command[None]):
    """An order for tests."""

    patient: UUID | None
    word: str


class GreetDialog(CommandDialog):
    def __init__(self, place: Workplace) -> None:
        super().__init__(place, Purpose("Greet", "Greet", "test.greet"))
        self.who = WhoField(place, "patient", "Patient")
        self.word = LineField("word", "Word")
        self.build()

    def rows(self) -> tuple[tuple[Field, ...], ...]:
        return (self.who,), (self.word,)

    def make(self, values: Mapping[str, Any]) -> Greet:
        return Greet(id=self.command_id, patient=values["patient"], word=values["word"])


@dataclass
class Shown:
    """A window with the dialog at its end, as the side pane has it."""

    window: QWidget
    dialog: GreetDialog
    finder: Slow
    person: FakePerson

    @property
    def who(self) -> WhoField:
        return self.dialog.who

    def titles(self) -> list[str]:
        return [hit.title for hit in self.who.list.hits()]


@pytest.fixture
def shown(qtbot: QtBot, jobs: Jobs) -> Shown:
    finder = FINDERS["find"] = Slow()
    person = FakePerson("ana", handled={Greet: lambda _: Done(None, Changes())})
    acts = FakeActs(person, (Finding("people", "People", finder="find"),))
    window = QWidget()
    dialog = GreetDialog(Workplace(acts, acts.standing(), jobs))
    across = QHBoxLayout(window)
    across.addStretch(1)
    across.addWidget(dialog)
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    dialog.who.line.setFocus()
    qtbot.waitUntil(dialog.who.line.hasFocus)
    return Shown(window, dialog, finder, person)


def typed(qtbot: QtBot, shown: Shown, text: str, *names: str) -> None:
    type_text(qtbot, shown.who.line, text)
    shown.finder.answer(len(shown.finder.asked) - 1, *names)


def test_enter_takes_the_one_that_the_arrows_chose_says_who_he_is_and_goes_on(qtbot: QtBot, shown: Shown) -> None:
    told = list[object]()
    shown.who.taken.connect(told.append)
    typed(qtbot, shown, "a", "ABEL, Ana", "ADA, Bo")
    press(qtbot, shown.who.line, Qt.Key.Key_Down)
    press(qtbot, shown.who.line, Qt.Key.Key_Return)
    assert shown.who.value() == ADA
    assert (shown.who.line.text(), shown.who.remark.text()) == ("ADA, Bo", "02-Jan-1990  ·  0002")
    assert told == [Somebody(ADA, "ADA, Bo", "02-Jan-1990  ·  0002")]
    assert shown.dialog.word.line.hasFocus()
    assert not shown.who.list.isVisible()


def test_only_patients_are_offered_and_the_list_stays_inside_the_window(qtbot: QtBot, shown: Shown) -> None:
    typed(qtbot, shown, "a", "A bed", "ABEL, Ana")
    assert shown.titles() == ["ABEL, Ana"]
    assert shown.window.rect().contains(shown.who.list.geometry())


def test_an_older_answer_is_neither_shown_nor_taken(qtbot: QtBot, shown: Shown) -> None:
    typed(qtbot, shown, "a", "ABEL, Ana")
    type_text(qtbot, shown.who.line, "d")
    press(qtbot, shown.who.line, Qt.Key.Key_Return)
    assert shown.who.value() is None
    assert shown.who.line.hasFocus()
    shown.finder.answer(0, "A bed")
    shown.finder.answer(1, "ADA, Bo")
    press(qtbot, shown.who.line, Qt.Key.Key_Return)
    assert shown.who.value() == ADA


def test_a_name_that_nobody_was_taken_for_is_said_and_not_sent(qtbot: QtBot, shown: Shown) -> None:
    typed(qtbot, shown, "abe", "ABEL, Ana")
    shown.dialog.carry_out()
    assert shown.who.remark.text() == "Choose one of the list"
    assert shown.person.sent == []


def test_leaving_with_half_a_name_says_so_at_once(qtbot: QtBot, shown: Shown) -> None:
    typed(qtbot, shown, "abe", "ABEL, Ana")
    shown.dialog.word.line.setFocus()
    assert shown.who.remark.text() == "Choose one of the list"
    assert not shown.who.list.isVisible()


def test_a_letter_more_gives_him_up(qtbot: QtBot, shown: Shown) -> None:
    shown.who.take(Somebody(ABEL, "ABEL, Ana", "14-Jul-1985"))
    told = list[object]()
    shown.who.taken.connect(told.append)
    type_text(qtbot, shown.who.line, "x")
    assert (shown.who.value(), told) == (None, [None])
    assert shown.who.problem() == "Choose one of the list"


def test_an_empty_field_is_nobody_and_no_problem(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    shown.dialog.carry_out()
    qtbot.waitUntil(lambda: bool(shown.person.sent))
    qtbot.waitUntil(lambda: not jobs._open)
    assert [one.patient for one in shown.person.sent if isinstance(one, Greet)] == [None]


def test_whom_was_taken_goes_with_the_command(qtbot: QtBot, jobs: Jobs, shown: Shown) -> None:
    shown.who.take(Somebody(ABEL, "ABEL, Ana"))
    shown.dialog.carry_out()
    qtbot.waitUntil(lambda: bool(shown.person.sent))
    qtbot.waitUntil(lambda: not jobs._open)
    assert [one.patient for one in shown.person.sent if isinstance(one, Greet)] == [ABEL]


def test_a_draft_keeps_whom_was_taken_and_also_half_a_name(shown: Shown) -> None:
    shown.who.take(Somebody(ABEL, "ABEL, Ana", "14-Jul-1985"))
    kept = shown.who.raw()
    shown.who.fill({"name": "ab"})
    assert (shown.who.value(), shown.who.raw()) == (None, {"name": "ab"})
    assert shown.who.problem()
    shown.who.fill(kept)
    assert (shown.who.value(), shown.who.line.text(), shown.who.remark.text()) == (ABEL, "ABEL, Ana", "14-Jul-1985")
    shown.who.fill(None)
    assert (shown.who.value(), shown.who.problem()) == (None, "")


def test_esc_closes_the_list_before_anything_else(qtbot: QtBot, shown: Shown) -> None:
    closed = list[object]()
    shown.dialog.closed.connect(lambda: closed.append(1))
    typed(qtbot, shown, "a", "ABEL, Ana")
    press(qtbot, shown.who.line, Qt.Key.Key_Escape)
    assert not shown.who.list.isVisible()
    assert (shown.who.line.text(), closed) == ("a", [])


def test_down_in_an_empty_field_lists_whom_one_saw_last(qtbot: QtBot, shown: Shown) -> None:
    press(qtbot, shown.who.line, Qt.Key.Key_Down)
    shown.finder.answer(0, "ADA, Bo")
    press(qtbot, shown.who.line, Qt.Key.Key_Return)
    assert shown.who.value() == ADA
