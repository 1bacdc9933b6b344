"""Whether the file that was opened is the one that belongs here: held against its witness and against its vault."""

from __future__ import annotations

from hms_desktop.data import witness
from hms_desktop.data.engine import SqlcipherEngine
from hms_desktop.data.keys import DataKey
from hms_desktop.data.places import Places
from hms_desktop.data.vault_file import Body
from hms_desktop.kernel.errors import Locked, Storage


def judged(engine: SqlcipherEngine, places: Places, key: DataKey, *, accept: bool) -> witness.Act:
    """What the witness says of the file. Behind or forked stops; damaged or missing stops until a person accepts it."""
    raw = engine.lane().raw
    there = raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone()
    last = raw.execute("SELECT ifnull(max(seq), 0) FROM journal").fetchone()[0] if there else 0

    def head_at(seq: int) -> bytes | None:
        row = raw.execute("SELECT link FROM journal WHERE seq = ?", (seq,)).fetchone() if there else None
        return row[0] if row else None

    (unjournaled,) = raw.execute("PRAGMA user_version").fetchone()
    verdict = witness.judge(witness.read(places.clinic / witness.NAME, key.witness), last, head_at, unjournaled)
    if verdict.act is witness.Act.STOP:
        raise Storage("Not the latest file", verdict.message, verdict.hint)
    if verdict.act is witness.Act.ASK and not accept:
        raise Storage("No witness", verdict.message, verdict.hint, needs="acceptance")
    return verdict.act


def demand_own(engine: SqlcipherEngine, facts: Body) -> bool:
    """The file and the vault must be of one clinic and one device; the answer is whether this device is enrolled."""
    row = engine.lane().raw.execute("SELECT clinic, device, device_epoch, enrolled FROM identity").fetchone()
    if row is None or (row[0], row[1], row[2]) != (facts.clinic.bytes, facts.device.bytes, facts.device_epoch):
        raise Locked(
            "Not of one clinic",
            "This file and this vault do not belong together",
            "Restore both from the same backup; nothing was changed",
        )
    return bool(row[3])
