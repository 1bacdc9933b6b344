"""Whether a program that was just built can do what it is for: `hms-desktop --self-test`, without a screen or a clinic.

A build leaves out what nobody imports by name: a plugin of Qt, a driver, a folder of resources, another process's way
in. So everything that is found by a string is used here once, in a folder that is thrown away. Also said by hand after
an installation, before anybody relies on it.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PNG: Final = b"\x89PNG"
_KNOWN: Final = "thistlethwaite"
"""A family name that every demo clinic has."""


@dataclass(frozen=True)
class Check:
    """One thing that was tried, and what was seen."""

    what: str
    seen: str
    holds: bool


def checks() -> Iterator[Check]:
    """Tries one after the other; an error of any of them is the caller's, as at every word of the command line."""
    root = Path(tempfile.mkdtemp(prefix="hms-self-test-"))
    try:
        for check in (_features, _records, _paper, _knowledge, _models, _drawings, _window):
            yield check(root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _features(_: Path) -> Check:
    """Whatever the manifests name in strings is there: a build finds none of it by itself."""
    from hms_desktop.features import NAMES
    from hms_desktop.kernel.manifest import load

    features = load(NAMES)
    for feature in features:
        feature.handler_modules()
        for module in filter(None, (feature.tables, feature.actions, feature.routes)):
            feature.module(module)
        pages = (page.widget for page in feature.pages)
        for thing in (*pages, *feature.banner, *feature.timeline, feature.demo, feature.finder):
            if thing:
                feature.found(thing)
    return Check("What the features name is there", ", ".join(feature.name for feature in features), True)


def _records(root: Path) -> Check:
    """Founds an encrypted clinic with its demo data, closes it, and finds a patient again after a sign-in."""
    from hms_desktop.clinic.computer import surroundings
    from hms_desktop.clinic.demo import PASSWORD, PEOPLE, found_demo
    from hms_desktop.clinic.opening import Clinic
    from hms_desktop.data.places import Places
    from hms_desktop.features.patients.service import PatientsFound
    from hms_desktop.kernel.secret import Secret

    places = Places(root)
    around = surroundings(places)
    found_demo(places, around, around.clock.now().date(), random.Random(1))
    clinic = Clinic(places, around)
    try:
        session = clinic.sign_in(PEOPLE[0][0], Secret(PASSWORD), Secret(""))
        hits = session.ask(PatientsFound(typed=_KNOWN))
        raw = clinic.opened.store.engine.lane().raw
        cipher = raw.execute("PRAGMA cipher_version").fetchone()[0]
        count = raw.execute("SELECT count(*) FROM patient").fetchone()[0]
    finally:
        clinic.close()
    is_plain = places.database.read_bytes()[:6] == b"SQLite"
    seen = f"SQLCipher {cipher}, {count:,} patients, {len(hits)} found by name"
    return Check("A clinic is founded, encrypted, closed and opened", seen, bool(hits) and not is_plain)


def _paper(_: Path) -> Check:
    """In the other process, as the windows have it made, and drawn as the preview and the printers have it."""
    from uuid import UUID

    from hms_desktop.features.users.document import recovery_sheet
    from hms_desktop.kernel.clock import from_ms
    from hms_desktop.ui.paper import Pages
    from hms_desktop.ui.worker import Ticket, Worker

    worker = Worker()
    try:
        pdf = worker.run(Ticket(), recovery_sheet, "St Anne", UUID(int=1), ("ABCDE FGHJK",), from_ms(0))
    finally:
        worker.close()
    pages = Pages(pdf)
    image = pages.image(0, 0.5)
    pages.close()
    seen = f"PDF, {len(pdf):,} bytes, {image.width()} × {image.height()} pixels"
    is_drawn = pdf.startswith(b"%PDF") and len(set(bytes(image.constBits()))) > 2
    return Check("A page is made in the other process and drawn", seen, is_drawn)


def _knowledge(_: Path) -> Check:
    from hms_desktop.features.knowledge.index import open_index
    from hms_desktop.features.knowledge.pack import standing

    pack = standing(None).pack()
    codes = open_index().search("asthma")
    seen = f"pack of {pack.date}, {len(codes)} codes for «asthma»"
    return Check("The clinical knowledge is whole", seen, pack.fault is None and bool(codes))


def _models(_: Path) -> Check:
    """Each is checked and loaded as its panel would have it."""
    from hms_desktop.inference.catalogue import standing

    models = standing()
    loaded = [f"{name} {models.model(name).card.version}" for name in models.names()]
    return Check("Every model can be loaded", ", ".join(loaded) or "no model is shipped", True)


def _drawings(_: Path) -> Check:
    """An icon of each page, out of the archive that they come in."""
    from hms_desktop.features import NAMES
    from hms_desktop.kernel.manifest import load
    from hms_desktop.ui.icons import drawing

    names = {"user", *(page.icon for feature in load(NAMES) for page in feature.pages)}
    drawn = sum("<svg" in drawing(name) for name in names)
    return Check("Pages have their icons", f"{drawn} of {len(names)}", drawn == len(names))


def _window(root: Path) -> Check:
    """The sign-in window of that clinic, drawn into a picture. Last, because a process has one QApplication."""
    from hms_desktop.desk.program import open_program

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    picture = root / "window.png"
    status = open_program(root, picture, demo=False, accept_unproved=False)
    drawn = picture.read_bytes() if picture.is_file() else b""
    seen = f"PNG, {len(drawn):,} bytes, status {status}"
    return Check("The sign-in window is drawn", seen, status == 0 and drawn.startswith(_PNG))


def told(say: Callable[[str], object]) -> int:
    """Says a line for each check and answers the exit status: 0 when all hold, else 1."""
    found = []
    for check in checks():
        found.append(check.holds)
        say(f"{'holds ' if check.holds else 'BROKEN'}  {check.what}: {check.seen}")
    kind = "built program" if getattr(sys, "frozen", False) else "checkout"
    say(f"{sum(found)} of {len(found)} hold, in a {kind}")
    return 0 if all(found) else 1
