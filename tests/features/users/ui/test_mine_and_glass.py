"""One's own account, and the review of emergency openings."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pyotp
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hms_desktop.features.users.domain import app_link, matching_step
from hms_desktop.features.users.service import AccountRow, GlassRow, ReviewGlass, SetPin, SetSecondFactor
from hms_desktop.features.users.ui.glass_page import GlassPage
from hms_desktop.features.users.ui.mine_page import MinePage
from hms_desktop.kernel.errors import Invalid
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.ui.keys import press
from tests.ui.shown import dialog_of, fake_acts, fill, nameless, settled, window_of
from tests.ui.stays import NOW, FakeActs

ME = AccountRow(UUID(int=7), 1, "ana", "Ana Costa", ("nurse",), True, None, None)
BEN = AccountRow(UUID(int=8), 1, "ben", "Ben Haile", ("doctor",), True, None, None)
OPENING = GlassRow(
    UUID(int=1), 3, BEN.uid, UUID(int=99), NOW, NOW + timedelta(hours=1), "unconscious at the door", None, None
)


def mine(qtbot: QtBot, jobs: Jobs) -> tuple[MainWindow, MinePage, FakeActs]:
    acts = fake_acts(
        "account.self", Accounts=lambda _: (BEN, ME), SetPin=lambda _: None, SetSecondFactor=lambda _: None
    )
    window = window_of(qtbot, jobs, acts, "mine")
    settled(qtbot, jobs)
    assert isinstance(window.page, MinePage)
    return window, window.page, acts


def glass(qtbot: QtBot, jobs: Jobs, *rows: GlassRow) -> tuple[MainWindow, GlassPage, FakeActs]:
    acts = fake_acts(
        "glass.review", Accounts=lambda _: (BEN, ME), GlassToReview=lambda _: rows, ReviewGlass=lambda _: None
    )
    window = window_of(qtbot, jobs, acts, "glass")
    settled(qtbot, jobs)
    assert isinstance(window.page, GlassPage)
    return window, window.page, acts


def test_my_account_shows_me_and_nobody_else(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, _ = mine(qtbot, jobs)
    assert "Ana Costa" in page.facts.text()
    assert "Ben" not in page.facts.text()
    assert nameless(window) == []


def test_my_password_is_changed_with_the_one_until_now(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, page, acts = mine(qtbot, jobs)
    told = list[tuple[str, str]]()
    monkeypatch.setattr(acts, "change_password", lambda old, new: told.append((old.reveal(), new.reveal())))
    page.change_password()
    fill(dialog_of(window), password="new one", again="new one")
    dialog_of(window).carry_out()
    assert dialog_of(window).fields["old"].editor.property("is_wrong")
    fill(dialog_of(window), old="old one")
    dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: window.side.dialog is None)
    assert told == [("old one", "new one")]


def test_a_pin_that_the_house_refuses_is_told_beside_the_field(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, acts = mine(qtbot, jobs)

    def refuse(_: SetPin) -> None:
        raise Invalid({"pin": "A PIN has 4 to 12 digits"})

    acts.person.handled[SetPin] = refuse
    page.set_pin()
    dialog = dialog_of(window)
    fill(dialog, pin="1")
    dialog.carry_out()
    qtbot.waitUntil(lambda: dialog.fields["pin"].remark.text() == "A PIN has 4 to 12 digits")


def test_the_shown_key_and_link_are_the_secret_that_the_account_gets(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, acts = mine(qtbot, jobs)
    page.set_second_factor()
    dialog = dialog_of(window)
    shown = [line.text() for line in dialog.findChildren(QLineEdit) if line.isReadOnly()]
    fill(dialog, code="123456")
    dialog.carry_out()
    qtbot.waitUntil(lambda: window.side.dialog is None)
    sent = next(one for one in acts.person.sent if isinstance(one, SetSecondFactor))
    secret = sent.secret.reveal()
    assert shown[0].replace(" ", "") == secret
    assert shown[1] == app_link(secret, "ana", "St Anne Clinic")
    assert pyotp.parse_uri(shown[1]).secret == secret
    assert matching_step(secret, pyotp.TOTP(secret).at(NOW), NOW, 0) is not None


def test_each_second_factor_has_a_secret_of_its_own(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, _ = mine(qtbot, jobs)
    seen = set()
    for _ in range(3):
        page.set_second_factor()
        seen.add(next(line.text() for line in dialog_of(window).findChildren(QLineEdit) if line.isReadOnly()))
    assert len(seen) == 3


def test_without_openings_the_page_says_so_and_offers_nothing(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, _ = glass(qtbot, jobs)
    assert "Nothing waits for a review" in page.list.quiet.text()
    assert not page.review.isEnabled()
    page.primary()
    assert window.side.dialog is None


def test_an_opening_says_who_when_and_why_and_its_finding_is_sent_with_the_version(qtbot: QtBot, jobs: Jobs) -> None:
    window, page, acts = glass(qtbot, jobs, OPENING)
    assert "Ben Haile" in page.facts.text()
    assert "unconscious at the door" in page.facts.text()
    assert nameless(window) == []
    press(qtbot, page.list.view, Qt.Key.Key_Return)
    fill(dialog_of(window), finding="rightly opened")
    dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: window.side.dialog is None)
    sent = next(one for one in acts.person.sent if isinstance(one, ReviewGlass))
    assert (sent.uid, sent.version, sent.finding) == (OPENING.uid, 3, "rightly opened")


def test_whose_record_it_was_is_asked_only_on_purpose(qtbot: QtBot, jobs: Jobs) -> None:
    _, page, acts = glass(qtbot, jobs, OPENING)
    assert not [one for one in acts.person.sent if type(one).__name__ == "PatientsNamed"]
    assert page.show_whose.isHidden()  # without the right to open a record


def test_whose_record_it_was_is_told_to_who_may_open_it_once_he_asks(qtbot: QtBot, jobs: Jobs) -> None:
    known = SimpleNamespace(family="Hart", given="Joost", number="0015187")
    acts = fake_acts(
        "glass.review", "patient.open",
        Accounts=lambda _: (BEN,), GlassToReview=lambda _: (OPENING,), PatientsNamed=lambda _: (known,),
    )  # fmt: skip
    window = window_of(qtbot, jobs, acts, "glass")
    settled(qtbot, jobs)
    page = window.page
    assert isinstance(page, GlassPage)
    assert "Hart" not in page.facts.text()
    page.show_whose.click()
    qtbot.waitUntil(lambda: "Hart, Joost · 0015187" in page.facts.text())
    assert page.show_whose.isHidden()
