"""Published scores at work: a calculator of the knowledge is asked, and its answer is kept before it is shown.

Nothing here learns and nothing is guessed: an input that is missing or out of range is refused by its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.domain.answer import Kind, Opinion, Share, Used
from hms_desktop.features.insight.domain.scoring import Score, figure_text, label_of, said
from hms_desktop.features.insight.service import Look, kept
from hms_desktop.features.knowledge.domain import CalculatorRow
from hms_desktop.features.knowledge.figures import Calculation, Calculators, Figure
from hms_desktop.kernel.errors import NotFound
from hms_desktop.kernel.messages import Command, Query, answers, handles


@dataclass(frozen=True, kw_only=True)
class Scores(Query[tuple[CalculatorRow, ...]]):
    """The scores that can be asked."""


@dataclass(frozen=True, kw_only=True)
class AskScore(Command[Score]):
    """What a score of these inputs is; kept as it is shown. `sources` says where recorded inputs came from."""

    keeps_answer: ClassVar[bool] = False

    calculator: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    patient: UUID | None = None


@answers(Scores, permission="insight.ask")
def scores(_: Scores, work: Work) -> tuple[CalculatorRow, ...]:
    return work.ask(Calculators())


@handles(AskScore, permission="insight.ask")
def ask_score(command: AskScore, work: Work) -> Score:
    row = next((one for one in work.ask(Calculators()) if one.id == command.calculator), None)
    if row is None:
        raise NotFound("No such score", "There is no calculator called {name}", name=command.calculator)
    figure = work.ask(Calculation(calculator=row.id, inputs=command.inputs))
    value, unit = figure_text(figure.result.value, figure.result.unit, figure.result.decimals)
    given = {name: one.isoformat() if isinstance(one, date) else one for name, one in command.inputs.items()}
    opinion = kept(work, Look(given, command.patient), _opinion(row, command, figure, f"{value} {unit}".strip()))
    result = figure.result
    return Score(
        opinion=opinion, value=value, unit=unit, meaning=result.interpretation, warnings=result.warnings,
        citation=result.citation, floor=figure.parts.floor,
    )  # fmt: skip


def _opinion(row: CalculatorRow, command: AskScore, figure: Figure, value: str) -> Opinion:
    names = {label_of(row, name): name for name in command.inputs}
    parts = {label_of(row, part.name): part.points for part in figure.parts.parts}
    shares = tuple(
        Share(name, said(row, names.get(name, ""), command.inputs.get(names.get(name, ""), "")), points)
        for name, points in sorted(parts.items(), key=lambda one: -abs(one[1]))
        if points
    )
    return Opinion(
        kind=Kind.SCORE, model=row.id, version=row.version, title=row.title, is_rule=True,
        subject=f"{row.title} {value}", shares=shares, others=figure.parts.floor if figure.parts.parts else 0.0,
        used=tuple(_used(row, command, asked.label) for asked in row.inputs),
        says=(figure.result.interpretation, *figure.result.warnings, figure.result.citation),
    )  # fmt: skip


def _used(row: CalculatorRow, command: AskScore, label: str) -> Used:
    """An input under whichever of its names it was given; without words where it was not."""
    name = next((name for name in command.inputs if label_of(row, name) == label), None)
    if name is None:
        return Used(label)
    return Used(label, said(row, name, command.inputs[name]), command.sources.get(name, "said"))
