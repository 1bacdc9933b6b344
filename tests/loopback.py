"""No test reaches past this machine: connecting or looking up anything but loopback is refused, and fails the test.

It is also logged, so that a test fails even where the code under test swallows the error.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Callable
from typing import Any, Final

_NEAR_NAMES: Final = frozenset({None, "", b"", "localhost", b"localhost"})
_LOG = logging.getLogger("tests.loopback")


class ReachesOutError(RuntimeError):
    """A test tried to leave this machine."""


def is_near(host: object) -> bool:
    """Whether this host is this machine, said by number or as «localhost»; no name is looked up to find out."""
    if host in _NEAR_NAMES:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(host: object) -> None:
    _LOG.error("a test reaches out to %r", host)
    raise ReachesOutError(f"a test may reach nothing but loopback, not {host!r}")


def _demand_near(address: object) -> None:
    if isinstance(address, tuple) and address and not is_near(address[0]):
        _refuse(address[0])


def stay_on_loopback() -> None:
    """From here on, in this process. A Unix socket has no tuple for an address and is always near."""
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def look_up_near(host: Any, *words: Any, **named: Any) -> Any:  # noqa: ANN401 - as the function it stands for
        if not is_near(host):
            _refuse(host)
        return look_up(host, *words, **named)

    socket.getaddrinfo = look_up_near


def _guarded(reach: Callable[..., Any]) -> Callable[..., Any]:
    def reach_near(self: socket.socket, *words: Any) -> Any:  # noqa: ANN401 - as the method it stands for
        _demand_near(words[-1])
        return reach(self, *words)

    return reach_near
