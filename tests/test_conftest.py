"""What the tests stand on: the network ends at loopback, nothing complains unheard, PostgreSQL answers."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import qWarning

from tests.conftest import HOME, ExpectedWarnings
from tests.loopback import ReachesOutError, is_near

CHECKOUT: Final = Path(__file__).resolve().parents[1]
PLANTED: Final = """
import logging, socket, pytest
from PySide6.QtCore import qWarning

def test_fine(): pass
def test_logs(): logging.getLogger("room").warning("low")
def test_qt_warns(): qWarning("odd")
def test_swallows_a_reach():
    try: socket.create_connection(("192.0.2.1", 80))
    except RuntimeError: pass
@pytest.mark.postgres
def test_skips(): pytest.skip("no server")
"""


def run_planted(folder: Path, demand: str) -> str:
    """pytest with this very conftest over tests that misbehave; its closing line."""
    (folder / "test_planted.py").write_text(PLANTED)
    words = ["-p", "tests.conftest", "-c", str(CHECKOUT / "pyproject.toml"), str(folder / "test_planted.py")]
    environ = {**os.environ, "HMS_DEMAND_POSTGRES": demand}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=CHECKOUT, env=environ, capture_output=True, text=True, check=False
    )
    assert "--randomly-seed=" in done.stdout
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("demand", "closing"), [("0", "4 passed, 1 skipped, 3 errors"), ("1", "1 failed, 4 passed, 3 errors")]
)
def test_what_misbehaves_fails(demand: str, closing: str, tmp_path: Path) -> None:
    assert run_planted(tmp_path, demand).startswith(closing)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.invalid", b"example.invalid"])
def test_nothing_but_loopback_is_near(host: str | bytes) -> None:
    assert not is_near(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", None, "", "0.0.0.0"])
def test_loopback_is_near(host: str | None) -> None:
    assert is_near(host)


def test_connecting_to_another_machine_is_refused_and_said(expected_warnings: ExpectedWarnings) -> None:
    expected_warnings("reaches out")
    with socket.socket() as out, pytest.raises(ReachesOutError):
        out.connect(("192.0.2.1", 80))
    with pytest.raises(ReachesOutError):
        socket.create_connection(("example.invalid", 80))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, pytest.raises(ReachesOutError):
        out.sendto(b"x", ("192.0.2.1", 53))


def test_loopback_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        server.accept()[0].close()


def test_what_nobody_expected_is_a_complaint() -> None:
    heard = ExpectedWarnings()
    heard.emit(logging.LogRecord("room", logging.WARNING, "", 0, "the %s is low", ("disk",), None))
    assert heard.complaints() == ["unexpected: room: the disk is low"]
    heard("disk is low", "never")
    assert heard.complaints() == ["expected, but never said: never"]


def test_qt_and_logging_are_both_heard(expected_warnings: ExpectedWarnings) -> None:
    expected_warnings("^Qt: from Qt$", "^room: from logging$")
    qWarning("from Qt")
    logging.getLogger("room").warning("from logging")
    logging.getLogger("room").info("this is no warning")
    assert expected_warnings.said == ["Qt: from Qt", "room: from logging"]


def test_the_home_is_a_throwaway() -> None:
    assert Path.home() == HOME
    assert os.environ["XDG_DATA_HOME"].startswith(str(HOME))


def test_postgres_answers(postgres_url: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SELECT 6 * 7, current_setting('fsync')").fetchone()
    assert row == (42, "off")
