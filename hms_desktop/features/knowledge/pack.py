"""The built pack: one file with all knowledge, of which a section is decoded only when somebody first asks for it.

The file is an envelope (digest, signature) around a body. A pack that is missing, damaged or too old says so; nobody
takes it for «nothing to warn of». A pack from outside counts only with the signature of a trusted key over its body.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from hms_desktop.features.knowledge.domain.assembly import assembled
from hms_desktop.features.knowledge.domain.knowledge import Knowledge
from hms_desktop.features.knowledge.domain.sections import Section
from hms_desktop.features.knowledge.loader import Folder
from hms_desktop.kernel.errors import KnownError, Storage
from hms_desktop.kernel.paths import program_folder

S = TypeVar("S")

PROGRAM: Final = "hms-desktop"
PACK_FILE: Final = "pack.json"
LARGEST: Final = 40_000_000
"""Bytes of a pack at the most; a bigger one would be felt at every start."""

GOOD_FOR: Final = datetime.timedelta(days=365)
"""How long knowledge counts as fresh. Source: our own rule (PRODUCT.md): stale knowledge is shown as NOT CHECKED."""

_SIGNED_AS: Final = b"hms-desktop knowledge pack 1\n"
_NO_DATE: Final = datetime.date(1, 1, 1)


class State(StrEnum):
    """Whether a pack may be relied upon."""

    FRESH = "fresh"
    MISSING = "missing"
    DAMAGED = "damaged"
    STALE = "stale"


@dataclass(frozen=True)
class _Envelope:
    digest: str
    body: msgspec.Raw
    signature: str = ""


@dataclass(frozen=True)
class _Body:
    program: str
    version: str
    date: datetime.date
    sources: str
    sections: dict[str, msgspec.Raw]


@dataclass(frozen=True, eq=False)
class Pack:
    """The knowledge as one whole. `sources` is the digest of the files that it was built from."""

    version: str = ""
    date: datetime.date = _NO_DATE
    sources: str = ""
    fault: State | None = None
    _raw: Mapping[str, msgspec.Raw] = field(default_factory=dict, repr=False)
    _read: dict[str, Any] = field(default_factory=dict, repr=False)

    def state(self, today: datetime.date) -> State:
        """Whether it can be relied upon on this day."""
        if self.fault:
            return self.fault
        return State.STALE if today - self.date > GOOD_FOR else State.FRESH

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of what it holds."""
        return tuple(self._raw)

    def section(self, section: Section[S]) -> Mapping[str, S]:
        """File name → what it holds; decoded now if nobody asked before. Storage when this program cannot read it."""
        if section.name not in self._read:
            raw = self._raw.get(section.name)
            try:
                kind = dict[str, section.kind]  # type: ignore[name-defined]
                self._read[section.name] = {} if raw is None else msgspec.json.decode(raw, type=kind)
            except (msgspec.MsgspecError, RecursionError):
                raise Storage(
                    "The knowledge cannot be read",
                    "Its part «{part}» is not as this program knows it",
                    "Install the pack that belongs to this version of the program",
                    part=section.name,
                ) from None
        found: Mapping[str, S] = self._read[section.name]
        return found


def built(folder: Folder) -> bytes:
    """The pack of a folder, unsigned. Storage when it is too large to be opened at every start."""
    head = folder.contents.head
    sections = {name: msgspec.Raw(msgspec.json.encode(files)) for name, files in folder.plain.items()}
    body = msgspec.json.encode(_Body(PROGRAM, head.version, head.date, folder.digest, sections))
    if len(body) > LARGEST:
        raise Storage("The pack is too large", "It has {size} bytes; {most} is the most", size=len(body), most=LARGEST)
    return _enveloped(body, "")


def read_pack(path: Path) -> Pack:
    """The pack in a file. Never an error: one that is not there or not whole says so in its state."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Pack(fault=State.MISSING)
    except OSError:
        return Pack(fault=State.DAMAGED)
    return opened(data)


def opened(data: bytes) -> Pack:
    """The pack in these bytes; a damaged one where they are not what was built for this program."""
    try:
        envelope = _envelope(data)
        body = _body(envelope)
    except Storage:
        return Pack(fault=State.DAMAGED)
    return Pack(body.version, body.date, body.sources, None, body.sections)


def signed(data: bytes, pem: bytes) -> bytes:
    """The same pack with the signature of this Ed25519 key (PEM, without a password)."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    body = bytes(_envelope(data).body)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Storage("The key cannot be used", "The file holds no Ed25519 key in PEM that opens without a password")
    return _enveloped(body, base64.b64encode(key.sign(_SIGNED_AS + body)).decode())


def accepted(data: bytes, trusted: bytes, in_place: Pack) -> Pack:
    """An update from outside, if it may replace the pack in place. `trusted` is the raw public key (32 bytes).

    Storage with the reason when it is unsigned, altered, of another hand, for another program, or older.
    """
    envelope = _envelope(data)
    _demand_signature(envelope, trusted)
    body = _body(envelope)
    if in_place.fault is None and _order(body.date, body.version) < _order(in_place.date, in_place.version):
        raise _refused("It is older than the knowledge in place ({version})", version=in_place.version)
    return Pack(body.version, body.date, body.sources, None, body.sections)


def _order(day: datetime.date, version: str) -> tuple[datetime.date, list[int]]:
    return day, [int(part) if part.isdecimal() else 0 for part in version.split(".")]


def _refused(why: str, **values: object) -> Storage:
    return Storage("This knowledge was not taken over", why, "What is in place stays as it is", **values)


def _enveloped(body: bytes, signature: str) -> bytes:
    envelope = _Envelope(hashlib.sha256(body).hexdigest(), msgspec.Raw(body), signature)
    return msgspec.json.encode(envelope)


def _envelope(data: bytes) -> _Envelope:
    try:
        return msgspec.json.decode(data, type=_Envelope) if len(data) <= 2 * LARGEST else _no_pack()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise _refused("This is not a pack of knowledge") from None


def _no_pack() -> _Envelope:
    raise _refused("This is not a pack of knowledge")


def _demand_signature(envelope: _Envelope, trusted: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not envelope.signature:
        raise _refused("It is not signed")
    try:
        signature = base64.b64decode(envelope.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(trusted).verify(signature, _SIGNED_AS + bytes(envelope.body))
    except (InvalidSignature, binascii.Error, ValueError):
        raise _refused("It was altered, or was not signed by a hand that this clinic trusts") from None


def _body(envelope: _Envelope) -> _Body:
    if hashlib.sha256(bytes(envelope.body)).hexdigest() != envelope.digest:
        raise _refused("It was altered or is not whole")
    try:
        body = msgspec.json.decode(envelope.body, type=_Body)
    except (msgspec.MsgspecError, RecursionError):
        raise _refused("This is not a pack of knowledge") from None
    if body.program != PROGRAM:
        raise _refused("It is for another program ({program})", program=body.program)
    return body


class Shelf:
    """Where the program's knowledge stands: read when first asked for, then kept. Safe to ask from several threads."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet, so that a program that asks for no knowledge pays nothing."""
        self._path = path
        self._lock = threading.RLock()
        self._pack: Pack | None = None
        self._knowledge: dict[str, Knowledge] = {}

    def pack(self) -> Pack:
        """The pack, whatever its state."""
        with self._lock:
            if self._pack is None:
                self._pack = read_pack(self._path)
            return self._pack

    def knowledge(self, today: datetime.date) -> Knowledge:
        """What orders are checked against, with its fault where the pack cannot be relied upon today."""
        with self._lock:
            fault = fault_of(self.pack(), today)
            if fault not in self._knowledge:
                self._knowledge[fault] = _assembled(self.pack(), fault)
            return self._knowledge[fault]


def shipped() -> Shelf:
    """The knowledge that came with the program; without its files the shelf is empty and says so."""
    try:
        return Shelf(program_folder("resources") / "knowledge" / PACK_FILE)
    except FileNotFoundError:
        return Shelf(Path(PACK_FILE))


def standing(own: Path | None) -> Shelf:
    """What a clinic relies on: the pack that it took over, else the shipped one. A damaged one of its own is not passed
    by in silence: it says so, and nothing is checked until another is taken over."""
    return Shelf(own / PACK_FILE) if own and (own / PACK_FILE).is_file() else shipped()


def public_key(pem: bytes) -> bytes:
    """The raw key out of a PEM file; Storage when it is no public Ed25519 key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(pem)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise Storage("The key cannot be used", "The file holds no public Ed25519 key in PEM")
    return key.public_bytes_raw()


def fault_of(pack: Pack, today: datetime.date) -> str:
    """Why nothing of a pack may be relied upon today, in words for «not checked»; empty when it may."""
    state = pack.state(today)
    if state is State.STALE:
        return f"fresh knowledge: what is here is of {pack.date.isoformat()}"
    return "" if state is State.FRESH else f"the knowledge: the pack is {state}"


def _assembled(pack: Pack, fault: str) -> Knowledge:
    try:
        return assembled(pack, pack.date, fault)
    except KnownError:
        return assembled(Pack(), pack.date, f"the knowledge: the pack is {State.DAMAGED}")
