"""Commands, queries and their handlers: the typed functions behind the one door.

A command is an order («RegisterPatient»), a query a noun («PatientList»). Both are frozen dataclasses that say in their
base what answer they get, so `bus.ask(PatientList(...))` is typed without a cast. A command's id is the transaction's:
the window that makes the command makes the id once, and every retry carries the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar, Generic, TypeVar, get_args
from uuid import UUID

from hms_desktop.kernel.access import Actor
from hms_desktop.kernel.changes import Changes

A = TypeVar("A")


@dataclass(frozen=True, kw_only=True)
class Command(Generic[A]):
    """An order. `reason` is why, where the act asks for one; it is kept in the journal and can be erased with it.

    The first answer is kept for a retry, so it holds ids only. A command that answers more, and may be carried out
    twice without harm, says `keeps_answer = False`: nothing of a patient stays behind, and a retry asks again.
    """

    keeps_answer: ClassVar[bool] = True

    id: UUID
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Query(Generic[A]):
    """A question. It changes nothing."""


@dataclass(frozen=True)
class Done(Generic[A]):
    """What a command answered and what it changed; `again` when this was the first one's answer once more."""

    answer: A
    changes: Changes
    again: bool = False


@dataclass(frozen=True)
class Operation:
    """Who does what in one transaction: the context that every journal row carries."""

    txn: UUID
    command: str
    actor: Actor
    reason: str = ""


@dataclass(frozen=True)
class Audited:
    """This query's answers are recorded: which verb on which kind of thing, and on which one (None: a list of them)."""

    verb: str
    entity: str
    of: Callable[[Any, Any], UUID | None] = lambda _query, _answer: None


@dataclass(frozen=True)
class Handler:
    """A handler as the bus finds it in a feature's `service` module; called, it is just its function."""

    message: type[Command[Any]] | type[Query[Any]]
    permission: str
    run: Callable[[Any, Any], Any]
    audited: Audited | None = None

    @property
    def name(self) -> str:
        return self.message.__name__

    def __call__(self, message: object, work: object) -> object:
        return self.run(message, work)


M = TypeVar("M")
W = TypeVar("W")


def handles(message: type[Command[A]], *, permission: str) -> Callable[[Callable[[M, W], A]], Handler]:
    """Declares the function below as the handler of a command."""
    return lambda run: Handler(message, permission, run)


def answers(
    message: type[Query[A]], *, permission: str, audited: Audited | None = None
) -> Callable[[Callable[[M, W], A]], Handler]:
    """Declares the function below as the handler of a query; an audited one is recorded before its answer is given."""
    return lambda run: Handler(message, permission, run, audited)


def handlers_in(modules: Iterable[ModuleType]) -> tuple[Handler, ...]:
    """Every handler that these modules declare."""
    return tuple(item for module in modules for item in vars(module).values() if isinstance(item, Handler))


def answer_kind(message: type) -> object:
    """The answer that a message class promises in its base, for reading a kept answer back."""
    for base in getattr(message, "__orig_bases__", ()):
        args = get_args(base)
        if args and not isinstance(args[0], TypeVar):
            return args[0]
    raise TypeError(f"{message.__name__} does not say what it answers")
