"""The users' page: what is shown of an account, and what an administrator can do with one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hms_desktop.desk.acts import DeskActs
from hms_desktop.features.users.service import AccountRow
from hms_desktop.features.users.ui.users_page import UsersPage
from hms_desktop.kernel.errors import Locked
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.clinic.acts import BENS, NEW, World, broken, enter, world
from tests.ui.keys import press
from tests.ui.shown import dialog_of, fake_acts, fill, nameless, settled, window_of
from tests.ui.stays import NOW

ANA = AccountRow(UUID(int=7), 1, "ana", "Ana Costa", ("administrator",), True, None, NOW)
BEN = AccountRow(UUID(int=8), 1, "ben", "<b>Ben</b> Haile", ("doctor", "lab"), True, NOW, None)
EVA = AccountRow(UUID(int=6), 1, "eva", "Eva Lind", ("nurse",), False, None, None)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    made = world(tmp_path)
    yield made
    made.clinic.close()


def shown(qtbot: QtBot, jobs: Jobs, *rows: AccountRow) -> tuple[MainWindow, UsersPage]:
    acts = fake_acts("account.manage", Accounts=lambda _: rows)
    window = window_of(qtbot, jobs, acts, "users")
    settled(qtbot, jobs)
    assert isinstance(window.page, UsersPage)
    return window, window.page


def real(qtbot: QtBot, jobs: Jobs, here: World) -> tuple[MainWindow, UsersPage, DeskActs]:
    acts = DeskActs(here.clinic, enter(here.clinic))
    window = window_of(qtbot, jobs, acts, "users")
    settled(qtbot, jobs)
    assert isinstance(window.page, UsersPage)
    return window, window.page, acts


def buttons(page: UsersPage) -> dict[str, bool]:
    return {one.text(): one.isEnabled() for one in page.detail.findChildren(QPushButton) if one.isVisible()}


def test_the_chosen_account_is_told_beside_the_list_as_plain_text(qtbot: QtBot, jobs: Jobs) -> None:
    window, page = shown(qtbot, jobs, ANA, BEN)
    assert "Administrator" in page.facts.text()
    press(qtbot, page.list.view, Qt.Key.Key_Down)
    assert page.detail.title.text() == "<b>Ben</b> Haile"
    assert page.detail.title.textFormat() is Qt.TextFormat.PlainText
    assert "Doctor, Lab" in page.facts.text()
    assert "Second factor: since 21-Nov-2026" in page.facts.text()
    assert nameless(window) == []


def test_a_second_factor_is_dropped_only_where_there_is_one(qtbot: QtBot, jobs: Jobs) -> None:
    _, page = shown(qtbot, jobs, ANA, BEN)
    assert "Drop the second factor" not in buttons(page)
    press(qtbot, page.list.view, Qt.Key.Key_Down)
    assert buttons(page)["Drop the second factor"]


def test_with_a_closed_account_nothing_is_done_any_more(qtbot: QtBot, jobs: Jobs) -> None:
    window, page = shown(qtbot, jobs, EVA)
    assert not any(buttons(page).values())
    page.close_account()
    page.change()
    assert window.side.dialog is None


def test_beside_a_dialog_the_list_stays_and_nothing_outgrows_the_least_screen(qtbot: QtBot, jobs: Jobs) -> None:
    window, page = shown(qtbot, jobs, ANA, BEN)
    assert page.detail.isVisible()
    page.primary()
    qtbot.waitUntil(lambda: not page.detail.isVisible())
    assert page.list.view.isVisible()
    assert window.width() <= 1280
    assert window.height() <= 720


def test_two_passwords_that_differ_are_told_beside_the_second_and_nothing_is_sent(qtbot: QtBot, jobs: Jobs) -> None:
    window, page = shown(qtbot, jobs, ANA)
    page.primary()
    dialog = dialog_of(window)
    fill(dialog, name="Eva Lind", login="eva", roles=["nurse"], password="a sentence of words", again="another one")
    dialog.carry_out()
    assert dialog.fields["again"].remark.text() == "The two are not the same"
    assert dialog.fields["password"].raw() == "a sentence of words"
    assert window.side.dialog is dialog


def test_passwords_are_never_kept_as_drafts(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    window, page, acts = real(qtbot, jobs, here)
    for act in (page.primary, page.give_password):
        act()
        dialog = dialog_of(window)
        fill(dialog, password="a sentence of words")
        dialog.fields["password"].edited.emit()
        dialog.keep_now()
        dialog.park()
    settled(qtbot, jobs)
    assert acts.drafts() == ()


def test_who_is_added_comes_in_with_the_first_password(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    window, page, _ = real(qtbot, jobs, here)
    page.primary()
    dialog = dialog_of(window)
    secret = NEW.reveal()
    fill(dialog, name="Eva Lind", login="Eva", roles=["nurse"], password=secret, again=secret)
    with qtbot.waitSignal(dialog.carried_out):
        dialog.carry_out()
    settled(qtbot, jobs)
    assert [page.list.model.row(at).login for at in range(3)] == ["ana", "ben", "eva"]  # type: ignore[union-attr]
    assert enter(here.clinic, "eva", NEW).actor.name == "Eva Lind"


def test_a_weak_first_password_adds_nobody_and_says_why_beside_it(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    window, page, _ = real(qtbot, jobs, here)
    page.primary()
    dialog = dialog_of(window)
    fill(dialog, name="Eva Lind", login="eva", roles=["nurse"], password="eva lind", again="eva lind")
    dialog.carry_out()
    qtbot.waitUntil(lambda: "15 characters;" in dialog.fields["password"].remark.text() and dialog.go.isEnabled())
    assert dialog.fields["password"].editor.property("is_wrong")
    page.list.begin()
    settled(qtbot, jobs)
    assert page.list.model.rowCount() == 2


def test_an_account_is_closed_only_by_its_typed_name_and_then_opens_nothing(
    qtbot: QtBot, here: World, jobs: Jobs
) -> None:
    window, page, acts = real(qtbot, jobs, here)
    page.list.view.choose(1)
    page.close_account()
    dialog = dialog_of(window)
    fill(dialog, typed="ana")
    dialog.carry_out()
    assert dialog.fields["typed"].remark.text() == "This is not the sign-in name of the account"
    fill(dialog, typed=" Ben ")
    before = acts.person
    with qtbot.waitSignal(dialog.carried_out):
        dialog.carry_out()
    assert acts.person is not before
    page.list.begin()
    settled(qtbot, jobs)
    row = page.list.model.row(1)
    assert row is not None
    assert not row.is_active
    with pytest.raises(Locked):
        enter(here.clinic, "ben", BENS)
    jobs.close()
    assert broken(here.clinic) == ["There is a backup"]  # all else holds under the new key


def test_changed_roles_are_seen_at_once_in_the_list(qtbot: QtBot, here: World, jobs: Jobs) -> None:
    window, page, _ = real(qtbot, jobs, here)
    page.list.view.choose(1)
    page.change()
    fill(dialog_of(window), name="Benjamin Okoro", roles=["doctor", "lab"])
    with qtbot.waitSignal(dialog_of(window).carried_out):
        dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: page.detail.title.text() == "Benjamin Okoro")
    settled(qtbot, jobs)
    assert "Doctor, Lab" in page.facts.text()
