"""Nothing that a ward is asked all day reads its whole past: each question walks along an index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event

from hms_desktop.features.wards.domain import DischargeKind
from hms_desktop.features.wards.keeping import CleanBed
from hms_desktop.features.wards.rounds import InBed, OccupancyOf, StayLines
from hms_desktop.features.wards.service import AdmissionOf, MapOf
from hms_desktop.features.wards.stays import Discharge
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.messages import Query
from tests.features.wards.house import House

_PAST: Final = ("bed_stay", "admission", "discharge_summary")


def asked(here: House, patient: UUID) -> tuple[Query[Any], ...]:
    """What the map, a chart and the history ask."""
    today: date = here.desk.clock.now().date()
    return (
        MapOf(ward=here.ward), AdmissionOf(patient=patient), InBed(patient=patient), StayLines(patients=(patient,)),
        OccupancyOf(ward=here.ward, first=today - timedelta(days=29), last=today),
    )  # fmt: skip


def plans(here: House, act: Callable[[], object]) -> list[str]:
    """What SQLite says of each statement that this asks of the past."""
    said: list[tuple[str, Any]] = []
    connection = here.desk.lane().rows

    def hear(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:  # noqa: ANN401
        said.append((statement, values))

    event.listen(connection.engine, "before_cursor_execute", hear)
    try:
        act()
    finally:
        event.remove(connection.engine, "before_cursor_execute", hear)
    found = []
    for statement, values in said:
        if statement.startswith("SELECT") and any(table in statement for table in _PAST):
            found += [str(row[-1]) for row in here.desk.sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    return found


def test_every_question_reads_along_an_index(here: House) -> None:
    patient = here.patient()
    here.admit(patient, "A1")
    for query in asked(here, patient):
        told = plans(here, lambda query=query: here.desk.ask(query, Role.NURSE))  # type: ignore[misc]
        assert told, query
        assert scans(told) == [], query


def test_coming_and_going_read_along_an_index(here: House) -> None:
    patient = here.patient()

    def come_and_go() -> None:
        admission = here.admit(patient, "A1")
        here.does(Discharge, admission=admission, version=1, kind=DischargeKind.HOME)
        here.does(CleanBed, uid=here.bed("A1").uid, version=here.bed("A1").version)

    told = plans(here, come_and_go)
    assert told
    assert scans(told) == []


def scans(plan: list[str]) -> list[str]:
    """The steps that read a whole table of the past."""
    return [line for line in plan if line.startswith("SCAN") and any(table in line for table in _PAST)]
