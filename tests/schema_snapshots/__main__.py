"""Writes the snapshot of the newest revision."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hms_desktop.data import migrate
from hms_desktop.data.engine import open_file
from tests.schema_snapshots import statements, write
from tests.support import KEY, make_template

with tempfile.TemporaryDirectory() as folder:
    connection = open_file(make_template(Path(folder)), KEY)
    write(migrate.HEAD, statements(connection))
    connection.close()
