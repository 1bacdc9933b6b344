"""What this computer gives a clinic: its clock, its ids, and the keeper of its part of the key."""

from __future__ import annotations

from hms_desktop.clinic.opening import Surroundings
from hms_desktop.data.device_secret import DeviceSecrets, FileSecrets, KeyringSecrets
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.kernel.clock import SystemClock
from hms_desktop.kernel.ids import Ids


def surroundings(places: Places, *, accept_unproved: bool = False) -> Surroundings:
    """The real ones, as every word of the command line and the windows use them."""
    clock = SystemClock()
    return Surroundings(clock, Ids(clock), lambda kind: secrets_of(places, kind), accept_unproved)


def secrets_of(places: Places, kind: str) -> DeviceSecrets:
    """The keeper that the vault names: the system's keyring, or the file of the stated mode without one."""
    return FileSecrets(places.device, places.clinic) if kind == FILE_KIND else KeyringSecrets()
