"""Where a clinic's files stand under one root, and the lock that lets only one program use them at a time.

root/clinic/    clinic.db, vault.json, clinic.witness, blobs/     what belongs together and is restored together
root/backups/   one folder a backup, and the blobs that they share
root/knowledge/ the pack of clinical knowledge that the clinic took over in place of the shipped one
root/models/    versions of models that the clinic has beside the shipped ones
root/device/    this computer's part of the key, only in the stated mode without a keyring
root/in-use     locked while a program has the clinic open
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hms_desktop.data.durable import PRIVATE, storage_problem, sync_folder
from hms_desktop.kernel.errors import KnownError, Storage


@dataclass(frozen=True)
class Places:
    """The folders and files under one root."""

    root: Path

    @property
    def clinic(self) -> Path:
        return self.root / "clinic"

    @property
    def database(self) -> Path:
        return self.clinic / "clinic.db"

    @property
    def blobs(self) -> Path:
        return self.clinic / "blobs"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def device(self) -> Path:
        return self.root / "device"

    @property
    def knowledge(self) -> Path:
        """The pack of clinical knowledge that this clinic took over, if it did. No patient's data."""
        return self.root / "knowledge"

    @property
    def models(self) -> Path:
        """Versions of models beside the shipped ones, if there are any."""
        return self.root / "models"

    @property
    def restored(self) -> Path:
        """A clinic that was restored whole and only has to be moved into place."""
        return self.root / "clinic.restored"

    def is_cut_off(self) -> bool:
        """Whether a restore was cut off between its last two renames."""
        return self.restored.is_dir() and not self.clinic.exists()

    def has_clinic(self) -> bool:
        return self.clinic.is_dir() and any(self.clinic.iterdir())


def finish_restore(places: Places) -> None:
    """A restore that was cut off between its last two renames is finished; at any other point it never happened."""
    if not places.is_cut_off():
        return
    try:
        os.rename(places.restored, places.clinic)
        sync_folder(places.root)
    except OSError as error:
        problem = storage_problem(error)
    else:
        return
    raise problem


def sweep(places: Places) -> None:
    """Removes what a killed program left half made. Only for whoever has the mark: nobody else can be making it."""
    for folder in places.root.glob(".new-*"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (places.root, places.clinic, places.device):
        for path in folder.glob("*.new"):
            with suppress(OSError):  # what stays is swept the next time
                path.unlink()
    if places.has_clinic():
        shutil.rmtree(places.restored, ignore_errors=True)


class InUse:
    """The mark that a program has this clinic open. It falls away with the process, however that ends."""

    def __init__(self, places: Places) -> None:
        """Takes the mark, or says that another program has it."""
        problem: KnownError | None = None
        try:
            places.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(places.root / "in-use", os.O_RDWR | os.O_CREAT, PRIVATE)
        except OSError as error:
            problem = storage_problem(error)
        if problem:
            raise problem
        try:
            _lock(self._descriptor)
        except OSError:
            os.close(self._descriptor)
            problem = Storage("Open already", "The program is running on this clinic", "Go to its window, or close it")
        if problem:
            raise problem

    def release(self) -> None:
        """Gives the mark back; the second time nothing happens."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
