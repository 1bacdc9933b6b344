"""Backups: made while the clinic is in use, opened and checked before they get their name, and proved whole again."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import msgspec
import pytest

from hms_desktop.clinic.opening import Session
from hms_desktop.data import backup as module
from hms_desktop.data import slots, vault_file
from hms_desktop.data.backup import Backup, Backups, found_in, problems, read, signed
from hms_desktop.data.engine import open_file
from hms_desktop.data.keys import DataKey
from hms_desktop.data.thinning import Keep
from hms_desktop.kernel.errors import KnownError, Storage
from tests.clinic.acts import World, attach, enter, register, tree, world
from tests.fakes import FakeClock


@pytest.fixture
def open_world(tmp_path: Path) -> Iterator[World]:
    made = world(tmp_path)
    enter(made.clinic)
    yield made
    made.clinic.close()


@pytest.fixture
def session(open_world: World) -> Session:
    return enter(open_world.clinic)


def key_of(world: World) -> DataKey:
    return world.clinic.opened.key


def make(world: World, after_s: float = 1801.0) -> Backup:
    world.clock.advance(after_s)
    return world.clinic.backups().make(key_of(world), "test")


def told(world: World, backup: Backup) -> list[str]:
    return list(problems(read(backup.folder), key_of(world)))


def names(world: World) -> set[str]:
    return {path.name for path in world.places.backups.iterdir()}


def test_a_backup_is_made_opened_and_checked(open_world: World, session: Session) -> None:
    register(open_world.clinic, session)
    made = make(open_world)
    assert made.manifest
    assert made.manifest.counts["patient"] == 1
    assert made.manifest.why == "test"
    assert sorted(path.name for path in made.folder.iterdir()) == ["clinic.db", "manifest.json", "vault.json"]
    assert told(open_world, made) == []
    assert told(open_world, made) == [], "looking at it changes nothing"


def test_its_database_opens_with_the_clinics_key_and_with_no_other(open_world: World) -> None:
    made = make(open_world)
    open_file(made.folder / "clinic.db", key_of(open_world).page).close()
    with pytest.raises(Storage):
        open_file(made.folder / "clinic.db", DataKey.new().page)


def test_backups_are_listed_newest_first(open_world: World) -> None:
    made = [make(open_world).folder for _ in range(3)]
    assert [one.folder for one in open_world.clinic.backups().all()] == made[::-1]
    last = open_world.clinic.backups().last()
    assert last
    assert last.folder == made[-1]


def test_the_last_one_is_of_the_past_also_when_a_clock_once_ran_ahead(open_world: World) -> None:
    ahead = make(open_world, 400 * 24 * 3600)
    assert open_world.clinic.backups().last() == ahead
    made = make(open_world, -399 * 24 * 3600)
    last = open_world.clinic.backups().last()
    assert last
    assert last.folder == made.folder
    assert made.folder.is_dir(), "it was not thinned away at once"


def test_with_a_clock_set_back_behind_all_others_the_new_backup_stays(open_world: World) -> None:
    backups = Backups(open_world.places, open_world.clock, "1", Keep(1, 1, 1, 1))
    open_world.clock.advance(400 * 24 * 3600)
    for _ in range(5):
        open_world.clock.advance(40 * 24 * 3600)
        backups.make(key_of(open_world), "ahead")
    open_world.clock.advance(-600 * 24 * 3600)
    for number in range(2):
        open_world.clock.advance(3600)
        made = backups.make(key_of(open_world), f"back {number}")
        assert made.folder.is_dir()


def flipped(path: Path, at: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        before = file.read(1)
        file.seek(at)
        file.write(bytes([before[0] ^ 0x10]))


@pytest.mark.parametrize("name", ["clinic.db", "vault.json", "manifest.json", "blob"])
def test_any_flipped_byte_is_found(open_world: World, session: Session, name: str) -> None:
    uid = attach(open_world.clinic, session, b"an image")
    made = make(open_world)
    path = made.folder / name if name != "blob" else open_world.places.backups / "blobs" / uid.hex[-2:] / uid.hex
    size = path.stat().st_size
    for at in sorted({size * part // 40 for part in range(40)} | {size - 1}):
        flipped(path, at)
        assert told(open_world, made), f"byte {at} of {name}"
        flipped(path, at)
    assert told(open_world, made) == []


@pytest.mark.parametrize("name", ["clinic.db", "vault.json", "manifest.json"])
@pytest.mark.parametrize("how", ["missing", "empty", "cut"])
def test_a_file_that_is_not_all_there_is_found(open_world: World, name: str, how: str) -> None:
    path = (made := make(open_world)).folder / name
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if how == "empty" else path.read_bytes()[:-1])
    assert told(open_world, made)


def test_a_backup_under_another_key_is_told_as_such(open_world: World) -> None:
    assert list(problems(make(open_world), DataKey.new())) == [module.OTHER_KEY]


@pytest.mark.parametrize("change", ["seq", "revision", "counts", "link"])
def test_a_manifest_that_says_another_content_than_there_is_is_found_though_signed(
    open_world: World, change: str
) -> None:
    made = make(open_world)
    assert made.manifest
    other = {"seq": 99, "revision": "0000", "counts": {}, "link": bytes(32)}[change]
    forged = signed(msgspec.structs.replace(made.manifest, **{change: other}), key_of(open_world))
    assert list(problems(Backup(made.folder, forged), key_of(open_world)))


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[]", b'{"format": 1}', None])
def test_an_unreadable_manifest_is_shown_as_such(open_world: World, text: bytes | None) -> None:
    made = make(open_world)
    (made.folder / "manifest.json").unlink()
    if text is not None:
        (made.folder / "manifest.json").write_bytes(text)
    (shown,) = open_world.clinic.backups().all()
    assert (shown.folder, shown.manifest, shown.at) == (made.folder, None, None)
    assert told(open_world, shown) == ["its manifest cannot be read"]
    assert open_world.clinic.backups().last() is None
    make(open_world)
    assert made.folder.is_dir(), "nobody throws it away"


def test_an_instant_without_a_zone_makes_a_manifest_unreadable_and_stops_no_other_backup(open_world: World) -> None:
    made = make(open_world)
    path = made.folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"2026-03-02T08:30:01Z"', b'"2026-03-02T08:30:01"'))
    assert read(made.folder).manifest is None
    assert told(open_world, make(open_world)) == []


def test_half_made_ones_are_swept_and_never_listed(open_world: World) -> None:
    made = make(open_world)
    half = open_world.places.backups / ".new-killed"
    shutil.copytree(made.folder, half)
    stray = open_world.places.backups / "blobs" / "aa"
    stray.mkdir(parents=True)
    (stray / f"{'0' * 30}aa.new").write_bytes(b"half")
    assert [one.folder for one in open_world.clinic.backups().all()] == [made.folder]
    make(open_world)
    assert not half.exists()
    assert not list(stray.iterdir())


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert found_in(tmp_path / "none") == ()


def failing(step: str) -> object:
    def fails(*_: object, **__: object) -> object:
        raise OSError(errno.EIO, f"{step}: the disk's own words")

    return fails


@pytest.mark.parametrize("step", ["_copy_vault", "_share_blobs", "_facts", "write_whole", "_sync_file"])
def test_what_fails_half_way_leaves_no_backup_and_no_half_of_one(
    open_world: World, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    good = make(open_world)
    before = tree(open_world.places.backups)
    with monkeypatch.context() as patched:
        patched.setattr(Backups if hasattr(Backups, step) else module, step, failing(step))
        with pytest.raises(Storage, match="Disk problem") as error:
            make(open_world)
    assert "own words" not in str(error.value)
    assert tree(open_world.places.backups) == before
    assert told(open_world, good) == []
    assert told(open_world, make(open_world)) == []


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_without_room_is_a_sentence_before_anything_is_written(
    open_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 1 << 40, 1 << 20))
    with pytest.raises(Storage, match="no room left for a backup") as error:
        make(open_world)
    assert error.value.hint
    assert names(open_world) == set()


def test_room_is_asked_for_attachments_that_no_backup_has_yet(
    open_world: World, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(open_world.clinic, session, bytes(3 << 20))
    free = int(open_world.places.database.stat().st_size * 1.2) + (10 << 20)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, free))
        with pytest.raises(Storage, match="no room"):
            make(open_world)
    make(open_world)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1 << 40, 0, free))
    make(open_world)


def test_attachments_are_shared_and_go_with_the_last_backup_that_has_them(open_world: World, session: Session) -> None:
    backups = Backups(open_world.places, open_world.clock, "1", Keep(2, 0, 0, 0))
    clinic, shared = open_world.clinic, open_world.places.backups / "blobs"
    one = attach(clinic, session, b"one")
    for _ in range(2):
        open_world.clock.advance(1800)
        backups.make(key_of(open_world), "t")
    assert [path.name for path in shared.rglob("*") if path.is_file()] == [one.hex]
    for statement in ("DROP TRIGGER hms_blob_delete", "DELETE FROM blob"):
        clinic.opened.store.engine.lane().raw.execute(statement)
    open_world.clock.advance(1800)
    backups.make(key_of(open_world), "t")
    assert [path.name for path in shared.rglob("*") if path.is_file()] == [one.hex]
    open_world.clock.advance(1800)
    backups.make(key_of(open_world), "t")
    assert not [path for path in shared.rglob("*") if path.is_file()]


def test_while_a_manifest_is_unreadable_no_attachment_is_thrown_away(open_world: World, session: Session) -> None:
    uid = attach(open_world.clinic, session, b"one")
    made = make(open_world)
    (made.folder / "manifest.json").write_bytes(b"{")
    for statement in ("DROP TRIGGER hms_blob_delete", "DELETE FROM blob"):
        open_world.clinic.opened.store.engine.lane().raw.execute(statement)
    make(open_world)
    assert (open_world.places.backups / "blobs" / uid.hex[-2:] / uid.hex).is_file()


def test_a_shared_attachment_that_rotted_is_copied_anew(open_world: World, session: Session) -> None:
    uid = attach(open_world.clinic, session, b"one")
    first = make(open_world)
    flipped(open_world.places.backups / "blobs" / uid.hex[-2:] / uid.hex, 3)
    assert told(open_world, first)
    second = make(open_world)
    assert (told(open_world, first), told(open_world, second)) == ([], [])


def test_an_attachment_that_is_lost_here_stays_in_the_backups(open_world: World, session: Session) -> None:
    uid = attach(open_world.clinic, session, b"one")
    first = make(open_world)
    (open_world.places.blobs / uid.hex[-2:] / uid.hex).unlink()
    second = make(open_world)
    assert (told(open_world, first), told(open_world, second)) == ([], [])
    assert second.manifest
    assert uid.hex in second.manifest.blobs


def test_a_vault_that_somebody_else_wrote_stops_the_backup(open_world: World) -> None:
    content = vault_file.load(open_world.places.clinic).content
    content = slots.signed(content, DataKey.new())
    vault_file.save(open_world.places.clinic, content, both=True, keep_damaged=False)
    with pytest.raises(Storage, match="not signed with its key"):
        make(open_world)
    assert names(open_world) <= {"blobs"}


def test_a_key_that_is_only_pending_is_not_in_the_backup(open_world: World) -> None:
    open_world.clinic.vault().begin_rotation(key_of(open_world), DataKey.new())
    made = make(open_world)
    content = vault_file.load(made.folder).content
    assert content.body.pending is None
    assert slots.is_signed(content, key_of(open_world))
    assert told(open_world, made) == []


def test_old_ones_are_thinned_by_their_age_and_by_the_budget(open_world: World) -> None:
    size = make(open_world).size()
    backups = Backups(open_world.places, open_world.clock, "1", Keep(3, 0, 0, 0), budget=size * 2 + size // 2)
    for _ in range(5):
        open_world.clock.advance(1800)
        backups.make(key_of(open_world), "t")
    assert len(backups.all()) == 2
    assert names(open_world) == {one.folder.name for one in backups.all()}


class Hasty(FakeClock):
    """A clock that is half an hour later each time it is looked at."""

    def now(self) -> datetime:
        self.advance(1801)
        return super().now()


def test_two_that_ask_at_once_get_a_backup_each(open_world: World) -> None:
    """The second one clears away what is half made: it waits until the first one's is whole."""
    backups, key = Backups(open_world.places, Hasty(), "1"), key_of(open_world)
    made: list[list[str]] = []

    def back_up() -> None:
        for _ in range(3):
            made.append(list(problems(backups.make(key, "t"), key)))

    threads = [threading.Thread(target=back_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [[]] * 6


def test_all_lanes_ask_the_same_object(open_world: World) -> None:
    assert open_world.clinic.backups() is open_world.clinic.backups()


def test_a_backup_beside_a_writer_is_one_moment_of_the_clinic(open_world: World, session: Session) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            register(open_world.clinic, session, f"P{uuid4().hex}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make(open_world) for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    seqs = []
    for one in made:
        manifest = one.manifest
        assert manifest
        assert told(open_world, one) == []
        connection = open_file(one.folder / "clinic.db", key_of(open_world).page)
        rows, lines, head = connection.execute(
            "SELECT (SELECT count(*) FROM patient), (SELECT count(*) FROM journal WHERE entity = 'patient' "
            "AND verb = 'create'), (SELECT link FROM journal ORDER BY seq DESC LIMIT 1)"
        ).fetchone()
        connection.close()
        assert (rows, rows, head) == (lines, manifest.counts["patient"], manifest.link)
        seqs.append(manifest.seq)
    assert seqs == sorted(seqs)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_a_backup_is_readable_by_this_account_alone(open_world: World) -> None:
    made = make(open_world)
    assert made.folder.stat().st_mode & 0o077 == 0


def test_a_closed_key_makes_no_backup(open_world: World) -> None:
    with pytest.raises(KnownError):
        open_world.clinic.backups().make(DataKey.new(), "t")
    assert names(open_world) == set()
