"""How two devices' changes of one field meet. Each column declares one; merging itself is done in `sync`."""

from __future__ import annotations

from enum import StrEnum


class Policy(StrEnum):
    """The merge policies. A column without one fails when its triggers are made."""

    APPEND = "append"
    """A fact, never changed; a correction is a new row that supersedes it."""
    SET_ADD = "set_add"
    """Kept from both sides: a union."""
    COUNTER = "counter"
    """Differences add up."""
    REVIEW = "review"
    """Both are kept and a person decides."""
    LWW = "lww"
    """The later one stands, the other stays in the history."""
    STATE = "state"
    """Only the allowed transitions happen."""
    ARBITER = "arbiter"
    """The server's constraint decides."""
    LOCAL = "local"
    """The workstation's own: neither captured nor sent."""
