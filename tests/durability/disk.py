"""A disk that is full: each act is done or refused with a sentence about it, nothing acknowledged is lost, and when
there is room again everything goes on. A small file system in memory is filled up to a few free pages, again and again.

It has to be mounted, which only root may do; elsewhere this proof says that it was not run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from hms_desktop.clinic import people
from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data import backup, rotation
from hms_desktop.features.users.service import AddAccount
from hms_desktop.kernel.errors import BugError, KnownError, Storage
from hms_desktop.kernel.secret import Secret
from tests.durability import world
from tests.durability.acts import Day
from tests.durability.ledger import Ledger, Line
from tests.durability.look import whole
from tests.durability.migrating import scripts
from tests.durability.result import Result, repeat

SIZE: Final = "64m"
SMALL: Final = "8m"
PATIENTS: Final = 40
FREE_KIB: Final = (0, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)
ENOUGH_KIB: Final = (0, 64, 4096, 8192, 12288, 16384)
"""How much room is left when an act begins: on the small disk there is never enough for a backup."""
STEP: Final = 1 << 20
PLENTY_KIB: Final = 12288
"""Enough for a backup or a rotation of this clinic to begin."""
NO_BACKUP: Final = "There is a backup"
WORDS_OF_A_FULL_DISK: Final = ("room", "full")


def disk(times: int, seed: int) -> Result:
    """One round is one clinic on a disk of its own: every act at every degree of fullness."""
    try:
        with _mounted(SMALL):
            pass
    except (OSError, subprocess.CalledProcessError):
        return Result("disk", seed, not_run="cannot mount a small file system (root may)")
    with tempfile.TemporaryDirectory(prefix="hms-disk-") as folder:
        following = scripts(Path(folder) / "migrations")
        return repeat("disk", times, seed, lambda _, chance, result: _Disk(following, chance, result).attempt())


@contextmanager
def _mounted(size: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hms-tmpfs-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True, capture_output=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


class _Ballast:
    """A file that takes all room but a little. It grows in steps: one that does not fit gives its room back, and for
    that moment a disk would have looked full that is not."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ballast"

    def leave(self, kib: int) -> None:
        self.drop()
        with self._path.open("wb") as file:
            while (size := shutil.disk_usage(self._path.parent).free - kib * 1024) > 0:
                with contextlib.suppress(OSError):  # somebody else took some room meanwhile
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), min(size, STEP))

    def drop(self) -> None:
        self._path.unlink(missing_ok=True)


class _Disk:
    def __init__(self, following: Path, chance: Random, result: Result) -> None:
        self._following, self._chance, self._result = following, chance, result
        self._said: list[str] = []

    def attempt(self) -> list[str]:
        for size in (SMALL, SIZE):
            with _mounted(size) as folder:
                self._ballast = _Ballast(folder)
                self._places = world.founded(folder / "clinic", PATIENTS, backup=False).places
                self._ledger = Ledger(PATIENTS)
                self._passwords = [world.PASSWORD, world.NEW_PASSWORD]
                for kib in FREE_KIB if size == SMALL else ENOUGH_KIB:
                    for name, act in self._acts().items():
                        self._at(f"{name} with {kib} KiB left on {size}", kib, act)
                if size == SIZE:
                    self._filled_meanwhile()
                self._migrated(size)
        return self._said

    def _acts(self) -> dict[str, Callable[[Clinic, Session], object]]:
        return {
            "commands": self._commands,
            "a backup": lambda clinic, _: clinic.backups().make(clinic.opened.key, "asked for"),
            "a rotation": people.rotate,
            "a password": self._password,
            "a person": self._person,
        }

    def _at(self, what: str, kib: int, act: Callable[[Clinic, Session], object]) -> None:
        """Opens with room, acts without, closes without; then opens without, and at last with room again."""
        self._ballast.drop()
        clinic, session = self._sign_in()
        self._ballast.leave(kib)
        self._refusable(what, lambda: act(clinic, session))
        self._refusable(f"closing, {what}", clinic.close)
        self._refusable(f"opening, {what}", self._come_and_go)
        self._ballast.drop()
        self._whole(what)

    def _filled_meanwhile(self) -> None:
        """The room that was there when it was asked for is gone when it is needed."""
        for kib in (0, 8, 64):
            for step in rotation.STEPS:
                what = f"a rotation cut off with {kib} KiB at «{step}»"
                self._at(what, PLENTY_KIB, self._rotation_cut_off(step, kib))
            self._at(f"a backup cut off with {kib} KiB", PLENTY_KIB, self._backup_cut_off(kib))

    def _rotation_cut_off(self, step: str, kib: int) -> Callable[[Clinic, Session], object]:
        def told(now: str) -> None:
            if now == step:
                self._ballast.leave(kib)

        return lambda clinic, session: people.rotate(clinic, session, told)

    def _backup_cut_off(self, kib: int) -> Callable[[Clinic, Session], object]:
        return lambda clinic, _: self._backup_while_filled(clinic, kib)

    def _backup_while_filled(self, clinic: Clinic, kib: int) -> None:
        """Another program fills the disk as soon as the backup's folder is there."""
        ended = threading.Event()

        def fill() -> None:
            while not ended.is_set():
                if list(self._places.backups.glob(".new-*")):
                    self._ballast.leave(kib)
                    return

        other = threading.Thread(target=fill)
        other.start()
        try:
            clinic.backups().make(clinic.opened.key, "asked for")
        finally:
            ended.set()
            other.join()
            left = [path.name for path in self._places.backups.glob(".new-*")]
            self._said += [f"a backup that was cut off leaves {name}" for name in left]

    def _whole(self, what: str) -> None:
        clinic, session = self._sign_in()
        try:
            said = [text for text in whole(clinic) if NO_BACKUP not in text]
            said += self._ledger.lost(clinic) + self._ledger.again(clinic, session)
            for made in backup.found_in(self._places.backups):
                told = backup.problems(made, clinic.opened.key)  # one of an earlier key opens with its own vault
                said += [text for text in told if text != backup.OTHER_KEY]
            self._said += [f"after {what}: {text}" for text in said]
        finally:
            clinic.close()

    def _refusable(self, what: str, act: Callable[[], object]) -> None:
        try:
            act()
        except Storage as error:
            self._result.seen[f"{_kind(what)} refused"] += 1
            if not any(word in f"{error.title} {error.message}" for word in WORDS_OF_A_FULL_DISK):
                self._said.append(f"{what}: refused with «{error}»")
        except KnownError as error:
            self._said.append(f"{what}: refused with «{error}»")
        except BugError as error:
            self._said.append(f"{what}: {error.report}")
        except Exception as error:  # a proof has to name what nobody foresaw
            self._said.append(f"{what}: {type(error).__name__} {error}")
        else:
            self._result.seen[f"{_kind(what)} done"] += 1

    def _sign_in(self) -> tuple[Clinic, Session]:
        """With the password that was acknowledged last; what was refused must not have been done."""
        return world.sign_in(self._places, password=self._passwords[0])

    def _come_and_go(self) -> None:
        clinic, _ = self._sign_in()
        clinic.close()

    def _commands(self, clinic: Clinic, session: Session) -> None:
        day = Day(clinic, session, self._chance)
        for _ in range(60):
            act = day.next()
            self._ledger.take(Line(act))
            done = day.carry_out(act)
            self._ledger.take(Line(act, msgspec.json.encode(done.answer)))

    def _password(self, clinic: Clinic, session: Session) -> None:
        people.change_password(clinic, session, *self._passwords)
        self._passwords.reverse()

    def _person(self, clinic: Clinic, session: Session) -> None:
        number = self._chance.randrange(10**9)
        command = AddAccount(id=clinic.around.ids.new(), login=f"new{number}", name="New", roles=("nurse",))
        people.add_person(clinic, session, command, Secret("wandering teapot of marble"))

    def _start_next_version(self) -> None:
        clinic, _ = world.sign_in(self._places, password=self._passwords[0], migrations=self._following)
        clinic.close()

    def _migrated(self, size: str) -> None:
        """The next version starts with ever more room, until it has enough."""
        for kib in (*FREE_KIB, 4096, 16384, 40960):
            self._ballast.leave(kib)
            self._refusable(f"a migration with {kib} KiB left on {size}", self._start_next_version)
        self._ballast.drop()
        following = None if size == SMALL else self._following  # the small disk has no room for its backup, ever
        clinic, _ = world.sign_in(self._places, password=self._passwords[0], migrations=following)
        try:
            said = self._ledger.lost(clinic) + [text for text in whole(clinic) if NO_BACKUP not in text]
            self._said += [f"after the migration: {text}" for text in said]
        finally:
            clinic.close()


def _kind(what: str) -> str:
    return what.partition(" with ")[0] if "," not in what else what.partition(",")[0]
