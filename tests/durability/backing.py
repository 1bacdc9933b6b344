"""kill -9 while a backup is made, and while a password is changed: the clinic is unharmed, no half backup looks like a
whole one, what was left is swept away by the next backup, and one of the two passwords opens."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random
from typing import Final

from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data import backup, vault_file
from hms_desktop.data.places import Places
from hms_desktop.kernel.errors import Locked
from tests.durability import world
from tests.durability.acts import Act, carry_out, command_of, registration
from tests.durability.breaking import Measure, break_off, count, measure
from tests.durability.look import state, whole
from tests.durability.nursery import Nursery
from tests.durability.result import Result, repeat

PATIENTS: Final = 300
BLOBS: Final = 3


def backing(times: int, seed: int) -> Result:
    """One clinic with attachments that no backup has yet."""
    return _run("backup", "backing", times, seed)


def password(times: int, seed: int) -> Result:
    """The vault is written twice; between the two, and in each, somebody can still come in."""
    return _run("password", "password", times, seed)


def _run(name: str, job: str, times: int, seed: int) -> Result:
    with tempfile.TemporaryDirectory(prefix=f"hms-{name}-") as folder, Nursery() as nursery:
        template = world.founded(Path(folder) / "template", PATIENTS)
        clinic, session = world.sign_in(template.places)
        for number in range(BLOBS):
            carry_out(clinic, session, command_of(_attachment(clinic, number)))
        before = state(clinic)
        clinic.close()
        first = world.copied(template.places, Path(folder) / "clinic")
        took = measure(nursery, job, first.root)
        proof = _Unharmed(nursery, template.places, first.root, took)
        proof.before, proof.job = before, job
        return repeat(name, times, seed, proof.attempt)


def _attachment(clinic: Clinic, number: int) -> Act:
    return Act("blob", clinic.around.ids.new(), number, clinic.around.ids.new())


def _copies(places: Places) -> list[str]:
    """Each of the two copies of the vault has the same list of people: no copy opens with a password of before."""
    lists = []
    for name in (vault_file.CURRENT, vault_file.PREVIOUS):
        with tempfile.TemporaryDirectory() as alone:
            shutil.copyfile(places.clinic / name, Path(alone) / vault_file.CURRENT)
            lists.append(vault_file.load(Path(alone)).content.body)
    return [] if lists[0] == lists[1] else ["the vault's two copies have other people or passwords"]


class _Unharmed:
    before: dict[str, object]
    job: str

    def __init__(self, nursery: Nursery, template: Places, root: Path, took: Measure) -> None:
        self._nursery, self._template, self._root, self._took = nursery, template, root, took

    def attempt(self, number: int, chance: Random, result: Result) -> list[str]:
        places = world.copied(self._template, self._root)
        count(break_off(self._nursery, self.job, self._root, (self._took, number, chance)), result)
        clinic, session = self._opened(places, result)
        try:
            said = [] if state(clinic) == self.before else ["rows differ"]
            said += whole(clinic)  # proves each backup that is listed as well
            result.seen[f"{len(backup.found_in(places.backups))} backups"] += 1
            said += _copies(places)
            made = clinic.backups().make(clinic.opened.key, "asked for")
            said += list(backup.problems(made, clinic.opened.key))
            said += [f"left behind: {path.name}" for path in places.backups.rglob("*new*")]
            carry_out(clinic, session, registration(clinic.around.ids.new(), "After"))
        finally:
            clinic.close()
        return said

    def _opened(self, places: Places, result: Result) -> tuple[Clinic, Session]:
        """The new password first: a refused old one would be written down, and that mends a half saved vault too."""
        try:
            opened = world.sign_in(places, password=world.NEW_PASSWORD)
            result.seen["new password"] += 1
        except Locked:
            opened = world.sign_in(places)
            result.seen["old password"] += 1
        return opened
