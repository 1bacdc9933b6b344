"""A clinic comes back from a backup: here by password, anywhere by recovery code; what stood is set aside."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hms_desktop.clinic.card import Card
from hms_desktop.clinic.opening import Clinic
from hms_desktop.clinic.people import rotate
from hms_desktop.clinic.restoring import WithPassword, WithRecoveryCode, restore
from hms_desktop.data import backup as backups
from hms_desktop.data.backup import Backup
from hms_desktop.data.blobs import Blobs
from hms_desktop.data.device_secret import KeyringSecrets
from hms_desktop.data.places import Places
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.kernel.errors import Invalid, KnownError, Locked, NotFound, Storage
from hms_desktop.kernel.secret import Secret
from tests.clinic.acts import (
    BENS,
    NEW,
    WRONG,
    World,
    attach,
    broken,
    enter,
    patients,
    register,
    surroundings,
    tree,
    verbs,
    world,
)
from tests.clinic.conftest import PASSWORD
from tests.durability.look import attachments
from tests.fakes import FakeClock, FakeKeyring

FILM = b"a film" * 999


@dataclass
class Case:
    """A clinic with one patient in its backup and one that came after."""

    world: World
    backup: Backup

    @property
    def places(self) -> Places:
        return self.world.places

    def restored(self, way: WithPassword | WithRecoveryCode | None = None) -> Clinic:
        restore(self.backup, self.places, self.world.around, way or WithPassword("ana", PASSWORD))
        return self.world.again()


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = world(tmp_path / "here")
    session = enter(made.clinic)
    register(made.clinic, session, "Before")
    attach(made.clinic, session, FILM)
    backup = made.clinic.backups().make(made.clinic.opened.key, "test")
    register(made.clinic, session, "After")
    made.clinic.close()
    yield Case(made, backup)
    made.clinic.close()


def elsewhere(folder: Path) -> World:
    """Another computer, on which there has never been a clinic."""
    clock = FakeClock()
    around = surroundings(folder, clock)
    return World(Clinic(Places(folder), around), clock, None)  # type: ignore[arg-type]


def by_code(case: Case, password: Secret = NEW) -> WithRecoveryCode:
    return WithRecoveryCode(case.world.printed(), "ana", password, FILE_KIND)


def test_by_password_the_clinic_is_as_it_was_and_what_stood_is_set_aside(case: Case) -> None:
    stood = tree(case.places.clinic)
    done = restore(case.backup, case.places, case.world.around, WithPassword("ana", PASSWORD))
    clinic = case.world.again()
    enter(clinic)
    assert patients(clinic) == ["Before"]
    assert [data for _, data in attachments(clinic, clinic.opened.store.engine.lane().raw)] == [FILM]
    assert "restored clinic" in verbs(clinic)
    assert broken(clinic) == []
    assert done.aside
    assert tree(done.aside) == stood
    assert (done.without_password, done.lost) == ((), 0)


def test_everybody_keeps_his_password_on_the_same_computer(case: Case) -> None:
    clinic = case.restored()
    assert enter(clinic, "ben", BENS).actor.name == "Ben Okoro"


def test_by_recovery_code_it_comes_back_on_another_computer(case: Case, tmp_path: Path) -> None:
    other = elsewhere(tmp_path / "there")
    done = restore(case.backup, other.places, other.around, by_code(case))
    enter(other.clinic, "ana", NEW)
    assert patients(other.clinic) == ["Before"]
    assert done.without_password == ("ben",)
    assert set(Card.read(other.places).people) == {"ana"}
    other.clinic.backups().make(other.clinic.opened.key, "test")
    assert broken(other.clinic) == []
    with pytest.raises(Locked):
        enter(other.clinic, "ana", PASSWORD)
    other.clinic.close()


def test_a_name_may_be_typed_in_capitals(case: Case, tmp_path: Path) -> None:
    other = elsewhere(tmp_path / "there")
    restore(case.backup, other.places, other.around, replace(by_code(case), login="ANA"))
    assert enter(other.clinic, "ana", NEW).actor.name == "Ana Costa"
    other.clinic.close()


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        (WithPassword("ana", WRONG), Locked),
        (WithPassword("nobody", PASSWORD), Locked),
        (WithRecoveryCode(Secret("A" * 70), "ana", NEW, FILE_KIND), KnownError),
    ],
)
def test_the_wrong_way_in_changes_nothing(
    case: Case, way: WithPassword | WithRecoveryCode, kind: type[KnownError]
) -> None:
    before = tree(case.places.root)
    with pytest.raises(kind):
        restore(case.backup, case.places, case.world.around, way)
    assert tree(case.places.root) == before


@pytest.mark.parametrize("name", ["clinic.db", "vault.json", "manifest.json"])
@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_backup_is_refused_and_what_stands_is_untouched(case: Case, name: str, harm: str) -> None:
    path = case.backup.folder / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data if harm == "flip" else data[: len(data) // 2])
    if harm == "gone":
        path.unlink()
    before = tree(case.places.root)
    with pytest.raises(KnownError) as told:
        restore(backups.read(case.backup.folder), case.places, case.world.around, WithPassword("ana", PASSWORD))
    assert told.value.hint
    assert tree(case.places.root) == before


def test_one_attachment_that_rotted_takes_nothing_else_with_it(case: Case) -> None:
    (path,) = Blobs(case.places.backups / "blobs").files()
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    done = restore(case.backup, case.places, case.world.around, WithPassword("ana", PASSWORD))
    clinic = case.world.again()
    enter(clinic)
    assert done.lost == 1
    assert patients(clinic) == ["Before"]
    assert "Every attachment opens" in broken(clinic)


def test_a_folder_that_is_no_backup_is_said_so(case: Case, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="not the folder of a backup"):
        restore(backups.read(tmp_path), case.places, case.world.around, WithPassword("ana", PASSWORD))


def test_the_backup_itself_is_only_read(case: Case) -> None:
    before = tree(case.places.backups)
    files = [path for path in case.places.backups.rglob("*") if path.is_file()]
    times = {path: path.stat().st_mtime_ns for path in files}
    for path in files:
        path.chmod(stat.S_IRUSR)
    clinic = case.restored()
    enter(clinic)
    assert patients(clinic) == ["Before"]
    assert tree(case.places.backups) == before
    assert {path: path.stat().st_mtime_ns for path in files} == times


def test_a_backup_from_before_a_change_of_key_opens_with_the_code_of_its_time(case: Case, tmp_path: Path) -> None:
    session = enter(case.world.again())
    rotate(case.world.clinic, session)
    case.world.clinic.close()
    other = elsewhere(tmp_path / "there")
    restore(case.backup, other.places, other.around, by_code(case))
    enter(other.clinic, "ana", NEW)
    assert patients(other.clinic) == ["Before"]
    other.clinic.close()


def test_a_restore_cut_off_between_its_renames_is_finished_at_the_next_start(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ready = os.rename, case.places.restored

    def cut_off(source: Path, target: Path) -> None:
        if source == ready:
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as cut:
        cut.setattr(os, "rename", cut_off)
        with pytest.raises(KeyboardInterrupt):
            restore(case.backup, case.places, case.world.around, WithPassword("ana", PASSWORD))
    assert not case.places.clinic.exists()
    clinic = case.world.again()
    enter(clinic)
    assert patients(clinic) == ["Before"]


def test_a_finish_that_the_system_refuses_is_a_sentence(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.places.clinic.rename(case.places.restored)

    def refused(*_: object) -> None:
        raise PermissionError(13, "/somebody/s/path")

    with monkeypatch.context() as barred:
        barred.setattr(os, "rename", refused)
        with pytest.raises(Storage, match="may not use"):
            enter(case.world.again())
    enter(case.world.again())


def test_a_restore_that_fails_leaves_no_secret_in_the_keyring(case: Case, tmp_path: Path) -> None:
    keyring = FakeKeyring()
    other = elsewhere(tmp_path / "there")
    around = replace(other.around, secrets=lambda _: KeyringSecrets(lambda: keyring))
    way = replace(by_code(case, Secret("short")), keyring="secret-service")
    with pytest.raises(Invalid):
        restore(case.backup, other.places, around, way)
    assert keyring.kept == {}
    restore(case.backup, other.places, around, replace(way, new_password=NEW))
    assert len(keyring.kept) == 1


def test_while_the_program_runs_nothing_is_restored(case: Case) -> None:
    enter(case.world.again())
    with pytest.raises(Storage, match="running"):
        restore(case.backup, case.places, case.world.around, WithPassword("ana", PASSWORD))


def test_it_can_be_restored_twice(case: Case) -> None:
    case.restored()
    case.world.clock.advance(60)
    clinic = case.restored()
    enter(clinic)
    assert patients(clinic) == ["Before"]
    asides = [path for path in case.places.root.iterdir() if path.name.startswith("clinic.before-")]
    assert len(asides) == 2
