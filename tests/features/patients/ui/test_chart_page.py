"""The chart: what it shows, what can be done in it, and the way back of each act."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.states import RestrictPatient
from hms_desktop.features.patients.ui.copy_dialog import CopyDialog
from hms_desktop.features.patients.ui.glass_dialog import GlassDialog
from hms_desktop.features.patients.ui.join_dialogs import JoinDialog, JoinWithDialog
from hms_desktop.features.patients.ui.words import name_of
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied
from hms_desktop.ui.jobs import Jobs
from tests.features.patients.ui.people import acts_of, chart_of, demo_clinic, fresh, some
from tests.ui.shown import dialog_of, fill, nameless, settled


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("chart")) as made:
        yield made


def test_the_banner_says_who_it_is_and_what_is_not_recorded(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.DOCTOR)
    row = some(acts)
    window, page = chart_of(qtbot, jobs, acts, row)
    told = page.banner.text()
    assert row.family.upper() in told
    assert row.number in told
    assert "Allergies not recorded" in told
    assert nameless(window) == []


def test_the_place_knows_whose_chart_is_in_front_and_nobody_elsewhere(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.DOCTOR)
    row = some(acts)
    window, page = chart_of(qtbot, jobs, acts, row)
    who = window.place.whose()
    assert who is not None
    assert (who.uid, who.name) == (row.uid, name_of(row))
    assert row.number in who.detail
    page.show_for(some(acts, 4).uid)
    assert window.place.whose() is None
    window.open("patients")
    assert window.place.whose() is None
    settled(qtbot, jobs)


def test_a_death_is_recorded_shown_and_taken_back(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.DOCTOR)
    window, page = chart_of(qtbot, jobs, acts, some(acts, 5))
    page.record_death()
    fill(dialog_of(window), died_on="20-Nov-2026")
    dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: page.chart is not None and page.chart.patient.is_deceased)
    settled(qtbot, jobs)
    assert "20-Nov-2026" in page.banner.text()
    window.undo()
    qtbot.waitUntil(lambda: page.chart is not None and not page.chart.patient.is_deceased)
    settled(qtbot, jobs)
    assert "20-Nov-2026" not in page.banner.text()


def test_a_day_that_is_none_is_told_beside_its_field_and_nothing_is_sent(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    acts = acts_of(clinic, Role.DOCTOR)
    row = some(acts, 6)
    window, page = chart_of(qtbot, jobs, acts, row)
    page.record_death()
    dialog = dialog_of(window)
    fill(dialog, died_on="31 feb 2020")
    dialog.carry_out()
    assert "no day" in dialog.fields["died_on"].remark.text()
    settled(qtbot, jobs)
    assert not fresh(acts, row).is_deceased


def test_a_dialog_says_whose_it_is_and_leaves_when_another_chart_opens(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic
) -> None:
    acts = acts_of(clinic, Role.DOCTOR)
    one, other = some(acts, 14), some(acts, 15)
    window, page = chart_of(qtbot, jobs, acts, one)
    page.primary()
    dialog = dialog_of(window)
    assert one.family.upper() in dialog.panel.beside.text()
    dialog.fields["nickname"].fill("Half typed")
    dialog.fields["nickname"].edited.emit()
    window.open("chart", other.uid)
    assert window.side.dialog is None
    settled(qtbot, jobs)
    assert [draft.content["nickname"] for draft in acts.drafts() if draft.subject == one.uid] == ["Half typed"]


def test_a_phone_number_is_added_and_seen_at_once(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.RECEPTIONIST)
    window, page = chart_of(qtbot, jobs, acts, some(acts, 7))
    page.add_phone()
    fill(dialog_of(window), number="07700 900999", label="neighbour")
    dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: {"07700 900999", "neighbour"} <= {one.text() for one in page.sides.findChildren(QLabel)})


def test_two_records_are_joined_and_stand_apart_again(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    acts = acts_of(clinic, Role.DOCTOR)
    here, other = some(acts, 8), some(acts, 9)
    window, page = chart_of(qtbot, jobs, acts, here)
    page.join()
    first = dialog_of(window)
    assert isinstance(first, JoinWithDialog)
    fill(first, typed=other.number)
    first._find()
    qtbot.waitUntil(lambda: first.other.raw() == str(other.uid))
    first.carry_out()
    qtbot.waitUntil(lambda: isinstance(window.side.dialog, JoinDialog))
    dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: window.side.dialog is None)
    settled(qtbot, jobs)
    assert fresh(acts, other).uid == here.uid
    window.undo()
    settled(qtbot, jobs)
    qtbot.waitUntil(lambda: fresh(acts, other).uid == other.uid)


def test_a_copy_is_saved_under_the_number_and_never_over_a_file(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path
) -> None:
    acts = acts_of(clinic, Role.DOCTOR)
    row = some(acts, 10)
    window, page = chart_of(qtbot, jobs, acts, row)
    page.copy()
    dialog = dialog_of(window)
    assert isinstance(dialog, CopyDialog)
    assert row.family not in dialog.file.raw()
    path = tmp_path / "copy.pdf"
    fill(dialog, file=str(path))
    dialog.carry_out()
    qtbot.waitUntil(lambda: window.side.dialog is None)
    assert path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_mode & 0o077 == 0
    page.copy()
    again = dialog_of(window)
    fill(again, file=str(path))
    again.carry_out()
    assert "already" in again.fields["file"].remark.text()


def test_a_photo_is_kept_small_and_encrypted_and_taken_back(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path
) -> None:
    acts = acts_of(clinic, Role.RECEPTIONIST)
    window, page = chart_of(qtbot, jobs, acts, some(acts, 12))
    file = tmp_path / "face.png"
    face = QImage(1200, 900, QImage.Format.Format_RGB32)
    face.fill(Qt.GlobalColor.darkCyan)
    assert face.save(str(file))
    page.take_photo()
    fill(dialog_of(window), file=str(file))
    dialog_of(window).carry_out()
    qtbot.waitUntil(lambda: page.chart is not None and page.chart.photo is not None)
    settled(qtbot, jobs)
    assert page.chart is not None
    assert page.chart.photo is not None
    kept = QImage.fromData(acts.picture(page.chart.photo))
    assert (kept.width(), kept.height()) == (480, 360)
    on_disk = b"".join(path.read_bytes() for path in clinic.places.blobs.rglob("*") if path.is_file())
    assert b"JFIF" not in on_disk
    window.undo()
    qtbot.waitUntil(lambda: page.chart is not None and page.chart.photo is None)


@pytest.mark.parametrize("content", [b"", b"GIF89a" + bytes(40), b"no picture at all", b"<svg/>"])
def test_a_file_that_is_no_picture_is_refused_beside_its_field(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path, content: bytes
) -> None:
    acts = acts_of(clinic, Role.RECEPTIONIST)
    window, page = chart_of(qtbot, jobs, acts, some(acts, 13))
    file = tmp_path / "face.jpg"
    file.write_bytes(content)
    page.take_photo()
    dialog = dialog_of(window)
    fill(dialog, file=str(file))
    dialog.carry_out()
    qtbot.waitUntil(lambda: "picture" in dialog.fields["file"].remark.text())


def test_a_restricted_record_asks_for_a_reason_and_opens_with_it(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> None:
    officer = acts_of(clinic, Role.PRIVACY_OFFICER)
    row = some(officer, 11)
    officer.person.execute(RestrictPatient(id=officer.new_id(), uid=row.uid, version=row.version))
    acts = acts_of(clinic, Role.DOCTOR)
    with pytest.raises(Denied):
        acts.person.ask(Chart(uid=row.uid))
    from tests.ui.shown import window_of

    window = window_of(qtbot, jobs, acts, "patients")
    window.open("chart", row.uid)
    qtbot.waitUntil(lambda: isinstance(window.side.dialog, GlassDialog))
    fill(dialog_of(window), reason="unconscious at the door, nobody to ask")
    dialog_of(window).carry_out()
    page = window.page
    qtbot.waitUntil(lambda: getattr(page, "chart", None) is not None)
    assert row.family.upper() in page.banner.text()  # type: ignore[union-attr]
