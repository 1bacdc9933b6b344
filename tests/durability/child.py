"""The program that is killed. `python -m tests.durability.child` stays warm and forks a child for each job it is given.

Forking after the imports makes a round cost milliseconds, and no connection is ever open before a fork. A child tells
what it does into a named pipe, one line each, and is killed by its parent, or by itself right before its n-th change
of a file: Python's audit hook sees each one coming, so no gap between two of them is left out.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from hms_desktop import bootstrap
from hms_desktop.clinic import people
from hms_desktop.clinic.restoring import WithPassword, WithRecoveryCode, restore
from hms_desktop.data import backup
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.kernel.secret import Secret
from tests.durability import world
from tests.durability.acts import Day
from tests.durability.ledger import Line

_CHANGES: Final = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile"})


class Job(msgspec.Struct, frozen=True):
    """What a child shall do. `at` is before which change of a file it dies; 0 is never."""

    name: str
    root: str
    pipe: str
    seed: str = ""
    at: int = 0
    words: dict[str, str] = {}


class Told(msgspec.Struct, frozen=True):
    """A line of the pipe."""

    step: str = ""
    line: Line | None = None
    count: int = 0


class Teller:
    """The child's end of the pipe. A line is in the pipe when `tell` returns, whatever happens to the child then."""

    def __init__(self, job: Job) -> None:
        self._descriptor = os.open(job.pipe, os.O_WRONLY)
        self._changes, self._at, self._armed = 0, job.at, False
        sys.addaudithook(self._hear)

    def tell(self, step: str = "", line: Line | None = None) -> None:
        os.write(self._descriptor, msgspec.json.encode(Told(step, line, self._changes)) + b"\n")

    def step(self, name: str) -> None:
        self.tell(name)

    def arm(self) -> None:
        """From here on changes of files are counted."""
        self._armed = True
        self.tell("armed")

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if not self._armed or not (event in _CHANGES or (event == "open" and _writes(args))):
            return
        self._changes += 1
        if self._changes == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


def _writes(args: tuple[Any, ...]) -> bool:
    return bool(args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def desk(job: Job, teller: Teller) -> None:
    """A day at the desk that only a kill ends; each act is told before it is sent and after it was acknowledged."""
    clinic, session = world.sign_in(Places(Path(job.root)))
    day = Day(clinic, session, Random(job.seed), job.words.get("only", ""))
    while True:
        act = day.next()
        teller.tell(line=Line(act))
        if job.words.get("plant") == "early":
            teller.tell(line=Line(act, b"null"))
        done = day.carry_out(act)
        teller.tell(line=Line(act, msgspec.json.encode(done.answer)))


def rekey(job: Job, teller: Teller) -> None:
    clinic, session = world.sign_in(Places(Path(job.root)))
    teller.arm()
    people.rotate(clinic, session, teller.step)


def migrate(job: Job, teller: Teller) -> None:
    """The next version of the program is started for the first time."""
    teller.arm()
    clinic, _ = world.sign_in(Places(Path(job.root)), migrations=Path(job.words["scripts"]))
    clinic.close()


def restoring(job: Job, teller: Teller) -> None:
    places = Places(Path(job.root))
    way: WithPassword | WithRecoveryCode = WithPassword(world.LOGIN, world.PASSWORD)
    if "code" in job.words:
        way = WithRecoveryCode(Secret(job.words["code"]), world.LOGIN, world.NEW_PASSWORD, FILE_KIND)
    teller.arm()
    restore(backup.read(Path(job.words["backup"])), places, world.around(places), way)


def backing(job: Job, teller: Teller) -> None:
    clinic, _ = world.sign_in(Places(Path(job.root)))
    teller.arm()
    clinic.backups().make(clinic.opened.key, "asked for")


def password(job: Job, teller: Teller) -> None:
    """One's own password is changed."""
    clinic, session = world.sign_in(Places(Path(job.root)))
    teller.arm()
    people.change_password(clinic, session, world.PASSWORD, world.NEW_PASSWORD)


def hold(job: Job, teller: Teller) -> None:
    """Has the clinic open until it is killed."""
    world.sign_in(Places(Path(job.root)))
    teller.tell("open")
    signal.pause()


_JOBS: Final[dict[str, Callable[[Job, Teller], None]]] = {
    job.__name__: job for job in (desk, rekey, migrate, restoring, backing, password, hold)
}


def _run(job: Job) -> int:
    teller = Teller(job)
    try:
        _JOBS[job.name](job, teller)
    except BaseException:  # the boundary of a child: whatever it was, the parent has to know it
        teller.tell(f"failed: {traceback.format_exc()}")
        return 1
    teller.tell("done")
    return 0


def _warm() -> None:
    """Imports all that a child will use, so that it is there after the fork."""
    import alembic.command  # noqa: F401 - for the children
    import sqlcipher3.dbapi2  # noqa: F401

    bootstrap.house()


def main() -> None:
    """Forks a child for each line of standard input: answers its number at once, and how it ended when it has."""
    sys.dont_write_bytecode = True
    _warm()
    for text in sys.stdin.buffer:
        job = msgspec.json.decode(text, type=Job)
        child = os.fork()
        if child == 0:
            os._exit(_run(job))
        os.write(1, f"{child}\n".encode())
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
