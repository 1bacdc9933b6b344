"""What the machine itself has to bring: a fit Python, and on Linux the system libraries that Qt's wheel leaves out.

The lists were found one by one on a Debian with nothing but Python; each name is tried with the loader itself, so no
package manager has to be asked where all is well.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from steps import CHANGE_FIRST, Stop, call, step

OLDEST = (3, 11)
OLDEST_GLIBC = (2, 34)

# Library → the Debian packages that bring it, by preference; a second name is what a newer release calls the first.
HEADLESS = {
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libglib-2.0.so.0": ("libglib2.0-0", "libglib2.0-0t64"),
}
X11 = {
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
}
WAYLAND = {
    "libwayland-cursor.so.0": ("libwayland-cursor0",),
    "libwayland-egl.so.1": ("libwayland-egl1",),
}
PRINTING = {"libcups.so.2": ("libcups2", "libcups2t64")}
ENSUREPIP = "Python's ensurepip"


class Python(NamedTuple):
    """What is to be known of an interpreter."""

    version: tuple[int, int, int]
    bits: int
    glibc: tuple[int, int] | None


def this_python() -> Python:
    """The interpreter that runs this."""
    glibc = None
    if sys.platform == "linux":
        try:
            told = os.confstr("CS_GNU_LIBC_VERSION") or ""
        except (ValueError, OSError):
            told = ""
        numbers = told.rpartition(" ")[2].split(".")
        glibc = (int(numbers[0]), int(numbers[1])) if told.startswith("glibc") else (0, 0)
    return Python(sys.version_info[:3], 64 if sys.maxsize > 2**32 else 32, glibc)


def python_problem(python: Python, found: Callable[[str], object] = shutil.which) -> str | None:
    """Why this interpreter will not do, with the way out; `found` looks a command up."""
    told = ".".join(str(part) for part in python.version)
    if python.version < OLDEST:
        newer = next((name for minor in range(20, 10, -1) if found(name := f"python3.{minor}")), None)
        way = f"Say: {newer} installer/start.py" if newer else "Install a newer one from your system or python.org."
        return f"This is Python {told}; HMS Desktop needs 3.11 or newer. {way}"
    if python.bits != 64:
        return f"This is a {python.bits}-bit Python; HMS Desktop needs the 64-bit one from your system or python.org."
    if python.glibc is not None and python.glibc < OLDEST_GLIBC:
        return "This Linux is too old for Qt: glibc 2.34 or newer is needed (Debian 12, Ubuntu 22.04, Fedora 35)."
    return None


def libraries(platform: str, environ: Mapping[str, str], *, headless: bool) -> dict[str, tuple[str, ...]]:
    """The system libraries that Qt's wheel expects to find here."""
    if platform != "linux":
        return {}
    x11 = bool(environ.get("DISPLAY")) and not headless
    wayland = bool(environ.get("WAYLAND_DISPLAY")) and not headless
    return HEADLESS | (X11 if x11 else {}) | (WAYLAND if wayland else {}) | (PRINTING if x11 or wayland else {})


def missing(wanted: Mapping[str, tuple[str, ...]], *, ensurepip: bool) -> dict[str, tuple[str, ...]]:
    """Those of the libraries that cannot be loaded; with `ensurepip` also that, if a new `.venv` could not be made."""
    lost = {}
    for name, packages in wanted.items():
        try:
            ctypes.CDLL(name)
        except OSError:
            lost[name] = packages
    if ensurepip and importlib.util.find_spec("ensurepip") is None:
        lost[ENSUREPIP] = (f"python3.{sys.version_info[1]}-venv", "python3-venv")
    return lost


def apt_names(lost: Mapping[str, tuple[str, ...]], known: Callable[[str], bool]) -> list[str]:
    """One package for each thing that is missing: the first that apt knows, else the first."""
    names = [next((name for name in packages if known(name)), packages[0]) for packages in lost.values()]
    return sorted(set(names))


def apt_install(names: Iterable[str]) -> list[str]:
    """The words of apt's command."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *names]


def apt_line(names: Iterable[str]) -> str:
    """What a person without root's rights has to say."""
    return f"sudo apt-get update && sudo {shlex.join(apt_install(names))}"


def missing_report(lost: Mapping[str, tuple[str, ...]], names: Sequence[str], *, apt: bool) -> str:
    """What is missing and how to get it."""
    lines = ["This machine lacks:", *(f"  {name}" for name in lost)]
    if apt:
        return "\n".join([*lines, "Install it with this line, then start again:", f"  {apt_line(names)}"])
    return "\n".join([*lines, "Install it with your system's package manager, then start again."])


def apt_knows(name: str) -> bool:
    """Whether apt could install a package of this name."""
    import subprocess

    return subprocess.run(["apt-cache", "show", name], capture_output=True, check=False).returncode == 0


def lost_report(lost: Mapping[str, tuple[str, ...]]) -> str:
    """`missing_report` for this very machine."""
    apt = shutil.which("apt-get") is not None
    return missing_report(lost, apt_names(lost, apt_knows) if apt else [], apt=apt)


def ensure_libraries(wanted: Mapping[str, tuple[str, ...]], *, ensurepip: bool) -> None:
    """Installs what is missing where that needs no asking (root on Debian), else says what to install."""
    lost = missing(wanted, ensurepip=ensurepip)
    if not lost:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Stop(lost_report(lost), CHANGE_FIRST)
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    with step(f"Installing {len(lost)} things that this system lacks"):
        call(["apt-get", "update", *wait], environ)
        call([*apt_install(apt_names(lost, apt_knows)), *wait], environ)
    importlib.invalidate_caches()
    if still := missing(wanted, ensurepip=ensurepip):
        raise Stop(lost_report(still), CHANGE_FIRST)


def has_screen(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a window could be seen."""
    return platform != "linux" or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
