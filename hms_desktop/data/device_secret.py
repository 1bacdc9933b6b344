"""This computer's half of the key: 32 random bytes in the system's keyring, or, said aloud, in a file.

It is a factor and never the only copy: the vault's recovery slot does without it. Keyrings fail in many ways (absent,
locked, hung behind a prompt, changed with the desktop, one that keeps everything in clear). Each way ends here in a
sentence with the way on, within a few seconds; none of them is a reason to make a new vault or a new database.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Protocol, TypeVar
from uuid import UUID

from hms_desktop.data.durable import storage_problem, write_whole
from hms_desktop.data.sealing import KEY_BYTES
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.kernel.errors import KnownError, Locked, Storage

T = TypeVar("T")

LIMIT_S: Final = 5.0
SERVICE: Final = "HMS Desktop"

_TRUSTED: Final = {
    "keyring.backends.Windows": "windows",
    "keyring.backends.macOS": "macos",
    "keyring.backends.SecretService": "secret-service",
    "keyring.backends.libsecret": "secret-service",
    "keyring.backends.kwallet": "kwallet",
}
_CHAINER: Final = "keyring.backends.chainer"
_NAMES: Final = {
    "windows": "Windows Credential Manager",
    "macos": "macOS Keychain",
    "secret-service": "Secret Service",
    "kwallet": "KWallet",
    FILE_KIND: "key file",
}
_WAY_ON: Final = "Unlock the system's keyring and try again, or use the recovery code; the records are untouched"


class DeviceSecrets(Protocol):
    """Where device secrets are kept, under the device's id. `warning` is a sentence for a banner that stays, or empty.

    A restore by recovery code makes a new device: until the restored clinic stands in its place, and for the older
    backups after that, the secret of the device before has to stay.
    """

    @property
    def kind(self) -> str: ...

    @property
    def warning(self) -> str: ...

    def get(self, device: UUID) -> bytes: ...

    def put(self, device: UUID, secret: bytes) -> None: ...

    def forget(self, device: UUID) -> None: ...


class Backend(Protocol):
    """What is used of a backend of the `keyring` package."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def new_secret() -> bytes:
    """A secret for a computer that has none yet."""
    return secrets.token_bytes(KEY_BYTES)


def fetch(found: DeviceSecrets, device: UUID, kind: str) -> bytes:
    """The secret of this device; `kind` is what the vault says it was put into, and another one is told as such."""
    if found.kind != kind:
        raise Locked(
            "Another keyring",
            "This computer's part of the key is in {before}, but now there is {now}",
            "Start the desktop session of before, or use the recovery code; the records are untouched",
            before=_NAMES.get(kind, kind),
            now=_NAMES.get(found.kind, found.kind),
        )
    return found.get(device)


class KeyringSecrets:
    """The system's keyring, if it is one of those that encrypt and belong to the person who is signed in."""

    warning = ""

    def __init__(self, find: Callable[[], object] | None = None, limit: float = LIMIT_S) -> None:
        """Finds the keyring at once, and refuses aloud one that is not on the list."""
        self._limit = limit
        self._backend, self.kind = _chosen(self._within("found", find or _system_keyring))

    def get(self, device: UUID) -> bytes:
        text = self._within("read", lambda: self._backend.get_password(SERVICE, str(device)))
        if text is None:
            raise Locked(
                "Not in the keyring", "The system's keyring does not have this computer's part of the key", _WAY_ON
            )
        secret = _decoded(text)
        if secret is None:
            raise Locked("Damaged in the keyring", "What the system's keyring gives back is no key", _WAY_ON)
        return secret

    def put(self, device: UUID, secret: bytes) -> None:
        """Keeps it, and reads it back: some keyrings cut, change or drop what they are given without saying so."""
        text = _encoded(secret)
        self._within("written", lambda: self._backend.set_password(SERVICE, str(device), text))
        if self._within("read", lambda: self._backend.get_password(SERVICE, str(device))) != text:
            raise Locked(
                "Not kept",
                "The system's keyring did not keep what was put into it",
                "Repair the keyring, or go on without one: then the key is a file and passwords have 15 characters",
            )

    def forget(self, device: UUID) -> None:
        self._within("written", lambda: self._backend.delete_password(SERVICE, str(device)))

    def _within(self, doing: str, act: Callable[[], T]) -> T:
        """Runs it in a thread that may be left behind: a keyring waits for a prompt that nobody may ever see."""
        answers: list[T] = []
        failures: list[str] = []
        ended = threading.Event()

        def run() -> None:
            try:
                answers.append(act())
            except Exception as error:  # the boundary: each backend has errors of its own, all end in one sentence
                failures.append(type(error).__name__)
            finally:
                ended.set()

        threading.Thread(target=run, name="keyring", daemon=True).start()
        if not ended.wait(self._limit):
            raise Locked("The keyring does not answer", "The system's keyring does not answer", _WAY_ON)
        if failures:
            said = "The system's keyring could not be {doing} ({kind})"
            raise Locked("The keyring failed", said, _WAY_ON, doing=doing, kind=failures[0])
        return answers[0]


class FileSecrets:
    """The stated mode without a keyring: a file that only this account reads, apart from the clinic's folder.

    It protects a copied clinic's folder, not a stolen disk; so long passwords are demanded and a banner says it.
    """

    kind = FILE_KIND
    warning = "No keyring: this computer's part of the key is a file. Encrypt the disk, and keep passwords long"

    def __init__(self, folder: Path, clinic: Path) -> None:
        """`clinic` is the clinic's folder: the file may not lie in it, or a copy has both halves."""
        if folder.resolve().is_relative_to(clinic.resolve()):
            raise ValueError("the key file lies apart from what it protects")
        self._folder = folder

    def get(self, device: UUID) -> bytes:
        path = self._path(device)
        try:
            mode = path.stat().st_mode
            text = path.read_text("ascii", "replace")
        except FileNotFoundError:
            problem: KnownError = Locked(
                "The key file is missing",
                "This computer's part of the key is not where it was put",
                "Put the file back, or use the recovery code; the records are untouched",
            )
        except OSError as error:
            problem = storage_problem(error)
        else:
            return _from_file(text, mode)
        raise problem

    def put(self, device: UUID, secret: bytes) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            problem = storage_problem(error)
        else:
            write_whole(self._path(device), _encoded(secret).encode())
            if self.get(device) == secret:
                return
            problem = Storage("Disk problem", "The disk did not keep what was written to it", "Check the disk")
        raise problem

    def forget(self, device: UUID) -> None:
        self._path(device).unlink(missing_ok=True)

    def _path(self, device: UUID) -> Path:
        return self._folder / f"{device}.key"


def _system_keyring() -> object:
    import keyring  # late: it looks through all installed packages

    return keyring.get_keyring()


def _chosen(found: object) -> tuple[Backend, str]:
    """The first trusted backend of what the system offers. A mere chain is looked into, never written to as such."""
    chain: Iterable[object] = getattr(found, "backends", ()) if _module(found) == _CHAINER else (found,)
    for backend in chain:
        kind = _TRUSTED.get(_module(backend))
        if kind:
            return backend, kind  # type: ignore[return-value]
    raise Locked(
        "No safe keyring",
        "This system offers no keyring that keeps a secret safely ({kind})",
        "Install or unlock one, use the recovery code, or go on without: then the key is a file and passwords have "
        "15 characters",
        kind=_module(found),
    )


def _module(backend: object) -> str:
    return type(backend).__module__


def _encoded(secret: bytes) -> str:
    if len(secret) != KEY_BYTES:
        raise ValueError("a device's secret has 32 bytes")
    return base64.b64encode(secret).decode()


def _decoded(text: object) -> bytes | None:
    try:
        secret = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == KEY_BYTES else None


def _from_file(text: str, mode: int) -> bytes:
    if os.name != "nt" and mode & 0o077:
        raise Locked(
            "The key file is open to others",
            "Other accounts of this computer can read this computer's part of the key",
            "Give the file back to this account alone (mode 600), or use the recovery code",
        )
    secret = _decoded(text)
    if secret is None:
        raise Locked("The key file is damaged", "The key file does not hold the clinic's key", "Use the recovery code")
    return secret
