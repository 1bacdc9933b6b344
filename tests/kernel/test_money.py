"""Money: whole units, exact sums, no guesses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.kernel.money import Money

EURO = "EUR"


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_shares_sum_to_exactly_the_whole_and_differ_from_their_part_by_less_than_a_unit(
    minor: int, weights: list[int]
) -> None:
    shares = Money(minor, EURO).split(weights)
    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - minor * weight) < sum(weights)


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [2, -1]])
def test_shares_need_positive_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        Money(100, EURO).split(weights)


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1), None])
def test_money_is_counted_in_whole_units_only(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, EURO)  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["", "EU", "eur", "EURO", "ÄÖÜ", "E1R"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(ValueError, match="capital"):
        Money(1, currency)


def test_two_currencies_neither_add_up_nor_compare() -> None:
    one, other = Money(1, "EUR"), Money(1, "USD")
    for act in (lambda: one + other, lambda: one - other, lambda: one < other):
        with pytest.raises(ValueError, match="two currencies"):
            act()
    assert one != other


def test_a_price_is_not_multiplied_by_a_float() -> None:
    with pytest.raises(TypeError):
        Money(100, EURO).times(1.1)  # type: ignore[arg-type]


def test_a_product_is_rounded_half_up_unless_told_otherwise() -> None:
    assert Money(5, EURO).times(Decimal("0.5")) == Money(3, EURO)
    assert Money(-5, EURO).times(Decimal("0.5")) == Money(-3, EURO)
    assert Money(5, EURO).times(Decimal("0.5"), "ROUND_HALF_EVEN") == Money(2, EURO)


@given(st.integers(-(10**14), 10**14), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(f"{money.to_decimal():f}", currency) == money
    assert money + -money == Money(0, currency)


@pytest.mark.parametrize(
    "text",
    ["", "x", "1.234", "nan", "sNaN", "inf", "1e5", "1e900000", "1_000", "１", "0x1", "--1", " 1", "9" * 16, "1\n"],
)
def test_an_amount_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        Money.parse(text, EURO)
