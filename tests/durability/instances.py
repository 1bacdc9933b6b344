"""A second program on one clinic: it refuses with a sentence and touches nothing, until the first one is gone."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from hms_desktop.clinic.restoring import WithPassword, restore
from hms_desktop.data import backup
from hms_desktop.data.places import Places
from hms_desktop.kernel.errors import KnownError
from hms_desktop.kernel.secret import Secret
from tests.durability import world
from tests.durability.nursery import Nursery
from tests.durability.result import Result, repeat

SENTENCE: Final = "The program is running on this clinic"


def second(times: int, seed: int) -> Result:
    """One process has the clinic open; another one tries to come in, with a wrong password too, and to restore."""
    with tempfile.TemporaryDirectory(prefix="hms-second-") as folder, Nursery() as nursery:
        places = world.founded(Path(folder) / "clinic").places

        def attempt(number: int, chance: Random, result: Result) -> list[str]:  # noqa: ARG001
            child = nursery.start("hold", places.root)
            child.wait_for(lambda told: told.step == "open")
            vault = (places.clinic / "vault.json").read_bytes()
            said = _refused(places, result)
            if (places.clinic / "vault.json").read_bytes() != vault:
                said.append("the second program wrote into the vault of the first")
            child.kill()
            child.end()
            clinic, _ = world.sign_in(places)
            clinic.close()
            return said

        return repeat("second", times, seed, attempt)


def _refused(places: Places, result: Result) -> list[str]:
    (made,) = backup.found_in(places.backups)
    tries: dict[str, Callable[[], object]] = {
        "a sign-in": lambda: world.sign_in(places),
        "a wrong password": lambda: world.sign_in(places, password=Secret("not this one, not today")),
        "a restore": lambda: restore(made, places, world.around(places), WithPassword(world.LOGIN, world.PASSWORD)),
        "a founding": lambda: world.founded(places.root),
    }
    said = []
    for what, act in tries.items():
        try:
            act()
        except KnownError as error:
            result.seen["refused"] += 1
            said += [] if error.message == SENTENCE else [f"{what} is refused with «{error}»"]
        else:
            said.append(f"{what} was let in")
    return said
