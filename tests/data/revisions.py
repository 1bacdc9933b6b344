"""Revisions that exist only in tests, in a copy of the program's folder of migrations."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from hms_desktop.data import migrate
from hms_desktop.kernel.paths import program_folder

_HEAD: Final = '''"""A revision for tests"""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
{body}
'''

REBUILDS_A_PARENT: Final = """
    how = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("account", recreate=how) as batch:
        batch.add_column(sa.Column("byname", sa.String(), nullable=True))
    with op.batch_alter_table("patient", recreate=how) as batch:
        batch.add_column(sa.Column("byname", sa.String(), nullable=True))
"""
REWRITES_NAMES: Final = """
    op.execute("UPDATE patient SET sort_name = 'rewritten ' || sort_name, phone = ''")
    op.execute("UPDATE patient SET found_by = sort_name")
"""
BREAKS: Final = """
    op.create_table("half", sa.Column("done", sa.Integer()))
    op.execute("UPDATE patient SET phone = 'gone'")
    raise ValueError("Wilhelmina-Canary")
"""
LOSES_ROWS: Final = """
    op.execute("DELETE FROM patient WHERE serial = 1")
"""
LEAVES_ORPHANS: Final = """
    op.execute("UPDATE account SET uid = x'00' WHERE uid IN (SELECT account FROM glass)")
"""
CAPTIONS: Final = {"breaks": BREAKS, "loses rows": LOSES_ROWS, "leaves orphans": LEAVES_ORPHANS}


def with_revision(folder: Path, body: str) -> Path:
    """A folder of migrations with one more revision, 9000, which does this."""
    scripts = folder / "migrations"
    shutil.copytree(program_folder("migrations"), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    text = _HEAD.format(before=migrate.HEAD, body=body)
    (scripts / "versions" / "9000_test.py").write_text(text, "utf-8")
    return scripts
