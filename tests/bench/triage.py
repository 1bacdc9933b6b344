"""A suggestion as the desk gets it: rules, model, the clinic's last 400 triages, doctors and their load."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle, islice
from typing import Final

from hms_desktop.features.staff.domain import DoctorFacts, Hours
from hms_desktop.features.staff.service import AddDepartment, AddDoctor, Doctors, SetHours
from hms_desktop.features.triage.domain.kinds import Stay, Urgency
from hms_desktop.features.triage.service import AcceptCare, SuggestCare
from hms_desktop.features.triage.store import RECENT
from tests.bench.clinics import CACHE, Desk, fresh, opened
from tests.bench.figures import Figure, median, percentile

ROUNDS: Final = 300
PROBLEMS: Final = (
    "fever child", "chest pain 2 days", "toothache since yesterday, no fever", "red itchy eyes", "sick note",
    "my father fell in the bathroom and his hip hurts, he cannot stand since this morning", "antenatal visit 28 weeks",
    "coughing for three weeks with night sweats and weight loss", "stitches out", "itchy rash on both arms for 5/7",
)  # fmt: skip
SPECIALITIES: Final = ("General practice", "Paediatrics", "Surgery", "Cardiology", "Dentistry", "Gynaecology")


def run() -> Iterator[Figure]:
    """Twelve doctors and a full history; the baseline is one plain list through the same bus."""
    with opened(fresh(CACHE / "triage.db")) as desk:
        _furnish(desk)
        asked = list(islice(cycle(PROBLEMS), ROUNDS))
        began = time.perf_counter()
        _suggest(desk, asked[0])
        first = time.perf_counter() - began
        ours = _timed(asked, lambda problem: _suggest(desk, problem))
        base = _timed(asked, lambda _: desk.bus.ask(Doctors(), desk.actor))
    yield Figure("triage", f"a suggestion beside {RECENT} accepted ones, median", median(ours), "ms", median(base))
    slow = (percentile(ours, 0.95) * 1e3, percentile(base, 0.95) * 1e3)
    yield Figure("triage", f"a suggestion, p95 of {ROUNDS}; a list of 12 doctors", slow[0], "ms", slow[1], "≤ 20 ms")
    yield Figure("triage", "the first one, with the runtime and the model loaded", first * 1e3, "ms")


def _suggest(desk: Desk, problem: str) -> object:
    return desk.bus.ask(SuggestCare(problem=problem, born=date(1980, 5, 1), sex="female"), desk.actor)


def _furnish(desk: Desk) -> None:
    chance = random.Random(3)
    for at, name in enumerate(("General", "Children", "Surgery", "Emergency")):
        desk.bus.execute(AddDepartment(id=desk.ids.new(), name=name, code="GCSE"[at]), desk.actor)
    week = tuple(Hours(weekday=day, start=0, end=1440) for day in range(7))
    for at in range(12):
        facts = DoctorFacts(family=f"Doctor {at}", speciality=SPECIALITIES[at % len(SPECIALITIES)])
        doctor = desk.bus.execute(AddDoctor(id=desk.ids.new(), facts=facts), desk.actor).answer
        desk.bus.execute(SetHours(id=desk.ids.new(), doctor=doctor, version=1, hours=week), desk.actor)
    for _ in range(RECENT):
        shown = desk.bus.ask(SuggestCare(problem=chance.choice(PROBLEMS)), desk.actor)
        command = AcceptCare(
            id=desk.ids.new(), shown=shown, urgency=shown.urgency or Urgency.SOON, stay=Stay.NONE, confirmed=True
        )
        desk.bus.execute(command, desk.actor)


def _timed(asked: list[str], act: Callable[[str], object]) -> list[float]:
    spent = []
    for problem in asked:
        began = time.perf_counter()
        act(problem)
        spent.append(time.perf_counter() - began)
    return spent
