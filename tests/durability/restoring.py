"""kill -9 while a clinic is restored from a backup: the place opens as the old clinic or as the restored one, never as
neither; the next try comes to its end; no file of the backups is another one than before."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from hms_desktop.clinic.opening import Clinic
from hms_desktop.clinic.restoring import Way, WithPassword, WithRecoveryCode, restore
from hms_desktop.data import backup
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.kernel.errors import Locked
from hms_desktop.kernel.secret import Secret
from tests.durability import world
from tests.durability.acts import carry_out, registration, several
from tests.durability.breaking import Measure, break_off, count, measure
from tests.durability.look import state, whole
from tests.durability.nursery import Nursery
from tests.durability.result import Result, repeat

PATIENTS: Final = 200
SINCE: Final = 50
"""Patients that came after the backup: by them the old clinic is told from the restored one."""


@dataclass(frozen=True)
class _Kind:
    """One way of restoring: what the child is told, and how the same is done here."""

    words: dict[str, str]
    way: Way
    password: Secret
    took: Measure


def restoring(times: int, seed: int) -> Result:
    """By password and by recovery code in turn, on the computer that has the clinic."""
    with tempfile.TemporaryDirectory(prefix="hms-restore-") as folder, Nursery() as nursery:
        template = world.founded(Path(folder) / "template", PATIENTS)
        clinic, session = world.sign_in(template.places)
        carry_out(clinic, session, several(clinic.around.ids.new(), SINCE))
        before = state(clinic)
        clinic.close()
        root = Path(folder) / "clinic"
        kinds = [_kind(nursery, world.copied(template.places, root), code) for code in ("", template.code.reveal())]
        proof = _Restore(nursery, template.places, root, kinds, before)
        return repeat("restore", times, seed, proof.attempt)


def _kind(nursery: Nursery, places: Places, code: str) -> _Kind:
    words = {"backup": str(_backup(places).folder), **({"code": code} if code else {})}
    took = measure(nursery, "restoring", places.root, **words)
    if code:
        way = WithRecoveryCode(Secret(code), world.LOGIN, world.NEW_PASSWORD, FILE_KIND)
        return _Kind(words, way, world.NEW_PASSWORD, took)
    return _Kind(words, WithPassword(world.LOGIN, world.PASSWORD), world.PASSWORD, took)


class _Restore:
    def __init__(
        self, nursery: Nursery, template: Places, root: Path, kinds: list[_Kind], before: dict[str, object]
    ) -> None:
        self._nursery, self._template, self._root = nursery, template, root
        self._kinds, self._before = kinds, before

    def attempt(self, number: int, chance: Random, result: Result) -> list[str]:
        places = world.copied(self._template, self._root)
        backups = _digests(places)
        kind = self._kinds[number % 2]
        child = break_off(self._nursery, "restoring", self._root, (kind.took, number // 2, chance), **kind.words)
        count(child, result)
        said, which = self._opened(places, kind)
        result.seen[f"opens as the {which}"] += 1
        said += ["the backups are not as they were"] if _digests(places) != backups else []
        restore(_backup(places), places, world.around(places), kind.way)
        clinic, session = world.sign_in(places, password=kind.password)
        try:
            said += _patients(clinic, PATIENTS)
            said += whole(clinic)
            carry_out(clinic, session, registration(clinic.around.ids.new(), "After"))
        finally:
            clinic.close()
        return said

    def _opened(self, places: Places, kind: _Kind) -> tuple[list[str], str]:
        """The old clinic opens with the password of before, the restored one with its own; one of the two must."""
        try:
            clinic, _ = world.sign_in(places)
        except Locked as error:
            if kind.password is world.PASSWORD:
                return [f"does not open: {error}"], "neither"
            try:
                clinic, _ = world.sign_in(places, password=kind.password)
            except Locked as other:
                return [f"opens neither with the old password ({error}) nor with the new one ({other})"], "neither"
        try:
            said = whole(clinic)
            if _patients(clinic, PATIENTS + SINCE):
                return said + _patients(clinic, PATIENTS), "restored"
            return said + ([] if state(clinic) == self._before else ["rows of the old clinic differ"]), "old"
        finally:
            clinic.close()


def _patients(clinic: Clinic, count: int) -> list[str]:
    raw = clinic.opened.store.engine.lane().raw
    (there,) = raw.execute("SELECT count(*) FROM patient").fetchone()
    return [] if there == count else [f"{there} patients instead of {count}"]


def _backup(places: Places) -> backup.Backup:
    return backup.found_in(places.backups)[0]


def _digests(places: Places) -> dict[str, str]:
    """All files of the backups; an empty WAL that a cut-off check left beside a copy says nothing."""
    return {
        str(path.relative_to(places.backups)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(places.backups.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }
