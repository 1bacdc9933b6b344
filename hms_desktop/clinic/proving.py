"""Proving that an open clinic is whole: `hms-desktop verify` runs this and prints what it found, good or bad.

Each proof looks at the files themselves, not at what the program remembers of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from uuid import UUID

from hms_desktop import bootstrap
from hms_desktop.clinic.opening import Clinic
from hms_desktop.data import agreement, backup, journal, vault_file, witness
from hms_desktop.data.blobs import Blobs, Stored
from hms_desktop.data.schema import journaled
from hms_desktop.data.search import searched
from hms_desktop.data.vault import Vault
from hms_desktop.kernel.errors import KnownError

SHOWN: Final = 5


@dataclass(frozen=True)
class Proof:
    """What was proved or not, and what was seen."""

    what: str
    holds: bool
    seen: str


def prove(clinic: Clinic) -> Iterator[Proof]:
    """One proof after the other; long ones last. The clinic is open and nobody writes meanwhile."""
    raw = clinic.opened.store.engine.reading_lane().raw
    yield from _tried("Every page is read", lambda: [_pages(raw)])
    yield from _tried("Every table is read", lambda: [_tables(raw)])
    yield from _tried("The journal is read", lambda: _journal(clinic))
    yield from _tried("Rows and journal are compared", lambda: [_rows(raw)])
    yield from _tried("The search index is read", lambda: [_search(clinic.opened.store.engine.lane().raw)])
    yield from _tried("Every attachment is read", lambda: [_attachments(clinic, raw)])
    yield from _tried("The vault is read", lambda: [_vault(clinic)])
    yield from _tried("Every backup is read", lambda: _backups(clinic))


def _tried(what: str, look: Callable[[], Iterable[Proof]]) -> Iterator[Proof]:
    """On a damaged file a look may end in any error: then its proof does not hold, and the next one is tried."""
    try:
        yield from look()
    except KnownError as error:
        yield Proof(what, False, str(error))
    except Exception as error:  # the boundary: the driver's words may quote a row and are left out
        yield Proof(what, False, f"cannot be read ({type(error).__name__})")


def _pages(raw: Any) -> Proof:  # noqa: ANN401 - the driver has no types
    faults = raw.execute("PRAGMA cipher_integrity_check").fetchall()
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    return Proof("Every page is as it was encrypted", not faults, _told(f"{pages:,} pages", faults))


def _tables(raw: Any) -> Proof:  # noqa: ANN401
    faults = [row[0] for row in raw.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    faults += [f"{row[0]} points at nothing" for row in raw.execute("PRAGMA foreign_key_check").fetchall()]
    return Proof("Tables, indexes and references are whole", not faults, _told("checked", faults))


def _journal(clinic: Clinic) -> Iterator[Proof]:
    lane = clinic.opened.store.engine.reading_lane()
    seen = witness.read(clinic.places.clinic / witness.NAME, clinic.opened.key.witness)
    last, head = journal.head(lane.rows)

    def head_at(seq: int) -> bytes | None:
        row = lane.raw.execute("SELECT link FROM journal WHERE seq = ?", (seq,)).fetchone()
        return row[0] if row else None

    (unjournaled,) = lane.raw.execute("PRAGMA user_version").fetchone()
    verdict = witness.judge(seen, last, head_at, unjournaled)
    yield Proof("The file is as far as its witness", verdict.act is witness.Act.OPEN, verdict.message)
    known, known_head = (seen.seq, seen.head) if isinstance(seen, witness.Reading) else (0, None)
    faults = [f"{fault.seq}: {fault.what}" for fault in islice(journal.faults(lane.rows, known, known_head), 1_000)]
    yield Proof("The journal's chain holds", not faults, _told(f"{last:,} entries, head {head.hex()[:16]}", faults))


def _rows(raw: Any) -> Proof:  # noqa: ANN401
    """Every row of every kind against what its history says, value by value."""
    metadata = bootstrap.house().metadata
    raw.execute("BEGIN")
    try:
        wrong = list(islice(agreement.differences(raw, metadata), 1_000))
    finally:
        raw.execute("ROLLBACK")
    return Proof("Rows say what the journal says", not wrong, _told(f"{len(journaled(metadata))} kinds", wrong))


def _search(raw: Any) -> Proof:  # noqa: ANN401
    """The index against the table itself. SQLite takes the question as a write, so it is asked and taken back."""
    faults = []
    names = [table.name for table, _ in searched(bootstrap.house().metadata)]
    for name in names:
        raw.execute("BEGIN IMMEDIATE")
        try:
            raw.execute(f"INSERT INTO {name}_fts ({name}_fts, rank) VALUES ('integrity-check', 1)")
        except Exception as error:  # whatever the driver says, the index does not agree
            faults.append(f"{name}: {type(error).__name__}")
        finally:
            raw.execute("ROLLBACK")
    return Proof("The search index agrees with the records", not faults, _told(f"{len(names)} indexes", faults))


def _attachments(clinic: Clinic, raw: Any) -> Proof:  # noqa: ANN401
    blobs = Blobs(clinic.places.blobs)
    rows = raw.execute("SELECT uid, size, digest, key FROM blob").fetchall()
    faults = []
    for uid, size, digest, key in rows:
        try:
            for _ in blobs.read(Stored(UUID(bytes=uid), size, digest, key)):
                pass
        except KnownError as error:
            faults.append(f"{UUID(bytes=uid)}: {error.title}")
    return Proof("Every attachment opens", not faults, _told(f"{len(rows):,} attachments", faults))


def _vault(clinic: Clinic) -> Proof:
    """The files, not what this program remembers of them."""
    vault = Vault.load(clinic.places.clinic, clinic.around.clock)
    faults = [vault.notice] if vault.notice else []
    if not vault.is_signed_by(clinic.opened.key):
        faults.append("its list of people is not signed with the clinic's key")
    if vault.facts.rotation_due:
        faults.append("somebody's key was taken, but the clinic's key was not changed after it")
    return Proof("The vault is whole", not faults, _told(f"{len(vault.people)} people, recovery code", faults))


def _backups(clinic: Clinic) -> Iterator[Proof]:
    found = clinic.backups().all()
    earlier = 0
    for one in found:
        told = list(backup.problems(one, clinic.opened.key))
        if told == [backup.OTHER_KEY] and _is_earlier(one, clinic.vault().facts):
            earlier += 1
            continue
        made = f"{one.at:%d-%b-%Y %H:%M} UTC" if one.at else one.folder.name
        yield Proof(f"Backup of {made} can be restored", not told, _told("opened, every page and table", told))
    if earlier:
        seen = f"{earlier} of an earlier key are as they were written; they open with the vault in them, not here"
        yield Proof("Older backups", True, seen)
    if not found:
        yield Proof("There is a backup", False, "none yet")


def _is_earlier(one: backup.Backup, now: vault_file.Body) -> bool:
    """Whether the vault inside is this clinic's and of a key before: a manifest alone could say anything."""
    inside = vault_file.load(one.folder).content.body
    said = one.manifest.dek_epoch if one.manifest else None
    return (inside.clinic, inside.dek_epoch) == (now.clinic, said) and inside.dek_epoch < now.dek_epoch


def _told(good: str, faults: list[Any]) -> str:
    if not faults:
        return good
    more = f" and {len(faults) - SHOWN:,} more" if len(faults) > SHOWN else ""
    return "; ".join(str(fault) for fault in faults[:SHOWN]) + more
