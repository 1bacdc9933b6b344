"""A dialog of one command: errors beside fields, doubts confirmed, nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Command
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import DayField, Field, LineField
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.workplace import Workplace
from tests.ui.stays import FakeActs, FakePerson


@dataclass(frozen=True, kw_only=True)
class Rename(Command[None]):
    """An order for tests."""

    name: str
    born: object = None
    confirmed: bool = False


class RenameDialog(CommandDialog):
    def __init__(self, place: Workplace, form: str = "test.rename") -> None:
        super().__init__(place, Purpose("Rename", "Save", form, UUID(int=3)))
        self.name = LineField("name", "Name")
        self.born = DayField("born", "Born", place.today, is_birth=True)
        self.secret = LineField("secret", "Secret", is_secret=True)
        self.build()

    def rows(self) -> tuple[tuple[Field, ...], ...]:
        return (self.name, self.born), (self.secret,)

    def make(self, values: Mapping[str, Any]) -> Rename:
        return Rename(id=self.command_id, name=values["name"], born=values["born"], confirmed=self.is_confirmed)


def place_of(jobs: Jobs, handle: Callable[[Rename], None] = lambda _: None) -> Workplace:
    acts = FakeActs(FakePerson("ana", handled={Rename: handle}))
    return Workplace(acts, acts.standing(), jobs)


def shown(qtbot: QtBot, dialog: RenameDialog) -> RenameDialog:
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def typed(dialog: RenameDialog, name: str) -> None:
    dialog.name.line.setText(name)
    dialog.name.line.textEdited.emit(name)


def sent(place: Workplace) -> list[Rename]:
    person = place.person
    assert isinstance(person, FakePerson)
    return [one for one in person.sent if isinstance(one, Rename)]


def kept(place: Workplace) -> list[Mapping[str, Any]]:
    acts = place.acts
    assert isinstance(acts, FakeActs)
    return [one.content for one in acts.parked.values()]


def refuse(error: Exception) -> Callable[[Rename], None]:
    def handle(_: Rename) -> None:
        raise error

    return handle


def test_a_sentence_stands_beside_its_field_and_what_was_typed_stays(qtbot: QtBot, jobs: Jobs) -> None:
    place = place_of(jobs, refuse(Invalid({"name": "A name is needed"})))
    dialog = shown(qtbot, RenameDialog(place))
    typed(dialog, "   x")
    dialog.carry_out()
    qtbot.waitUntil(lambda: dialog.name.remark.text() == "A name is needed")
    assert dialog.name.raw() == "   x"
    assert not dialog.problem.isVisible()


def test_what_has_no_field_is_told_below_them_all(qtbot: QtBot, jobs: Jobs) -> None:
    place = place_of(jobs, refuse(Conflict("Taken", "Somebody was quicker", "Choose another one")))
    dialog = shown(qtbot, RenameDialog(place))
    dialog.carry_out()
    qtbot.waitUntil(dialog.problem.isVisible)
    assert "Somebody was quicker" in dialog.problem.text()


def test_what_is_unlikely_goes_through_once_it_was_confirmed(qtbot: QtBot, jobs: Jobs) -> None:
    def handle(command: Rename) -> None:
        if not command.confirmed:
            raise Invalid({"name": "One letter?"}, "Please confirm", doubts=("name",))

    place = place_of(jobs, handle)
    dialog = shown(qtbot, RenameDialog(place))
    dialog.carry_out()
    qtbot.waitUntil(dialog.confirm.isVisible)
    dialog.confirm.setChecked(True)
    with qtbot.waitSignal(dialog.closed):
        dialog.carry_out()
    assert [one.confirmed for one in sent(place)] == [False, True]


def test_a_second_enter_sends_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    place = place_of(jobs)
    dialog = shown(qtbot, RenameDialog(place))
    with qtbot.waitSignal(dialog.closed):
        dialog.carry_out()
        dialog.carry_out()
    dialog.carry_out()
    assert len(sent(place)) == 1


def test_every_try_carries_the_same_id(qtbot: QtBot, jobs: Jobs) -> None:
    place = place_of(jobs, refuse(Invalid({"name": "no"})))
    dialog = shown(qtbot, RenameDialog(place))
    dialog.carry_out()
    qtbot.waitUntil(lambda: len(sent(place)) == 1 and dialog.go.isEnabled())
    dialog.carry_out()
    qtbot.waitUntil(lambda: len(sent(place)) == 2 and dialog.go.isEnabled())
    assert len({one.id for one in sent(place)}) == 1


def test_what_is_typed_is_kept_by_itself_and_forgotten_when_it_is_done(qtbot: QtBot, jobs: Jobs) -> None:
    place = place_of(jobs)
    dialog = shown(qtbot, RenameDialog(place))
    typed(dialog, "Half a na")
    qtbot.waitUntil(lambda: [one["name"] for one in kept(place)] == ["Half a na"])
    with qtbot.waitSignal(dialog.closed):
        dialog.carry_out()
    qtbot.waitUntil(lambda: kept(place) == [])


def test_parking_keeps_the_last_letter_and_an_untouched_dialog_leaves_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    place = place_of(jobs)
    dialog = shown(qtbot, RenameDialog(place))
    typed(dialog, "Last letter")
    dialog.park()
    qtbot.waitUntil(lambda: [one["name"] for one in kept(place)] == ["Last letter"])
    shown(qtbot, RenameDialog(place)).park()
    qtbot.waitUntil(lambda: not jobs._open)
    assert len(kept(place)) == 1


def test_a_dialog_without_a_form_keeps_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    place = place_of(jobs)
    dialog = shown(qtbot, RenameDialog(place, form=""))
    typed(dialog, "secret thing")
    dialog.park()
    qtbot.waitUntil(lambda: not jobs._open)
    assert kept(place) == []


@pytest.mark.parametrize("text", ["31 feb 1990", "yesterday", "99/99/9999"])
def test_a_day_that_is_none_is_not_sent(qtbot: QtBot, jobs: Jobs, text: str) -> None:
    place = place_of(jobs)
    dialog = shown(qtbot, RenameDialog(place))
    dialog.born.fill(text)
    dialog.carry_out()
    assert sent(place) == []
    assert "no day" in dialog.born.remark.text()


def test_a_day_says_below_how_it_was_understood(qtbot: QtBot, jobs: Jobs) -> None:
    dialog = shown(qtbot, RenameDialog(place_of(jobs)))
    dialog.born.fill("12 04 1986")
    assert dialog.born.remark.text() == "12-Apr-1986 (40y)"
    dialog.born.fill("about 1962")
    assert dialog.born.remark.text() == "about 1962 (~64y)"
