"""How names are shown, sorted and found. Pure.

Shown: FAMILY, Given (Title). Sorted and found: folded, family first, and once more given name first.
"""

from __future__ import annotations

from hms_desktop.features.patients.domain.particulars import Particulars
from hms_desktop.kernel.text import fold


def shown_name(family: str, given: str, title: str = "") -> str:
    """FAMILY, Given (Title): family names in capitals where the script has them; one name alone stands as it is."""
    name = ", ".join(part for part in (family.upper(), given) if part)
    return f"{name} ({title})" if title else name


def sort_name(facts: Particulars) -> str:
    """By which lists are ordered and one-word searches begin: family name first."""
    return f"{fold(facts.family)} {fold(facts.given)}".strip()


def given_sort(facts: Particulars) -> str:
    """The same with the given name first, for who is known by it."""
    return f"{fold(facts.given)} {fold(facts.family)}".strip()


def found_by(facts: Particulars) -> str:
    """Every name that somebody may be looked for by: present and former ones, and what he is called."""
    return fold(" ".join(part for part in (facts.family, facts.given, facts.nickname, facts.former) if part))
