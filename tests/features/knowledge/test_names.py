"""Names of substances: INN, other names, brands and salts lead to one substance; nothing is guessed."""

from __future__ import annotations

import pytest

from hms_desktop.features.knowledge.domain.names import Named, Names, NamesFile

NAMES = Names.of(
    (),
    (
        NamesFile(
            names=(
                Named(inn="pethidine", also=("meperidine", "Demerol")),
                Named(inn="metoprolol"),
                Named(inn="potassium chloride"),
                Named(inn="trimethoprim"),
                Named(inn="sulfamethoxazole"),
                Named(inn="trimethoprim-sulfamethoxazole", also=("co-trimoxazole",)),
            )
        ),
    ),
)


@pytest.mark.parametrize(
    ("typed", "inn"),
    [
        ("pethidine", "pethidine"),
        (" MEPERIDINE ", "pethidine"),
        ("Demerol", "pethidine"),
        ("metoprolol tartrate", "metoprolol"),
        ("Metoprolol Succinate", "metoprolol"),
        ("potassium chloride", "potassium chloride"),
        ("co trimoxazole", "trimethoprim-sulfamethoxazole"),
    ],
)
def test_a_name_leads_to_its_substance(typed: str, inn: str) -> None:
    assert NAMES.find(typed) == inn


@pytest.mark.parametrize("typed", ["", "   ", "metoprol", "metoprolol forte", "tartrate", "potassium"])
def test_what_is_not_exactly_a_name_is_nothing(typed: str) -> None:
    assert NAMES.find(typed) is None


def test_a_combination_stands_for_itself_and_its_parts() -> None:
    parts = NAMES.parts("trimethoprim-sulfamethoxazole")
    assert parts == {"trimethoprim-sulfamethoxazole", "trimethoprim", "sulfamethoxazole"}
    assert NAMES.parts("metoprolol") == {"metoprolol"}


def test_a_name_is_not_taken_over_by_a_later_one() -> None:
    names = Names.of((), (NamesFile(names=(Named(inn="a", also=("x",)), Named(inn="b", also=("x", "a")))),))
    assert (names.find("x"), names.find("a")) == ("a", "a")
