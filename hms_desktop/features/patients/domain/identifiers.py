"""Numbers that others gave a patient: which kinds there are, and the check digits that tell a slip. Pure.

A kind without a check digit takes any number; a wrong digit in one that has it is refused, because a number with a
slip in it leads to somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hms_desktop.kernel.text import fold

SYSTEMS: Final = {
    "insurance": "Insurance card",
    "passport": "Passport",
    "national": "National identity card",
    "nhs": "NHS number",
    "es-dni": "DNI or NIE (Spain)",
    "fr-nir": "NIR (France)",
    "in-aadhaar": "Aadhaar (India)",
    "previous": "Number in the former system",
    "other": "Other",
}
LONGEST: Final = 60

_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_NIE: Final = {"X": "0", "Y": "1", "Z": "2"}


def identifier_problem(system: str, value: str) -> dict[str, str]:
    """Field → sentence, for what cannot be accepted."""
    if system not in SYSTEMS:
        return {"system": "There is no such kind of number"}
    plain = "".join(sign for sign in value.upper() if sign.isalnum())
    if not plain:
        return {"value": "A number is needed"}
    if len(value) > LONGEST:
        return {"value": "This is longer than such a number can be"}
    check = _CHECKS.get(system)
    if check and not (plain.isascii() and check(plain)):
        return {"value": "The check digit does not fit: look at the card again"}
    return {}


def folded_identifier(value: str) -> str:
    """An identity number as it is compared: without spaces, hyphens and capitals."""
    return "".join(sign for sign in fold(value) if sign.isalnum())


def _nhs(number: str) -> bool:
    """Modulus 11; source: NHS Data Model and Dictionary, NHS NUMBER."""
    if len(number) != 10 or not number.isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(number[9]) and total % 11 != 1


def _dni(number: str) -> bool:
    """The letter is the remainder by 23; source: Ministerio del Interior, «Cálculo del NIF/NIE»."""
    figures = _NIE.get(number[:1], number[:1]) + number[1:-1]
    return len(number) == 9 and figures.isdigit() and _DNI_LETTERS[int(figures) % 23] == number[-1]


def _nir(number: str) -> bool:
    """97 less the remainder by 97, Corsica's letters counted as 19 and 18; source: INSEE, «Numéro d'inscription au
    répertoire»."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return len(number) == 15 and body.isdigit() and number[13:].isdigit() and 97 - int(body) % 97 == int(number[13:])


_MULTIPLIED: Final = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED: Final = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip
"""The dihedral group of order 10 and its permutation; source: J. Verhoeff, «Error Detecting Decimal Codes», 1969."""


def _aadhaar(number: str) -> bool:
    """Verhoeff; source: UIDAI, «A UID Numbering Scheme», 2010."""
    if len(number) != 12 or not number.isdigit() or number[0] in "01":
        return False
    state = 0
    for place, digit in enumerate(reversed(number)):
        state = int(_MULTIPLIED[state][int(_PERMUTED[place % 8][int(digit)])])
    return state == 0


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "nhs": _nhs, "es-dni": _dni, "fr-nir": _nir, "in-aadhaar": _aadhaar,
}  # fmt: skip
