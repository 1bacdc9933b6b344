"""Pages by key: every row once, in order, whatever the data and the size; and each from its index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from hms_desktop.data import keyset
from hms_desktop.features.patients import store
from hms_desktop.features.patients.chart import Chart, Timeline
from hms_desktop.features.patients.domain import ListOrder, Particulars
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.merging import Duplicates
from hms_desktop.features.patients.service import PatientList, PatientsFound
from hms_desktop.features.patients.tables import Patient
from hms_desktop.features.users.service import OpenGlass
from hms_desktop.features.workstation.service import JournalLines, MyDrafts
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.messages import Query
from hms_desktop.kernel.paging import PAGE_LIMIT, Cursor, PageRequest
from tests import samples
from tests.data import nasty
from tests.fixtures import TEMPLATE_DATABASE
from tests.samples import Listed, Sample
from tests.support import Desk, desk_over, postgres_copy, sqlcipher_desk


@pytest.fixture(scope="module", params=["sqlcipher", "postgres"])
def sampled(request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    if request.param == "sqlcipher":
        with sqlcipher_desk(template, tmp_path_factory.mktemp("keyset")) as desk:
            yield samples.lay_out(desk)
    else:
        url = request.getfixturevalue("postgres_template")
        with postgres_copy(url, TEMPLATE_DATABASE, "hms_keyset") as engine:
            yield samples.lay_out(desk_over(engine))


VALUES = st.lists(st.sampled_from(["a", "a b", "b", "é", "ß", "😀", ""]) | nasty.clean_text(), max_size=25)


def walk(desk: Desk, mark: int, column: Any, size: int, *, descending: bool) -> list[Any]:  # noqa: ANN401 - a column
    """All pages of the rows with this mark, one after the other."""
    query = select(Listed.words, Listed.size, Listed.uid).where(Listed.mark == mark)
    asked = PageRequest(size=size, descending=descending)
    found: list[Any] = []
    with desk.reading() as work:
        while True:
            page = keyset.page(
                work.rows, query, (column, Listed.uid), asked, lambda row: (getattr(row, column.key), row.uid)
            )
            found += page.rows
            assert len(page.rows) <= size
            if page.next is None:
                return found
            assert len(page.rows) == size
            asked = PageRequest(page.next, size, descending)


@settings(max_examples=40)
@given(VALUES, st.integers(1, 7), st.booleans(), st.integers(0, 2**40))
def test_pages_cover_every_row_once_and_in_order(
    sampled: Desk, words: list[str], size: int, descending: bool, mark: int
) -> None:
    with sampled.writing() as work:
        mark = mark * 1_000_000 + (work.rows.value(select(Listed.local_no).order_by(Listed.local_no.desc())) or 0)
        work.rows.add_many(Listed, [{"words": text, "size": len(text), "mark": mark} for text in words])
        made = work.rows.all(select(Listed.words, Listed.size, Listed.uid).where(Listed.mark == mark))
    for column in (Listed.words, Listed.size):
        expected = sorted(((getattr(row, column.key), row.uid) for row in made), reverse=descending)
        assert walk(sampled, mark, column, size, descending=descending) == expected


def test_a_row_that_comes_or_goes_between_two_pages_moves_no_other(sampled: Desk) -> None:
    with sampled.writing() as work:
        for word in "bdfh":
            work.rows.add(Listed, {"words": word, "size": 0, "mark": -1})
    query = select(Listed.words, Listed.uid).where(Listed.mark == -1)
    order = (Listed.words, Listed.uid)
    with sampled.reading() as work:
        first = keyset.page(work.rows, query, order, PageRequest(size=2), lambda row: row.words)
    with sampled.writing() as work:
        work.rows.add(Listed, {"words": "a", "size": 0, "mark": -1})
        work.rows.add(Listed, {"words": "e", "size": 0, "mark": -1})
        work.rows.remove(Listed, work.rows.value(select(Listed.uid).where(Listed.words == "d", Listed.mark == -1)))
    with sampled.reading() as work:
        second = keyset.page(work.rows, query, order, PageRequest(first.next, 9), lambda row: row.words)
    assert (first.rows, second.rows, second.next) == (("b", "d"), ("e", "f", "h"), None)


def test_a_column_that_may_be_null_is_not_sorted_by(sampled: Desk) -> None:
    with sampled.reading() as work, pytest.raises(ValueError, match="words may be null"):
        keyset.page(
            work.rows, select(Sample.words, Sample.uid), (Sample.words, Sample.uid), PageRequest(), lambda row: row
        )


@pytest.mark.parametrize(("size", "shown"), [(-5, 1), (0, 1), (10**9, 3)])
def test_a_page_has_at_least_one_row_and_at_most_the_limit(desk: Desk, size: int, shown: int) -> None:
    samples.lay_out(desk)
    with desk.writing() as work:
        work.rows.add_many(Listed, [{"words": word, "size": 0, "mark": 0} for word in "abc"])
    with desk.reading() as work:
        query = select(Listed.words, Listed.uid)
        page = keyset.page(work.rows, query, (Listed.words, Listed.uid), PageRequest(size=size), lambda row: row.words)
    assert len(page.rows) == shown
    assert PAGE_LIMIT == 1_000


ONE = Particulars(family="Smith 7", given="Ann", born=date(1980, 4, 7), phone="+34 600 100007")
SOMEBODY = UUID(int=0x50)
AFTER = Cursor("m", UUID(int=5))
LISTS: dict[str, tuple[Callable[[], Query[Any]], str]] = {
    "patients": (PatientList, Role.DOCTOR),
    "patients, further": (lambda: PatientList(page=PageRequest(AFTER)), Role.DOCTOR),
    "patients, backwards": (lambda: PatientList(page=PageRequest(descending=True)), Role.DOCTOR),
    "patients, backwards, further": (lambda: PatientList(page=PageRequest(AFTER, descending=True)), Role.DOCTOR),
    "patients by given name": (lambda: PatientList(by=ListOrder.GIVEN), Role.DOCTOR),
    "patients by number": (lambda: PatientList(by=ListOrder.NUMBER), Role.DOCTOR),
    "patients by number, further": (
        lambda: PatientList(by=ListOrder.NUMBER, page=PageRequest(Cursor(7, UUID(int=5)))),
        Role.DOCTOR,
    ),
    "birth date": (lambda: PatientsFound(typed="12/4/1986"), Role.DOCTOR),
    "one word": (lambda: PatientsFound(typed="smi", limit=1), Role.DOCTOR),
    "number": (lambda: PatientsFound(typed="0012344"), Role.DOCTOR),
    "phone": (lambda: PatientsFound(typed="+34 600 1"), Role.DOCTOR),
    "identifier": (lambda: PatientsFound(typed="1234 5678"), Role.DOCTOR),
    "possible doubles": (lambda: Duplicates(facts=ONE, phones=("600 17",), identifiers=(("other", "9"),)), Role.DOCTOR),
    "chart": (lambda: Chart(uid=SOMEBODY), Role.DOCTOR),
    "timeline": (lambda: Timeline(patient=SOMEBODY), Role.DOCTOR),
    "drafts": (MyDrafts, Role.NURSE),
    "open glasses": (OpenGlass, Role.NURSE),
    "journal": (JournalLines, Role.PRIVACY_OFFICER),
    "journal, further": (lambda: JournalLines(before=9), Role.PRIVACY_OFFICER),
}


FEW: Final = ("FROM account", "FROM doctor", "FROM setting")
"""Of these a clinic has tens, and they are read whole."""


@contextmanager
def plans(desk: Desk) -> Iterator[list[str]]:
    """How SQLite goes about each select that is made meanwhile."""
    found: list[str] = []

    def explain(_: object, __: object, statement: str, values: Any, *___: object) -> None:  # noqa: ANN401
        if statement.lstrip().startswith("SELECT") and not any(few in statement for few in FEW):
            found.extend(
                row[3] for row in desk.lane().raw.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            )

    engine = getattr(desk.engine, "_engine")  # noqa: B009 - SQLAlchemy's own
    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", explain)


@pytest.mark.parametrize("name", LISTS)
def test_every_long_list_is_read_along_an_index_and_never_sorted(desk: Desk, name: str) -> None:
    query, role = LISTS[name]
    people = tuple(Particulars(family=f"Smith {n}", phone=f"+34 600 1{n:05d}") for n in range(50))
    desk.do(ImportPatients(id=desk.id(), rows=people), Role.ADMINISTRATOR)
    with desk.writing() as work:
        work.rows.add(Patient, {"serial": 99, **store.columns(ONE), **store.NEW}, SOMEBODY)
    with plans(desk) as steps:
        desk.ask(query(), role)
    assert steps
    for step in (one for one in steps if not one.startswith("LIST SUBQUERY")):  # a label over the steps below it
        assert "TEMP B-TREE" not in step
        assert "SEARCH" in step or "USING INDEX" in step or step == "SCAN journal", step
