"""How setting up tells what it does: a line for each step, and a reason with a way out where it has to stop."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANGE_FIRST, NOT_INSTALLED = 2, 3

HINTS = {
    "certificate": "A private certificate authority? Name its file: PIP_CERT=/path/to/ca.pem",
    "SSLError": "A private certificate authority? Name its file: PIP_CERT=/path/to/ca.pem",
    "No matching distribution": "There is no ready-made package for this system or this Python; try another Python",
    "HASHES": "A package is not the one that requirements.lock names. Do not go on; ask where it came from",
    "No space left": "The disk is full; about 1.5 GB are needed",
    "onnection": "No network? A proxy is PIP_PROXY, a mirror PIP_INDEX_URL, a folder of wheels --wheels DIR",
}


class Stop(Exception):
    """Setting up ends here, with a sentence for the person who started it."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


@contextmanager
def step(doing: str) -> Iterator[None]:
    """One line for one step: what, and how long it took."""
    begun = time.monotonic()
    print(f"{doing} …", end=" ", flush=True)
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"{time.monotonic() - begun:.1f} s", flush=True)


def call(words: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
    """Runs a command quietly; when it fails, its last lines and a hint are the reason to stop."""
    import subprocess

    done = subprocess.run(
        words, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise Stop(failure(words, done.stdout.decode(errors="replace")), NOT_INSTALLED)


def failure(words: Sequence[str], output: str) -> str:
    """The end of what a failed command said, and what may help."""
    hint = next((hint for sign, hint in HINTS.items() if sign in output), None)
    said = [line[:300] for line in output.splitlines() if line.strip() and "is ignored" not in line]
    lines = [f"This failed: {shlex.join(words)}", *(f"  {line}" for line in said[-12:])]
    return "\n".join([*lines, hint] if hint else lines)
