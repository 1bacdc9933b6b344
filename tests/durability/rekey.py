"""kill -9 while the clinic's key is changed: the file opens with one of the two keys, everything is in it, and on it
goes. The person does not notice: he signs in with his password and the vault knows both keys until it is settled."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Final

from hms_desktop.clinic import people
from hms_desktop.data.places import Places
from tests.durability import world
from tests.durability.acts import carry_out, registration
from tests.durability.breaking import Measure, break_off, count, measure
from tests.durability.look import state, whole
from tests.durability.nursery import Nursery
from tests.durability.result import Result, repeat

PATIENTS: Final = 1_000
AGAIN_EVERY: Final = 5
"""So often the whole change is done once more after the kill."""


def rekey(times: int, seed: int) -> Result:
    """Each round begins with the same clinic."""
    with tempfile.TemporaryDirectory(prefix="hms-rekey-") as folder, Nursery() as nursery:
        template = world.founded(Path(folder) / "template", PATIENTS)
        first = world.copied(template.places, Path(folder) / "clinic")
        clinic, _ = world.sign_in(first)
        before = state(clinic)
        clinic.close()
        took = measure(nursery, "rekey", first.root)
        proof = _Rekey(nursery, template.places, first.root, took, before)
        return repeat("rekey", times, seed, proof.attempt)


class _Rekey:
    def __init__(
        self, nursery: Nursery, template: Places, root: Path, took: Measure, before: dict[str, object]
    ) -> None:
        self._nursery, self._template, self._root, self._took, self._before = nursery, template, root, took, before

    def attempt(self, number: int, chance: Random, result: Result) -> list[str]:
        places = world.copied(self._template, self._root)
        child = break_off(self._nursery, "rekey", self._root, (self._took, number, chance))
        count(child, result)
        result.seen["with a rollback journal"] += (places.clinic / "clinic.db-journal").exists()
        clinic, session = world.sign_in(places)
        try:
            said = [] if state(clinic) == self._before else ["rows differ"]
            vault = clinic.vault()
            said += ["the vault still knows two keys"] if vault.facts.pending else []
            result.seen["new key" if vault.facts.dek_epoch > 1 else "old key"] += 1
            said += whole(clinic)
            carry_out(clinic, session, registration(clinic.around.ids.new(), "After"))
            if number % AGAIN_EVERY == 0:
                people.rotate(clinic, session)
                said += whole(clinic)
        finally:
            clinic.close()
        clinic, _ = world.sign_in(places, world.OTHER_LOGIN, world.OTHER_PASSWORD)
        clinic.close()
        return said
