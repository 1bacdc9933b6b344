"""Opens the program for people: the folder, the clinic behind the sign-in window, and the demo clinic."""

from __future__ import annotations

import argparse


def open_program(asked: argparse.Namespace) -> int:
    """Shows the sign-in window and stays until the last window is closed."""
    raise SystemExit(f"the window is not built yet: {asked.demo}")
