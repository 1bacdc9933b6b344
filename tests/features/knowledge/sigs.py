"""Orders and lines for the tests of the language of directions."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.sig.words import SOLID, Amount, Candidate, Frequency, Language, Sig, language
from hms_desktop.kernel.paths import program_folder


def table(name: str) -> Language:
    """One language of the pack."""
    path = program_folder("resources") / "knowledge" / "sig" / f"{name}.toml"
    return language(tomllib.loads(path.read_text("utf-8")))


LANGUAGES: Final = ("en", "es", "fr")


def known(drug: str) -> tuple[Candidate, ...]:
    """A formulary of one drug."""
    sold = (Amount(Decimal(250), "mg"), Amount(Decimal(500), "mg"))
    return (Candidate(name="amoxicillin", strengths=sold),) if drug.startswith("amox") else ()


FIGURES: Final = st.decimals("0.01", 5000, places=2).map(lambda value: value.normalize() + 0)
FREQUENCIES: Final = st.one_of(
    st.integers(1, 6).map(lambda times: Frequency(times=times)),
    st.sampled_from((1, 2, 3, 7, 14, 28, 30)).map(lambda days: Frequency(every_days=days)),
    st.integers(1, 72).map(lambda hours: Frequency(hours=Decimal(hours))),
    st.sampled_from(("morning", "noon", "evening", "bedtime")).map(lambda one: Frequency(moments=(one,))),
    st.just(Frequency(once=True)),
)
ORDERS: Final = st.builds(
    lambda form, **said: Sig(form=form, count_unit=form, **said),
    form=st.sampled_from(SOLID),
    drug=st.sampled_from(("amoxicillin", "valproate sodium")),
    strength=st.none() | st.builds(Amount, FIGURES, st.sampled_from(("mg", "mcg", "g", "units"))),
    count=st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(2)]),
    count_to=st.none() | st.just(Decimal(3)),
    route=st.sampled_from(("", "oral", "rectal", "vaginal", "topical")),
    frequency=st.none() | FREQUENCIES,
    food=st.sampled_from(("", "before", "with", "after", "empty")),
    days=st.none() | st.integers(1, 365),
    quantity=st.none() | st.integers(1, 500).map(Decimal),
    refills=st.none() | st.integers(0, 12),
    max_a_day=st.none() | st.integers(1, 12).map(Decimal),
)
