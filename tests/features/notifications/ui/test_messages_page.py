"""Messages on the screen: who is called, who looks after one, what a person may do with it, texts, wishes and keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from hms_desktop.features.notifications.domain import (
    TEXTS,
    Channel,
    MessageKind,
    MessageRow,
    MessageState,
    Problem,
    Settled,
)
from hms_desktop.features.notifications.outbox import SettleMessage, Shelf, TakeOver, TryAgain
from hms_desktop.features.notifications.posting import TrialRow
from hms_desktop.features.notifications.ui.messages_page import MessagesPage
from hms_desktop.features.notifications.ui.setup import SecretDialog, TrialDialog
from hms_desktop.features.notifications.ui.text_dialog import TextDialog
from hms_desktop.features.notifications.ui.wish_dialog import WishDialog
from hms_desktop.features.notifications.wishes import ReachOf
from hms_desktop.features.notifications.wording import KeepText, TextRow
from hms_desktop.kernel.paging import Page
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.features.patients.ui.people import acts_of, chart_of, demo_clinic, some
from tests.ui.keys import press
from tests.ui.shown import dialog_of, fake_acts, fill, nameless, settled, window_of
from tests.ui.stays import NOW, FakeActs

HOSTILE = "<b>Ana</b>\u202e\r\n" + "x" * 400
FAILED = MessageRow(
    UUID(int=1), 3, Channel.EMAIL, MessageKind.REMINDER, "", UUID(int=9), "HALE, Ada", None, "600 111 222",
    MessageState.FAILED, Problem.NO_ADDRESS, 0, NOW, NOW, None, Settled.NOT,
)  # fmt: skip
UNSURE = replace(FAILED, uid=UUID(int=2), state=MessageState.UNSURE, problem=Problem.LOST, to="ada@town.example")
HELD = replace(FAILED, uid=UUID(int=3), state=MessageState.HELD, problem=Problem.NOT_ASKED)
SENT = replace(FAILED, uid=UUID(int=4), state=MessageState.SENT, problem=Problem.NONE, tries=1)


def shown(qtbot: QtBot, jobs: Jobs, *rows: MessageRow) -> tuple[MainWindow, MessagesPage, FakeActs]:
    nothing: dict[str, Any] = dict.fromkeys(("TakeOver", "TryAgain", "SettleMessage", "ReopenMessage"), lambda _: None)
    acts = fake_acts(
        "message.see", Messages=lambda _: Page(rows), MessagesWaiting=lambda _: len(rows), Accounts=lambda _: (),
        **nothing,
    )  # fmt: skip
    window = window_of(qtbot, jobs, acts, "messages")
    settled(qtbot, jobs)
    assert isinstance(window.page, MessagesPage)
    return window, window.page, acts


def chord(qtbot: QtBot, field: QWidget, key: Qt.Key, *, shift: bool = True) -> None:
    """Ctrl and a key, mostly with Shift."""
    held = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(field, key, held | Qt.KeyboardModifier.ShiftModifier if shift else held)  # type: ignore[no-untyped-call]


def cell(page: MessagesPage, at: int) -> str:
    return page.list.view.columns[at].text(page.list.view.row_at(0))


def test_a_failed_message_says_why_and_whom_to_call(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, _ = shown(qtbot, jobs, FAILED)
    assert (cell(page, 1), cell(page, 3)) == ("HALE, Ada", "no e-mail · phone 600 111 222")
    assert "Why: No address is on record" in page.facts.text()
    assert window.rail._buttons["messages"].accessibleName() == "Messages, 1"
    assert nameless(window) == []


def last(acts: FakeActs, kind: type) -> Any:  # noqa: ANN401
    return next(one for one in reversed(acts.person.sent) if isinstance(one, kind))


def test_keys_take_it_try_it_again_and_settle_it(qtbot: QtBot, jobs: Jobs) -> None:
    _, page, acts = shown(qtbot, jobs, FAILED)
    chord(qtbot, page.list.view, Qt.Key.Key_O)
    settled(qtbot, jobs)
    assert last(acts, TakeOver).is_mine
    chord(qtbot, page.list.view, Qt.Key.Key_C)
    settled(qtbot, jobs)
    assert last(acts, SettleMessage).how is Settled.BY_PHONE
    press(qtbot, page.list.view, Qt.Key.Key_Delete)
    settled(qtbot, jobs)
    assert last(acts, SettleMessage).how is Settled.NOT_NEEDED
    chord(qtbot, page.list.view, Qt.Key.Key_Return, shift=False)
    settled(qtbot, jobs)
    assert last(acts, TryAgain).version == FAILED.version


@pytest.mark.parametrize(
    ("row", "can"),
    [
        (FAILED, (True, False, True)),
        (UNSURE, (True, True, True)),
        (HELD, (False, False, True)),
        (SENT, (False, False, False)),
    ],
)
def test_what_can_be_done_is_offered_and_nothing_else(
    qtbot: QtBot, jobs: Jobs, row: MessageRow, can: tuple[bool, bool, bool]
) -> None:
    can_try, can_arrive, can_settle = can
    _, page, acts = shown(qtbot, jobs, row)
    assert page.go.isEnabled() is can_try
    assert page.arriving.isVisible() is can_arrive
    assert page.phoning.isVisible() is can_settle
    before = len(acts.person.sent)
    if not can_try:
        page.primary()
    if not can_arrive:
        page.arrived()
    if not can_settle:
        page.take()
        page.by_phone()
        page.drop()
    settled(qtbot, jobs)
    assert len(acts.person.sent) == before


def test_another_shelf_is_read_when_it_is_chosen(qtbot: QtBot, jobs: Jobs) -> None:
    _, page, acts = shown(qtbot, jobs, SENT)
    page.shelf.setCurrentIndex(2)
    settled(qtbot, jobs)
    asked = [one for one in acts.person.sent if type(one).__name__ == "Messages"]
    assert asked[-1].shelf is Shelf.OVER  # type: ignore[attr-defined]


def test_hostile_names_are_shown_as_text(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, _ = shown(qtbot, jobs, replace(FAILED, who=HOSTILE, phone=HOSTILE))
    window.grab()
    assert all(one.textFormat() is Qt.TextFormat.PlainText for one in page.findChildren(QLabel) if one.text())
    assert window.width() <= 1280


# Texts.


def text_dialog(qtbot: QtBot, jobs: Jobs, version: int = 0) -> tuple[TextDialog, FakeActs]:
    acts = fake_acts(
        "settings.own", "message.setup",
        TextOf=lambda query: TextRow(query.kind, query.language, version, TEXTS[query.language][query.kind]),
        KeepText=lambda _: None, DropText=lambda _: None, SecretsSet=lambda _: {}, LastTest=lambda _: None,
    )  # fmt: skip
    window = window_of(qtbot, jobs, acts, "settings")
    dialog = TextDialog(window.place)
    window.place.offer(dialog)
    settled(qtbot, jobs)
    return dialog, acts


def test_what_is_typed_is_shown_filled_in_at_once(qtbot: QtBot, jobs: Jobs) -> None:
    dialog, _ = text_dialog(qtbot, jobs)
    assert "Friday 27 November 2026 at 09:30" in dialog.preview.text()
    fill(dialog, short="See you {day} {time}, {name}")
    assert dialog.short.text() == "See you Friday 27 November 2026 09:30, Ada Hale"
    assert dialog.parts.text() == "47 letters, 1 SMS"
    fill(dialog, language="hi")
    settled(qtbot, jobs)
    assert "शुक्रवार, 27 नवंबर 2026" in dialog.preview.text()


def test_a_place_that_is_none_is_said_beside_its_field(qtbot: QtBot, jobs: Jobs) -> None:
    dialog, _ = text_dialog(qtbot, jobs)
    fill(dialog, body="{day} {time} {salary}")
    assert "no such place" in dialog.fields["body"].remark.text()
    fill(dialog, body="{day} {time}")
    assert dialog.fields["body"].remark.text() == ""


def test_a_text_is_kept_with_the_version_that_was_read(qtbot: QtBot, jobs: Jobs) -> None:
    dialog, acts = text_dialog(qtbot, jobs, 4)
    assert dialog.drop.isVisible()
    dialog.carry_out()
    settled(qtbot, jobs)
    assert last(acts, KeepText).version == 4


# Keys of servers and tests.


def test_the_key_of_a_server_is_typed_unseen_and_not_kept_as_a_draft(qtbot: QtBot, jobs: Jobs) -> None:
    acts = fake_acts("settings.own", SetPostSecret=lambda _: None)
    window = window_of(qtbot, jobs, acts, "settings")
    dialog = SecretDialog(window.place, Channel.EMAIL)
    window.place.offer(dialog)
    fill(dialog, secret="quokka")
    assert dialog.fields["secret"].line.echoMode().name == "Password"  # type: ignore[attr-defined]
    dialog.park()
    settled(qtbot, jobs)
    assert acts.parked == {}
    again = SecretDialog(window.place, Channel.EMAIL)
    window.place.offer(again)
    fill(again, secret="quokka")
    again.carry_out()
    settled(qtbot, jobs)
    assert "quokka" not in repr(acts.person.sent)


def test_what_became_of_the_last_test_stands_below_the_settings(qtbot: QtBot, jobs: Jobs) -> None:
    test = TrialRow(NOW, MessageState.WAITING, Problem.SIGN_IN)
    acts = fake_acts(
        "settings.own", "message.setup", SecretsSet=lambda _: {"e-mail": NOW}, LastTest=lambda _: test,
        SendTest=lambda _: UUID(int=1),
    )  # fmt: skip
    window = window_of(qtbot, jobs, acts, "settings")
    settled(qtbot, jobs)
    said = " ".join(one.text() for one in window.findChildren(QLabel))
    assert "Kept on this computer since 21-Nov-2026 09:32" in said
    assert "Last test, 21-Nov-2026 09:32: waits. The server did not accept our name and password" in said
    dialog = TrialDialog(window.place, Channel.SMS)
    window.place.offer(dialog)
    fill(dialog, address=" 600 111 222 ")
    dialog.carry_out()
    settled(qtbot, jobs)
    assert acts.person.sent[-1].address == "600 111 222"  # type: ignore[attr-defined]


# Wishes, in a real clinic.


def test_the_answer_of_a_patient_is_kept_from_his_chart_and_can_be_taken_back(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path
) -> None:
    with demo_clinic(tmp_path) as clinic:
        acts = acts_of(clinic, "receptionist")
        row = some(acts, 20)
        window, page = chart_of(qtbot, jobs, acts, row)
        for answer in (True, False):
            chord(qtbot, page.timeline.view, Qt.Key.Key_U)
            settled(qtbot, jobs)
            dialog = dialog_of(window)
            assert isinstance(dialog, WishDialog)
            assert row.family.upper() in dialog.panel.beside.toolTip().upper()
            fill(dialog, email=answer, sms=answer, language="fr")
            dialog.carry_out()
            settled(qtbot, jobs)
        reach = acts.person.ask(ReachOf(patient=row.uid))
        assert reach.wish is not None
        assert (reach.wish.email, reach.wish.sms, reach.wish.language) == (False, False, "fr")
        window.undo()
        settled(qtbot, jobs)
        reach = acts.person.ask(ReachOf(patient=row.uid))
        assert reach.wish is not None
        assert reach.wish.email
        window.place.leave()


def test_half_an_answer_is_parked_and_gone_on_with(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    with demo_clinic(tmp_path) as clinic:
        acts = acts_of(clinic, "receptionist")
        window, page = chart_of(qtbot, jobs, acts, some(acts, 20))
        chord(qtbot, page.timeline.view, Qt.Key.Key_U)
        settled(qtbot, jobs)
        dialog = dialog_of(window)
        fill(dialog, email=True)
        dialog.keep()
        dialog.park()
        settled(qtbot, jobs)
        (draft,) = acts.drafts()
        window._resume(draft)
        settled(qtbot, jobs)
        assert dialog_of(window).values()["email"] is True
        window.place.leave()
