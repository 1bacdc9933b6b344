"""What became of an attempt to send something to the outside: said by a client in `post`, decided upon by a feature.

The one question that matters is whether it may be tried again. `UNSURE` is its own answer: the bytes went out and
nobody said what became of them, so only a person may have them sent once more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


class Verdict(StrEnum):
    """What an attempt came to."""

    SENT = "sent"
    LATER = "later"
    """Nothing was taken over; it may be tried again."""
    NEVER = "never"
    """It was refused for good; trying again would get the same answer."""
    UNSURE = "unsure"
    """It may have been taken over, or not."""


class Trouble(StrEnum):
    """Why, in a word of ours: a server's own words may quote an address."""

    NONE = "none"
    OFFLINE = "offline"
    SLOW = "slow"
    CUT = "cut"
    BUSY = "busy"
    SIGN_IN = "sign-in"
    PRIVACY = "privacy"
    """No encryption, or a certificate that proves nothing."""
    ADDRESS = "address"
    REFUSED = "refused"
    UNFIT = "unfit"
    """What was to be sent, or how, is not something that can be sent."""
    LOST = "lost"
    """The answer to what was handed over never came."""


class Security(StrEnum):
    """How the line to a mail server is kept private. None at all is for a server on this computer."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt's end."""

    verdict: Verdict
    trouble: Trouble = Trouble.NONE


def is_mail_address(text: str) -> bool:
    """Whether mail can go there: one plain address in ASCII, nothing around it, no second one behind it."""
    return len(text) <= 254 and bool(_ADDRESS.fullmatch(text))


def is_this_computer(host: str) -> bool:
    """Whether a host, said by name or number, can only be this computer; no name is looked up to find out."""
    import ipaddress  # late: manifests are read before the first window paints

    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
