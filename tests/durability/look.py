"""Looking at a clinic that was hurt: whether it is whole, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from hms_desktop import bootstrap
from hms_desktop.clinic.opening import Clinic
from hms_desktop.clinic.proving import prove
from hms_desktop.data.blobs import Blobs, Stored


def whole(clinic: Clinic) -> list[str]:
    """What is wrong with an open clinic as such: nothing half, row and journal the same, and all that it proves."""
    raw = clinic.opened.store.engine.lane().raw
    said = [f"op_ctx holds {count}" for (count,) in raw.execute("SELECT count(*) FROM op_ctx") if count]
    said += _without_outcome(raw)
    said += _strays(clinic, raw)
    said += [f"not proved: {proof.what}: {proof.seen}" for proof in prove(clinic) if not proof.holds]
    return said


def triggers(clinic: Clinic) -> dict[str, str]:
    raw = clinic.opened.store.engine.lane().raw
    return dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())


def state(clinic: Clinic) -> dict[str, Any]:
    """All that was ever acknowledged, to be held against the same of another opening."""
    raw = clinic.opened.store.engine.lane().raw
    blobs = {uid: data.hex() for uid, data in attachments(clinic, raw)}
    tables = [table.name for table in bootstrap.house().metadata.sorted_tables if table.name not in _OWN]
    rows = {name: sorted(map(repr, raw.execute(f"SELECT * FROM {name}").fetchall())) for name in tables}
    return {**rows, "files": blobs}


def outcomes(clinic: Clinic) -> dict[bytes, bytes]:
    """The first answer of each command."""
    raw = clinic.opened.store.engine.lane().raw
    return dict(raw.execute("SELECT txn, answer FROM outcome").fetchall())


_OWN: Final = frozenset({"journal", "journal_value", "outcome", "pending", "op_ctx"})
"""These grow with every opening; the chain, the ledger and the proofs speak for them."""


def _without_outcome(raw: Any) -> Iterator[str]:  # noqa: ANN401
    query = (
        "SELECT DISTINCT command FROM journal WHERE verb IN ('create', 'update', 'delete') "
        "AND txn NOT IN (SELECT txn FROM outcome)"
    )
    for (command,) in raw.execute(query):
        yield f"{command} left rows and no answer"


def _strays(clinic: Clinic, raw: Any) -> Iterator[str]:  # noqa: ANN401
    """Files that nobody will ever ask for."""
    known = {UUID(bytes=uid).hex for (uid,) in raw.execute("SELECT uid FROM blob")}
    names = [path.name for path in Blobs(clinic.places.blobs).files()]
    yield from (f"stray attachment {name}" for name in names if name not in known)
    yield from leftovers(clinic)


def leftovers(clinic: Clinic) -> Iterator[str]:
    """What a killed program leaves beside its files and no start has swept away."""
    root = clinic.places.root
    for path in sorted([*root.glob("**/*.new"), *root.glob(".new-*"), *root.glob("clinic/*-journal")]):
        if "backups" not in path.parts:
            yield f"left behind: {path.relative_to(root)}"
    if clinic.places.restored.exists():
        yield "left behind: a clinic that was restored and never used"


def attachments(clinic: Clinic, raw: Any) -> Iterator[tuple[UUID, bytes]]:  # noqa: ANN401
    """Every attachment with its plain bytes."""
    for uid, size, digest, key in raw.execute("SELECT uid, size, digest, key FROM blob").fetchall():
        stored = Stored(UUID(bytes=uid), size, digest, key)
        yield stored.uid, b"".join(Blobs(clinic.places.blobs).read(stored))
