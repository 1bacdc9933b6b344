"""The schema of each released revision as SQLite tells it; `python -m tests.schema_snapshots` writes the newest anew.

Before a release that is the way to follow a changed migration; after it, a snapshot never changes again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
_SHADOWS: Final = ("_data", "_idx", "_config", "_docsize", "_content")


def statements(raw: Any, *kinds: str) -> list[str]:  # noqa: ANN401 - the driver's
    """What has to be said to an empty file for it to have this one's tables, indexes and triggers."""
    found = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    order = ("table", "index", "trigger")
    told = [
        (order.index(kind), "VIRTUAL" in sql, name, sql)
        for kind, name, sql in found
        if kind in (kinds or order) and not ("_fts_" in name and name.endswith(_SHADOWS))
    ]
    return [sql for *_, sql in sorted(told)]


def path_of(revision: str) -> Path:
    return FOLDER / f"{revision}.sql"


def read(revision: str) -> list[str]:
    """The statements of a snapshot."""
    return path_of(revision).read_text("utf-8").rstrip().removesuffix(";").split(";;\n")


def write(revision: str, told: list[str]) -> None:
    path_of(revision).write_text(";;\n".join(told) + ";\n", "utf-8")
