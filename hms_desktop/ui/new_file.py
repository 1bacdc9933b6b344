"""Where a file is to be written that nobody has yet: a folder that is there, and never over what is in it."""

from __future__ import annotations

from pathlib import Path

from hms_desktop.ui.words import tr


def new_file_problem(typed: str) -> str:
    """What stands against writing a new file there; nothing, if it can be."""
    path = Path(typed).expanduser()
    if not path.name or not path.parent.is_dir():
        return tr("There is no such folder")
    return tr("There is a file of this name already") if path.exists() else ""
