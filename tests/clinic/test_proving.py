"""`verify` proves what it says: each thing that can go wrong is planted, and the proof that has to find it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.clinic.people import rotate
from hms_desktop.data import vault_file
from hms_desktop.data.blobs import Blobs
from tests.clinic.acts import World, attach, broken, enter, register, sql, world

Plant = Callable[[World], object]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    """A clinic with patients, one attachment and a backup, in which everything holds."""
    made = world(tmp_path)
    session = enter(made.clinic)
    for family in ("Haile", "Costa", "Weber"):
        register(made.clinic, session, family)
    attach(made.clinic, session, b"a film" * 999)
    made.clinic.backups().make(made.clinic.opened.key, "test")
    yield made
    made.clinic.close()


def past_the_triggers(clinic: Clinic, statement: str) -> None:
    """What somebody does who has the key and another program."""
    names = sql(clinic, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    for name, _ in names:
        sql(clinic, f'DROP TRIGGER "{name}"')
    sql(clinic, statement)
    for _, text in names:
        sql(clinic, text)


def flip(path: Path, at: int = -9) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def change_a_row(here: World) -> None:
    past_the_triggers(here.clinic, "UPDATE patient SET phone = '666' WHERE family = 'Haile'")


def drop_a_row(here: World) -> None:
    past_the_triggers(here.clinic, "DELETE FROM patient WHERE family = 'Costa'")


def add_a_row(here: World) -> None:
    columns = [name for _, name, *_ in sql(here.clinic, "PRAGMA table_info(account)")]
    shown = ", ".join("randomblob(16)" if name == "uid" else "login || 'x'" if name == "login" else
                      "local_no + 99" if name == "local_no" else name for name in columns)  # fmt: skip
    past_the_triggers(
        here.clinic, f"INSERT INTO account ({', '.join(columns)}) SELECT {shown} FROM account WHERE login = 'ana'"
    )


def swap_two_rows(here: World) -> None:
    past_the_triggers(
        here.clinic,
        "UPDATE patient SET family = CASE family WHEN 'Haile' THEN 'Costa' WHEN 'Costa' THEN 'Haile' ELSE family END",
    )


def change_a_value(here: World) -> None:
    past_the_triggers(here.clinic, "UPDATE journal_value SET new = replace(new, 'Weber', 'Rebew')")


def drop_a_line(here: World) -> None:
    past_the_triggers(here.clinic, "DELETE FROM journal WHERE seq = 4")


def cut_the_tail(here: World) -> None:
    past_the_triggers(here.clinic, "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")


def flip_an_attachment(here: World) -> None:
    flip(Blobs(here.places.blobs).files()[0])


def drop_an_attachment(here: World) -> None:
    Blobs(here.places.blobs).files()[0].unlink()


def spoil_the_index(here: World) -> None:
    past_the_triggers(here.clinic, "DELETE FROM patient_fts WHERE rowid = 1")


def damage_both_vaults(here: World) -> None:
    for name in (vault_file.CURRENT, vault_file.PREVIOUS):
        (here.places.clinic / name).write_bytes(b"{}")


def damage_one_vault(here: World) -> None:
    flip(here.places.clinic / vault_file.PREVIOUS)


def damage_the_witness(here: World) -> None:
    (here.places.clinic / "clinic.witness").write_bytes(b"rot")


def flip_a_backup(here: World) -> None:
    flip(here.clinic.backups().all()[0].folder / "clinic.db", 5000)


def flip_a_backed_up_attachment(here: World) -> None:
    flip(Blobs(here.places.backups / "blobs").files()[0])


def say_another_epoch(here: World) -> None:
    path = here.clinic.backups().all()[0].folder / "manifest.json"
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"dek_epoch":1', b'"dek_epoch":0'))
    assert path.read_bytes() != data


def drop_a_manifest(here: World) -> None:
    (here.clinic.backups().all()[0].folder / "manifest.json").unlink()


BACKUP: Final = "Backup of 02-Mar-2026 08:00 UTC can be restored"
ROWS: Final = "Rows say what the journal says"
CHAIN: Final = "The journal's chain holds"
PLANTS: Final[tuple[tuple[Plant, str], ...]] = (
    (change_a_row, ROWS),
    (drop_a_row, ROWS),
    (add_a_row, ROWS),
    (swap_two_rows, ROWS),
    (change_a_value, CHAIN),
    (drop_a_line, CHAIN),
    (cut_the_tail, "The file is as far as its witness"),
    (flip_an_attachment, "Every attachment opens"),
    (drop_an_attachment, "Every attachment opens"),
    (spoil_the_index, "The search index agrees with the records"),
    (damage_both_vaults, "The vault is read"),
    (damage_one_vault, "The vault is whole"),
    (damage_the_witness, "The file is as far as its witness"),
    (flip_a_backup, BACKUP),
    (flip_a_backed_up_attachment, BACKUP),
    (say_another_epoch, BACKUP),
)


def test_in_a_sound_clinic_everything_holds(here: World) -> None:
    assert broken(here.clinic) == []


@pytest.mark.parametrize(("plant", "proof"), PLANTS, ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_planted_is_found_by_its_proof(here: World, plant: Plant, proof: str) -> None:
    plant(here)
    assert proof in broken(here.clinic)


def test_a_backup_whose_manifest_is_gone_is_named_by_its_folder(here: World) -> None:
    drop_a_manifest(here)
    assert [name for name in broken(here.clinic) if name.startswith("Backup of 2026")]


def test_a_clinic_without_a_backup_is_told_so(tmp_path: Path) -> None:
    made = world(tmp_path)
    enter(made.clinic)
    assert broken(made.clinic) == ["There is a backup"]
    made.clinic.close()


def rotated(here: World) -> Session:
    session = rotate(here.clinic, enter(here.clinic))
    here.clock.advance(3600)
    here.clinic.backups().make(here.clinic.opened.key, "test")
    return session


def test_backups_of_an_earlier_key_hold_as_long_as_they_are_as_written(here: World) -> None:
    rotated(here)
    assert broken(here.clinic) == []


@pytest.mark.parametrize("name", ["clinic.db", "vault.json"])
def test_a_backup_of_an_earlier_key_that_rotted_is_found(here: World, name: str) -> None:
    old = here.clinic.backups().all()[0].folder
    rotated(here)
    flip(old / name, 700)
    assert broken(here.clinic) == [BACKUP]


def test_another_clinics_backup_is_not_taken_for_one_of_an_earlier_key(
    here: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = world(tmp_path_factory.mktemp("other"))
    enter(other.clinic)
    foreign = other.clinic.backups().make(other.clinic.opened.key, "test")
    other.clinic.close()
    rotated(here)
    here.clock.advance(3600)
    foreign.folder.rename(here.places.backups / "20260302T093000.000000Z")
    assert BACKUP in broken(here.clinic)
