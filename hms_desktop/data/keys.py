"""The keys of the house: the data key, what opens it, and the recovery code that is printed and laid into a safe.

One random data key protects a clinic's file; every other key is derived from it under a label of its own. A password
becomes a key by Argon2id together with the secret that only this computer holds, so neither a copied folder nor a
watched password is enough. Python may leave copies of any bytes behind: `wipe` shortens their life, it cannot end it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hms_desktop.data.sealing import KEY_BYTES, derive
from hms_desktop.kernel.errors import Invalid, Storage
from hms_desktop.kernel.secret import Secret

SALT_BYTES: Final = 16
MEMORY_KIB: Final = 64 * 1024
LANES: Final = 4

_LEAST_ROUNDS: Final = 2
_MOST_ROUNDS: Final = 64
_MOST_MEMORY_KIB: Final = 4 * 1024 * 1024


class DataKey:
    """The key of a clinic's file. It is asked for a derived key; itself it goes only into the vault's boxes."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a data key has 32 bytes")
        self._raw = bytearray(raw)

    @classmethod
    def new(cls) -> DataKey:
        return cls(secrets.token_bytes(KEY_BYTES))

    @property
    def page(self) -> bytes:
        """Encrypts the pages of the database."""
        return self._derived("page")

    @property
    def backup(self) -> bytes:
        return self._derived("backup")

    @property
    def witness(self) -> bytes:
        """Signs the witness file."""
        return self._derived("witness")

    @property
    def vault_mac(self) -> bytes:
        """Signs the list of slots, so that nobody without the data key can change who opens the vault."""
        return self._derived("vault")

    @property
    def inbox(self) -> bytes:
        """The private key that reads what a closed vault wrote down: the refused sign-ins."""
        return self._derived("inbox")

    def reveal(self) -> bytes:
        """The bytes, for sealing them into a slot."""
        if not self._raw:
            raise ValueError("this data key was wiped")
        return bytes(self._raw)

    def wipe(self) -> None:
        """Overwrites the bytes; every later use is an error."""
        for place in range(len(self._raw)):
            self._raw[place] = 0
        self._raw = bytearray()

    def _derived(self, label: str) -> bytes:
        return derive(self.reveal(), f"hms/1/{label}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DataKey) and hmac.compare_digest(self._raw, other._raw)

    def __hash__(self) -> int:
        raise TypeError("a data key is not a key of anything else")

    def __repr__(self) -> str:
        return "DataKey(…)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a data key does not leave its process")


@dataclass(frozen=True, slots=True)
class Kdf:
    """How much work Argon2id makes of a password. Less than 64 MiB exists only where `for_tests` says so."""

    memory_kib: int
    rounds: int
    lanes: int
    for_tests: bool = False

    def __post_init__(self) -> None:
        least = 8 * self.lanes if self.for_tests else MEMORY_KIB
        if not 1 <= self.lanes <= 64 or not least <= self.memory_kib <= _MOST_MEMORY_KIB:
            raise ValueError("Argon2id needs at least 64 MiB")
        if not 1 <= self.rounds <= _MOST_ROUNDS:
            raise ValueError("Argon2id needs at least one round")

    @classmethod
    def weak_for_tests(cls) -> Kdf:
        """Fast and worthless; a vault made with it says so for ever."""
        return cls(64, 1, 1, for_tests=True)

    def work(self, password: Secret, salt: bytes) -> bytes:
        """The slow step."""
        from argon2.exceptions import HashingError
        from argon2.low_level import Type, hash_secret_raw

        try:
            return hash_secret_raw(
                password.to_bytes(), salt, self.rounds, self.memory_kib, self.lanes, KEY_BYTES, Type.ID
            )
        except HashingError:
            problem = Storage("Not enough memory", "The password cannot be checked", "Close other programs")
        raise problem


def calibrate(ticks: Callable[[], float], target_ms: int = 300) -> Kdf:
    """As many rounds as make one password cost about `target_ms` on this computer; never less than 64 MiB."""
    probe = Kdf(MEMORY_KIB, _LEAST_ROUNDS, LANES)
    salt = bytes(SALT_BYTES)
    probe.work(Secret("the first run also fetches the memory"), salt)
    began = ticks()
    probe.work(Secret("the second run is measured"), salt)
    one_round = max(ticks() - began, 0.001) / _LEAST_ROUNDS
    rounds = round(target_ms / 1000 / one_round)
    return Kdf(MEMORY_KIB, min(max(rounds, _LEAST_ROUNDS), _MOST_ROUNDS), LANES)


def password_key(kdf: Kdf, password: Secret, salt: bytes, device_secret: bytes) -> bytes:
    """The key that a person's slot is wrapped with: from the password and from this computer's secret, never one."""
    return derive(kdf.work(password, salt) + device_secret, "hms/1/password", salt)


_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, so that no letter is taken for another when it is read from paper."""
_READ_AS: Final = str.maketrans("OIL", "011", " -–—\t\r\n.·")
_LINES: Final = 4
_DATA: Final = 13
_LINE: Final = 15
_PRIME: Final = 1021
"""The largest prime under 32²: every single wrong letter and every swap of two changes the remainder."""


class RecoveryCode:
    """256 random bits, printed as four lines whose last two letters check the line. It needs no password work."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a recovery code has 32 bytes")
        self._raw = raw

    @classmethod
    def new(cls) -> RecoveryCode:
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: Secret) -> RecoveryCode:
        """The code as it was typed from paper: capitals, spaces and dashes do not matter, O is 0, I and L are 1."""
        typed = text.reveal().upper().translate(_READ_AS)
        strange = next((letter for letter in typed if letter not in _ALPHABET), None)
        if strange is not None:
            raise Invalid({"code": "«{letter}» does not occur in a recovery code"}, letter=strange)
        if len(typed) != _LINES * _LINE:
            raise Invalid({"code": "A recovery code has 60 letters and digits, here are {count}"}, count=len(typed))
        number = 0
        for line in range(_LINES):
            part = typed[line * _LINE : (line + 1) * _LINE]
            value = _number(part[:_DATA])
            if _number(part[_DATA:]) != _check(value, line):
                raise Invalid({"code": "There is a slip in line {line}"}, line=line + 1)
            number = number << 5 * _DATA | value
        if number >> 8 * KEY_BYTES:
            raise Invalid({"code": "There is a slip in line {line}"}, line=1)
        return cls(number.to_bytes(KEY_BYTES, "big"))

    def lines(self) -> tuple[str, ...]:
        """What is printed: four lines of three groups of five."""
        number = int.from_bytes(self._raw, "big")
        told = []
        for line in range(_LINES):
            value = number >> 5 * _DATA * (_LINES - 1 - line) & (1 << 5 * _DATA) - 1
            letters = _letters(value, _DATA) + _letters(_check(value, line), _LINE - _DATA)
            told.append(" ".join(letters[at : at + 5] for at in range(0, _LINE, 5)))
        return tuple(told)

    def key(self, salt: bytes) -> bytes:
        """The key of the recovery slot. This computer's secret has no part in it: the computer may be gone."""
        return derive(self._raw, "hms/1/recovery", salt)

    def __repr__(self) -> str:
        return "RecoveryCode(…)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a recovery code does not leave its process")


def _check(value: int, line: int) -> int:
    return (value + 251 * (line + 1)) % _PRIME


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    return number


def _letters(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * (count - 1 - place) & 31] for place in range(count))
