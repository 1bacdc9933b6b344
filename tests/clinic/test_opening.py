"""What keeps a clinic shut ends in a sentence with a way on, and never in an empty database over the old one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from hms_desktop.clinic.opening import Clinic
from hms_desktop.data.device_secret import DeviceSecrets, KeyringSecrets
from hms_desktop.data.places import Places
from hms_desktop.features.users.service import CloseAccount, SetPin
from hms_desktop.kernel.errors import Conflict, KnownError, Locked, Storage
from hms_desktop.kernel.secret import Secret
from tests.clinic.acts import patients, register, world
from tests.clinic.conftest import PASSWORD
from tests.fakes import FakeClock

Harm = Callable[[Clinic, pytest.MonkeyPatch], None]


def content(places: Places) -> dict[str, bytes]:
    """The clinic's files, without the counters that a refused try may write."""
    kept = (path for path in places.clinic.rglob("*") if path.is_file() and not path.name.startswith("vault"))
    return {path.name: path.read_bytes() for path in kept if not path.name.endswith(("-wal", "-shm"))}


def no_driver(_: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)


def no_key_file(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    shutil.rmtree(clinic.places.device)


def no_database(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    clinic.places.database.unlink()


def empty_database(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    clinic.places.database.write_bytes(b"")


def stump(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    clinic.places.database.write_bytes(clinic.places.database.read_bytes()[:1000])


def damaged_first_page(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    data = bytearray(clinic.places.database.read_bytes())
    data[100] ^= 1
    clinic.places.database.write_bytes(data)


def another_file(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    clinic.places.database.write_bytes(b"SQLite format 3\x00" + bytes(8176))


def damaged_vaults(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    for name in ("vault.json", "vault.previous.json"):
        (clinic.places.clinic / name).write_bytes(b"{}")


def no_vaults(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    for name in ("vault.json", "vault.previous.json"):
        (clinic.places.clinic / name).unlink()


def no_witness(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    (clinic.places.clinic / "clinic.witness").unlink()


def newer_schema(clinic: Clinic, _: pytest.MonkeyPatch) -> None:
    clinic.sign_in("ana", PASSWORD, Secret(""))
    clinic.opened.store.engine.lane().raw.execute("UPDATE alembic_version SET version_num = '9999'")
    clinic.close()


HARMS: Final[list[Harm]] = [
    no_driver, no_key_file, no_database, empty_database, stump, damaged_first_page, another_file, damaged_vaults,
    no_vaults, no_witness, newer_schema,
]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_harm_is_a_sentence_and_nothing_is_made_anew(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, harm: Harm
) -> None:
    harm(clinic, monkeypatch)
    before = content(clinic.places)
    with pytest.raises(KnownError) as told:
        clinic.sign_in("ana", PASSWORD, Secret(""))
    assert told.value.title
    assert told.value.message
    assert told.value.hint, "a way on"
    assert content(clinic.places) == before


class Hanging:
    """A keyring that never answers."""

    def get_password(self, *_: str) -> str:
        import threading

        threading.Event().wait(30)
        return ""


@pytest.mark.parametrize("find", [lambda: None, object, Hanging], ids=["none", "unknown", "hanging"])
def test_a_keyring_that_is_no_good_leaves_the_clinic_as_it_was(clinic: Clinic, find: Callable[[], object]) -> None:
    def keeper(_: str) -> DeviceSecrets:
        return KeyringSecrets(find, limit=0.2)

    shut = Clinic(clinic.places, replace(clinic.around, secrets=keeper))
    before = content(clinic.places)
    with pytest.raises(Locked) as told:
        shut.sign_in("ana", PASSWORD, Secret(""))
    assert told.value.hint
    assert content(clinic.places) == before


def test_without_its_witness_it_opens_only_when_a_person_accepts_that_and_the_journal_says_so(clinic: Clinic) -> None:
    (clinic.places.clinic / "clinic.witness").unlink()
    with pytest.raises(Storage) as told:
        clinic.sign_in("ana", PASSWORD, Secret(""))
    assert told.value.values["needs"] == "acceptance"
    accepting = Clinic(clinic.places, replace(clinic.around, accept_unproved=True))
    accepting.sign_in("ana", PASSWORD, Secret(""))
    verbs = accepting.opened.store.engine.reading_lane().raw.execute("SELECT verb FROM journal").fetchall()
    accepting.close()
    assert ("opened unproved",) in verbs
    assert clinic.sign_in("ana", PASSWORD, Secret("")).actor.name == "Ana Costa"


def test_one_damaged_vault_copy_heals_from_the_other(clinic: Clinic) -> None:
    (clinic.places.clinic / "vault.json").write_bytes(b"\x00" * 99)
    assert clinic.sign_in("ana", PASSWORD, Secret("")).actor.name == "Ana Costa"


def test_a_second_program_is_refused_until_the_first_is_closed(clinic: Clinic) -> None:
    clinic.sign_in("ana", PASSWORD, Secret(""))
    second = Clinic(clinic.places, clinic.around)
    with pytest.raises(Storage, match="Open already"):
        second.sign_in("ana", PASSWORD, Secret(""))
    clinic.close()
    assert second.sign_in("ana", PASSWORD, Secret("")).actor.name == "Ana Costa"
    second.close()


def test_refused_sign_ins_come_into_the_journal_once_and_without_what_was_typed(clinic: Clinic) -> None:
    for name in ("ana", "my password typed as a name"):
        with pytest.raises(Locked):
            clinic.sign_in(name, Secret("wrong"), Secret(""))
    for _ in range(2):
        clinic.sign_in("ana", PASSWORD, Secret(""))
        clinic.close()
    clinic.sign_in("ana", PASSWORD, Secret(""))
    query = "SELECT entity_id FROM journal WHERE verb = 'refused' ORDER BY seq"
    accounts = [row[0] for row in clinic.opened.store.engine.reading_lane().raw.execute(query)]
    assert [account is None for account in accounts] == [False, True]


def test_a_pin_opens_a_locked_session_five_tries_long(clinic: Clinic) -> None:
    session = clinic.sign_in("ana", PASSWORD, Secret(""))
    session.execute(SetPin(id=clinic.around.ids.new(), pin=Secret("4711")))
    clinic.reenter(session, Secret("4711"))
    for _ in range(5):
        with pytest.raises(Locked, match="not your PIN"):
            clinic.reenter(session, Secret("9999"))
    with pytest.raises(Locked, match="too often"):
        clinic.reenter(session, Secret("4711"))
    clinic.reenter(clinic.sign_in("ana", PASSWORD, Secret("")), Secret("4711"))


def test_the_last_administrator_stays(clinic: Clinic) -> None:
    session = clinic.sign_in("ana", PASSWORD, Secret(""))
    with pytest.raises(Conflict, match="look after accounts"):
        session.execute(CloseAccount(id=clinic.around.ids.new(), uid=session.actor.user))


def in_place_of(clinic: Clinic, other: Clinic, *names: str) -> None:
    for name in names:
        shutil.copyfile(other.places.clinic / name, clinic.places.clinic / name)


def test_file_and_vault_of_two_clinics_do_not_open(clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = world(tmp_path_factory.mktemp("other")).clinic
    in_place_of(clinic, other, "clinic.db", "clinic.witness")
    before = content(clinic.places)
    with pytest.raises(KnownError) as told:
        clinic.sign_in("ana", PASSWORD, Secret(""))
    assert told.value.hint
    assert content(clinic.places) == before


def test_a_file_that_says_another_clinic_does_not_open(clinic: Clinic) -> None:
    clinic.sign_in("ana", PASSWORD, Secret(""))
    clinic.opened.store.engine.lane().raw.execute("UPDATE identity SET clinic = zeroblob(16)")
    clinic.close()
    with pytest.raises(Locked, match="do not belong together"):
        clinic.sign_in("ana", PASSWORD, Secret(""))


def older_copy(clinic: Clinic) -> None:
    """The clinic's file as it was before the last patient came, under a witness that knows of him."""
    session = clinic.sign_in("ana", PASSWORD, Secret(""))
    register(clinic, session, "Before")
    clinic.close()
    kept = clinic.places.database.read_bytes()
    register(clinic, clinic.sign_in("ana", PASSWORD, Secret("")), "After")
    clinic.close()
    clinic.places.database.write_bytes(kept)


def test_an_older_copy_of_the_file_stops_and_nothing_is_changed(clinic: Clinic) -> None:
    older_copy(clinic)
    before = content(clinic.places)
    accepting = Clinic(clinic.places, replace(clinic.around, accept_unproved=True))
    for one in (clinic, accepting):
        with pytest.raises(Storage, match="Not the latest file"):
            one.sign_in("ana", PASSWORD, Secret(""))
    assert content(clinic.places) == before


def test_a_file_with_another_history_stops(clinic: Clinic) -> None:
    older_copy(clinic)
    witness = clinic.places.clinic / "clinic.witness"
    kept = witness.read_bytes()
    witness.unlink()
    accepting = Clinic(clinic.places, replace(clinic.around, accept_unproved=True))
    session = accepting.sign_in("ana", PASSWORD, Secret(""))
    for family in ("One", "Two", "Three"):
        register(accepting, session, family)
    accepting.close()
    witness.write_bytes(kept)
    with pytest.raises(Storage, match="Not the latest file"):
        clinic.sign_in("ana", PASSWORD, Secret(""))


def test_a_name_in_capitals_is_the_same_person_in_the_journal(clinic: Clinic) -> None:
    with pytest.raises(Locked):
        clinic.sign_in("ANA", Secret("wrong"), Secret(""))
    session = clinic.sign_in("Ana", PASSWORD, Secret(""))
    query = "SELECT entity_id FROM journal WHERE verb = 'refused'"
    assert clinic.opened.store.engine.reading_lane().raw.execute(query).fetchall() == [(session.actor.user.bytes,)]


def test_many_wrong_passwords_wait_longer_and_longer_also_over_a_restart(clinic: Clinic, clock: FakeClock) -> None:
    waits: list[int] = []
    while len(waits) < 3:
        with pytest.raises(Locked) as told:
            Clinic(clinic.places, clinic.around).sign_in("ana", Secret("wrong"), Secret(""))
        seconds = told.value.values.get("seconds")
        if isinstance(seconds, int):
            waits.append(seconds)
            clock.advance(seconds)
    assert waits == sorted(set(waits))
    with pytest.raises(Locked):
        Clinic(clinic.places, clinic.around).sign_in("ana", Secret("wrong"), Secret(""))
    with pytest.raises(Locked, match="Try again in"):
        clinic.sign_in("ana", PASSWORD, Secret(""))
    clock.advance(3600)
    assert clinic.sign_in("ana", PASSWORD, Secret("")).actor.name == "Ana Costa"


def test_a_disk_that_refuses_at_the_last_moment_of_a_change_keeps_it_if_it_was_committed(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = clinic.sign_in("ana", PASSWORD, Secret(""))

    def refused(*_: object) -> int:
        raise OSError(28, "full")

    with monkeypatch.context() as full:
        full.setattr(os, "pwrite", refused)
        register(clinic, session, "Kept")
        with pytest.raises(Storage, match="no room"):
            clinic.tick()
    clinic.tick()
    clinic.close()
    clinic.sign_in("ana", PASSWORD, Secret(""))
    assert patients(clinic) == ["Kept"]


@pytest.fixture(autouse=True)
def closed(clinic: Clinic, tmp_path: Path) -> Iterator[None]:
    """Every test leaves its clinic closed and no half clinic beside it."""
    yield
    clinic.close()
    assert not list(tmp_path.glob(".new-*"))
