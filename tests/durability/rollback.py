"""An older copy of the clinic's file in the place of the newest: noticed each time, also when only a draft is missing.

Who puts back file and witness together is not noticed by this computer alone: nothing on it remembers more. That is
said here as a round of its own, so that nobody promises it; the server and the printed day sheet are what notices.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from hms_desktop.clinic.proving import prove
from hms_desktop.data import witness
from hms_desktop.data.places import Places
from hms_desktop.kernel.errors import KnownError
from tests.durability import world
from tests.durability.acts import Day
from tests.durability.result import Result, repeat

PATIENTS: Final = 10
AGES: Final = 6
FILES: Final = ("clinic.db", "clinic.db-wal", "clinic.db-shm", witness.NAME)
NOT_LATEST: Final = "Not the latest file"


def rollback(times: int, seed: int) -> Result:
    """A clinic at several ages, with and without its WAL; each round puts an age in the place of the newest."""
    with tempfile.TemporaryDirectory(prefix="hms-rollback-") as folder:
        places = world.founded(Path(folder) / "clinic", PATIENTS).places
        ages = Path(folder) / "ages"
        only = Random(seed)
        for age in range(AGES):
            _live(places, ages / str(age), Random(only.random()), "draft" if age == AGES - 1 else "")
        proof = _Rollback(places, ages, Path(folder) / "hurt")
        return repeat("rollback", times, seed, proof.attempt)


def _live(places: Places, age: Path, chance: Random, only: str) -> None:
    """Some more acts; then the files as they lie there while the program runs, and again when it is closed."""
    clinic, session = world.sign_in(places)
    day = Day(clinic, session, chance, only)
    _keep(places, age / "begun")
    for _ in range(chance.randrange(3, 12)):
        day.carry_out(day.next())
    _keep(places, age / "open")
    clinic.close()
    _keep(places, age / "closed")


def _keep(places: Places, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in FILES:
        if (places.clinic / name).exists():
            shutil.copyfile(places.clinic / name, folder / name)


class _Rollback:
    def __init__(self, places: Places, ages: Path, root: Path) -> None:
        self._places, self._ages, self._root = places, ages, root
        self._kinds: dict[str, Callable[[Places, Random], tuple[list[str], str]]] = {
            "an older file": self._older_file,
            "an older file and its WAL": self._older_file_and_wal,
            "an older file under the newest WAL": self._mixed,
            "only drafts are missing": self._without_drafts,
            "written on after the roll back": self._forked,
            "file and witness together": self._together,
        }

    def attempt(self, number: int, chance: Random, result: Result) -> list[str]:
        kind, act = list(self._kinds.items())[number % len(self._kinds)]
        places = world.copied(self._places, self._root)
        said, how = act(places, chance)
        result.seen[f"{kind}: {how}"] += 1
        return [f"{kind}: {text}" for text in said]

    def _older_file(self, places: Places, chance: Random) -> tuple[list[str], str]:
        self._put(places, self._older(chance) / "closed", ("clinic.db",))
        return _must_stop(places)

    def _older_file_and_wal(self, places: Places, chance: Random) -> tuple[list[str], str]:
        self._put(places, self._older(chance) / "open", ("clinic.db", "clinic.db-wal"))
        return _must_stop(places)

    def _mixed(self, places: Places, chance: Random) -> tuple[list[str], str]:
        """What a careless backup program does: the big file from the tape, the small one from the disk."""
        self._put(places, self._ages / str(AGES - 2) / "open", ("clinic.db-wal", witness.NAME))
        self._put(places, self._ages / str(chance.randrange(AGES - 3)) / "closed", ("clinic.db",), keep=True)
        try:
            clinic, _ = world.sign_in(places)
        except KnownError as error:
            return [], f"said at the door ({error.title})"
        try:
            broken = [proof.what for proof in prove(clinic) if not proof.holds]
        finally:
            clinic.close()
        return ([], "said by verify") if broken else (["a mixture of two ages is proved whole"], "silent")

    def _without_drafts(self, places: Places, chance: Random) -> tuple[list[str], str]:  # noqa: ARG002
        """The journal is as long as the witness says; what is gone left no line in it."""
        self._put(places, self._ages / str(AGES - 1) / "begun", ("clinic.db", "clinic.db-wal"))
        return _must_stop(places)

    def _forked(self, places: Places, chance: Random) -> tuple[list[str], str]:
        """Somebody takes the older file with its own witness, works on, and the newest witness comes back."""
        newest = (places.clinic / witness.NAME).read_bytes()
        self._put(places, self._older(chance) / "closed", ("clinic.db", witness.NAME))
        clinic, session = world.sign_in(places)
        day = Day(clinic, session, chance)
        for _ in range(200):
            day.carry_out(day.next())
        clinic.close()
        (places.clinic / witness.NAME).write_bytes(newest)
        return _must_stop(places)

    def _together(self, places: Places, chance: Random) -> tuple[list[str], str]:
        self._put(places, self._older(chance) / "closed", ("clinic.db", witness.NAME))
        clinic, _ = world.sign_in(places)
        clinic.close()
        return [], "opens; not noticed on this computer alone"

    def _older(self, chance: Random) -> Path:
        return self._ages / str(chance.randrange(AGES - 1))

    def _put(self, places: Places, age: Path, names: tuple[str, ...], *, keep: bool = False) -> None:
        if not keep:
            for end in ("-wal", "-shm"):
                (places.clinic / f"clinic.db{end}").unlink(missing_ok=True)
        for name in names:
            shutil.copyfile(age / name, places.clinic / name)


def _must_stop(places: Places) -> tuple[list[str], str]:
    before = {path: path.read_bytes() for path in sorted(places.clinic.glob("vault*.json"))}
    try:
        clinic, _ = world.sign_in(places)
    except KnownError as error:
        said = [] if error.title == NOT_LATEST else [f"refused with «{error}»"]
        changed = any(path.read_bytes() != data for path, data in before.items())
        return said + (["the vault was changed"] if changed else []), "stopped"
    clinic.close()
    return ["opened as if nothing had happened"], "silent"
