"""What was done and its way back, and who notices that nobody is here: rules that hold without a clinic."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.messages import Command
from hms_desktop.ui.idle import WARNED_S, IdleWatch
from hms_desktop.ui.toast import Toast


@dataclass(frozen=True, kw_only=True)
class _Back(Command[None]):
    """A way back."""


BACK = _Back(id=UUID(int=1))


@pytest.fixture
def toast(qtbot: QtBot) -> Toast:
    made = Toast()
    qtbot.addWidget(made)
    return made


def test_a_way_back_is_taken_once(toast: Toast) -> None:
    sent = list[object]()
    toast.undone.connect(sent.append)
    toast.say("Saved", BACK)
    toast.take_back()
    toast.take_back()
    assert sent == [BACK]


def test_the_last_thing_said_takes_the_place_of_the_one_before_with_its_way_back(toast: Toast) -> None:
    sent = list[object]()
    toast.undone.connect(sent.append)
    toast.say("Saved", BACK)
    toast.say("Parked", None)
    toast.take_back()
    assert toast.text() == "Parked"
    assert sent == []


def test_what_has_gone_from_the_screen_is_not_taken_back(toast: Toast) -> None:
    sent = list[object]()
    toast.undone.connect(sent.append)
    toast.say("Saved", BACK)
    toast._time.timeout.emit()
    toast.take_back()
    assert (toast.text(), sent) == ("", [])


def test_what_is_said_is_plain_text_with_a_name_for_screen_readers(toast: Toast) -> None:
    toast.say("<b>Parked</b>", None)
    said = next(one for one in toast.findChildren(QLabel) if one.text() == "<b>Parked</b>")
    assert said.textFormat() is said.textFormat().PlainText
    assert toast.accessibleName() == "<b>Parked</b>"


class Ticks:
    """Seconds as the test counts them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Watched:
    """A watch over one minute, and what it said."""

    watch: IdleWatch
    ticks: Ticks
    said: list[object]

    def look_at(self, second: float) -> None:
        self.ticks.now = second
        self.watch.look()


@pytest.fixture
def watched(qtbot: QtBot) -> Watched:  # noqa: ARG001 - timers need the application
    ticks, said = Ticks(), list[object]()
    watch = IdleWatch(1, ticks)
    watch.warned.connect(said.append)
    watch.back.connect(lambda: said.append("back"))
    watch.expired.connect(lambda: said.append("expired"))
    return Watched(watch, ticks, said)


def test_it_warns_before_it_locks_and_locks_on_the_second(watched: Watched) -> None:
    for second in (60 - WARNED_S - 1, 60 - WARNED_S, 59, 60):
        watched.look_at(second)
    assert watched.said == [WARNED_S, 1, "expired"]


@pytest.mark.parametrize("sign", [QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.Wheel])
def test_a_sign_of_life_takes_the_warning_back_once(watched: Watched, sign: QEvent.Type) -> None:
    watched.look_at(45)
    for _ in range(2):
        assert not watched.watch.eventFilter(QObject(), QEvent(sign))
    watched.look_at(45 + 29)
    assert watched.said == [15, "back"]


def test_what_the_program_does_by_itself_is_no_sign_of_life(watched: Watched) -> None:
    watched.ticks.now = 59
    watched.watch.eventFilter(QObject(), QEvent(QEvent.Type.Timer))
    watched.look_at(60)
    assert watched.said == ["expired"]


def test_another_limit_counts_from_the_moment_it_is_set(watched: Watched) -> None:
    watched.ticks.now = 50
    watched.watch.set_minutes(2)
    watched.look_at(50 + 119)
    watched.look_at(50 + 120)
    assert watched.said == [1, "expired"]
