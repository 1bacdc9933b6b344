"""What a closed clinic shows at its door: a small plain file with the name to greet with. Nothing of any patient.

The names of those who can sign in come from the vault; this file only adds how people call the clinic.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hms_desktop.data.durable import write_whole
from hms_desktop.data.places import Places

_NAME: Final = "card.json"


@dataclass(frozen=True)
class Card:
    """The clinic's name, and what each person is greeted with: sign-in name → name and roles in words."""

    clinic: str = ""
    people: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, places: Places) -> Card:
        """The card; an empty one when it is missing or damaged, because nothing depends on it.

        Read with what Python has, because the first window paints before msgspec is imported.
        """
        try:
            said = json.loads(_path(places).read_bytes())
            people = {str(login): (str(name), str(roles)) for login, (name, roles) in said["people"].items()}
            return cls(str(said["clinic"]), people)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls()

    def write(self, places: Places) -> None:
        """Replaces the card."""
        write_whole(_path(places), json.dumps({"clinic": self.clinic, "people": self.people}).encode())

    @staticmethod
    def remove(places: Places) -> None:
        """Takes it away; one that stays shows nothing, because the door looks for the clinic first."""
        with suppress(OSError):
            _path(places).unlink(missing_ok=True)


def _path(places: Places) -> Path:
    return places.root / _NAME
