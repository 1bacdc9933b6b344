"""Keys given and taken: the new way in opens, the old one does not, and the journal has both."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from hms_desktop.clinic.card import Card
from hms_desktop.clinic.opening import Session
from hms_desktop.clinic.people import (
    add_person,
    change_password,
    give_password,
    new_recovery_code,
    remove_person,
    rotate,
    write_card,
)
from hms_desktop.clinic.restoring import WithRecoveryCode, restore
from hms_desktop.data import rotation
from hms_desktop.data.engine import open_file
from hms_desktop.data.slots import FILE_KIND
from hms_desktop.features.users.service import Accounts, AddAccount, CloseAccount
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, Locked, NotFound, Storage
from hms_desktop.kernel.secret import Secret
from tests.clinic.acts import BENS, NEW, WRONG, World, broken, enter, patients, register, verbs, world
from tests.clinic.conftest import PASSWORD

CARA = Secret("velvet anchors over mountains")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[World]:
    made = world(tmp_path)
    yield made
    made.clinic.close()


@pytest.fixture
def ana(here: World) -> Session:
    return enter(here.clinic)


def uid_of(here: World, login: str) -> UUID:
    return next(person.user for person in here.clinic.vault().people if person.login == login)


def add_cara(here: World, by: Session, password: Secret = CARA) -> UUID:
    command = AddAccount(id=here.around.ids.new(), login="cara", name="Cara Nair", roles=(Role.NURSE,))
    return add_person(here.clinic, by, command, password)


def close_ben(here: World) -> CloseAccount:
    return CloseAccount(id=here.around.ids.new(), uid=uid_of(here, "ben"))


def test_somebody_new_comes_in_with_the_password_he_was_given(here: World, ana: Session) -> None:
    add_cara(here, ana)
    assert "key given account" in verbs(here.clinic)
    assert Card.read(here.places).people["cara"] == ("Cara Nair", "nurse")
    cara = enter(here.again(), "cara", CARA)
    assert (cara.actor.name, cara.actor.roles) == ("Cara Nair", frozenset({Role.NURSE}))


def test_a_weak_password_gives_no_key_and_another_try_does(here: World, ana: Session) -> None:
    with pytest.raises(Invalid):
        add_cara(here, ana, Secret("Cara Nair Cara Nair"))
    with pytest.raises(Locked):
        enter(here.clinic, "cara", Secret("Cara Nair Cara Nair"))
    (row,) = [row for row in ana.ask(Accounts()) if row.login == "cara"]
    give_password(here.clinic, ana, row.uid, CARA)
    here.clock.advance(120)
    assert enter(here.again(), "cara", CARA).actor.name == "Cara Nair"


def test_a_name_that_is_taken_gives_nobody_a_key(here: World, ana: Session) -> None:
    command = AddAccount(id=here.around.ids.new(), login="ben", name="Ben Two", roles=(Role.NURSE,))
    with pytest.raises(Invalid, match="this sign-in name already"):
        add_person(here.clinic, ana, command, CARA)
    assert len(here.clinic.vault().people) == 2


def test_a_given_password_replaces_the_one_before(here: World, ana: Session) -> None:
    give_password(here.clinic, ana, uid_of(here, "ben"), NEW)
    with pytest.raises(Locked):
        enter(here.clinic, "ben", BENS)
    here.clock.advance(120)
    assert enter(here.clinic, "ben", NEW).actor.name == "Ben Okoro"


def test_ones_own_password_is_changed_with_the_old_one(here: World, ana: Session) -> None:
    change_password(here.clinic, ana, PASSWORD, NEW)
    assert "password changed account" in verbs(here.clinic)
    with pytest.raises(Locked):
        enter(here.again(), "ana", PASSWORD)
    here.clock.advance(120)
    assert enter(here.clinic, "ana", NEW).actor.name == "Ana Costa"


def test_a_wrong_old_password_changes_nothing_and_counts(here: World, ana: Session) -> None:
    with pytest.raises(Locked):
        change_password(here.clinic, ana, WRONG, NEW)
    assert "password changed account" not in verbs(here.clinic)
    here.clock.advance(120)
    enter(here.again())
    assert "refused account" in verbs(here.clinic)


def test_only_administrators_give_and_take_keys(here: World) -> None:
    ben = enter(here.clinic, "ben", BENS)
    ana = uid_of(here, "ana")
    with pytest.raises(Denied):
        give_password(here.clinic, ben, ana, NEW)
    with pytest.raises(Denied):
        add_cara(here, ben)
    with pytest.raises(Denied):
        rotate(here.clinic, ben)
    with pytest.raises(Denied):
        new_recovery_code(here.clinic, ben)
    with pytest.raises(Denied):
        remove_person(here.clinic, ben, CloseAccount(id=here.around.ids.new(), uid=ana))
    here.clinic.close()
    assert enter(here.clinic).actor.name == "Ana Costa"


def test_whoever_is_removed_comes_in_no_more_not_even_with_what_he_kept(
    here: World, ana: Session, tmp_path_factory: pytest.TempPathFactory
) -> None:
    register(here.clinic, ana, "Seen")
    kept = tmp_path_factory.mktemp("kept")
    shutil.copytree(here.places.root, kept / "all", ignore=shutil.ignore_patterns("in-use"))
    page = bytes(here.clinic.opened.key.page)
    renewed = remove_person(here.clinic, ana, close_ben(here))
    assert {"key taken account", "key rotated account"} <= set(verbs(here.clinic))
    assert "ben" not in Card.read(here.places).people
    register(here.clinic, renewed, "Unseen")
    here.clinic.close()
    with pytest.raises(Locked):
        enter(here.clinic, "ben", BENS)
    with pytest.raises(Storage):
        open_file(here.places.database, page)
    for name in ("vault.json", "vault.previous.json"):
        shutil.copyfile(kept / "all" / "clinic" / name, here.places.clinic / name)
    with pytest.raises((Storage, Locked)):
        enter(here.clinic, "ben", BENS)


def test_after_a_removal_the_others_come_in_as_before_and_all_is_proved(here: World, ana: Session) -> None:
    add_cara(here, ana)
    renewed = remove_person(here.clinic, ana, close_ben(here))
    here.clinic.backups().make(here.clinic.opened.key, "test")
    assert broken(here.clinic) == []
    assert renewed.actor.name == "Ana Costa"
    assert enter(here.again(), "cara", CARA).actor.name == "Cara Nair"


def test_nobody_removes_the_last_administrator(here: World, ana: Session) -> None:
    with pytest.raises(Conflict):
        remove_person(here.clinic, ana, CloseAccount(id=here.around.ids.new(), uid=ana.actor.user))
    register(here.clinic, ana, "Still")


def test_a_renewed_recovery_code_is_the_only_one_that_opens(here: World, ana: Session) -> None:
    code = new_recovery_code(here.clinic, ana)
    assert "recovery code renewed account" in verbs(here.clinic)
    backup = here.clinic.backups().make(here.clinic.opened.key, "test")
    here.clinic.close()
    old = WithRecoveryCode(here.printed(), "ana", NEW, FILE_KIND)
    with pytest.raises(Locked, match="another vault or an earlier code"):
        restore(backup, here.places, here.around, old)
    restore(backup, here.places, here.around, replace(old, code=Secret("\n".join(code.lines()))))
    assert enter(here.again(), "ana", NEW).actor.name == "Ana Costa"


def test_a_change_of_key_that_fails_leaves_the_clinic_open_under_the_old_one(
    here: World, ana: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise Storage("Disk full", "There is no room left on the disk", "Free some space")

    with monkeypatch.context() as full:
        full.setattr(rotation, "_verify", refused)
        full.setattr(rotation, "_rekeyed", refused)
        with pytest.raises(Storage, match="no room"):
            rotate(here.clinic, ana)
    assert here.clinic.is_open
    again = enter(here.clinic)
    register(here.clinic, again, "Going on")
    assert patients(here.clinic) == ["Going on"]


def test_who_has_no_account_is_given_no_key(here: World, ana: Session) -> None:
    with pytest.raises(NotFound):
        give_password(here.clinic, ana, here.around.ids.new(), NEW)


def test_a_lost_card_is_written_from_the_records(here: World, ana: Session) -> None:
    before = Card.read(here.places)
    Card.remove(here.places)
    write_card(here.clinic, ana)
    assert Card.read(here.places) == before
