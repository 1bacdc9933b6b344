"""Our column types: what goes in comes out, the same on both databases, and what does not belong is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.text import clean
from tests import samples
from tests.data import nasty
from tests.fixtures import TEMPLATE_DATABASE
from tests.samples import Colour, Sample
from tests.support import Desk, desk_over, postgres_copy, sqlcipher_desk

DRIVERS = (psycopg.Error, dbapi2.Error)
NAMES = ("words", "colour", "born", "at", "number", "price", "flag", "raw", "plain", "ref", "own")
COLUMNS = [getattr(Sample, name) for name in NAMES]


@pytest.fixture(scope="module", params=["sqlcipher", "postgres"])
def sampled(request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    if request.param == "sqlcipher":
        with sqlcipher_desk(template, tmp_path_factory.mktemp("types")) as desk:
            yield samples.lay_out(desk)
    else:
        url = request.getfixturevalue("postgres_template")
        with postgres_copy(url, TEMPLATE_DATABASE, "hms_types") as engine:
            yield samples.lay_out(desk_over(engine))


def stored(row: dict[str, Any]) -> dict[str, Any]:
    """What should come back: texts cleaned, instants cut to the millisecond."""
    known = dict(row)
    for name in ("words", "own"):
        known[name] = None if row[name] is None else clean(row[name])
    if row["at"] is not None:
        known["at"] = row["at"].replace(microsecond=row["at"].microsecond // 1000 * 1000)
    return known


@settings(max_examples=120)
@given(nasty.sample())
def test_what_is_put_in_comes_out(sampled: Desk, row: dict[str, Any]) -> None:
    with sampled.writing() as work:
        uid = work.rows.add(Sample, row)
        found = work.rows.one(select(*COLUMNS).where(Sample.uid == uid))
        work.rows.change(Sample, uid, 1, row)
        again = work.rows.one(select(*COLUMNS).where(Sample.uid == uid))
    known = [stored(row)[name] for name in NAMES]
    assert [(value, type(value)) for value in found] == [(value, type(value)) for value in known]
    assert tuple(found) == tuple(again)


@settings(max_examples=60)
@given(nasty.sample())
def test_a_row_is_found_by_any_of_its_values(sampled: Desk, row: dict[str, Any]) -> None:
    with sampled.writing() as work:
        uid = work.rows.add(Sample, row)
        for name in NAMES:
            column = getattr(Sample, name)
            if name != "plain" and row[name] is not None:
                assert work.rows.first(select(Sample.uid).where(Sample.uid == uid, column == row[name])) is not None


@pytest.mark.parametrize(
    "value", ["es", "", 'a"b', "5", "null", "[1]", 5, -1, 1.5, True, False, [], {}, [[], {"a": None}]]
)
def test_json_of_every_kind_comes_out_as_that_kind(sampled: Desk, value: object) -> None:
    with sampled.writing() as work:
        uid = work.rows.add(Sample, {"plain": value})
    with sampled.reading() as work:
        found = work.rows.value(select(Sample.plain).where(Sample.uid == uid))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("number", 1.0),
        ("number", True),
        ("number", "1"),
        ("price", 1.5),
        ("at", datetime(2026, 1, 1)),
        ("colour", "blue"),
        ("ref", "not an id"),
        ("number", 2**63),
    ],
)
def test_what_does_not_belong_is_refused(sampled: Desk, name: str, value: object) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError, OverflowError, DBAPIError, *DRIVERS)):
        _add(sampled, name, value)


def _add(desk: Desk, name: str, value: object) -> None:
    with desk.writing() as work:
        work.rows.add(Sample, {name: value})


def test_an_instant_of_another_zone_is_the_same_instant(sampled: Desk) -> None:
    at = datetime(2026, 3, 2, 13, 45, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    with sampled.writing() as work:
        uid = work.rows.add(Sample, {"at": at})
        found = work.rows.value(select(Sample.at).where(Sample.uid == uid))
    assert found == at
    assert found.tzinfo is UTC
    assert to_ms(at) == 1772438400000


def test_a_day_stays_the_same_day_whatever_the_zone(sampled: Desk) -> None:
    with sampled.writing() as work:
        for day in (date(1, 1, 1), date(987, 6, 5), date(9999, 12, 31)):
            uid = work.rows.add(Sample, {"born": day, "colour": Colour.ODD})
            assert work.rows.value(select(Sample.born).where(Sample.uid == uid)) == day


def test_texts_stand_in_the_order_of_their_code_points(sampled: Desk) -> None:
    words = ["Z", "a", "a b", "a-b", "ab", "B", "é", "z", "\uffff", "😀", "co-op", "coop"]
    with sampled.writing() as work:
        work.rows.add_many(Sample, [{"words": word, "number": 4807} for word in words])
        query = select(Sample.words).where(Sample.number == 4807).order_by(Sample.words)
        found = [row.words for row in work.rows.all(query)]
        begins = query.where(Sample.words >= "a", Sample.words < "a\U0010ffff")
        under_a = [row.words for row in work.rows.all(begins)]
    assert found == sorted(words)
    assert under_a == ["a", "a b", "a-b", "ab"]


@pytest.mark.postgres
def test_the_order_does_not_hang_on_the_servers_language(postgres_desk: Desk) -> None:
    query = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :schema "
        "AND data_type IN ('text', 'character varying') AND table_name <> 'alembic_version' "
        "AND character_maximum_length IS NULL AND collation_name IS DISTINCT FROM 'C'"
    )
    schema = getattr(postgres_desk.engine, "schema")  # noqa: B009 - only PostgreSQL's engine has one
    assert postgres_desk.lane().rows.execute(query, {"schema": schema}).all() == []
