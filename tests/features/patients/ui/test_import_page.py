"""A file of another system on its way in: understood, tried, taken over; a bad one says why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hms_desktop.clinic.opening import Clinic
from hms_desktop.features.patients.service import PatientsFound
from hms_desktop.features.patients.ui.import_page import ImportPage
from hms_desktop.kernel.access import Role
from hms_desktop.ui.jobs import Jobs
from tests.features.patients.ui.people import acts_of, demo_clinic
from tests.ui.shown import nameless, settled, window_of


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    with demo_clinic(tmp_path_factory.mktemp("import")) as made:
        yield made


def page_of(qtbot: QtBot, jobs: Jobs, clinic: Clinic) -> ImportPage:
    window = window_of(qtbot, jobs, acts_of(clinic, Role.ADMINISTRATOR), "import")
    page = window.page
    assert isinstance(page, ImportPage)
    page._window = window  # type: ignore[attr-defined]
    return page


def a_file(folder: Path, *lines: str, encoding: str = "cp1252") -> Path:
    path = folder / "patients.csv"
    path.write_text("\n".join(("Nachname;Vorname;Geburtsdatum;Ort", *lines)), encoding)
    return path


def take(qtbot: QtBot, jobs: Jobs, page: ImportPage, path: Path) -> None:
    page.file.setText(str(path))
    page.take_file()
    settled(qtbot, jobs)


def run(qtbot: QtBot, jobs: Jobs, page: ImportPage) -> None:
    page.primary()
    qtbot.waitUntil(lambda: page.incoming is not None and not page.incoming.is_busy, timeout=20_000)
    settled(qtbot, jobs)


def test_a_dry_run_writes_nothing_and_tells_each_bad_line(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path
) -> None:
    page = page_of(qtbot, jobs, clinic)
    take(qtbot, jobs, page, a_file(tmp_path, "Drößler;Käthe;12.04.1986;Köln", "Kaputt;Kurt;31.02.1990;Köln"))
    run(qtbot, jobs, page)
    assert page.tally.good == 1
    assert [fault.line for fault in page.tally.faults] == [3]
    assert page.model.rowCount() == 1
    doctor = acts_of(clinic, Role.DOCTOR).person
    assert doctor.ask(PatientsFound(typed="drößler")) == ()
    assert nameless(page) == []


def test_the_good_lines_come_in_and_a_second_time_nobody_does(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path
) -> None:
    page = page_of(qtbot, jobs, clinic)
    path = a_file(tmp_path, "Quellmalz;Änne;13.05.1977;Köln", "Quellmalz;Bodo;14.06.1979;Köln")
    take(qtbot, jobs, page, path)
    run(qtbot, jobs, page)
    run(qtbot, jobs, page)
    doctor = acts_of(clinic, Role.DOCTOR).person
    assert len(doctor.ask(PatientsFound(typed="quellmalz"))) == 2
    take(qtbot, jobs, page, path)
    run(qtbot, jobs, page)
    assert page.tally.sure == 2


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 400, b"\xff\xd8\xff\xe0JFIF" * 50])
def test_a_file_that_is_none_says_why_and_keeps_its_name(
    qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path, content: bytes
) -> None:
    page = page_of(qtbot, jobs, clinic)
    path = tmp_path / "binary.csv"
    path.write_bytes(content)
    take(qtbot, jobs, page, path)
    assert page.problem.isVisible()
    assert page.problem.text()
    assert page.file.text() == str(path)


def test_a_file_that_is_not_there_is_told(qtbot: QtBot, jobs: Jobs, clinic: Clinic, tmp_path: Path) -> None:
    page = page_of(qtbot, jobs, clinic)
    take(qtbot, jobs, page, tmp_path / "nowhere.csv")
    assert "cannot be read" in page.problem.text()
