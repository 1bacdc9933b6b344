"""Rules on who may import whom, where import-linter's contracts are too coarse to say it."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import Final

from tests.architecture.findings import Finding, Import, imports, tree

_QT: Final = ("PySide6", "shiboken6")
_STORE: Final = ("sqlalchemy", "sqlcipher3", "sqlite3", "psycopg", "alembic", "hms_desktop.data")
_OUTSIDE_WORLD: Final = (
    "os",
    "io",
    "pathlib",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "random",
    *_STORE,
)
_ROOTS: Final = ("__main__.py", "self_test.py", "bootstrap.py", "desk/program.py", "desk/acts.py")
_FEATURES: Final = "hms_desktop.features"
_ROOMS: Final = ("__init__", "manifest", "domain", "tables", "store", "service", "document", "demo")
_MORE_ROOMS: Final = {
    "wards": ("stays", "keeping", "telling", "setup", "summaries", "rounds"),
    "workstation": ("attachments",),
    "knowledge": ("loader", "index", "pack", "figures"),
    "notifications": ("outbox", "posting", "wishes", "wording", "reminders", "history"),
    "triage": ("judging", "neighbours"),
    "insight": (
        "subject",
        "diagnosing",
        "complaints",
        "risks",
        "scores",
        "labs",
        "films",
        "treating",
        "watching",
        "versions",
    ),
    "scheduling": ("series", "calendar", "queue", "board", "waiting", "learning", "judging"),
    "patients": (
        "merging",
        "exchange",
        "merges",
        "doubles",
        "arrivals",
        "chart",
        "history",
        "visible",
        "parts",
        "states",
        "finding",
    ),
}
_SERVICES: Final = (
    "service",
    "merging",
    "exchange",
    "chart",
    "history",
    "parts",
    "states",
    "attachments",
    "outbox",
    "posting",
    "wishes",
    "wording",
    "reminders",
    "series",
    "calendar",
    "queue",
    "board",
    "waiting",
    "learning",
    "stays",
    "keeping",
    "setup",
    "summaries",
    "rounds",
    "subject",
    "diagnosing",
    "complaints",
    "risks",
    "scores",
    "labs",
    "films",
    "treating",
    "watching",
    "versions",
    "figures",
)
_STORES: Final = ("tables", "store", "merges", "doubles", "arrivals", "finding")


def qt_only_in_ui(path: PurePosixPath, source: str) -> list[Finding]:
    """Qt is known in `ui` and in the features' `ui` folders, and nowhere else, not even late or by name."""
    if _is_ui(path):
        return []
    found = [Finding(path, item.line, "imports Qt") for item in imports(path, source) if item.reaches(*_QT)]
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.partition(".")[0] in _QT:
            found.append(Finding(path, node.lineno, "names a module of Qt"))
    return found


def ui_sees_no_store(path: PurePosixPath, source: str) -> list[Finding]:
    """What a person sees is made of frozen rows: no connection, no table, no driver in sight."""
    if not _is_ui(path):
        return []
    barred = [item for item in imports(path, source) if item.reaches(*_STORE) or _room(item) in _STORES]
    return [Finding(path, item.line, f"the screen reaches into {item.module}") for item in barred]


def only_ui_imports_ui(path: PurePosixPath, source: str) -> list[Finding]:
    """A service or a store that knew a window would drag Qt into the server."""
    if _is_ui(path) or path.as_posix() in _ROOTS:
        return []
    barred = [item for item in imports(path, source) if item.reaches("hms_desktop.ui") or _room(item) == "ui"]
    return [Finding(path, item.line, f"imports {item.module}, which is a screen") for item in barred]


def features_meet_by_messages(path: PurePosixPath, source: str) -> list[Finding]:
    """From another feature come only classes (commands, queries, rows) out of its service or domain, and the settings
    that its manifest declares."""
    own = _feature(path)
    if own is None:
        return []
    barred = [item for item in imports(path, source) if _feature_of(item) not in (None, own) and not _is_message(item)]
    return [Finding(path, item.line, f"takes {item.name or 'all'} from {item.module}") for item in barred]


def domain_is_pure(path: PurePosixPath, source: str) -> list[Finding]:
    """A domain rule is a function of its arguments: no clock, no connection, no file, no chance."""
    if _feature(path) is None or path.with_suffix("").parts[2] != "domain":
        return []
    barred = [
        item for item in imports(path, source) if item.reaches(*_OUTSIDE_WORLD) or _room(item) not in (None, "domain")
    ]
    return [Finding(path, item.line, f"a domain rule imports {item.module}") for item in barred]


def features_have_the_same_files(path: PurePosixPath, source: str) -> list[Finding]:
    """One set of file names for all features; only `ui`, and a `domain` or `demo` too big for one file, are folders."""
    own = _feature(path)
    if own is None:
        return []
    found = []
    rooms = _ROOMS + _MORE_ROOMS.get(own, ())
    if path.parts[2] not in ("ui", "domain", "demo") and (len(path.parts) > 3 or path.stem not in rooms):
        found.append(Finding(path, 1, "is not one of the files that a feature has"))
    if path.as_posix() == f"features/{own}/__init__.py" and len(tree(source).body) > 1:
        found.append(Finding(path, 2, "a feature's __init__ is a docstring"))
    return found


def no_star_imports(path: PurePosixPath, source: str) -> list[Finding]:
    """A name that is used can be followed to where it comes from."""
    return [
        Finding(path, item.line, f"imports * from {item.module}") for item in imports(path, source) if item.name == "*"
    ]


def _is_ui(path: PurePosixPath) -> bool:
    return path.parts[0] == "ui" or (_feature(path) is not None and path.parts[2] == "ui")


def _feature(path: PurePosixPath) -> str | None:
    return path.parts[1] if path.parts[0] == "features" and len(path.parts) > 2 else None


def _parts(item: Import) -> list[str]:
    """What stands behind `hms_desktop.features` in an import: feature, room, … The tuple of names is no feature."""
    if not item.reaches(_FEATURES) or (item.module, item.name) == (_FEATURES, "NAMES"):
        return []
    whole = f"{item.module}.{item.name}" if item.name else item.module
    return whole.split(".")[2:]


def _feature_of(item: Import) -> str | None:
    parts = _parts(item)
    return parts[0] if parts else None


def _room(item: Import) -> str | None:
    parts = _parts(item)
    return parts[1] if len(parts) > 1 else None


def _is_message(item: Import) -> bool:
    parts = _parts(item)
    rooms = (*_SERVICES, "domain", "manifest")
    return len(parts) == 3 and item.name == parts[2] and parts[1] in rooms and item.name[0].isupper()
