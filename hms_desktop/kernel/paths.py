"""Where the program's own files stand and where a clinic's go: in a checkout, a wheel and a frozen build alike."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def program_folder(name: str) -> Path:
    """`resources`, `models` or `migrations`: beside the package in a checkout, inside it in a wheel or a build."""
    frozen = getattr(sys, "_MEIPASS", None)
    for base in [Path(frozen)] if frozen else [_PACKAGE.parent, _PACKAGE]:
        folder = base / name
        if folder.is_dir():
            return folder
    raise FileNotFoundError(name)


def clinic_folder() -> Path:
    """The folder of this workstation's clinic: `HMS_CLINIC` if set, else the system's place for a program's data."""
    chosen = os.environ.get("HMS_CLINIC")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs  # late: only a start without HMS_CLINIC needs it

    return Path(platformdirs.user_data_dir("hms-desktop", appauthor=False))
