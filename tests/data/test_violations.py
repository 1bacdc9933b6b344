"""What the database refuses comes back as a sentence by the constraint's name, and holds nothing that was typed."""

from __future__ import annotations

import io
import traceback
from typing import Any

import pytest

from hms_desktop.data.violations import Violations
from hms_desktop.kernel.errors import Conflict, Invalid, KnownError, Storage
from tests import samples
from tests.samples import Child, Parent, SampleBase
from tests.support import Desk

CANARY = "Wilhelmina-Canary"


@pytest.fixture
def sampled(either_desk: Desk) -> Desk:
    samples.lay_out(either_desk)
    with either_desk.writing() as work:
        work.rows.add(Parent, {"name": CANARY, "place": CANARY, "bed": 1})
    return either_desk


REFUSED: list[tuple[dict[str, Any], KnownError]] = [
    ({"name": CANARY}, Invalid({"name": "Somebody has this name already"})),
    ({"name": "x", "place": CANARY, "bed": 1}, Conflict("Not possible", "This bed is taken")),
    ({"name": CANARY + "2", "bed": -1}, Invalid({"bed": "Beds begin at nought"})),
    (
        {"name": CANARY + "2", "bed": 1000},
        Conflict("Not possible", "This stands against something that is already recorded"),
    ),
]


def refusal(desk: Desk, values: dict[str, Any]) -> KnownError:
    with pytest.raises(KnownError) as info, desk.writing() as work:
        work.rows.add(Parent, values)
    return info.value


@pytest.mark.parametrize(("values", "told"), REFUSED)
def test_a_violated_constraint_says_its_own_sentence(sampled: Desk, values: dict[str, Any], told: KnownError) -> None:
    error = refusal(sampled, values)
    assert (type(error), str(error)) == (type(told), str(told))
    shown = io.StringIO()
    error.__context__ = None  # the bus does this at its boundary; see tests/kernel/test_bus_leaks.py
    traceback.print_exception(error, file=shown)
    assert CANARY not in shown.getvalue() + repr(error) + repr(vars(error))


@pytest.mark.parametrize(("values", "told"), REFUSED)
def test_a_change_meets_the_same_constraints(sampled: Desk, values: dict[str, Any], told: KnownError) -> None:
    with sampled.writing() as work:
        uid = work.rows.add(Parent, {"name": "other", "place": "p", "bed": 5})
    with pytest.raises(KnownError) as info, sampled.writing() as work:
        work.rows.change(Parent, uid, 1, values)
    assert str(info.value) == str(told)


@pytest.mark.parametrize(
    "typed", ["hms:rule:no_evil", "disk is full", "database is locked", "malformed", "hms:context"]
)
def test_what_was_typed_is_not_taken_for_the_databases_own_words(sampled: Desk, typed: str) -> None:
    for _ in range(2):
        error = None
        try:
            with sampled.writing() as work:
                work.rows.add(Parent, {"name": typed})
        except KnownError as known:
            error = known
    assert isinstance(error, Invalid)
    assert error.fields == {"name": "Somebody has this name already"}


def test_a_refused_row_among_many_refuses_them_all(sampled: Desk) -> None:
    rows = [{"name": name, "place": None, "bed": None} for name in ("a", "b", CANARY)]
    with pytest.raises(Invalid), sampled.writing() as work:
        work.rows.add_many(Parent, rows)
    assert len(sampled.sql("SELECT * FROM parent")) == 1


def test_a_reference_that_is_needed_is_said(sampled: Desk) -> None:
    with pytest.raises(Conflict, match="already recorded"), sampled.writing() as work:
        work.rows.add(Child, {"parent": sampled.id()})


def test_a_mistake_of_ours_is_no_sentence(sampled: Desk) -> None:
    with pytest.raises(Exception, match=r"nosuch") as info, sampled.writing() as work:
        work.rows.connection.exec_driver_sql("SELECT * FROM nosuch")
    assert not isinstance(info.value, KnownError)
    with pytest.raises(Exception, match=r"(?i)null") as info, sampled.writing() as work:
        work.rows.add(Parent, {"name": None})
    assert not isinstance(info.value, KnownError)


class _Said(Exception):
    """An error as SQLCipher's driver says it."""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("database or disk is full", "Disk full"),
        ("database is locked", "Busy"),
        ("database disk image is malformed", "Damaged"),
        ("file is not a database", "Damaged"),
        ("disk I/O error", "Damaged"),
    ],
)
def test_trouble_with_the_file_is_said(text: str, title: str) -> None:
    known = [Violations(SampleBase.metadata).known(_Said(text)) for _ in range(2)]
    assert [type(error) for error in known] == [Storage, Storage]
    assert known[0] is not known[1]
    assert known[0] is not None
    assert known[0].title == title


class _Postgres(Exception):
    """An error as psycopg says it."""

    def __init__(self, text: str, sqlstate: str) -> None:
        super().__init__(text)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "title"), [("53100", "Disk full"), ("55P03", "Busy"), ("57P01", "No database"), ("08006", "No database")]
)
def test_trouble_with_the_server_is_said(state: str, title: str) -> None:
    known = Violations(SampleBase.metadata).known(_Postgres("x", state))
    assert isinstance(known, Storage)
    assert known.title == title


def test_what_nobody_knows_is_a_bug() -> None:
    assert Violations(SampleBase.metadata).known(_Postgres("x", "42601")) is None
    assert Violations(SampleBase.metadata).known(_Said("no such table: x")) is None
