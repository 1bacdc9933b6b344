"""kill -9 while commands commit: nothing acknowledged is lost, row and journal agree, nothing half is left."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Final

from hms_desktop.data.places import Places
from tests.durability import world
from tests.durability.ledger import Ledger
from tests.durability.look import whole
from tests.durability.nursery import Nursery
from tests.durability.result import Result, repeat

PATIENTS: Final = 20
ROUNDS_A_CLINIC: Final = 25
"""After so many kills the clinic is a new one, so that a round's cost stays the same."""
LOOK_EVERY: Final = 5
"""So often the witness is looked at before the program opens the file, which would also settle the WAL."""


def kill(times: int, seed: int, plant: str = "") -> Result:
    """One clinic outlives many kills; the next round goes on where the last one was cut off.

    With the plant «early» the child acknowledges drafts before it sends them: the proof has to find it out.
    """
    with tempfile.TemporaryDirectory(prefix="hms-kill-") as folder, Nursery() as nursery:
        template = world.founded(Path(folder) / "template", PATIENTS)
        proof = _Kill(nursery, template, Path(folder) / "clinic")
        proof.words = {"only": "draft", "plant": plant} if plant else {}
        return repeat("kill", times, seed, proof.attempt)


class _Kill:
    words: dict[str, str]

    def __init__(self, nursery: Nursery, template: world.World, root: Path) -> None:
        self._nursery, self._template, self._root = nursery, template, root
        self._ledger = Ledger(PATIENTS)

    def attempt(self, number: int, chance: Random, result: Result) -> list[str]:
        if number % ROUNDS_A_CLINIC == 0:
            world.copied(self._template.places, self._root)
            self._ledger = Ledger(PATIENTS)
        child = self._nursery.start("desk", self._root, seed=str(chance.random()), words=self.words)
        child.wait_for_answers(chance.randint(1, 8))  # also where a command takes long, several stand behind the kill
        child.kill(chance.uniform(0.005, 0.060))
        child.end()
        for told in child.told:
            if told.line:
                self._ledger.take(told.line)
                result.seen["acknowledged"] += told.line.answer is not None
        return self._looked_at(number, result)

    def _looked_at(self, number: int, result: Result) -> list[str]:
        places, said = Places(self._root), []
        if number % LOOK_EVERY == 0:
            how, ahead = world.standing(places)
            result.seen[f"witness {how}"] += 1
            said += [f"the file is {ahead} commands ahead of its witness"] if ahead > 1 else []
        clinic, session = world.sign_in(places)
        try:
            said += self._ledger.lost(clinic)
            said += whole(clinic)
            result.seen["cut off in a command"] += self._ledger.open is not None
            said += self._ledger.again(clinic, session)
            said += self._ledger.lost(clinic)
        finally:
            clinic.close()
        return said
