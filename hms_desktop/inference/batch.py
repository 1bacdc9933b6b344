"""Many rows through a model, lot by lot: one call of the runtime a lot, progress after each, and an end when asked for.

A lot is as large as the processor's caches like it, not as large as the memory: a clinic's whole list is scored while
people work beside it. A model that rounds with a scale of all rows of a call (the diagnosis: measured, 0.03 in the log
odds) is asked with `lot=1`, because nobody's answer may depend on who else was on the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from hms_desktop.inference.session import Arrays

LOT: Final = 256

One = TypeVar("One")
Told = Callable[[int], object]


def scored(
    run: Callable[[Sequence[One]], Arrays],
    rows: Iterable[One],
    *,
    lot: int = LOT,
    told: Told | None = None,
    goes_on: Callable[[], bool] | None = None,
) -> Iterator[tuple[One, Arrays]]:
    """Each row with its own part of the outputs, in the order given; nothing is held beyond a lot.

    `run` turns a lot into the model's inputs, a row each, and runs it. `told` hears how many are done. When `goes_on`
    says no, no further lot begins and the rows end: who asked to stop knows that they are not all.
    """
    if lot < 1:
        raise ValueError("a lot has at least one row")
    unread, done = iter(rows), 0
    while (goes_on is None or goes_on()) and (part := list(islice(unread, lot))):
        outputs = run(part)
        if any(len(values) != len(part) for values in outputs.values()):
            raise ValueError("a model answers each row of a lot")
        for at, one in enumerate(part):
            yield one, {name: values[at : at + 1] for name, values in outputs.items()}
        done += len(part)
        if told is not None:
            told(done)
