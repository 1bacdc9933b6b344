"""The few things that tests put in place of the world: the clock and the system's keyring."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class FakeClock:
    """A clock that stands until it is told to go. `set` moves only the wall clock, as a time server does."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._ticks = 0.0

    def now(self) -> datetime:
        return self._now

    def ticks(self) -> float:
        return self._ticks

    def advance(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._ticks += seconds

    def set(self, instant: datetime) -> None:
        self._now = instant


class KeyringBroke(Exception):
    """A keyring's own error, of a kind that the program has never heard of."""


class FakeKeyring:
    """A keyring that works. Its class stands in the module of a trusted one, which is how backends are told apart."""

    __module__ = "keyring.backends.SecretService"

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class RaisesOnGet(FakeKeyring):
    __module__ = "keyring.backends.SecretService"

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringBroke(f"{service} {username}")


class RaisesOnSet(FakeKeyring):
    __module__ = "keyring.backends.SecretService"

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringBroke(f"{service} {username} {password}")


class Hangs(FakeKeyring):
    """Waits for a prompt that nobody sees, until the test lets it go."""

    __module__ = "keyring.backends.SecretService"

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait()
        return super().get_password(service, username)


class Answers(FakeKeyring):
    """Gives one answer to every question, whatever was kept."""

    __module__ = "keyring.backends.SecretService"

    def __init__(self, answer: str | None) -> None:
        super().__init__()
        self.answer = answer

    def get_password(self, service: str, username: str) -> str | None:  # noqa: ARG002 - the signature is keyring's
        return self.answer


class Truncates(FakeKeyring):
    __module__ = "keyring.backends.Windows"

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password[:20])


class Null(FakeKeyring):
    """Keeps nothing and says that all is well."""

    __module__ = "keyring.backends.null"


class Fail(FakeKeyring):
    """What the package offers when the system has none."""

    __module__ = "keyring.backends.fail"


class PlainText(FakeKeyring):
    """A keyring of `keyrings.alt`: a file in clear."""

    __module__ = "keyrings.alt.file"


class KWallet(FakeKeyring):
    __module__ = "keyring.backends.kwallet"


class Chain(FakeKeyring):
    """A chain of backends, as the package makes one when it finds several."""

    __module__ = "keyring.backends.chainer"

    def __init__(self, *backends: FakeKeyring) -> None:
        super().__init__()
        self.backends = backends
