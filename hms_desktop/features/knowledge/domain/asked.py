"""One question to the knowledge: an order whose drug was found, and the patient. All checks of one drug take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, NotChecked, Order, Patient
from hms_desktop.features.knowledge.domain.drugs import Advice, Drug

LEVEL_OF: Final[Mapping[Advice, Level]] = {
    Advice.CONTRAINDICATED: Level.CONTRAINDICATED,
    Advice.AVOID: Level.MAJOR,
    Advice.CAUTION: Level.MODERATE,
}
"""How grave an alert is that an advice raises; «compatible» raises none, «unknown» is no answer."""

ACTION_OF: Final[Mapping[Advice, str]] = {
    Advice.CONTRAINDICATED: "Do not give it",
    Advice.AVOID: "Choose another drug unless there is none",
    Advice.CAUTION: "Weigh benefit and harm, and watch",
}


class Words(NamedTuple):
    """What an alert says: the danger, why it is one, and what to do."""

    what: str
    why: str
    action: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The drug, its order, the patient, and the date of the knowledge that answers."""

    drug: Drug
    order: Order
    patient: Patient
    date: date

    def alert(self, kind: str, level: Level, words: Words, source: str) -> Alert:
        """An alert on this drug; `source` is a key of the drug's sources."""
        return Alert(
            kind=kind,
            level=level,
            what=words.what,
            why=words.why,
            action=words.action,
            source=self.drug.sources.get(source, source),
            known=self.date,
            drugs=(self.drug.inn,),
        )


def unchecked(kind: str, *missing: str) -> Checked:
    """The answer of a check that could not be made for want of these facts."""
    return Checked(alerts=(), not_checked=tuple(NotChecked(kind=kind, missing=one) for one in missing))


def together(parts: Iterable[Checked]) -> Checked:
    """Several answers as one, in their order."""
    each = tuple(parts)
    alerts = tuple(alert for part in each for alert in part.alerts)
    return Checked(alerts=alerts, not_checked=tuple(one for part in each for one in part.not_checked))


NOTHING: Final = Checked(alerts=())
"""The answer of a check that was made and found no danger."""
