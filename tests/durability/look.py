"""Looking at a clinic that was hurt: whether it is whole, and what it holds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from hms_desktop import bootstrap
from hms_desktop.clinic.opening import Clinic
from hms_desktop.clinic.proving import prove
from hms_desktop.data.blobs import Blobs, Stored
from hms_desktop.data.schema import captured_columns, journaled


def whole(clinic: Clinic) -> list[str]:
    """What is wrong with an open clinic as such: nothing half, row and journal the same, and all that it proves."""
    raw = clinic.opened.store.engine.lane().raw
    said = [f"op_ctx holds {count}" for (count,) in raw.execute("SELECT count(*) FROM op_ctx") if count]
    said += _differences(raw)
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


def _differences(raw: Any) -> Iterator[str]:  # noqa: ANN401 - the driver has no types
    """Every row of every kind against what its history says, value by value."""
    for table in journaled(bootstrap.house().metadata):
        columns = captured_columns(table)
        shown = ", ".join(
            f"CASE WHEN r.{c.name} IS NULL THEN 'null' ELSE {c.type.capture('sqlite', f'r.{c.name}')} END"  # type: ignore[attr-defined]
            for c in columns
        )
        there = {}
        for uid, *values in raw.execute(f"SELECT r.uid, {shown} FROM {table.name} r"):
            told = ((c.name, json.loads(value)) for c, value in zip(columns, values, strict=True))
            there[uid] = {name: value for name, value in told if value is not None}
        kept = _folded(raw, table.name)
        for uid in sorted(there.keys() | kept.keys()):
            if there.get(uid) != kept.get(uid):
                yield f"{table.name} {uid.hex()}: row and journal differ"


def _folded(raw: Any, entity: str) -> dict[bytes, dict[str, Any]]:  # noqa: ANN401
    kept: dict[bytes, dict[str, Any]] = defaultdict(dict)
    query = (
        "SELECT j.entity_id, j.verb, v.new FROM journal j JOIN journal_value v USING (seq) "
        "WHERE j.entity = ? AND j.verb IN ('create', 'update', 'delete') ORDER BY seq"
    )
    for uid, verb, new in raw.execute(query, (entity,)):
        if verb == "delete":
            del kept[uid]
        else:
            kept[uid] = {k: v for k, v in {**kept.get(uid, {}), **json.loads(new)}.items() if v is not None}
    return dict(kept)


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
