"""What the invented town is drawn from: names by culture, streets and numbers in `resources/demo`, and chance."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from hms_desktop.features.patients.domain import Precision, Sex
from hms_desktop.kernel.paths import program_folder

YEAR: Final = 365.2425
_OLD: Final = 60
YOUNG: Final = 25
_HEADS: Final = ((18, 3), (23, 7), (28, 11), (33, 14), (38, 14), (43, 12), (48, 10), (53, 9), (58, 8), (63, 7),
                 (68, 6), (73, 5.5), (78, 4.5), (83, 3), (88, 1.8), (93, 0.6))  # fmt: skip
"""Households by the age of who heads them: from this age, so many."""

_PRECISIONS: Final = ((Precision.DAY, 94), (Precision.ESTIMATED, 2.5), (Precision.YEAR, 1.5), (Precision.MONTH, 0.8))


@dataclass(frozen=True)
class Culture:
    """How people of one origin are called. A family name has the form of a man and that of a woman."""

    language: str
    form: str
    shares: float
    given: dict[str, tuple[str, ...]]
    families: tuple[tuple[str, str], ...]

    def names(self, sex: Sex, age: float) -> tuple[str, ...]:
        """The given names of that age, where fashions changed."""
        word = "female" if sex is Sex.FEMALE else "male"
        fashion = f"old_{word}" if age >= _OLD else f"young_{word}" if age < YOUNG else word
        return self.given.get(fashion) or self.given[word]


def read(name: str) -> dict[str, Any]:
    """One of the files of `resources/demo`."""
    return tomllib.loads((program_folder("resources") / "demo" / f"{name}.toml").read_text("utf-8"))


def listed(text: str) -> tuple[str, ...]:
    """A text with commas as what stands between them."""
    return tuple(part.strip() for part in text.split(","))


def _culture(entry: dict[str, Any]) -> Culture:
    given = {key: listed(text) for key, text in entry.items() if key.endswith("male")}
    pairs = [family.split("/") for family in listed(entry.get("family", ""))]
    families = tuple((pair[0], pair[-1]) for pair in pairs)
    return Culture(entry["language"], entry.get("form", "plain"), entry.get("shares", 0.0), given, families)


class Draw:
    """Everything that is drawn by chance: one thing after the other, so that the order makes the town."""

    def __init__(self, chance: random.Random, today: date) -> None:
        names, places = read("names"), read("places")
        self.chance, self.today = chance, today
        self._cultures = [_culture(entry) for entry in names.values()]
        self._shares = [entry["share"] for entry in names.values()]
        self._towns, self._phones = places["town"], places["phones"]
        self.insurers = listed(places["insurers"]["names"])
        self._nhs_serials = iter(chance.sample(range(1_000_000), 4_000))
        numbers = chance.sample(range(1_000), 1_000)
        self._mobiles = iter([self._phones["mobile"].replace("xxx", f"{number:03d}") for number in numbers])

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def culture(self) -> Culture:
        return self.chance.choices(self._cultures, self._shares)[0]

    def age_of_head(self) -> float:
        start = self.chance.choices([age for age, _ in _HEADS], [weight for _, weight in _HEADS])[0]
        return start + self.chance.random() * 5

    def born(self, age: float) -> date:
        return self.today - timedelta(days=round(age * YEAR))

    def precision(self) -> Precision:
        return self.chance.choices([kind for kind, _ in _PRECISIONS], [weight for _, weight in _PRECISIONS])[0]

    def home(self) -> dict[str, str]:
        """An address, as the fields that hold it."""
        place = self.chance.choices(self._towns, [entry["share"] for entry in self._towns])[0]
        street = self.chance.choice(listed(place["streets"]))
        flat = f"Flat {self.chance.randint(1, 12)}\n" if self.happens(0.2) else ""
        postcode = f"{place['postcode']} {self.chance.randint(1, 9)}{self._letters(2)}"
        address = f"{flat}{self.chance.randint(1, 180)} {street}"
        return {"address": address, "city": place["name"], "postcode": postcode}

    def landline(self) -> str:
        return self._figures(self._phones["home"])

    def mobile(self) -> str:
        """Nobody shares one; who comes when the range is used up has none."""
        return next(self._mobiles, "") if self.happens(0.94) else self._figures(self._phones["abroad"])

    def number(self, digits: int) -> str:
        return f"{self.chance.randrange(10**digits):0{digits}d}"

    def nhs_number(self) -> str:
        """A number out of those that the NHS keeps for tests (999 …), with its check digit modulo 11."""
        for serial in self._nhs_serials:
            start = f"999{serial:06d}"
            check = 11 - sum((10 - place) * int(figure) for place, figure in enumerate(start)) % 11
            if check != 10:
                return f"{start[:3]} {start[3:6]} {start[6:]}{check % 11}"
        return ""

    def _figures(self, patterns: str) -> str:
        """One of the patterns, with figures in the places of its crosses."""
        pattern = self.chance.choice(listed(patterns))
        return "".join(self.number(1) if sign == "x" else sign for sign in pattern)

    def _letters(self, count: int) -> str:
        return "".join(self.chance.choices("ABDEFGHJLNPQRSTUWXYZ", k=count))
