"""A rule: whom it was made for, whose it is, and what it says of a case. Outside of its ages it says nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hms_desktop.features.insight.domain.labs.case import Case, Finding, Standing

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a rule says, without its name."""

    standing: Standing
    says: str
    speaks_for: Words = ()
    speaks_against: Words = ()
    missing: Words = ()
    worth: Words = ()
    urgency: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Ages are in years, from `since` to under `until`."""

    id: str
    title: str
    source: str
    judge: Callable[[Case], Said | None]
    since: float = 18
    until: float = 130

    def finding(self, case: Case) -> Finding | None:
        """What it says of this case; None where nothing points its way, or it was not made for this age."""
        said = self.judge(case) if self.since <= case.age < self.until else None
        if said is None:
            return None
        return Finding(
            rule=self.id, title=self.title, standing=said.standing, says=said.says, speaks_for=said.speaks_for,
            speaks_against=said.speaks_against, missing=said.missing, worth=said.worth or said.missing,
            urgency=said.urgency, source=self.source,
        )  # fmt: skip


def found(  # noqa: PLR0913 - what a rule has to say
    says: str, *, pro: Words = (), con: Words = (), missing: Words = (), worth: Words = (), urgency: int = 0
) -> Said:
    """The rule is fulfilled."""
    return Said(standing=Standing.FOUND, says=says, speaks_for=pro, speaks_against=con, missing=missing, worth=worth,
                urgency=urgency)  # fmt: skip


def possible(  # noqa: PLR0913
    says: str, *, pro: Words = (), con: Words = (), missing: Words = (), worth: Words = (), urgency: int = 0
) -> Said:
    """Part of it is, or it is on the border."""
    return Said(standing=Standing.POSSIBLE, says=says, speaks_for=pro, speaks_against=con, missing=missing,
                worth=worth, urgency=urgency)  # fmt: skip


def lacks(missing: Words, *, pro: Words = (), urgency: int = 0) -> Said | None:
    """It is near and lacks a fact; without a name for what it lacks there is nothing to say."""
    if not missing:
        return None
    says = f"Cannot be judged: {', '.join(missing)} missing"
    return Said(standing=Standing.MISSING, says=says, speaks_for=pro, missing=missing, urgency=urgency)
