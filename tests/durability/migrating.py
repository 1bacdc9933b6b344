"""kill -9 while a file is brought to the next version: it stands at the old or the new revision, whole, with every
trigger; what is missing is done at the next start.

The next version is made here: this program's migrations and one more, which rebuilds two tables, a parent among them.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from hms_desktop.clinic.opening import Clinic, Session
from hms_desktop.data import migrate, rotation
from hms_desktop.data.places import Places
from hms_desktop.features.users.service import BreakGlass
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Storage
from hms_desktop.kernel.paths import program_folder
from tests.durability import world
from tests.durability.acts import carry_out, registration
from tests.durability.breaking import Measure, break_off, count, measure
from tests.durability.look import triggers, whole
from tests.durability.nursery import Nursery
from tests.durability.result import Result, repeat

PATIENTS: Final = 500
NEXT: Final = "9999"

_REVISION: Final = """
import sqlalchemy as sa
from alembic import op

revision = '{next}'
down_revision = '{head}'


def upgrade():
    for table in ('account', 'patient'):
        with op.batch_alter_table(table, recreate='always') as batch:
            batch.add_column(sa.Column('remark', sa.Text(), nullable=False, server_default=''))
    op.execute("UPDATE account SET remark = name")
"""


def scripts(folder: Path) -> Path:
    """This program's migrations and one more."""
    shutil.copytree(program_folder("migrations"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    text = _REVISION.format(next=NEXT, head=migrate.HEAD)
    (folder / "versions" / f"{NEXT}_proof.py").write_text(text, encoding="utf-8")
    return folder


def migrating(times: int, seed: int) -> Result:
    """Each round begins with the same clinic; an account has a child row, so a cascade would be seen."""
    with tempfile.TemporaryDirectory(prefix="hms-migrate-") as folder, Nursery() as nursery:
        following = scripts(Path(folder) / "migrations")
        template = world.founded(Path(folder) / "template", PATIENTS)
        clinic, session = world.sign_in(template.places)
        _break_glass(clinic, session)
        before = _seen(clinic)
        clinic.close()
        first = world.copied(template.places, Path(folder) / "clinic")
        took = measure(nursery, "migrate", first.root, scripts=str(following))
        proof = _Migrate(nursery, template.places, following, took, before)
        proof.root = first.root
        return repeat("migrate", times, seed, proof.attempt)


class _Migrate:
    root: Path

    def __init__(
        self, nursery: Nursery, template: Places, following: Path, took: Measure, before: dict[str, Any]
    ) -> None:
        self._nursery, self._template, self._following = nursery, template, following
        self._took, self._before = took, before

    def attempt(self, number: int, chance: Random, result: Result) -> list[str]:
        places = world.copied(self._template, self.root)
        how = (self._took, number, chance)
        count(break_off(self._nursery, "migrate", self.root, how, scripts=str(self._following)), result)
        said = self._as_it_is(places, result)
        clinic, session = world.sign_in(places, migrations=self._following)
        try:
            said += [] if _revision(clinic) == NEXT else ["the second start did not bring it to the next version"]
            said += self._compared(clinic)
            carry_out(clinic, session, registration(clinic.around.ids.new(), "After"))
            said += whole(clinic)
        finally:
            clinic.close()
        return said

    def _as_it_is(self, places: Places, result: Result) -> list[str]:
        """Before anything is finished: this program opens it at its own revision, or refuses a newer file untouched."""
        try:
            clinic, _ = world.sign_in(places)
        except Storage as error:
            result.seen["at the new revision"] += 1
            return [] if error.title == "Made by a newer program" else [f"refused: {error}"]
        try:
            result.seen["at the old revision"] += 1
            return self._compared(clinic) + whole(clinic)
        finally:
            clinic.close()

    def _compared(self, clinic: Clinic) -> list[str]:
        there = _seen(clinic)
        return [f"{what} is not what it was" for what, seen in self._before.items() if there[what] != seen]


def _seen(clinic: Clinic) -> dict[str, Any]:
    raw = clinic.opened.store.engine.lane().raw
    numbers = dict(rotation.counts(raw))
    kept = {name: numbers[name] for name in ("account", "patient", "glass", "setting", "blob", "draft")}
    keys = raw.execute("PRAGMA foreign_keys").fetchone()
    return {**kept, "the set of triggers": triggers(clinic), "foreign keys": keys}


def _revision(clinic: Clinic) -> str | None:
    return migrate.revision_of(clinic.opened.store.engine.lane().rows)


def _break_glass(clinic: Clinic, session: Session) -> None:
    """A row that points at an account, the parent that is rebuilt."""
    (patient,) = clinic.opened.store.engine.lane().raw.execute("SELECT uid FROM patient LIMIT 1").fetchone()
    doctor = replace(session.actor, roles=frozenset({Role.DOCTOR}))
    command = BreakGlass(id=clinic.around.ids.new(), subject=UUID(bytes=patient), reason="unconscious and alone")
    session.bus.execute(command, doctor)
