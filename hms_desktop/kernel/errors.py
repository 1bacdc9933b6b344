"""What can go wrong, in two families: a KnownError is told to a person who can act on it, a BugError is our fault.

Texts are English templates with ``{name}`` places; the screen translates the template first and fills it afterwards.
No value put into an error may come from a patient's record: errors end up in logs and on shared screens.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath


class KnownError(Exception):
    """A sentence for a person: what happened, why, and the way on."""

    def __init__(self, title: str, message: str, hint: str = "", /, **values: object) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.hint = hint
        self.values: Mapping[str, object] = values

    def __reduce__(self) -> tuple[object, ...]:
        texts = (self.title, self.message, self.hint)
        return (_rebuild, (type(self), texts, dict(self.values), self._extra()))

    def _extra(self) -> dict[str, object]:
        """What a subclass adds; it travels between the worker process and the program."""
        return {}

    def __str__(self) -> str:
        parts = (self.title, self.message, self.hint)
        return " ".join(_ended(part.format(**self.values)) for part in parts if part)


class Denied(KnownError):
    """The actor may not do this."""


class NotFound(KnownError):
    """It is not there, or this actor may not know that it is."""


class Stale(KnownError):
    """Somebody saved a newer version meanwhile; nothing was written."""


class Conflict(KnownError):
    """A rule that the database holds stands against it: taken, overlapping, already done."""


class Offline(KnownError):
    """It needs the network, and there is none."""


class Storage(KnownError):
    """The file, the disk, the vault or a backup cannot be used as it is."""


class Locked(KnownError):
    """The vault stays closed: a wrong password, too many tries, a missing key half."""


class Invalid(KnownError):
    """Fields whose content cannot be accepted, each with its sentence; what was typed is kept."""

    def __init__(self, fields: Mapping[str, str], title: str = "Please check what is marked", **values: object) -> None:
        super().__init__(title, "", "", **values)
        self.fields: Mapping[str, str] = dict(fields)

    def _extra(self) -> dict[str, object]:
        return {"fields": self.fields}

    def __str__(self) -> str:
        told = " ".join(f"{name}: {_ended(text.format(**self.values))}" for name, text in self.fields.items())
        return f"{_ended(self.title)} {told}".strip()


class BugError(Exception):
    """Our own fault. It keeps the kinds of the errors and the lines they came from, never their texts or values."""

    def __init__(self, cause: BaseException, doing: str) -> None:
        super().__init__(f"{type(cause).__name__} while {doing}")
        self.doing = doing
        self.report = report(cause, doing)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_bug, (str(self), self.doing, self.report))


def report(cause: BaseException, doing: str) -> str:
    """A copyable report without patient data: types, files, lines and functions only."""
    import traceback  # late: the first window paints before anything can have gone wrong

    lines = [f"while {doing}"]
    seen: BaseException | None = cause
    while seen is not None:
        lines.append(type(seen).__qualname__)
        frames = traceback.extract_tb(seen.__traceback__)
        lines += [f"  {'/'.join(PurePath(f.filename).parts[-3:])}:{f.lineno} {f.name}" for f in frames[-12:]]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "»")) else f"{text}."


def _rebuild(
    kind: type[KnownError], texts: tuple[str, str, str], values: dict[str, object], extra: dict[str, object]
) -> KnownError:
    error = kind.__new__(kind)
    KnownError.__init__(error, *texts, **values)
    error.__dict__.update(extra)
    return error


def _rebuild_bug(text: str, doing: str, told: str) -> BugError:
    error = BugError.__new__(BugError)
    Exception.__init__(error, text)
    error.doing, error.report = doing, told
    return error
