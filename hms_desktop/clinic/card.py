"""What a closed clinic shows at its door: a small plain file with the name to greet with. Nothing of any patient.

The names of those who can sign in come from the vault; this file only adds how people call the clinic.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from hms_desktop.data.durable import write_whole
from hms_desktop.data.places import Places

_NAME: Final = "card.json"


class Card(msgspec.Struct, frozen=True):
    """The clinic's name, and what each person is greeted with: sign-in name → name and roles in words."""

    clinic: str = ""
    people: dict[str, tuple[str, str]] = {}

    @classmethod
    def read(cls, places: Places) -> Card:
        """The card; an empty one when it is missing or damaged, because nothing depends on it."""
        try:
            return msgspec.json.decode(_path(places).read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return cls()

    def write(self, places: Places) -> None:
        write_whole(_path(places), msgspec.json.encode(self))


def _path(places: Places) -> Path:
    return places.root / _NAME
