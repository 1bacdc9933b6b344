"""Process start to the first paint: the sign-in window against a bare Qt window, in turn, with compiled files on."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure, median, percentile

ROUNDS: Final = 15
_ROOT: Final = Path(__file__).resolve().parents[2]

_BARE: Final = """
import os, sys, time
from PySide6.QtWidgets import QApplication, QWidget
from PySide6.QtCore import QTimer
def painted():
    print(time.time(), flush=True); os._exit(0)
class Bare(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, painted)
app = QApplication([]); window = Bare(); window.resize(1100, 700); window.show(); app.exec()
"""

_OURS: Final = """
import os, sys, time
import hms_desktop.__main__ as main
from hms_desktop.ui.sign_in import SignIn
from PySide6.QtCore import QTimer
def painted():
    print(time.time(), flush=True); os._exit(0)
SignIn.paintEvent = lambda self, event: QTimer.singleShot(0, painted)
os.environ["HMS_CLINIC"] = sys.argv[1]
main.main([])
"""


def run() -> Iterator[Figure]:
    """Both programs write when their window and all in it have painted for the first time, and end."""
    compileall.compile_dir(_ROOT / "hms_desktop", quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        took = [(_painted(_OURS, folder), _painted(_BARE, folder)) for _ in range(ROUNDS + 2)][2:]
    ours, bare = [one for one, _ in took], [other for _, other in took]
    yield Figure("startup", "start → sign-in window painted, median", median(ours), "ms", median(bare), "≤ 1.6")
    slow = (percentile(ours, 0.95) * 1e3, percentile(bare, 0.95) * 1e3)
    yield Figure("startup", "start → sign-in window painted, p95", slow[0], "ms", slow[1])


def _painted(code: str, folder: str) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(_ROOT)}
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, folder], env=environment, capture_output=True, text=True, check=True, cwd=folder
    )
    return float(done.stdout.split()[0]) - began
