"""Sets HMS Desktop up in this checkout and starts it. Needs nothing but Python 3.11 or newer, 64 bit.

    python3 installer/start.py               the program, with an invented clinic
    python3 installer/start.py test [...]    all tests, or what pytest's own words choose
    python3 installer/start.py build         the program as one folder, dist/hms-desktop, and its own test
    python3 installer/start.py doctor        what is here and what is missing; changes nothing

    --wheels DIR                             install from a folder of wheels, without a network

On Windows say `py -3.11 installer\\start.py`. Everything it makes stands in `.venv`; pip's own variables
(PIP_INDEX_URL, PIP_CERT, PIP_PROXY …) are honoured. Exit codes: 2 something on this machine has to be installed or
changed first, 3 the installation failed, else the program's own. Nothing is imported from the house, because at this
point the house has no dependencies yet; what is slow to import is imported late, since this runs before each start.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from steps import CHANGE_FIRST, Stop, call, step
from system import ensure_libraries, has_screen, libraries, lost_report, missing, python_problem, this_python

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE = Path(__file__).resolve().parents[1]
VENV = HOUSE / ".venv"
SPREAD = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")
"""pytest's words for a run on every core; whoever has nothing left to do takes over from the others."""


class Words(NamedTuple):
    """The command line, taken apart."""

    word: str
    rest: tuple[str, ...]
    wheels: Path | None


def parse(arguments: Sequence[str]) -> Words:
    """The first word says what to do; `--wheels DIR` may stand anywhere, the rest belongs to pytest."""
    rest, wheels = list(arguments), None
    if "--wheels" in rest:
        at = rest.index("--wheels")
        folder = Path(rest[at + 1]) if at + 1 < len(rest) else None
        if folder is None or not folder.is_dir():
            raise Stop("--wheels needs a folder that holds the wheels.", CHANGE_FIRST)
        wheels = folder.resolve()
        del rest[at : at + 2]
    word = rest.pop(0) if rest else "run"
    if word not in COMMANDS or (rest and word != "test"):
        raise Stop(f"I do not know {' '.join((word, *rest))!r}.\n\n{__doc__}", CHANGE_FIRST)
    return Words(word, tuple(rest), wheels)


def python_kind() -> str:
    """What of Python an installation depends on. Not its patch version or build: apt may just have renewed it."""
    return f"{sys.implementation.cache_tag}{getattr(sys, 'abiflags', '')} {sys.platform}"


def stamp_of(house: Path, python: str) -> str:
    """What an installation depends on: the lock, the program's own version, Python, and where the checkout stands."""
    import hashlib

    lock = (house / "requirements.lock").read_bytes()
    project = (house / "pyproject.toml").read_text(encoding="utf-8")
    version = next((line for line in project.splitlines() if line.startswith("version")), "")
    return hashlib.sha256(b"\0".join([lock, version.encode(), python.encode(), os.fsencode(house)])).hexdigest()


def venv_python(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def venv_works(venv: Path) -> bool:
    """Whether `venv` was finished, has pip, and is of this Python's version: a moved Python leaves a dangling link."""
    site = site_packages(venv)
    return venv_python(venv).exists() and (site / "pip").is_dir() and not (venv / "unfinished").exists()


def site_packages(venv: Path) -> Path:
    """Where a virtual environment of this Python keeps its packages."""
    if os.name == "nt":
        return venv / "Lib" / "site-packages"
    return venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"


def is_ready(venv: Path, stamp: str) -> bool:
    """Whether `venv` holds just what this checkout asks for. No stamp, or another one: no."""
    try:
        return (venv / "stamp").read_text(encoding="ascii") == stamp and venv_works(venv)
    except OSError:
        return False


def ensure_installed(venv: Path, wheels: Path | None) -> None:
    """Makes `.venv` what the lock says. Until the stamp is written it counts as unfinished and is made anew."""
    stamp = stamp_of(HOUSE, python_kind())
    if is_ready(venv, stamp):
        return
    with alone():
        if is_ready(venv, stamp):
            return
        (venv / "stamp").unlink(missing_ok=True)
        if not venv_works(venv):
            with step("Making .venv"):
                make_venv(venv)
        (venv / "unfinished").touch()
        install(venv, wheels)
        link_checkout(venv)
        (venv / "stamp.new").write_text(stamp, encoding="ascii")
        (venv / "stamp.new").replace(venv / "stamp")
        (venv / "unfinished").unlink()


@contextmanager
def alone() -> Iterator[None]:
    """Lets one process at a time set up; a second one waits. Windows has no such lock on a file that is only read."""
    if os.name == "nt":
        yield
        return
    import fcntl

    with open(__file__, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_venv(venv: Path) -> None:
    """An empty virtual environment of this Python in place of whatever was there."""
    import shutil

    if venv.is_symlink() or venv.is_file():
        raise Stop(f"{venv} is not a folder of this checkout; remove it and start again.", CHANGE_FIRST)
    shutil.rmtree(venv, ignore_errors=True)
    venv.mkdir()
    (venv / "unfinished").touch()
    call([getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(venv)])


def install(venv: Path, wheels: Path | None) -> None:
    """Installs the lock, each file checked against its hash, as wheels only: no foreign build script runs here."""
    lock = HOUSE / "requirements.lock"
    offline = ["--no-index", "--find-links", str(wheels)] if wheels else []
    python = str(venv_python(venv))
    flags = ["--quiet", "--disable-pip-version-check", "--no-input"]
    exact = ["--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    with step("Installing what requirements.lock names (some 300 MB the first time)"):
        call([python, "-m", "pip", "install", *flags, *offline, *exact])


def link_checkout(venv: Path) -> None:
    """Makes `import hms_desktop` and the command `hms-desktop` work from this checkout, without building anything.

    What cannot be compiled is no reason to stop: starting it says where the fault is.
    """
    import compileall
    import locale

    compileall.compile_dir(HOUSE / "hms_desktop", quiet=2)
    encoding = "utf-8" if sys.version_info >= (3, 13) else locale.getencoding()
    (site_packages(venv) / "hms_desktop_checkout.pth").write_text(f"{HOUSE}\n", encoding=encoding)
    python = venv_python(venv)
    if os.name == "nt":
        python.with_name("hms-desktop.cmd").write_text('@"%~dp0python.exe" -P -m hms_desktop %*\n', encoding="ascii")
        return
    script = python.with_name("hms-desktop")
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(str(python))} -P -m hms_desktop "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def become(words: Sequence[str], environ: Mapping[str, str]) -> int:
    """Goes on as another program; where there is no such thing (Windows), starts it and waits for its end."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(words[0], list(words), dict(environ))
    import subprocess

    return subprocess.run(words, env=dict(environ), check=False).returncode


def set_up(wheels: Path | None, *, headless: bool) -> str:
    """Everything that has to be there before the program or its tests can start; the interpreter to start them with."""
    needed = libraries(sys.platform, os.environ, headless=headless)
    ensure_libraries(needed, ensurepip=not venv_works(VENV))
    ensure_installed(VENV, wheels)
    return str(venv_python(VENV))


def run(words: Words) -> int:
    """The program with its invented clinic; without a screen it draws its window into a picture and ends."""
    program = [set_up(words.wheels, headless=False), "-P", "-m", "hms_desktop", "--demo"]
    if has_screen(sys.platform, os.environ):
        return become(program, os.environ)
    picture = HOUSE / "build" / "hms-desktop.png"
    picture.parent.mkdir(exist_ok=True)
    return become([*program, "--picture", str(picture)], {"QT_QPA_PLATFORM": "offscreen", **os.environ})


def test(words: Words) -> int:
    """The suite, offscreen: the whole of it on every core, a part on one, which starts sooner and keeps its order."""
    pytest = [set_up(words.wheels, headless=True), "-m", "pytest", *(words.rest or SPREAD)]
    os.chdir(HOUSE)
    return become(pytest, {**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def build(words: Words) -> int:
    """The program as a folder that needs no Python; one that does not hold its own test is no build."""
    from freeze import build as built

    built(set_up(words.wheels, headless=True), HOUSE)
    return 0


def doctor(_: Words) -> int:
    """A report; nothing is changed."""
    works = venv_works(VENV)
    lost = missing(libraries(sys.platform, os.environ, headless=False), ensurepip=not works)
    ready = is_ready(VENV, stamp_of(HOUSE, python_kind()))
    pip = sorted(name for name in os.environ if name.startswith("PIP_"))
    print(f"Python     {sys.version.split()[0]}, {sys.executable}")
    print(f"Screen     {'yes' if has_screen(sys.platform, os.environ) else 'none: windows are drawn into pictures'}")
    print(f"Libraries  {f'{len(lost)} missing' if lost else 'all there'}")
    print(f".venv      {'ready' if ready else 'not as requirements.lock says' if works else 'not made yet'}")
    print(f"pip        {', '.join(pip) or 'no PIP_ variable is set'}")
    if lost:
        print(lost_report(lost))
    return CHANGE_FIRST if lost else 0


COMMANDS = {"run": run, "test": test, "build": build, "doctor": doctor}


def main(arguments: Sequence[str]) -> int:
    """Does what the command line asks and returns the exit code."""
    if {"-h", "--help"} & set(arguments[:1]):
        print(__doc__)
        return 0
    try:
        if problem := python_problem(this_python()):
            raise Stop(problem, CHANGE_FIRST)
        words = parse(arguments)
        return COMMANDS[words.word](words)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
