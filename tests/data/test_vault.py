"""The vault: who opens it, who does not, and that nothing that happens to its files loses it or makes a new one."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from types import FrameType
from uuid import UUID

import msgspec
import pytest

from hms_desktop.data.keys import DataKey, RecoveryCode
from hms_desktop.data.slots import Device, Newcomer
from hms_desktop.data.vault import Person, Unlocked, Vault
from hms_desktop.data.vault_file import CURRENT, PREVIOUS
from hms_desktop.kernel.errors import Conflict, Invalid, Locked, NotFound
from hms_desktop.kernel.secret import Secret
from tests.data.vaults import (
    ANA,
    ANAS,
    BEN,
    BENS,
    CAT,
    DEVICE,
    DEVICE_SECRET,
    OTHER,
    WRONG,
    Made,
    failing,
    opened,
)
from tests.fakes import START


def test_each_person_opens_the_same_key_also_after_a_restart(made: Made) -> None:
    for vault in (made.vault, made.again()):
        assert opened(vault, "ana", ANAS) == Unlocked(ANA, made.key)
        assert opened(vault, " BEN ", BENS) == Unlocked(BEN, made.key)
    assert made.again().people == (Person(ANA, "ana"), Person(BEN, "Ben"))


def test_the_folder_holds_neither_key_nor_password_nor_recovery_code(made: Made) -> None:
    files = b"".join(path.read_bytes() for path in made.folder.iterdir())
    needles = [made.key.reveal(), DEVICE_SECRET, ANAS.to_bytes(), made.printed().to_bytes(), made.key.page]
    for needle in needles:
        assert needle not in files
        assert needle.hex().encode() not in files
        assert json.dumps(msgspec.to_builtins(needle)).strip('"').encode() not in files


def test_a_wrong_password_stays_outside(made: Made) -> None:
    with pytest.raises(Locked, match="name or the password"):
        opened(made.vault, "ana", WRONG)
    with pytest.raises(Locked):
        opened(made.vault, "ana", BENS)


@pytest.mark.parametrize("password", [ANAS, BENS, Secret("")])
def test_an_unknown_name_opens_with_nobodys_password(made: Made, password: Secret) -> None:
    for login in ("nobody", "", "an", "ana2"):
        with pytest.raises(Locked, match="name or the password"):
            opened(made.vault, login, password)


def calls_of(vault: Vault, login: str) -> tuple[list[str], str]:
    """Which functions a failed sign-in runs through, and what it says."""
    seen: list[str] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            seen.append(frame.f_code.co_qualname)

    sys.setprofile(watch)
    try:
        vault.unlock(login, WRONG, DEVICE_SECRET)
    except Locked as error:
        told = str(error)
    finally:
        sys.setprofile(None)
    slow = ("Kdf.work", "hash_secret_raw", "unwrap", "seal", "save", "write_in_turn")
    return [name for name in seen if name in slow], told


def test_a_wrong_password_and_an_unknown_name_take_the_same_path(made: Made) -> None:
    calls_of(made.vault, "nobody")  # the first one also imports
    known, unknown = calls_of(made.vault, "ana"), calls_of(made.vault, "nobody else")
    assert known == unknown
    assert {"Kdf.work", "unwrap", "seal", "write_in_turn"} <= set(known[0])


def test_an_unknown_name_waits_as_a_known_one_does(made: Made) -> None:
    for login in ("ana", "nobody"):
        for _ in range(4):
            with pytest.raises(Locked, match="wrong"):
                opened(made.vault, login, WRONG)
        with pytest.raises(Locked, match="Please wait"):
            opened(made.vault, login, WRONG)


def test_the_right_password_with_another_computers_secret_is_told_apart_and_counts_for_nothing(made: Made) -> None:
    with pytest.raises(Locked, match="recovery code"):
        made.vault.unlock("ana", ANAS, bytes(32))
    assert made.vault.refused(made.key) == ()


def test_a_copied_folder_with_the_right_password_is_not_enough(made: Made) -> None:
    with pytest.raises(Locked):
        made.again().unlock("ana", ANAS, bytes([7] * 32))


def test_the_recovery_code_opens_without_the_computer_and_without_any_password(made: Made) -> None:
    assert made.again().unlock_by_recovery(made.printed()) == Unlocked(None, made.key)


def test_another_vaults_recovery_code_is_told_apart_from_a_slip(made: Made) -> None:
    with pytest.raises(Locked, match="another vault"):
        made.vault.unlock_by_recovery(Secret(" ".join(RecoveryCode.new().lines())))
    with pytest.raises(Invalid, match="60"):
        made.vault.unlock_by_recovery(Secret("ABC"))


# Waiting.


def test_after_three_failures_each_try_waits_twice_as_long(made: Made) -> None:
    waits = []
    for _ in range(14):
        with pytest.raises(Locked, match="wrong"):
            opened(made.vault, "ana", WRONG)
        waits.append(made.vault.wait_s("ana"))
        made.clock.advance(waits[-1])
    assert waits == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_a_restart_does_not_shorten_the_wait(made: Made) -> None:
    failing(made, 6)
    assert made.again().wait_s("ana") == 8
    with pytest.raises(Locked, match="in 9 seconds"):
        opened(made.again(), "ana", ANAS)


def test_a_try_during_the_wait_is_not_looked_at_and_not_counted(made: Made) -> None:
    failing(made, 5)
    for _ in range(3):
        with pytest.raises(Locked, match="Please wait"):
            opened(made.vault, "ana", ANAS)
    made.clock.advance(4)
    assert opened(made.vault, "ana", ANAS).user == ANA


def test_a_success_begins_the_count_again(made: Made) -> None:
    failing(made, 3)
    opened(made.vault, "ana", ANAS)
    failing(made, 3)
    assert made.again().wait_s("ana") == 0


def test_one_persons_failures_do_not_make_another_wait(made: Made) -> None:
    failing(made, 10)
    assert opened(made.vault, "ben", BENS).user == BEN


def test_a_clock_set_forward_does_not_shorten_the_wait_of_a_running_program(made: Made) -> None:
    failing(made, 6)
    made.clock.set(START + timedelta(days=400))
    assert made.vault.wait_s("ana") == 8


def test_a_clock_set_back_neither_shortens_the_wait_nor_makes_it_endless(made: Made) -> None:
    failing(made, 6)
    made.clock.set(START - timedelta(days=400))
    vault = made.again()
    assert vault.wait_s("ana") == 8
    made.clock.advance(5)
    assert vault.wait_s("ana") == made.again().wait_s("ana") == 3
    made.clock.advance(3)
    assert opened(made.again(), "ana", ANAS).user == ANA


def test_after_a_hundred_failures_only_an_administrator_or_the_recovery_code_helps(made: Made) -> None:
    failing(made, 100)
    made.clock.advance(10_000_000)
    with pytest.raises(Locked, match="recovery code"):
        opened(made.vault, "ana", ANAS)
    key = made.vault.unlock_by_recovery(made.printed()).data_key
    made.vault.release(ANA, key)
    assert opened(made.again(), "ana", ANAS).user == ANA


def test_refused_sign_ins_wait_for_the_journal_and_are_dropped_only_when_it_has_them(made: Made) -> None:
    failing(made, 2)
    with pytest.raises(Locked):
        opened(made.vault, "x" * 200, WRONG)
    vault = made.again()
    told = vault.refused(made.key)
    assert [refused.login for refused in told] == ["ana", "ana", "x" * 64]
    assert {refused.why for refused in told} == {"wrong name or password"}
    vault.forget_refused(2)
    assert made.again().refused(made.key) == told[2:]


def test_a_password_typed_as_a_name_cannot_be_read_from_the_file(made: Made) -> None:
    with pytest.raises(Locked):
        opened(made.vault, ANAS.reveal(), WRONG)
    text = (made.folder / CURRENT).read_text()
    assert ANAS.reveal() not in text
    assert made.vault.refused(made.key)[0].login == ANAS.reveal()


def test_refused_sign_ins_are_capped(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hms_desktop.data.vault.MOST_REFUSED", 5)
    failing(made, 8)
    assert len(made.again().refused(made.key)) == 5


# Changing who may.


def test_a_changed_password_takes_the_place_of_the_old_one_in_both_copies(made: Made) -> None:
    made.vault.change_password(ANAS, Newcomer(ANA, "ana", OTHER), DEVICE_SECRET)
    for name in (CURRENT, PREVIOUS):
        (made.folder / name).rename(made.folder / "aside")
        vault = made.again()
        assert opened(vault, "ana", OTHER) == Unlocked(ANA, made.key)
        with pytest.raises(Locked, match="wrong"):
            opened(vault, "ana", ANAS)
        (made.folder / "aside").replace(made.folder / name)


def test_a_changed_password_asks_for_the_old_one(made: Made) -> None:
    with pytest.raises(Locked, match="wrong"):
        made.vault.change_password(WRONG, Newcomer(ANA, "ana", OTHER), DEVICE_SECRET)
    assert opened(made.vault, "ana", ANAS).user == ANA


def test_a_poor_password_is_refused_whoever_asks(made: Made) -> None:
    poor = Newcomer(CAT, "cat", Secret("SunriseClinic2026"), names=("Sunrise Clinic",))
    with pytest.raises(Invalid, match="password"):
        made.vault.add(poor, made.key, DEVICE_SECRET)
    with pytest.raises(Invalid, match="password"):
        made.vault.set_password(replace(poor, user=ANA), made.key, DEVICE_SECRET)


def test_a_short_password_with_a_second_factor_is_enough_only_where_there_is_a_keyring(made: Made) -> None:
    short = Newcomer(CAT, "cat", Secret("vqz7kdlw"), second_factor=True)
    made.vault.renew_device_secret(Device(UUID(int=9), "file", DEVICE_SECRET), [Newcomer(ANA, "ana", ANAS)], made.key)
    with pytest.raises(Invalid, match="15"):
        made.vault.add(short, made.key, DEVICE_SECRET)
    made.vault.renew_device_secret(DEVICE, [Newcomer(ANA, "ana", ANAS)], made.key)
    made.vault.add(short, made.key, DEVICE_SECRET)
    assert opened(made.vault, "cat", short.password).user == CAT


def test_a_login_is_one_persons_own(made: Made) -> None:
    with pytest.raises(Conflict):
        made.vault.add(Newcomer(CAT, " ANA", OTHER), made.key, DEVICE_SECRET)
    with pytest.raises(Conflict):
        made.vault.rename(BEN, "Ana", made.key)
    with pytest.raises(Conflict):
        made.vault.add(Newcomer(ANA, "ana two", OTHER), made.key, DEVICE_SECRET)
    with pytest.raises(Invalid):
        made.vault.rename(BEN, " ", made.key)


def test_a_renamed_person_keeps_the_password(made: Made) -> None:
    made.vault.rename(ANA, "ANA", made.key)
    made.vault.rename(ANA, "ana maria", made.key)
    assert opened(made.again(), "ana maria", ANAS).user == ANA


def test_a_removed_person_opens_neither_copy_and_a_rotation_is_due(made: Made) -> None:
    made.vault.remove(BEN, made.key)
    assert made.again().facts.rotation_due
    for path in (made.folder / CURRENT, made.folder / PREVIOUS):
        assert str(BEN).encode() not in path.read_bytes()
    with pytest.raises(Locked, match="wrong"):
        opened(made.again(), "Ben", BENS)


def test_the_last_person_is_not_removed_and_a_stranger_is_not_found(made: Made) -> None:
    made.vault.remove(BEN, made.key)
    with pytest.raises(Conflict):
        made.vault.remove(ANA, made.key)
    with pytest.raises(NotFound):
        made.vault.remove(CAT, made.key)


def test_a_new_recovery_code_makes_the_old_one_worthless(made: Made) -> None:
    code = made.vault.new_recovery_code(made.key)
    with pytest.raises(Locked):
        made.again().unlock_by_recovery(made.printed())
    assert made.again().unlock_by_recovery(Secret(" ".join(code.lines()))).data_key == made.key


def test_recovery_on_another_computer_binds_it_and_says_who_needs_a_new_password(made: Made) -> None:
    vault = made.again()
    key = vault.unlock_by_recovery(made.printed()).data_key
    device = Device(UUID(int=77), "windows", bytes([7] * 32))
    assert vault.renew_device_secret(device, [Newcomer(ANA, "ana", OTHER)], key) == (Person(BEN, "Ben"),)
    vault = made.again()
    assert (vault.facts.device, vault.facts.device_epoch, vault.facts.keyring) == (device.id, 2, "windows")
    assert vault.unlock("ana", OTHER, device.secret).data_key == made.key
    with pytest.raises(Locked, match="does not fit"):
        opened(vault, "ana", OTHER)


def test_a_key_that_is_not_the_vaults_changes_nothing(made: Made) -> None:
    before = (made.folder / CURRENT).read_bytes()
    with pytest.raises(Locked):
        made.vault.remove(BEN, DataKey.new())
    assert (made.folder / CURRENT).read_bytes() == before


# Two phases.


def test_while_a_rotation_is_under_way_both_keys_open_and_nothing_else_changes(made: Made) -> None:
    new = DataKey.new()
    made.vault.begin_rotation(made.key, new)
    for name in (CURRENT, PREVIOUS):
        (made.folder / name).rename(made.folder / "aside")
        assert opened(made.again(), "ana", ANAS) == Unlocked(ANA, made.key, new)
        assert made.again().unlock_by_recovery(made.printed()) == Unlocked(None, made.key, new)
        (made.folder / "aside").replace(made.folder / name)
    with pytest.raises(Conflict, match="not finished"):
        made.vault.remove(BEN, made.key)


def test_a_finished_rotation_leaves_the_old_key_nowhere_and_keeps_what_was_refused(made: Made) -> None:
    failing(made, 1)
    new = DataKey.new()
    made.vault.begin_rotation(made.key, new)
    made.vault.finish_rotation(made.key, new)
    vault = made.again()
    assert opened(vault, "ben", BENS) == Unlocked(BEN, new)
    assert vault.unlock_by_recovery(made.printed()) == Unlocked(None, new)
    assert [refused.login for refused in vault.refused(new)] == ["ana"]
    assert vault.facts.dek_epoch == 2
    assert (made.folder / CURRENT).read_bytes() == (made.folder / PREVIOUS).read_bytes()
    with pytest.raises(Locked):
        vault.rename(BEN, "b", made.key)


def test_a_dropped_rotation_leaves_the_new_key_nowhere(made: Made) -> None:
    made.vault.begin_rotation(made.key, DataKey.new())
    made.vault.drop_rotation(made.key)
    assert opened(made.again(), "ana", ANAS) == Unlocked(ANA, made.key)


# Other hands on the file.
