"""The table of proofs: what was looked at, what was seen, and whether it holds."""

from __future__ import annotations

from collections.abc import Callable

from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.ui.list_view import ListView
from hms_desktop.ui.paged_model import Chip, Column
from hms_desktop.ui.stated_list import StatedList
from hms_desktop.ui.words import tr

Proof = tuple[str, str, bool]


class ProofList(StatedList):
    """Filled from one answer."""

    view: ListView

    def __init__(self) -> None:
        self._proofs: tuple[Proof, ...] = ()
        columns: tuple[Column[Proof], ...] = (
            Column(tr("Proof"), lambda proof: tr(proof[0]), width=270, is_strong=True),
            Column(tr("Holds"), lambda _: "", width=90, chip=_chip),
            Column(tr("What was seen"), lambda proof: tr(proof[1])),
        )
        empty = ("shield-check", tr("Nothing was proved yet"), tr("Ctrl+Enter begins"))
        super().__init__(tr("Proofs"), columns, self._give, empty)

    def tell(self, proofs: tuple[Proof, ...]) -> None:
        """Shows these, what does not hold first."""
        self._proofs = tuple(sorted(proofs, key=lambda proof: proof[2]))
        self.begin()

    def _give(self, _request: PageRequest, done: Callable[[Page[Proof]], None], _failed: object) -> None:
        done(Page(self._proofs))


def _chip(proof: Proof) -> Chip:
    return Chip(tr("holds"), Tone.GOOD) if proof[2] else Chip(tr("broken"), Tone.BAD)
