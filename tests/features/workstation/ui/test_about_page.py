"""About: what is installed is named with its licence, and the knowledge says how old it is."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hms_desktop import __version__
from hms_desktop.features.knowledge.pack import State
from hms_desktop.features.knowledge.service import Standing
from hms_desktop.features.workstation.ui import licences as room
from hms_desktop.features.workstation.ui.about_page import AboutPage
from hms_desktop.features.workstation.ui.licences import licences
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.main_window import MainWindow
from tests.architecture.findings import CHECKOUT
from tests.ui.keys import press
from tests.ui.shown import fake_acts, nameless, settled, window_of
from tests.ui.stays import NOW

PACK = Standing("2026.4", NOW.date() - timedelta(days=12), State.FRESH, 291)


def shown(qtbot: QtBot, jobs: Jobs, *permissions: str) -> tuple[MainWindow, AboutPage]:
    acts = fake_acts("settings.own", *permissions, KnowledgeState=lambda _: PACK)
    window = window_of(qtbot, jobs, acts, "about")
    settled(qtbot, jobs)
    assert isinstance(window.page, AboutPage)
    return window, window.page


def declared() -> set[str]:
    """The names in pyproject, whatever of them this system has."""
    needs = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["dependencies"]
    found = {room._NAME.match(need) for need in needs}
    return {room._plain(name.group()) for name in found if name}


def test_every_package_is_named_once_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_installed(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(room, "distribution", not_installed)
    found = {room._plain(one.name): one for one in licences()}
    assert declared() <= set(found)
    assert all(one.version for one in found.values())
    assert all(found[name].licence or found[name].text for name in declared())


def test_the_version_and_what_it_is_not_stand_beside_the_licences(qtbot: QtBot, jobs: Jobs) -> None:
    window, page = shown(qtbot, jobs)
    said = " ".join(one.text() for one in page.findChildren(QLabel))
    assert __version__ in said
    assert "It is not a medical device." in said
    assert nameless(window) == []
    assert "about" not in window.rail._buttons


def test_enter_shows_a_licence_and_esc_leads_back(qtbot: QtBot, jobs: Jobs) -> None:
    window, page = shown(qtbot, jobs)
    rows = [page.list.model.row(at) for at in range(page.list.model.rowCount())]
    at, row = next((at, row) for at, row in enumerate(rows) if row is not None and row.text)
    page.list.view.choose(at)
    press(qtbot, page.list.view, Qt.Key.Key_Return)
    assert page.text.toPlainText() == row.text
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_the_knowledges_age_is_told_to_whom_it_serves(qtbot: QtBot, jobs: Jobs) -> None:
    _, page = shown(qtbot, jobs, "knowledge.read")
    assert "2026.4" in page.facts.text()
    assert "12 days" in page.facts.text()
    assert isinstance(PACK.date, date)
    _, other = shown(qtbot, jobs)
    assert other.knowledge.isHidden()
