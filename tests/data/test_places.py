"""The folders of a clinic, the mark that it is in use, and what a killed program left half made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hms_desktop.data.durable import PRIVATE
from hms_desktop.data.places import InUse, Places, finish_restore, sweep
from hms_desktop.kernel.errors import Storage


def filled(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or ("clinic.db",):
        (folder / name).write_bytes(name.encode())
    return folder


def test_only_one_program_at_a_time_has_a_clinic(tmp_path: Path) -> None:
    first = InUse(Places(tmp_path))
    with pytest.raises(Storage, match="running on this clinic") as told:
        InUse(Places(tmp_path))
    assert told.value.hint
    first.release()
    first.release()
    InUse(Places(tmp_path)).release()


def test_another_process_is_refused_as_well_and_the_mark_falls_away_with_it(tmp_path: Path) -> None:
    holder = (
        "import sys; from pathlib import Path; from hms_desktop.data.places import InUse, Places\n"
        f"mark = InUse(Places(Path({str(tmp_path)!r}))); print('held', flush=True); sys.stdin.read()"
    )
    checkout = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", holder], cwd=checkout, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Storage, match="Open already"):
            InUse(Places(tmp_path))
        process.kill()
    InUse(Places(tmp_path)).release()


def test_a_root_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Storage, match="Disk problem"):
        InUse(Places(tmp_path / "file" / "root"))


def test_a_mark_that_cannot_be_taken_leaves_no_open_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[int] = []
    first = InUse(Places(tmp_path))
    monkeypatch.setattr(os, "close", closed.append)
    with pytest.raises(Storage):
        InUse(Places(tmp_path))
    monkeypatch.undo()
    assert len(closed) == 1
    os.close(closed[0])
    first.release()


def test_a_restore_that_was_cut_off_is_finished_only_where_no_clinic_stands(tmp_path: Path) -> None:
    places = Places(tmp_path)
    filled(places.restored)
    assert places.is_cut_off()
    finish_restore(places)
    assert places.has_clinic()
    assert not places.restored.exists()
    filled(places.restored, "other")
    finish_restore(places)
    assert places.restored.exists(), "what stands has the word"
    assert (places.clinic / "clinic.db").exists()


def test_the_sweep_takes_what_is_half_made_and_nothing_else(tmp_path: Path) -> None:
    places = Places(tmp_path)
    filled(tmp_path / ".new-1" / "clinic")
    filled(places.restored)
    filled(places.clinic, "clinic.db", "vault.json", "vault.json.12.new")
    filled(places.device, "a.key", "a.key.12.new")
    filled(tmp_path, "card.json", "card.json.12.new")
    filled(tmp_path / "clinic.before-x")
    filled(places.backups / "20260101", "manifest.json")
    sweep(places)
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == [
        "backups/20260101/manifest.json",
        "card.json",
        "clinic.before-x/clinic.db",
        "clinic/clinic.db",
        "clinic/vault.json",
        "device/a.key",
    ]


def test_the_sweep_leaves_a_restored_clinic_that_only_has_to_be_moved_into_place(tmp_path: Path) -> None:
    places = Places(tmp_path)
    filled(places.restored)
    sweep(places)
    assert places.is_cut_off()


def test_an_empty_folder_is_no_clinic(tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.clinic.mkdir()
    assert not places.has_clinic()
    assert not places.is_cut_off()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_mark_and_the_root_are_this_accounts_alone(tmp_path: Path) -> None:
    root = tmp_path / "root"
    InUse(Places(root)).release()
    assert root.stat().st_mode & 0o777 == 0o700
    assert (root / "in-use").stat().st_mode & 0o777 == PRIVATE
