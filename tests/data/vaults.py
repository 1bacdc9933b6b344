"""Vaults for tests: two people, a fast and worthless key derivation that says so in the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from hms_desktop.data.keys import DataKey, Kdf, RecoveryCode
from hms_desktop.data.slots import Device, Newcomer
from hms_desktop.data.vault import Founding, Unlocked, Vault
from hms_desktop.kernel.errors import Locked
from hms_desktop.kernel.secret import Secret
from tests.fakes import FakeClock

VAULT, CLINIC, DEVICE_ID = UUID(int=1), UUID(int=2), UUID(int=3)
ANA, BEN, CAT = UUID(int=11), UUID(int=12), UUID(int=13)
DEVICE_SECRET = bytes(range(32))
DEVICE = Device(DEVICE_ID, "secret-service", DEVICE_SECRET)
ANAS = Secret("purple turnips at noon")
BENS = Secret("seven quiet lighthouses")
OTHER = Secret("granite teapot orchestra")
WRONG = Secret("not this one either")


@dataclass
class Made:
    folder: Path
    clock: FakeClock
    vault: Vault
    key: DataKey
    code: RecoveryCode

    def again(self) -> Vault:
        """The vault as the next start finds it."""
        return Vault.load(self.folder, self.clock)

    def printed(self) -> Secret:
        return Secret("\n".join(self.code.lines()))


def make(folder: Path) -> Made:
    clock = FakeClock()
    people = (Newcomer(ANA, "ana", ANAS), Newcomer(BEN, "Ben", BENS))
    created = Vault.create(folder, Founding(VAULT, CLINIC, DEVICE, people, Kdf.weak_for_tests()), clock)
    return Made(folder, clock, created.vault, created.data_key, created.recovery_code)


def opened(vault: Vault, login: str, password: Secret) -> Unlocked:
    return vault.unlock(login, password, DEVICE_SECRET)


def failing(made: Made, times: int) -> None:
    for _ in range(times):
        made.clock.advance(made.vault.wait_s("ana"))
        with pytest.raises(Locked):
            opened(made.vault, "ana", WRONG)
