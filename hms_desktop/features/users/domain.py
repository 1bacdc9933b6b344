"""What an account may be, when a code or a PIN is right, and how long a broken glass stays open. Pure."""

from __future__ import annotations

import hmac
import itertools
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import pyotp

from hms_desktop.kernel.access import PEOPLE
from hms_desktop.kernel.text import fold

GLASS_FOR: Final = timedelta(minutes=60)
SHORTEST_REASON: Final = 10
LONGEST_PAUSE: Final = timedelta(minutes=15)
STEP: Final = timedelta(seconds=30)
PIN_LENGTHS: Final = range(4, 13)

_SECRET: Final = re.compile(r"[A-Z2-7]{32,64}")
_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def login_of(typed: str) -> str:
    """The sign-in name as it is stored: folded, so that capitals do not matter."""
    return fold(typed)


def problems(login: str, name: str, roles: Iterable[str]) -> dict[str, str]:
    """Field → sentence, for an account that cannot be."""
    found = {}
    if not _LOGIN.fullmatch(login):
        found["login"] = "Use 2 to 40 letters, digits, dots or hyphens"
    if not name or len(name) > 120:
        found["name"] = "A name is needed, of at most 120 letters"
    if not set(roles) or not set(roles) <= set(PEOPLE):
        found["roles"] = "Choose at least one of the clinic's roles"
    return found


def pin_problem(pin: str) -> str | None:
    """A PIN only re-opens a session that somebody signed into; still it is not 1111 and not 1234."""
    if not pin.isascii() or not pin.isdigit() or len(pin) not in PIN_LENGTHS:
        return "A PIN has 4 to 12 digits"
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    if steps in ({0}, {1}, {9}):
        return "This PIN is guessed at once; choose another"
    return None


def secret_problem(secret: str) -> str | None:
    """What is wrong with the secret that an app was given; the program makes it, so nobody should ever read this."""
    return None if _SECRET.fullmatch(secret) else "This secret is none; begin again"


def app_link(secret: str, login: str, clinic: str) -> str:
    """What an authenticator app takes in place of the typed secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=clinic or None)


def reason_problem(reason: str) -> str | None:
    """What is wrong with the reason for breaking a glass; the review has to be able to follow it."""
    return "Say in a few words why it cannot wait" if len(reason) < SHORTEST_REASON else None


def matching_step(secret: str, code: str, now: datetime, last: int) -> int | None:
    """The time step of a right code: this one or a neighbour, and later than the last used, so none serves twice."""
    typed = re.sub(r"\s", "", code).encode("utf-8", "surrogatepass")
    totp = pyotp.TOTP(secret)
    for shift in (0, -1, 1):
        at = now + shift * STEP
        step = int(at.timestamp() // STEP.total_seconds())
        if hmac.compare_digest(totp.at(at).encode(), typed) and step > last:
            return step
    return None


def code_pause(misses: int) -> timedelta:
    """How long the next code has to wait: three slips are free, then it doubles, up to a quarter of an hour."""
    return min(timedelta(seconds=2 ** min(misses - 3, 20)), LONGEST_PAUSE) if misses > 3 else timedelta()


def sealed_until(opened: datetime) -> datetime:
    """When a glass broken at this instant closes again."""
    return opened + GLASS_FOR
