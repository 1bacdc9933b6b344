"""The staff's page: who is in today, what a manager can do with the chosen one, what others are not told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.staff.domain import ExceptionKind, Hours, NewException
from hms_desktop.features.staff.service import AddException, Departments, Exceptions, Rooms, SetHours, SetSignature
from hms_desktop.features.staff.ui.staff_page import StaffPage
from hms_desktop.kernel.access import Role
from hms_desktop.ui.jobs import Jobs
from tests.features.patients.ui.people import acts_of, demo_clinic
from tests.features.staff.ui.people import choose, doctor, done, families, opened, somebody, staff_of
from tests.ui.keys import press
from tests.ui.shown import fill, nameless, settled


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("staff")) as made:
        yield made


def said_of(page: StaffPage, words: str) -> list[int]:
    """The places in the list of days ahead that say this."""
    return [at for at in range(page.detail.days.count()) if words in page.detail.days.item(at).text()]


def test_the_page_is_in_the_rail_of_who_plans_and_others_open_it_by_name(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    for role, is_in in ((Role.MANAGER, True), (Role.ADMINISTRATOR, True), (Role.NURSE, False)):
        window, page = staff_of(qtbot, jobs, acts_of(clinic, role))
        assert ("Staff" in [one.text() for one in window.rail.findChildren(QPushButton)]) == is_in
        assert "Haile" in families(page)
        assert nameless(window) == []


def test_facts_week_and_days_ahead_stand_beside_the_list(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    _, page = staff_of(qtbot, jobs, acts_of(clinic, Role.MANAGER))
    choose(qtbot, jobs, page, "Lindqvist")
    assert page.detail.title.text() == "Dr Johan Lindqvist"
    assert "Speciality: Cardiology" in page.detail.facts.text()
    assert page.detail.strip.accessibleDescription() == "Tue 08:00-13:00, Thu 08:00-13:00"
    assert "On leave · Family" in page.detail.days.item(0).text()


def test_who_is_in_today_has_a_word_for_it_and_who_is_away_another(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    _, page = staff_of(qtbot, jobs, acts)
    today = page.place.today()
    every_day = tuple(Hours(weekday=day, start=0, end=1_440) for day in range(7))
    for family, week, kind in (("Inday", every_day, None), ("Freeday", (), None), ("Sickday", every_day, "sick")):
        row = somebody(acts, family)
        acts.person.execute(SetHours(id=acts.new_id(), doctor=row.uid, version=row.version, hours=week))
        if kind:
            days = NewException(first=today, last=today, kind=ExceptionKind(kind), doctor=row.uid, note="Flu")
            acts.person.execute(AddException(id=acts.new_id(), days=days))
    qtbot.waitUntil(lambda: {"Inday", "Freeday", "Sickday"} <= set(families(page)))
    settled(qtbot, jobs)
    words = {name: page._chip(doctor(acts, name)).text for name in ("Inday", "Freeday", "Sickday")}
    assert words == {"Inday": "in today", "Freeday": "not today", "Sickday": "off sick"}


def test_why_a_colleague_is_away_is_not_told_to_everybody(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    row, today = somebody(acts, "Private"), acts.now().date()
    days = NewException(first=today, last=today + timedelta(9), kind=ExceptionKind.SICK, doctor=row.uid, note="Surgery")
    acts.person.execute(AddException(id=acts.new_id(), days=days))
    _, page = staff_of(qtbot, jobs, acts_of(clinic, Role.NURSE))
    choose(qtbot, jobs, page, "Private")
    told = page.detail.days.item(0).text() + page._chip(row).text
    assert "Away" in told
    assert not {"sick", "Surgery"} & set(told.replace("\n", " ").split())
    assert not [one for one in page.findChildren(QPushButton) if one.isVisible()]
    press(qtbot, page.detail.days, Qt.Key.Key_Delete)
    page.add_leave()
    page.primary()
    settled(qtbot, jobs)
    assert page.place.person.ask(Exceptions(first=today, last=today))


def test_somebody_is_added_shown_and_left_with_a_way_back(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    window, page = staff_of(qtbot, jobs, acts)
    page.primary()
    dialog = opened(qtbot, jobs, window)
    general = next(row for row in acts.person.ask(Departments()) if row.name == "General")
    fill(dialog, given="Noor", family=" Aziz ", speciality="Eye", slot_minutes="15", department=str(general.uid))
    done(qtbot, jobs, dialog)
    made = doctor(acts, "Aziz")
    assert (made.name, made.slot_minutes, made.department_name) == ("Dr Aziz", 15, "General")
    assert page.current() == made
    page.change()
    dialog = opened(qtbot, jobs, window)
    assert dialog.fields["department"].value() == str(general.uid)
    fill(dialog, family="Aziz-Lund", is_active=False)
    done(qtbot, jobs, dialog)
    assert not doctor(acts, "Aziz-Lund").is_active
    assert page._chip(doctor(acts, "Aziz-Lund")).text == "left"
    window.undo()
    qtbot.waitUntil(lambda: "Aziz" in families(page))
    settled(qtbot, jobs)
    assert doctor(acts, "Aziz").is_active


@pytest.mark.parametrize(
    ("field", "typed"), [("family", "  "), ("email", "noor at clinic"), ("slot_minutes", "soon"), ("slot_minutes", "3")]
)
def test_what_cannot_be_is_told_beside_its_field_and_nobody_is_added(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, field: str, typed: str
) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    window, page = staff_of(qtbot, jobs, acts)
    before = families(page)
    page.primary()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, **{"family": "Nobody", field: typed})
    dialog.carry_out()
    qtbot.waitUntil(lambda: bool(dialog.fields[field].editor.property("is_wrong")))
    settled(qtbot, jobs)
    assert families(page) == before
    dialog.discard()


def test_half_a_form_is_parked_and_gone_on_with(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    row = somebody(acts, "Halfway")
    window, page = staff_of(qtbot, jobs, acts)
    for act, typed in ((page.primary, "Newer"), (page.change, "Halfway Later")):
        choose(qtbot, jobs, page, row.family)
        act()
        dialog = opened(qtbot, jobs, window)
        fill(dialog, family=typed)
        dialog.fields["family"].edited.emit()
        dialog.park()
        settled(qtbot, jobs)
        draft = next(one for one in acts.drafts() if one.content["family"] == typed)
        window._resume(draft)
        again = opened(qtbot, jobs, window)
        assert again.fields["family"].raw() == typed
        assert again.purpose.title == dialog.purpose.title
        again.discard()
        settled(qtbot, jobs)


def test_leave_of_one_day_is_kept_taken_back_by_del_and_comes_again_by_undo(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    row = somebody(acts, "Leaver")
    window, page = staff_of(qtbot, jobs, acts)
    choose(qtbot, jobs, page, "Leaver")
    page.add_leave()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, kind="away", first="+3d", start="13-15", note="School")
    done(qtbot, jobs, dialog)

    def kept() -> list[tuple[object, ...]]:
        every = acts.person.ask(Exceptions(first=page.place.today()))
        return [(one.first, one.last, one.kind, one.start, one.end, one.note) for one in every if one.doctor == row.uid]

    day = page.place.today() + timedelta(days=3)
    expected = [(day, day, ExceptionKind.AWAY, 780, 900, "School")]
    assert kept() == expected
    qtbot.waitUntil(lambda: len(said_of(page, "School")) == 1)
    page.detail.days.setCurrentRow(said_of(page, "School")[0])
    press(qtbot, page.detail.days, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: said_of(page, "School") == [])
    settled(qtbot, jobs)
    assert kept() == []
    window.undo()
    qtbot.waitUntil(lambda: len(said_of(page, "School")) == 1)
    settled(qtbot, jobs)
    assert kept() == expected


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "first"),
        ({"first": "+1d", "start": "afternoon"}, "start"),
        ({"first": "+1d", "start": "8-9 10-11"}, "start"),
        ({"first": "+5d", "last": "+1d"}, "last"),
        ({"first": "+1d", "kind": "extra"}, "start"),
    ],
)
def test_days_that_cannot_be_are_told_and_half_a_time_is_no_whole_day(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, typed: dict[str, str], field: str
) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    window, page = staff_of(qtbot, jobs, acts)
    before = acts.person.ask(Exceptions(first=page.place.today()))
    page.add_leave()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, **typed)
    dialog.carry_out()
    qtbot.waitUntil(lambda: bool(dialog.fields[field].editor.property("is_wrong")))
    settled(qtbot, jobs)
    assert acts.person.ask(Exceptions(first=page.place.today())) == before
    dialog.discard()


def test_a_closed_clinic_stands_with_everybody(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    window, page = staff_of(qtbot, jobs, acts_of(clinic, Role.MANAGER))
    page.close_days()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, first="+40d", last="+41d", note="Stocktaking")
    done(qtbot, jobs, dialog)
    for family in ("Haile", "Brandt"):
        choose(qtbot, jobs, page, family)
        assert len(said_of(page, "Clinic closed · Stocktaking")) == 1


def test_departments_and_rooms_are_written_and_changed_in_one_dialog(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    window, page = staff_of(qtbot, jobs, acts)
    page.edit_departments()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, name="Eyes", code="ey", floor="2")
    done(qtbot, jobs, dialog)
    made = next(row for row in acts.person.ask(Departments()) if row.name == "Eyes")
    page.edit_rooms()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, name="21", department=str(made.uid))
    done(qtbot, jobs, dialog)
    assert [row.name for row in acts.person.ask(Rooms()) if row.department == made.uid] == ["21"]
    page.edit_departments()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, which=str(made.uid))
    assert (dialog.fields["code"].raw(), dialog.fields["floor"].raw()) == ("EY", "2")
    fill(dialog, is_active=False)
    done(qtbot, jobs, dialog)
    assert made.uid not in {row.uid for row in acts.person.ask(Departments())}
    assert str(made.uid) not in dict(page.choices.department_options())
    assert dict(page.choices.department_options(made.uid))[str(made.uid)] == "Eyes"


def test_letters_that_another_department_has_are_told_beside_them(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    window, page = staff_of(qtbot, jobs, acts_of(clinic, Role.MANAGER))
    page.edit_departments()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, name="Geriatrics", code="g")
    dialog.carry_out()
    qtbot.waitUntil(lambda: bool(dialog.fields["code"].remark.text()) and dialog.go.isEnabled())
    assert dialog.fields["code"].editor.property("is_wrong")
    dialog.discard()


def test_a_signature_is_kept_small_shown_on_white_and_never_with_another(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path
) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    for family in ("Signer", "Blank"):
        somebody(acts, family)
    window, page = staff_of(qtbot, jobs, acts)
    file = tmp_path / "signature.png"
    drawn = QImage(900, 300, QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.darkBlue)
    assert drawn.save(str(file))
    choose(qtbot, jobs, page, "Signer")
    page.take_signature()
    dialog = opened(qtbot, jobs, window)
    fill(dialog, file=str(tmp_path / "none.png"))
    dialog.carry_out()
    qtbot.waitUntil(lambda: "cannot be read" in dialog.fields["file"].remark.text() and dialog.go.isEnabled())
    fill(dialog, file=str(file))
    done(qtbot, jobs, dialog)
    kept = doctor(acts, "Signer").signature
    assert kept is not None
    assert QImage.fromData(acts.picture(kept)).width() == 480
    qtbot.waitUntil(lambda: page.detail.signature.isVisibleTo(page))
    choose(qtbot, jobs, page, "Blank")
    assert not page.detail.signature.isVisibleTo(page)
    row = doctor(acts, "Signer")
    acts.person.execute(SetSignature(id=acts.new_id(), uid=row.uid, version=row.version, signature=None))
    choose(qtbot, jobs, page, "Signer")
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: not page.detail.signature.isVisibleTo(page))


def test_names_and_addresses_of_any_length_stay_inside_the_panel(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.MANAGER)
    long = "Wolfeschlegelsteinhausenbergerdorff-Oyelaran"
    somebody(acts, long, email=f"{long.lower()}@stanne.example", qualification="M" * 100)
    _, page = staff_of(qtbot, jobs, acts)
    choose(qtbot, jobs, page, long)
    page.grab()
    edge = page.detail.mapToGlobal(page.detail.rect().bottomRight()).x()
    for part in (page.detail.facts, page.detail.strip, page.detail.title, *page.detail.buttons):
        assert part.mapToGlobal(part.rect().bottomRight()).x() <= edge, part
    assert f"{long.lower()}@stanne.example" in page.detail.facts.text()
