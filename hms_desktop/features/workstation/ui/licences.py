"""What others made of this program, read out of what is installed: names, versions, licences and their texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import Final

PROGRAM: Final = "hms-desktop"
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_TEXT: Final = re.compile(r"(^|/)(licen[cs]e|copying|notice|ofl)[^/]*$", re.IGNORECASE)
_NOT_TEXT: Final = (".py", ".pyc", ".json")
_LONGEST: Final = 60
_UNSAID: Final = ("", "UNKNOWN")


@dataclass(frozen=True)
class Licence:
    """One package; `text` is what it brings along of its licence."""

    name: str
    version: str
    licence: str
    text: str


def licences() -> tuple[Licence, ...]:
    """Everything that the program needs, and what that needs; in a built program all that is in it."""
    found: dict[str, Distribution] = {}
    try:
        waiting = [distribution(PROGRAM)]
    except PackageNotFoundError:
        waiting = []
        found = {_plain(one.metadata["Name"]): one for one in distributions()}
    while waiting:
        for name in _needed(waiting.pop()):
            one = None if name in found else _installed(name)
            if one is not None:
                found[name] = one
                waiting.append(one)
    return tuple(_licence(one) for _, one in sorted(found.items()))


def _needed(one: Distribution) -> list[str]:
    """What this package always needs; what only its extras name is left out."""
    needs = [need for need in one.requires or () if "extra ==" not in need]
    names = [_NAME.match(need) for need in needs]
    return [_plain(name.group()) for name in names if name]


def _installed(name: str) -> Distribution | None:
    """None for what another system would need and this one does not have."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _licence(one: Distribution) -> Licence:
    said = one.metadata
    kinds = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or () if line.startswith("License")]
    plain = (_first(one, "License-Expression"), _first(one, "License"), ", ".join(kinds))
    named = next((text for text in plain if text and text not in _UNSAID and len(text) <= _LONGEST), "")
    files = [file for file in one.files or () if _TEXT.search(str(file)) and file.suffix not in _NOT_TEXT]
    texts = [text for file in files if (text := _read(one, str(file)))]
    return Licence(said["Name"], one.version, named, "\n\n".join(texts))


def _first(one: Distribution, field: str) -> str:
    """The first line of a field that may be missing; some put a whole licence there."""
    return str(one.metadata[field]).strip().partition("\n")[0] if field in one.metadata else ""


def _read(one: Distribution, file: str) -> str:
    """A text that is named and missing counts as none: the page says so."""
    path = Path(str(one.locate_file(file)))
    return path.read_text("utf-8", "replace").strip() if path.is_file() else ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
