"""The slots of a vault as pure steps: each takes a body and gives the next one; nothing here reads or writes a disk.

What goes into a box is bound to its place: vault, slot, person and version are authenticated with it, so a slot cannot
be moved to another person, taken from another vault, or put back from before a password change.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from hms_desktop.data.keys import SALT_BYTES, DataKey, Kdf, RecoveryCode, password_key
from hms_desktop.data.passwords import password_problem
from hms_desktop.data.sealing import KEY_BYTES, derive, new_pair, public_of, seal, unwrap, wrap
from hms_desktop.data.vault_file import Body, Content, Pending, RecoverySlot, Slot
from hms_desktop.kernel.errors import Conflict, Invalid, Locked
from hms_desktop.kernel.secret import Secret

FILE_KIND: Final = "file"
"""The stated mode without a keyring: the device's secret is a file, so a short password is never enough."""

RECOVERY: Final = "recovery"
_LONGEST_LOGIN: Final = 64
_WRAPPED_BYTES: Final = 60


@dataclass(frozen=True)
class Device:
    """This computer: its id, which keyring holds its secret, and the secret."""

    id: UUID
    keyring: str
    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError("a device's secret has 32 bytes")

    def __repr__(self) -> str:
        return f"Device({self.keyring})"


@dataclass(frozen=True)
class Newcomer:
    """A person with the password that was just chosen. `names` (the clinic's, the person's) may not be the password."""

    user: UUID
    login: str
    password: Secret
    names: tuple[str, ...] = ()
    second_factor: bool = False


def folded(login: str) -> str:
    """One spelling of a name, so that capitals and the keyboard's way of writing accents do not matter."""
    return unicodedata.normalize("NFKC", login).casefold().strip()


def founded(vault: UUID, clinic: UUID, device: Device, kdf: Kdf) -> Body:
    """A body that nobody can open yet."""
    nobody = RecoverySlot(0, b"", b"", b"", b"")
    return Body(
        vault, clinic, device.id, 1, device.keyring, _device_check(vault, device.secret), 1, False, kdf, b"", (), nobody
    )


def bound_to(body: Body, device: Device) -> Body:
    """The body of another computer."""
    check = _device_check(body.vault, device.secret)
    return replace(body, device=device.id, keyring=device.keyring, device_check=check)


def demand_device(body: Body, secret: bytes) -> None:
    """Tells a changed keyring from a wrong password before any password is tried.

    The check is a hash of 256 random bits: it helps nobody to find them.
    """
    if not hmac.compare_digest(body.device_check, _device_check(body.vault, secret)):
        raise Locked(
            "This computer's key does not fit",
            "What this computer keeps for the clinic is not what the vault was made with",
            "Use the recovery code; the records are untouched",
        )


def with_person(body: Body, person: Newcomer, key: DataKey, device_secret: bytes, version: int = 1) -> Body:
    """With a new slot for a person; a password that is not good enough is refused here, whoever asks."""
    _demand_good(body, person)
    demand_free(body, person.login)
    if any(slot.user == person.user for slot in body.slots):
        raise Conflict("Not added", "This person has a way into the vault already", "Change the password instead")
    private, public = new_pair()
    salt = secrets.token_bytes(SALT_BYTES)
    empty = Slot(secrets.token_hex(8), person.user, person.login, version, salt, body.kdf, public, b"", b"")
    wrapping = password_key(empty.kdf, person.password, salt, device_secret)
    slot = replace(
        empty,
        private=wrap(wrapping, private, _about_private(body, empty)),
        sealed=_sealed(public, key, about_key(body, empty.id, body.dek_epoch)),
    )
    return replace(body, slots=(*body.slots, slot))


def with_recovery(body: Body, code: RecoveryCode, key: DataKey) -> Body:
    """With a new recovery slot in place of the earlier one."""
    private, public = new_pair()
    salt = secrets.token_bytes(SALT_BYTES)
    empty = RecoverySlot(body.recovery.version + 1, salt, public, b"", b"")
    wrapped = wrap(code.key(salt), private, _about_recovery(body, empty))
    sealed = _sealed(public, key, about_key(body, RECOVERY, body.dek_epoch))
    return replace(body, recovery=replace(empty, private=wrapped, sealed=sealed))


def with_pending(body: Body, new: DataKey) -> Body:
    """With the next key sealed to everybody's public key; nobody's password is needed."""
    epoch = body.dek_epoch + 1
    boxes = {slot.id: _sealed(slot.public, new, about_key(body, slot.id, epoch)) for slot in body.slots}
    recovery = _sealed(body.recovery.public, new, about_key(body, RECOVERY, epoch))
    return replace(body, pending=Pending(public_of(new.inbox), boxes, recovery))


def promoted(body: Body) -> Body:
    """The pending key as the key."""
    pending = body.pending
    if pending is None:
        raise ValueError("no rotation is under way")
    return replace(
        body,
        slots=tuple(replace(slot, sealed=pending.slots[slot.id]) for slot in body.slots),
        recovery=replace(body.recovery, sealed=pending.recovery),
        inbox=pending.inbox,
        dek_epoch=body.dek_epoch + 1,
        rotation_due=False,
        pending=None,
    )


def signed(content: Content, key: DataKey) -> Content:
    """The content with the signature that only a holder of the data key can make."""
    return replace(content, mac=_mac(content.body, key))


def is_signed(content: Content, key: DataKey) -> bool:
    """Whether the body is as somebody wrote it who had this key."""
    return hmac.compare_digest(content.mac, _mac(content.body, key))


def known(body: Body, login: str) -> Slot | None:
    """The slot of this sign-in name, if there is one."""
    return next((slot for slot in body.slots if folded(slot.login) == folded(login)), None)


def find(body: Body, login: str) -> Slot:
    """A person's slot, or for an unknown name one that no password opens: it costs the same time to find out."""
    salt = _hash(body, login)[:SALT_BYTES]
    box = bytes(_WRAPPED_BYTES)
    nobody = Slot("", UUID(int=0), login, 1, salt, body.kdf, bytes(KEY_BYTES), box, b"")
    return known(body, login) or nobody


def bucket(body: Body, login: str) -> str:
    """The counter of an unknown name. Eight bits of a hash: a password typed as a name cannot be found from it."""
    return f"unknown {_hash(body, login)[-1]}"


def private_key(body: Body, slot: Slot, password: Secret, device_secret: bytes) -> bytes | None:
    """The slot's private key; None for a wrong password."""
    wrapping = password_key(slot.kdf, password, slot.salt, device_secret)
    return unwrap(wrapping, slot.private, _about_private(body, slot))


def recovery_private_key(body: Body, code: RecoveryCode) -> bytes | None:
    """The private key behind the recovery code, or None when it is another code."""
    slot = body.recovery
    return unwrap(code.key(slot.salt), slot.private, _about_recovery(body, slot))


def demand_free(body: Body, login: str, *, but: UUID | None = None) -> None:
    """A login is somebody's own, and can be typed."""
    if not folded(login) or len(login) > _LONGEST_LOGIN:
        raise Invalid({"login": "A login name has between 1 and {most} characters"}, most=_LONGEST_LOGIN)
    if any(folded(slot.login) == folded(login) and slot.user != but for slot in body.slots):
        raise Conflict("Already taken", "Another person signs in under this name", "Choose another login name")


def about_key(body: Body, slot: str, epoch: int) -> bytes:
    """What a sealed data key is bound to."""
    return f"hms/1/key|{body.vault}|{slot}|{epoch}".encode()


def _about_private(body: Body, slot: Slot) -> bytes:
    bound = f"hms/1/slot|{body.vault}|{slot.id}|{slot.user}|{slot.version}|{slot.public.hex()}"
    return bound.encode()


def _about_recovery(body: Body, slot: RecoverySlot) -> bytes:
    return f"hms/1/slot|{body.vault}|{RECOVERY}|{slot.version}|{slot.public.hex()}".encode()


def _sealed(public: bytes, key: DataKey, about: bytes) -> bytes:
    box = seal(public, key.reveal(), about)
    if box is None:
        raise ValueError("a signed slot holds no public key")
    return box


def _demand_good(body: Body, person: Newcomer) -> None:
    names = (*person.names, person.login)
    second_factor = person.second_factor and body.keyring != FILE_KIND
    problem = password_problem(person.password, names, second_factor=second_factor)
    if problem:
        raise Invalid({"password": problem})


def _mac(body: Body, key: DataKey) -> bytes:
    return hmac.digest(key.vault_mac, msgspec.json.encode(body, order="deterministic"), "sha256")


def _device_check(vault: UUID, secret: bytes) -> bytes:
    return derive(secret, "hms/1/device check", vault.bytes)[:16]


def _hash(body: Body, login: str) -> bytes:
    return hashlib.sha256(body.vault.bytes + folded(login).encode("utf-8", "surrogatepass")).digest()
