"""A calculator as a form is made of it: everything but the formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .kinds import MISSING, Calculator, Groups, Input, read_inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculatorRow:
    """A calculator as a form is made of it."""

    id: str
    title: str
    group: str
    version: str
    citation: str
    unit: str
    decimals: int
    inputs: tuple[Input, ...]
    one_of: Groups = ()

    def faults(self, inputs: Mapping[str, object]) -> dict[str, str]:
        """What is wrong with single inputs, by name, as it would be refused; what was not given is not wrong."""
        _, faults, _ = read_inputs(self.inputs, (), inputs)
        return {name: text for name, text in faults.items() if text != MISSING}

    def missing(self, inputs: Mapping[str, object]) -> tuple[str, ...]:
        """The names of what has to be given still, in the order of the form."""
        values, faults, _ = read_inputs(self.inputs, (), inputs)
        lacking = {name for name, text in faults.items() if text == MISSING}
        lacking |= {group[0] for group in self.one_of if not any(name in values or name in faults for name in group)}
        return tuple(one.name for one in self.inputs if one.name in lacking)


def row_of(one: Calculator, group: str) -> CalculatorRow:
    """Its row, under the body system that it belongs to."""
    return CalculatorRow(
        id=one.id, title=one.title, group=group, version=one.version, citation=one.citation, unit=one.unit,
        decimals=one.decimals, inputs=one.inputs, one_of=one.one_of,
    )  # fmt: skip
