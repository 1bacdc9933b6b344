"""Money in integer minor units and a currency. No float comes near it; rounding is said, never implied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_DECIMALS: Final = {"JPY": 0, "KRW": 0, "XAF": 0, "XOF": 0, "VND": 0, "CLP": 0, "BHD": 3, "JOD": 3, "KWD": 3, "TND": 3}
"""Minor digits where they are not two; source: ISO 4217, list one, 2024-06."""

_AMOUNT: Final = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?")


def decimals(currency: str) -> int:
    """How many minor digits a currency has."""
    return _DECIMALS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. Amounts of two currencies do not add up; that is an error and not a guess."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("money is counted in whole minor units")
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError("a currency is three capital letters")

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """From a decimal text such as «1234.50»; more digits than the currency has are refused."""
        if not _AMOUNT.fullmatch(text):
            raise ValueError("not an amount")
        minor = Decimal(text).scaleb(decimals(currency))
        if minor != minor.to_integral_value():
            raise ValueError("more decimals than the currency has")
        return cls(int(minor), currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def times(self, factor: Decimal | int, rounding: str = ROUND_HALF_UP) -> Money:
        """A price times a factor, rounded to the minor unit (half up unless told otherwise)."""
        return Money(int((Decimal(self.minor) * factor).to_integral_value(rounding)), self.currency)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Shares in proportion to the weights whose sum is exactly this; the odd units go to the largest remainders."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("shares need positive weights")
        shares = [self.minor * weight // total for weight in weights]
        order = sorted(range(len(weights)), key=lambda i: -(self.minor * weights[i] % total))
        for i in order[: self.minor - sum(shares)]:
            shares[i] += 1
        return tuple(Money(share, self.currency) for share in shares)

    def to_decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-decimals(self.currency))

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError("two currencies do not add up")
        return other.minor
