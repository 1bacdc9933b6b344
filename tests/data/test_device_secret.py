"""This computer's half of the key: twelve keyrings that fail, and the stated mode without one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hms_desktop.data.device_secret import SERVICE, FileSecrets, KeyringSecrets, fetch, new_secret
from hms_desktop.kernel.errors import Locked, Storage
from tests import fakes
from tests.data.vaults import ANAS, DEVICE_SECRET, VAULT, Made

LIMIT = 0.05
"""Long enough for a dictionary, short enough for a test: the one fake that hangs is waited for this long."""


def no_keyring() -> object:
    raise ImportError("keyring")


def get(find: Callable[[], object]) -> bytes:
    return fetch(KeyringSecrets(find, LIMIT), VAULT, "secret-service")


def kept(backend: fakes.FakeKeyring) -> fakes.FakeKeyring:
    """The keyring with this computer's secret already in it."""
    fakes.FakeKeyring.set_password(backend, SERVICE, str(VAULT), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    return backend


@pytest.fixture
def hung() -> Iterator[fakes.Hangs]:
    backend = fakes.Hangs()
    yield backend
    backend.let_go.set()


def test_what_was_kept_comes_back_from_the_keyring() -> None:
    backend = fakes.FakeKeyring()
    found = KeyringSecrets(lambda: backend, LIMIT)
    secret = new_secret()
    found.put(VAULT, secret)
    assert (fetch(found, VAULT, "secret-service"), found.warning) == (secret, "")
    found.forget(VAULT)
    with pytest.raises(Locked):
        found.get(VAULT)


def test_the_known_secret_opens_the_vault(made: Made) -> None:
    backend = kept(fakes.FakeKeyring())
    assert made.vault.unlock("ana", ANAS, get(lambda: backend)).data_key == made.key


BROKEN: dict[str, Callable[[], object]] = {
    "absent": no_keyring,
    "fail": fakes.Fail,
    "null": fakes.Null,
    "plain text file": fakes.PlainText,
    "unknown": object,
    "an empty chain": fakes.Chain,
    "a chain of unsafe ones": lambda: fakes.Chain(fakes.PlainText(), fakes.Null()),
    "raises on get": fakes.RaisesOnGet,
    "gives nothing": lambda: fakes.Answers(None),
    "gives an empty text": lambda: fakes.Answers(""),
    "gives unicode junk": lambda: fakes.Answers("\U0001f511 ключ \ud800"),
    "gives a short key": lambda: fakes.Answers("AAAA"),
    "is another one than before": lambda: kept(fakes.KWallet()),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_keyring_ends_in_a_sentence_with_the_recovery_code_as_way_on(made: Made, name: str) -> None:
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    with pytest.raises(Locked) as told:
        get(BROKEN[name])
    assert "recovery code" in told.value.hint
    assert told.value.__context__ is None
    assert before == {path.name: path.read_bytes() for path in made.folder.iterdir()}
    assert made.vault.unlock_by_recovery(made.printed()).data_key == made.key


def test_a_keyring_that_hangs_is_waited_for_a_moment_and_no_longer(hung: fakes.Hangs) -> None:
    with pytest.raises(Locked, match="does not answer") as told:
        get(lambda: hung)
    assert "recovery code" in told.value.hint


def test_a_search_for_a_keyring_that_hangs_is_waited_for_no_longer(hung: fakes.Hangs) -> None:
    with pytest.raises(Locked, match="does not answer"):
        get(hung.let_go.wait)


def test_a_keyring_with_another_value_is_noticed_before_any_password_counts(made: Made) -> None:
    other = fakes.FakeKeyring()
    KeyringSecrets(lambda: other, LIMIT).put(VAULT, bytes(32))
    with pytest.raises(Locked, match="does not fit") as told:
        made.vault.unlock("ana", ANAS, get(lambda: other))
    assert "recovery code" in told.value.hint


@pytest.mark.parametrize("make", [fakes.RaisesOnSet, fakes.Truncates, lambda: fakes.Answers(None)])
def test_a_keyring_that_does_not_keep_is_found_while_it_is_written(make: Callable[[], object]) -> None:
    backend = make()
    with pytest.raises(Locked) as told:
        KeyringSecrets(lambda: backend, LIMIT).put(VAULT, DEVICE_SECRET)
    assert told.value.hint


def test_a_keyrings_own_words_are_not_passed_on() -> None:
    with pytest.raises(Locked) as told:
        KeyringSecrets(fakes.RaisesOnSet, LIMIT).put(VAULT, DEVICE_SECRET)
    assert "KeyringBroke" in str(told.value)
    assert "AAEC" not in str(told.value)


def test_in_a_chain_only_the_trusted_backend_is_ever_written_to() -> None:
    unsafe, safe = fakes.PlainText(), fakes.KWallet()
    found = KeyringSecrets(lambda: fakes.Chain(unsafe, safe), LIMIT)
    found.put(VAULT, DEVICE_SECRET)
    assert (found.kind, unsafe.kept, len(safe.kept)) == ("kwallet", {}, 1)


def test_a_changed_keyring_is_named_as_it_was_and_as_it_is() -> None:
    with pytest.raises(Locked, match="Secret Service, but now there is KWallet"):
        get(fakes.KWallet)


def test_the_systems_own_keyring_is_refused_here_because_it_is_none() -> None:
    with pytest.raises(Locked, match=r"keyring\.backends\.fail"):
        KeyringSecrets()


# Without a keyring.


@pytest.fixture
def files(tmp_path: Path) -> FileSecrets:
    return FileSecrets(tmp_path / "keys", tmp_path / "clinic")


def test_the_key_file_gives_back_what_was_kept_and_says_aloud_what_it_is(files: FileSecrets) -> None:
    files.put(VAULT, DEVICE_SECRET)
    assert fetch(files, VAULT, "file") == DEVICE_SECRET
    assert "No keyring" in files.warning
    files.forget(VAULT)
    files.forget(VAULT)
    with pytest.raises(Locked, match="recovery code"):
        files.get(VAULT)


def test_the_key_file_may_not_lie_in_the_clinics_folder(tmp_path: Path) -> None:
    for inside in (tmp_path, tmp_path / "deeper", tmp_path / "x" / ".."):
        with pytest.raises(ValueError, match="apart"):
            FileSecrets(inside, tmp_path)


def test_only_this_account_reads_the_key_file(files: FileSecrets, tmp_path: Path) -> None:
    files.put(VAULT, DEVICE_SECRET)
    path = tmp_path / "keys" / f"{VAULT}.key"
    assert path.stat().st_mode & 0o777 == 0o600
    os.chmod(path, 0o644)
    with pytest.raises(Locked, match="Other accounts"):
        files.get(VAULT)


@pytest.mark.parametrize("content", [b"", b"\xff" * 44, b"AAAA"])
def test_a_damaged_key_file_is_a_sentence(files: FileSecrets, tmp_path: Path, content: bytes) -> None:
    files.put(VAULT, DEVICE_SECRET)
    (tmp_path / "keys" / f"{VAULT}.key").write_bytes(content)
    with pytest.raises(Locked, match="recovery code"):
        files.get(VAULT)


def test_a_place_that_is_no_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(Storage):
        FileSecrets(tmp_path / "keys", tmp_path / "clinic").put(VAULT, DEVICE_SECRET)


def test_a_secret_of_another_length_is_kept_nowhere(files: FileSecrets) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        files.put(VAULT, b"short")
