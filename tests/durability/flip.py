"""One flipped bit in any file of the clinic: it is said when the file is opened, read or verified, or nothing is lost.

Three clinics are hurt: one that was closed, and two that were killed with commits still in the WAL, where a flipped bit
makes SQLite drop every later commit without a word. What was acknowledged stands in a picture taken before.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from hms_desktop.clinic.opening import Clinic
from hms_desktop.clinic.proving import prove
from hms_desktop.data import backup, witness
from hms_desktop.data.keys import DataKey
from hms_desktop.data.places import Places
from hms_desktop.kernel.errors import KnownError
from tests.durability import world
from tests.durability.acts import Day
from tests.durability.look import outcomes, state
from tests.durability.nursery import Nursery
from tests.durability.result import Result, repeat

PATIENTS: Final = 20
ACTS: Final = 30
TRIES: Final = 50
WEIGHTS: Final = {"clinic.db": 6, "clinic.db-wal": 10, "backups": 5}
"""How often each kind of file is hit, against the others, which count once."""


@dataclass(frozen=True)
class Picture:
    """A clinic as it was left, and all that it had acknowledged."""

    name: str
    places: Places
    rows: dict[str, Any]
    answers: dict[bytes, bytes]
    head: tuple[int, bytes]
    key: DataKey


def flip(times: int, seed: int) -> Result:
    """Each round hurts a fresh copy of one file of one of the clinics."""
    with tempfile.TemporaryDirectory(prefix="hms-flip-") as folder, Nursery() as nursery:
        pictures = _pictures(nursery, Path(folder), seed)
        root = Path(folder) / "hurt"

        def attempt(number: int, chance: Random, result: Result) -> list[str]:
            picture = pictures[number % len(pictures)]
            places = _linked(picture.places, root)
            path = _hit(places, chance)
            what = f"{picture.name} {path.relative_to(root)}"
            if path.is_relative_to(places.backups):
                said, how = _backup(places, picture)
            else:
                said, how = _clinic(places, picture)
            result.seen[how] += 1
            result.seen[f"in {_group(path)}"] += 1
            return [f"{what}: {text}" for text in said]

        return repeat("flip", times, seed, attempt)


def _pictures(nursery: Nursery, folder: Path, seed: int) -> list[Picture]:
    template = world.founded(folder / "template", PATIENTS, backup=False).places
    clinic, session = world.sign_in(template)
    day = Day(clinic, session, Random(seed))
    for _ in range(ACTS):
        day.carry_out(day.next())
    clinic.backups().make(clinic.opened.key, "asked for")
    clinic.close()
    killed = _killed(nursery, template, folder / "killed", ("", str(seed)))
    drafts = _killed(nursery, killed, folder / "drafts", ("draft", str(seed)))
    told = {"closed": template, "killed": killed, "killed while typing": drafts}
    return [_picture(name, places, folder / f"look-{number}") for number, (name, places) in enumerate(told.items())]


def _killed(nursery: Nursery, template: Places, root: Path, how: tuple[str, str]) -> Places:
    """Killed between two commands: of one that was committed and not yet answered the witness cannot know, and losing
    it is losing nothing that anybody was told."""
    for _ in range(TRIES):
        places = world.copied(template, root)
        only, seed = how
        child = nursery.start("desk", root, seed=seed, words={"only": only})
        child.wait_for_answers(ACTS)
        child.kill()
        child.end()
        if _is_witnessed(places, root.with_name(f"{root.name}-look")):
            return places
    raise AssertionError("the child is killed in a command each time")


def _is_witnessed(places: Places, look: Path) -> bool:
    """Whether the witness knows the last entry and the last transaction without one, seen in a copy."""
    seen = world.copied(places, look)
    clinic, _ = world.sign_in(seen)
    raw = clinic.opened.store.engine.lane().raw
    (first,) = raw.execute("SELECT max(seq) FROM journal WHERE command = 'SignIn'").fetchone()
    (unjournaled,) = raw.execute("PRAGMA user_version").fetchone()
    key = clinic.opened.key.witness
    reading = witness.read(places.clinic / witness.NAME, key)
    clinic.close()
    return isinstance(reading, witness.Reading) and (reading.seq, reading.unjournaled) == (first - 1, unjournaled)


def _picture(name: str, places: Places, look: Path) -> Picture:
    """What it holds, seen in a copy: opening the clinic itself would settle its WAL."""
    clinic, _ = world.sign_in(world.copied(places, look))
    try:
        answers = outcomes(clinic)
        raw = clinic.opened.store.engine.lane().raw
        coming_in = "SELECT txn, min(seq) FROM journal WHERE command = 'SignIn' GROUP BY txn ORDER BY 2 DESC LIMIT 1"
        own, first = raw.execute(coming_in).fetchone()
        del answers[own]
        head = raw.execute("SELECT seq, link FROM journal WHERE seq = ?", (first - 1,)).fetchone()
        return Picture(name, places, state(clinic), answers, head, DataKey(clinic.opened.key.reveal()))
    finally:
        clinic.close()


def _linked(places: Places, root: Path) -> Places:
    """A copy whose backups are the same files under other names: nothing writes into them."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for path in places.root.iterdir():
        if path.name == "backups":
            shutil.copytree(path, root / path.name, copy_function=os.link)
        elif path.is_dir():
            shutil.copytree(path, root / path.name)
        else:
            shutil.copy2(path, root / path.name)
    return Places(root)


def _hit(places: Places, chance: Random) -> Path:
    """Flips one bit of one file. Empty files, the lock and stray ones have none that matters."""
    groups: dict[str, list[Path]] = {}
    for found in sorted(places.root.rglob("*")):
        if found.is_file() and found.stat().st_size:
            groups.setdefault(_group(found), []).append(found)
    path = chance.choice(groups[chance.choices(list(groups), [WEIGHTS.get(name, 1) for name in groups])[0]])
    data = bytearray(path.read_bytes())
    bit = chance.randrange(len(data) * 8)
    data[bit // 8] ^= 1 << bit % 8
    mode = path.stat().st_mode
    path.unlink()  # a backup's file is linked, and the other name keeps its bytes
    path.write_bytes(data)
    path.chmod(mode)
    return path


def _group(path: Path) -> str:
    return next((name for name in ("backups", "blobs", "device") if name in path.parts), path.name)


def _backup(places: Places, picture: Picture) -> tuple[list[str], str]:
    """A backup is proved by the digests of all its files. Only its manifest can be written in more than one way: the
    last letter of a digest there has bits that mean nothing."""
    found = backup.found_in(places.backups)
    if any(text for one in found for text in backup.problems(one, picture.key)):
        return [], "said of a backup"
    if [one.manifest for one in found] == [one.manifest for one in backup.found_in(picture.places.backups)]:
        return [], "harmless"
    return ["a damaged backup is proved whole"], "silent"


def _clinic(places: Places, picture: Picture) -> tuple[list[str], str]:
    try:
        clinic, _ = world.sign_in(places)
    except KnownError as error:
        return [], f"said at the door: {error.title}"
    try:
        return _opened(clinic, picture)
    finally:
        clinic.close()


def _opened(clinic: Clinic, picture: Picture) -> tuple[list[str], str]:
    broken = [proof.what for proof in prove(clinic) if not proof.holds]
    if broken:
        return [], "said by verify"
    lost = [name for name, rows in state(clinic).items() if rows != picture.rows[name]]
    answers = outcomes(clinic)
    if any(answers.get(txn) != answer for txn, answer in picture.answers.items()):
        lost.append("answers")
    raw = clinic.opened.store.engine.lane().raw
    row = raw.execute("SELECT link FROM journal WHERE seq = ?", (picture.head[0],)).fetchone()
    if row is None or row[0] != picture.head[1]:
        lost.append("journal")
    return ([f"silently lost: {', '.join(lost)}"], "silent") if lost else ([], "harmless")
