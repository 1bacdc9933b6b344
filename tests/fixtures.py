"""Fixtures over `support`: `desk` on SQLCipher, `postgres_desk`, and `either_desk`, which runs a test on both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support import (
    Desk,
    PostgresCopies,
    desk_over,
    make_postgres_template,
    make_template,
    sqlcipher_desk,
)

TEMPLATE_DATABASE: Final = "hms_template"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLCipher file at the newest revision, migrated once and copied for each test."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """A server with a template database in it, copied for each test."""
    make_postgres_template(postgres_url, TEMPLATE_DATABASE)
    return postgres_url


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Iterator[Desk]:
    """An empty clinic on SQLCipher."""
    with sqlcipher_desk(template, tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def postgres_copies(postgres_template: str) -> Iterator[PostgresCopies]:
    """Copies of the template database, each used for as long as no test changes its schema."""
    copies = PostgresCopies(postgres_template, TEMPLATE_DATABASE)
    yield copies
    copies.close()


@pytest.fixture
def postgres_desk(postgres_copies: PostgresCopies) -> Iterator[Desk]:
    """An empty clinic on PostgreSQL."""
    engine = postgres_copies.take()
    try:
        yield desk_over(engine)
    finally:
        engine.close()


@pytest.fixture(params=["sqlcipher", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_desk(request: pytest.FixtureRequest) -> Desk:
    """An empty clinic, once on each database."""
    made: Desk = request.getfixturevalue("desk" if request.param == "sqlcipher" else "postgres_desk")
    return made


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    """A clinic where each role has a person with an account."""
    desk.staff()
    return desk


@pytest.fixture
def either_staffed(either_desk: Desk) -> Desk:
    """The same on each database."""
    either_desk.staff()
    return either_desk
