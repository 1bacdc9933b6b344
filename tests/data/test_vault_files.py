"""What happens to the vault's files: bits flip, hands change them, disks fill; nothing is lost, nothing made anew."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from hms_desktop.data import vault_file
from hms_desktop.data.sealing import new_pair, public_of, seal
from hms_desktop.data.slots import about_key
from hms_desktop.data.vault import Founding, Vault
from hms_desktop.data.vault_file import CURRENT, DAMAGED, PREVIOUS, Content
from hms_desktop.kernel.errors import KnownError, Locked, Storage
from tests.data.vaults import (
    ANA,
    ANAS,
    BEN,
    BENS,
    CAT,
    CLINIC,
    DEVICE,
    VAULT,
    WRONG,
    Made,
    failing,
    opened,
)
from tests.fakes import START


def tampered(made: Made, change: vault_file.Body) -> Vault:
    """The vault with another body and a right checksum, as a person with an editor could make it."""
    content = msgspec.structs.replace(vault_file.load(made.folder).content, body=change)
    for name in (CURRENT, PREVIOUS):
        (made.folder / name).write_bytes(vault_file.encoded(content))
    return made.again()


def test_a_strangers_public_key_in_the_list_is_found_at_the_next_opening(made: Made) -> None:
    body = made.vault.facts
    private, public = new_pair()
    stranger = msgspec.structs.replace(body.slots[0], id="ff", user=CAT, login="cat", public=public)
    vault = tampered(made, msgspec.structs.replace(body, slots=(*body.slots, stranger)))
    with pytest.raises(Storage, match="not as this program wrote it"):
        opened(vault, "ben", BENS)
    with pytest.raises(Storage, match="not as this program wrote it"):
        vault.unlock_by_recovery(made.printed())
    assert public_of(private) == public


def test_slots_that_changed_places_open_for_nobody(made: Made) -> None:
    ana, ben = made.vault.facts.slots
    swapped = (msgspec.structs.replace(ben, user=ANA, login="ana"), msgspec.structs.replace(ana, user=BEN, login="Ben"))
    vault = tampered(made, msgspec.structs.replace(made.vault.facts, slots=swapped))
    with pytest.raises(KnownError):
        opened(vault, "ana", BENS)


def test_a_key_of_another_length_sealed_by_a_stranger_is_a_sentence(made: Made) -> None:
    body = made.vault.facts
    ana = body.slots[0]
    forged = msgspec.structs.replace(ana, sealed=seal(ana.public, b"short", about_key(body, ana.id, 1)))
    vault = tampered(made, msgspec.structs.replace(body, slots=(forged, body.slots[1])))
    with pytest.raises(Storage, match="not as this program wrote it"):
        opened(vault, "ana", ANAS)


def test_an_inbox_that_is_no_key_is_a_sentence_and_not_a_bug(made: Made) -> None:
    vault = tampered(made, msgspec.structs.replace(made.vault.facts, inbox=bytes(32)))
    with pytest.raises(Storage, match="not as this program wrote it"):
        opened(vault, "ana", WRONG)


# Bits, power and disks.


def test_every_flipped_bit_in_one_copy_is_noticed_and_the_other_copy_opens(made: Made) -> None:
    draw = random.Random(20260302)
    for name in (CURRENT, PREVIOUS):
        path = made.folder / name
        whole = path.read_bytes()
        for place in draw.sample(range(len(whole) * 8), 400):
            flipped = bytearray(whole)
            flipped[place // 8] ^= 1 << place % 8
            path.write_bytes(flipped)
            loaded = vault_file.load(made.folder)
            assert loaded.notice
            assert loaded.content == made.vault._content
        path.write_bytes(whole)


def test_a_fallen_back_vault_opens_heals_itself_and_keeps_the_damaged_copy(made: Made) -> None:
    (made.folder / CURRENT).write_bytes(b"rot")
    vault = made.again()
    assert "second copy is used" in vault.notice
    assert opened(vault, "ana", ANAS).data_key == made.key
    assert (made.folder / DAMAGED).read_bytes() == b"rot"
    assert made.again().notice == ""


@pytest.mark.parametrize("rot", [b"", b"{}", b"null", b"\x00" * 4096, b"[" * 100_000])
def test_two_damaged_copies_are_a_sentence_and_never_a_new_vault(made: Made, rot: bytes) -> None:
    for name in (CURRENT, PREVIOUS):
        (made.folder / name).write_bytes(rot)
    with pytest.raises(Storage, match="nothing was changed"):
        made.again()
    with pytest.raises(Storage, match="here already"):
        Vault.create(made.folder, Founding(VAULT, CLINIC, DEVICE, (), made.vault.facts.kdf), made.clock)
    assert (made.folder / CURRENT).read_bytes() == rot


def test_a_missing_vault_is_a_sentence(made: Made, tmp_path: Path) -> None:
    with pytest.raises(Storage, match="missing"):
        Vault.load(tmp_path / "elsewhere", made.clock)


def test_a_newer_formats_vault_is_refused_and_not_passed_over_for_the_older_copy(made: Made) -> None:
    raw = msgspec.json.encode({"new": "things"})
    envelope = {"version": 2, "checksum": vault_file._checksum(2, raw), "content": msgspec.Raw(raw)}
    (made.folder / CURRENT).write_bytes(msgspec.json.encode(envelope))
    with pytest.raises(Storage, match="newer version"):
        made.again()


def test_the_newer_of_two_whole_copies_counts(made: Made) -> None:
    failing(made, 4)
    assert made.again().wait_s("ana") == 2
    older = (made.folder / PREVIOUS).read_bytes()
    (made.folder / PREVIOUS).write_bytes((made.folder / CURRENT).read_bytes())
    (made.folder / CURRENT).write_bytes(older)
    assert made.again().wait_s("ana") == 2


def test_a_power_cut_between_the_two_copies_leaves_the_vault_whole(made: Made) -> None:
    before = (made.folder / CURRENT).read_bytes()
    made.vault.rename(ANA, "anna", made.key)
    (made.folder / CURRENT).write_bytes(before)
    (made.folder / "vault.json.1234abcd.new").write_bytes(before[:100])
    assert [person.login for person in made.again().people] == ["anna", "Ben"]


def test_a_folder_that_takes_no_file_is_a_sentence_and_gives_no_free_tries(made: Made) -> None:
    shutil.rmtree(made.folder)
    for _ in range(4):
        with pytest.raises(Storage):
            opened(made.vault, "ana", WRONG)
    with pytest.raises(Locked, match="Please wait"):
        opened(made.vault, "ana", WRONG)


def test_a_folder_that_takes_no_file_does_not_shut_out_who_has_the_password(made: Made) -> None:
    failing(made, 4)
    made.clock.set(START - timedelta(days=1))
    made.clock.advance(2)
    shutil.rmtree(made.folder)
    assert opened(made.vault, "ben", BENS).user == BEN
    made.vault.wait_s("ana")
    made.clock.advance(2)
    assert opened(made.vault, "ana", ANAS).user == ANA
    assert made.vault.notice


def test_only_this_account_reads_the_vault(made: Made) -> None:
    assert (made.folder / CURRENT).stat().st_mode & 0o077 == 0


def test_a_vault_made_for_tests_says_so(made: Made) -> None:
    assert made.again().facts.kdf.for_tests


def test_the_file_decodes_into_what_was_saved(made: Made) -> None:
    assert isinstance(vault_file.load(made.folder).content, Content)
    assert made.again()._content == made.vault._content
