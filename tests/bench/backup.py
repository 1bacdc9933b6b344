"""A verified backup against `cp` of the same file."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hms_desktop.data.backup import Backups
from hms_desktop.kernel.clock import SystemClock
from tests.bench.clinics import CACHE, filled, with_vault
from tests.bench.figures import Figure

ROWS: Final = 200_000


def run() -> Iterator[Figure]:
    """Copied, opened, every page and table checked, signed; beside it a bare copy with an fsync."""
    source = filled(ROWS)
    size = source.stat().st_size / 1e6
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        places, key = with_vault(source, Path(folder))
        began = time.perf_counter()
        Backups(places, SystemClock(), "bench").make(key, "bench")
        verified = size / (time.perf_counter() - began)
        began = time.perf_counter()
        copy = Path(folder) / "copy"
        shutil.copyfile(source, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
        plain = size / (time.perf_counter() - began)
    yield Figure("backup", f"made, opened and checked, {size:,.0f} MB; beside cp", verified, "MB/s", plain, "reported")
