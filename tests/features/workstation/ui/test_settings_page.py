"""The settings' page: every declared setting, for whom it concerns, kept on leaving its field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from hms_desktop.features import NAMES
from hms_desktop.features.workstation.ui.printers_field import PrintersField
from hms_desktop.features.workstation.ui.settings_page import SettingsPage
from hms_desktop.kernel.errors import Storage
from hms_desktop.kernel.manifest import Feature, load
from hms_desktop.kernel.settings import Scope
from hms_desktop.ui.fields import ChoiceField
from hms_desktop.ui.jobs import Jobs
from hms_desktop.ui.workplace import Workplace
from tests.ui.keys import press, type_text
from tests.ui.printers import FakePrinters
from tests.ui.shown import fake_acts, nameless, settled, window_of
from tests.ui.stays import FakeActs

DECLARED = {setting.key: setting for feature in load(NAMES) for setting in feature.settings}
PERMISSIONS = {setting.permission for setting in DECLARED.values()}
DEFAULTS: dict[str, Any] = {key: setting.default for key, setting in DECLARED.items()}


def shown(qtbot: QtBot, jobs: Jobs, *permissions: str) -> tuple[SettingsPage, FakeActs]:
    acts = fake_acts("settings.own", *permissions, settings=DEFAULTS, SecretsSet=lambda _: {}, LastTest=lambda _: None)
    window = window_of(qtbot, jobs, acts, "settings")
    settled(qtbot, jobs)
    assert nameless(window) == []
    assert isinstance(window.page, SettingsPage)
    return window.page, acts


def type_in(qtbot: QtBot, page: SettingsPage, key: str, text: str) -> None:
    editor = page.fields[key].editor
    assert isinstance(editor, QLineEdit)
    editor.setCompleter(None)  # type: ignore[arg-type] # a screen that is none complains of its popup
    editor.selectAll()
    type_text(qtbot, editor, text) if text else press(qtbot, editor, Qt.Key.Key_Delete)
    editor.editingFinished.emit()  # the keyboard leaves it


def test_every_declared_setting_has_its_field(qtbot: QtBot, jobs: Jobs) -> None:
    page, _ = shown(qtbot, jobs)
    assert set(page.fields) == {key for key, setting in DECLARED.items() if not setting.group}


def test_a_group_of_settings_stands_before_those_who_may_change_it(qtbot: QtBot, jobs: Jobs) -> None:
    page, _ = shown(qtbot, jobs, *PERMISSIONS)
    assert set(page.fields) == set(DECLARED)


def test_who_may_not_change_a_setting_sees_it_greyed(qtbot: QtBot, jobs: Jobs) -> None:
    page, _ = shown(qtbot, jobs)
    open_to_me = {key for key, field in page.fields.items() if field.editor.isEnabled()}
    assert open_to_me == {key for key, setting in DECLARED.items() if setting.scope is Scope.USER}
    everything, _ = shown(qtbot, jobs, *PERMISSIONS)
    assert all(field.editor.isEnabled() for field in everything.fields.values())


def test_a_value_is_kept_on_leaving_its_field_and_only_if_it_is_new(qtbot: QtBot, jobs: Jobs) -> None:
    page, acts = shown(qtbot, jobs, "settings.change")
    type_in(qtbot, page, "clinic.phone", "+34 600 000 000")
    type_in(qtbot, page, "lock.minutes", " 7 ")
    settled(qtbot, jobs)
    assert acts.settings == {**DEFAULTS, "clinic.phone": "+34 600 000 000", "lock.minutes": 7}
    page.keep("text.size")
    assert not jobs.running()


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("lock.minutes", "77", "Between 1 and 30 minutes"),
        ("lock.minutes", "soon", "This is not of the kind that the setting needs"),
        ("lock.minutes", "5.5", "This is not of the kind that the setting needs"),
        ("clinic.name", "", "A name is needed, of at most 120 letters"),
        ("clinic.zone", "Mars/Olympus", "This is no time zone, such as Europe/Madrid"),
    ],
)
def test_a_value_that_cannot_be_is_told_beside_its_field_and_left_as_typed(
    qtbot: QtBot, jobs: Jobs, key: str, typed: str, sentence: str
) -> None:
    page, acts = shown(qtbot, jobs, "settings.change")
    page.place.settle(acts.standing())
    if key == "clinic.name":
        acts.settings = {**DEFAULTS, "clinic.name": "St Anne"}
        page.place.settle(acts.standing())
    before = dict(acts.settings)
    type_in(qtbot, page, key, typed)
    assert page.fields[key].remark.text() == sentence
    page.place.settle(acts.standing())
    assert page.fields[key].raw() == typed
    assert acts.settings == before


def test_a_refusal_of_the_desk_stands_beside_the_field(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, acts = shown(qtbot, jobs, "settings.change")

    def refuse(_key: str, _value: object) -> None:
        raise Storage("The disk is full", "Nothing can be written", "Make room")

    monkeypatch.setattr(acts, "change_setting", refuse)
    type_in(qtbot, page, "clinic.phone", "1")
    qtbot.waitUntil(lambda: "The disk is full" in page.fields["clinic.phone"].remark.text())


def test_only_languages_that_the_screen_speaks_are_offered(
    qtbot: QtBot, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = {"fr": {"Lock": "Verrouiller"}}
    monkeypatch.setattr("hms_desktop.ui.languages.catalogue", lambda language: spoken.get(language, {}))
    page, _ = shown(qtbot, jobs)
    field = page.fields["language"]
    assert isinstance(field, ChoiceField)
    assert [field.box.itemData(at) for at in range(field.box.count())] == ["en", "fr"]


def test_somebody_elses_change_is_shown_where_nobody_types(qtbot: QtBot, jobs: Jobs) -> None:
    page, acts = shown(qtbot, jobs, "settings.change")
    page.window().activateWindow()
    page.fields["clinic.phone"].editor.setFocus()
    qtbot.waitUntil(page.fields["clinic.phone"].editor.hasFocus)
    acts.settings = {**DEFAULTS, "clinic.phone": "1", "clinic.email": "desk@example.org", "theme": "dark"}
    page.place.settle(acts.standing())
    assert page.fields["clinic.email"].raw() == "desk@example.org"
    assert page.fields["theme"].raw() == "dark"
    assert page.fields["clinic.phone"].raw() == ""
    assert not jobs.running()


def with_papers(qtbot: QtBot, jobs: Jobs, chosen: dict[str, str]) -> tuple[SettingsPage, FakeActs]:
    """A house with two kinds of paper, at a workstation with two printers."""
    acts = fake_acts("settings.own", "settings.change", settings={**DEFAULTS, "printers": chosen})
    printing = Feature("wards", "Wards", papers={"slip": "Slip for the queue", "sheet": "Day sheet"})
    acts.features = (*(replace(one, papers={}) for one in acts.features), printing)
    place = Workplace(acts, acts.standing(), jobs, FakePrinters())
    page = SettingsPage(place)
    qtbot.addWidget(page)
    page.show()
    page.show_for(None)
    return page, acts


def printers_of(page: SettingsPage) -> PrintersField:
    found = page.fields["printers"]
    assert isinstance(found, PrintersField)
    return found


def test_each_kind_of_paper_has_its_printer(qtbot: QtBot, jobs: Jobs) -> None:
    page, acts = with_papers(qtbot, jobs, {"sheet": "Laser"})
    field = printers_of(page)
    assert {kind: box.currentText() for kind, box in field.boxes.items()} == {
        "slip": "The computer's own choice", "sheet": "Laser",
    }  # fmt: skip
    field.boxes["slip"].setCurrentIndex(field.boxes["slip"].findData("Slips"))
    qtbot.waitUntil(lambda: acts.settings["printers"] == {"sheet": "Laser", "slip": "Slips"})
    field.boxes["sheet"].setCurrentIndex(0)
    qtbot.waitUntil(lambda: acts.settings["printers"] == {"slip": "Slips"})
    settled(qtbot, jobs)
    assert nameless(page) == []


def test_a_printer_that_is_away_and_a_kind_that_is_not_here_stay_set(qtbot: QtBot, jobs: Jobs) -> None:
    page, acts = with_papers(qtbot, jobs, {"slip": "Office", "label": "Labels"})
    field = printers_of(page)
    assert field.boxes["slip"].currentText() == "Office (not there)"
    field.boxes["sheet"].setCurrentIndex(1)
    qtbot.waitUntil(lambda: acts.settings["printers"] == {"slip": "Office", "label": "Labels", "sheet": "Laser"})
    settled(qtbot, jobs)
