"""What a reader who knows the rules would object to in the knowledge: figures that contradict each other, names that
point nowhere, limits that are missing. Pure: the loader reads, this looks.

It cannot tell whether a figure is right; it finds those that cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from hms_desktop.features.knowledge.domain.choosing import GROUPS, USUAL, ages
from hms_desktop.features.knowledge.domain.drugs import Advice, Dose, Drug, RenalTier
from hms_desktop.features.knowledge.domain.measures import ROUTES, converted, is_unit
from hms_desktop.features.knowledge.domain.rule_lint import rule_remarks
from hms_desktop.features.knowledge.domain.sections import CLASSES, FORMULARY, Parts

FORMS: Final = (
    "tablet",
    "chewable tablet",
    "dispersible tablet",
    "effervescent tablet",
    "orally disintegrating tablet",
    "sublingual tablet",
    "buccal tablet",
    "modified release tablet",
    "gastro resistant tablet",
    "vaginal tablet",
    "extended release tablet",
    "delayed release tablet",
    "extended release capsule",
    "delayed release capsule",
    "capsule",
    "modified release capsule",
    "gastro resistant capsule",
    "solution",
    "suspension",
    "syrup",
    "powder",
    "granules",
    "sachet",
    "pellets",
    "drops",
    "eye drops",
    "eye ointment",
    "ear drops",
    "nasal drops",
    "nasal spray",
    "injection",
    "infusion",
    "concentrate",
    "flush",
    "pen",
    "implant",
    "inhaler",
    "dry powder inhaler",
    "nebuliser solution",
    "cream",
    "ointment",
    "gel",
    "lotion",
    "foam",
    "paste",
    "shampoo",
    "mouthwash",
    "patch",
    "film",
    "spray",
    "lozenge",
    "gum",
    "suppository",
    "pessary",
    "enema",
    "ring",
    "intrauterine device",
    "device",
)

"""Forms, with spaces; a file may write hyphens."""

_OUTSIDE: Final = ("topical", "ophthalmic", "otic", "dental")
"""Routes on which an amount is smeared or dripped and a maximum in figures is seldom to be had."""

_STRENGTH: Final = re.compile(r"^\d+(\.\d+)?( |-\d)?")
_OLDEST: Final = 130 * 12
_HEAVIEST: Final = 400.0


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One objection: in which file, where in it, and what."""

    file: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}, {self.where}: {self.text}" if self.where else f"{self.file}: {self.text}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What lies outside the formulary and may be referred to. None: nobody knows, so nothing is objected."""

    classes: Collection[str]
    allergy_groups: Collection[str] | None = None
    is_icd: Callable[[str], bool] | None = None


Remark = tuple[str, str]


def lint(
    parts: Parts, allergy_groups: Collection[str] | None = None, is_icd: Callable[[str], bool] | None = None
) -> tuple[Finding, ...]:
    """All objections to formulary, classes and rules, by file. `is_icd` tells whether a prefix begins any code."""
    found: list[Finding] = []
    seen: set[str] = set()
    for file, listed in parts.section(CLASSES).items():
        for one in listed.classes:
            found += [Finding(file, one.id, "This id is there twice")] if one.id in seen else []
            seen.add(one.id)
    bounds = Bounds(frozenset(seen), allergy_groups, is_icd)
    drugs = parts.section(FORMULARY)
    for file, drug in drugs.items():
        found += [
            Finding(file, where, text)
            for where, text in remarks(drug, file.rpartition("/")[2].removesuffix(".toml"), bounds)
        ]
    found += [Finding(*remark) for remark in rule_remarks(parts)]
    return tuple(sorted([*found, *_names_twice(drugs)]))


def remarks(drug: Drug, stem: str, bounds: Bounds) -> Iterator[Remark]:
    """Place and sentence of each objection to one drug, whose file is called `stem`."""
    yield from _named(drug, stem)
    yield from _referred(drug, bounds)
    yield from _sourced(drug)
    yield from _sold(drug)
    for number, dose in enumerate(drug.doses, start=1):
        yield from ((f"doses {number}", text) for text in _dose(dose))
    yield from _overlapping(drug.doses)
    yield from _renal(drug.renal)
    yield from _aged(drug)


def slug(inn: str) -> str:
    """What a drug's file is called: its INN with hyphens for all that is no letter or digit."""
    return re.sub(r"[^a-z0-9]+", "-", inn.lower()).strip("-")


def _named(drug: Drug, stem: str) -> Iterator[Remark]:
    if drug.inn != drug.inn.lower() or not drug.inn.strip():
        yield "inn", f"«{drug.inn}» is not in lower case"
    if slug(drug.inn) != stem:
        yield "inn", f"The file of «{drug.inn}» is to be called {slug(drug.inn)}.toml"
    if drug.tall_man and drug.tall_man.lower() not in (drug.inn, *(name.lower() for name in drug.also)):
        yield "tall_man", f"«{drug.tall_man}» is neither the INN nor another name of it in other letters"
    if not re.fullmatch(r"[A-Z]\d{2}[A-Z]{2}\d{2}|", drug.atc):
        yield "atc", f"«{drug.atc}» has not the shape of an ATC code, such as J01CA04"


def _referred(drug: Drug, bounds: Bounds) -> Iterator[Remark]:
    if not drug.classes:
        yield "classes", "A drug belongs to at least one class"
    for name in drug.classes:
        if name not in bounds.classes:
            yield "classes", f"There is no class «{name}» in classes.toml"
    for name in drug.allergy_groups:
        if bounds.allergy_groups is not None and name not in bounds.allergy_groups:
            yield "allergy_groups", f"There is no group «{name}» in allergies.toml"
    yield from _coded(drug, bounds.is_icd)


def _coded(drug: Drug, is_icd: Callable[[str], bool] | None) -> Iterator[Remark]:
    for number, one in enumerate(drug.contraindications, start=1):
        if not one.icd:
            yield f"contraindications {number}, icd", "No ICD-10-CM prefix is given"
        for prefix in one.icd:
            if is_icd is not None and not is_icd(prefix):
                yield f"contraindications {number}, icd", f"No ICD-10-CM code begins with «{prefix}»"
        if one.level in (Advice.COMPATIBLE, Advice.UNKNOWN):
            yield f"contraindications {number}, level", f"«{one.level}» is no contraindication"


def _sources_used(drug: Drug) -> Iterator[tuple[str, str]]:
    for name in ("doses", "renal", "contraindications", "ages", "monitoring"):
        for number, part in enumerate(getattr(drug, name), start=1):
            yield f"{name} {number}", part.source
    for name in ("hepatic", "pregnancy", "lactation"):
        yield name, getattr(drug, name).source


def _sourced(drug: Drug) -> Iterator[Remark]:
    used = set()
    for where, source in _sources_used(drug):
        used.add(source)
        if source not in drug.sources:
            yield f"{where}, source", f"«{source}» does not stand in [sources]"
    for name, text in drug.sources.items():
        if len(text.strip()) < 8:
            yield f"sources, {name}", "A source names its document and section"
        if name not in used:
            yield f"sources, {name}", "Nothing refers to this source"


def _sold(drug: Drug) -> Iterator[Remark]:
    for number, form in enumerate(drug.forms, start=1):
        if form.form.replace("-", " ") not in FORMS:
            yield f"forms {number}, form", f"«{form.form}» is none of the forms that are known"
        if form.route not in ROUTES:
            yield f"forms {number}, route", f"«{form.route}» is none of the routes that are known"
        for strength in form.strengths:
            if not _STRENGTH.match(strength):
                yield f"forms {number}, strengths", f"«{strength}» does not begin with a number"
        if any(count <= 0 for count in form.pack):
            yield f"forms {number}, pack", "A pack holds at least one"
    sold = {form.route for form in drug.forms}
    for number, dose in enumerate(drug.doses, start=1):
        if dose.route not in sold:
            yield f"doses {number}, route", f"No form is listed for the route «{dose.route}»"


def _dose(dose: Dose) -> Iterator[str]:
    if dose.group not in GROUPS:
        yield f"group: «{dose.group}» is none of {', '.join(GROUPS)}"
    if dose.route not in ROUTES:
        yield f"route: «{dose.route}» is none of the routes that are known"
    if not is_unit(dose.unit):
        yield f"unit: «{dose.unit}» is none of the units that are known"
    if dose.per not in ("", "kg", "m2"):
        yield f"per: «{dose.per}» is neither empty nor kg nor m2"
    yield from _figures(dose)
    yield from _fenced(dose)
    yield from _bounded("months", *ages(dose), _OLDEST)
    yield from _bounded("kg", dose.from_kg or 0, dose.to_kg, _HEAVIEST)


def _figures(dose: Dose) -> Iterator[str]:
    for name in ("single", "daily", "times_a_day"):
        pair: tuple[float, float] | None = getattr(dose, name)
        if pair is not None and not 0 < pair[0] <= pair[1]:
            yield f"{name}: the lower figure comes first, and both are above nought"
    for name in ("max_single", "max_daily"):
        most: float | None = getattr(dose, name)
        if most is not None and most <= 0:
            yield f"{name}: a maximum is above nought"
    if dose.single is None and dose.daily is None and not dose.note:
        yield "neither single nor daily is given, and no note says why"
    if dose.times_a_day is not None and dose.times_a_day[1] > 24:
        yield "times_a_day: more often than every hour"
    yield from _agreeing(dose)


def _agreeing(dose: Dose) -> Iterator[str]:
    """Whether the dose, its number a day and its maxima can be true at once."""
    often = dose.times_a_day
    is_daily = often is None or often[0] >= 1  # of what is taken less than daily, max_daily may be a mean
    if dose.max_single is not None and dose.max_daily is not None and dose.max_single > dose.max_daily and is_daily:
        yield "max_single is more than max_daily"
    if dose.per:
        return
    if dose.single and dose.max_single is not None and dose.single[1] > dose.max_single:
        yield "single: the usual dose is more than max_single"
    if dose.daily and dose.max_daily is not None and dose.daily[1] > dose.max_daily:
        yield "daily: the usual day is more than max_daily"
    if dose.single and dose.max_daily is not None and dose.single[1] > dose.max_daily and is_daily:
        yield "single: one usual dose is more than max_daily"
    if dose.single and often and dose.max_daily is not None and dose.single[0] * often[0] > dose.max_daily:
        yield "single: the lowest dose, the fewest times a day, is more than max_daily"


def _fenced(dose: Dose) -> Iterator[str]:
    if dose.per and dose.max_single is None and dose.max_daily is None:
        yield f"a dose for each {dose.per} needs a maximum whatever the weight (max_single or max_daily)"
    is_smeared = dose.route in _OUTSIDE or dose.unit == "application"
    if dose.group == "adult" and dose.indication == USUAL and not dose.per and not is_smeared:
        missing = [name for name in ("max_single", "max_daily") if getattr(dose, name) is None]
        if missing:
            yield f"an adult's usual dose needs {' and '.join(missing)}"


def _bounded(of: str, start: float, end: float | None, most: float) -> Iterator[str]:
    if start < 0 or start > most or (end is not None and (end <= start or end > most)):
        yield f"from_{of} and to_{of} are not in order, or cannot be"


def _overlapping(doses: tuple[Dose, ...]) -> Iterator[Remark]:
    """Two entries for the same patient that say different things: nobody could tell which one counts."""
    for (number, one), (other, two) in combinations(enumerate(doses, start=1), 2):
        same = (one.group, one.indication, one.route) == (two.group, two.indication, two.route)
        is_comparable = converted(1.0, one.unit, two.unit) is not None  # one may be in units and the other in mg
        if not same or not is_comparable or not _meet(ages(one), ages(two)):
            continue
        if _meet((one.from_kg or 0, one.to_kg), (two.from_kg or 0, two.to_kg)):
            yield f"doses {number} and {other}", "Both hold for the same age, weight, indication and route"


def _meet(one: tuple[float, float | None], two: tuple[float, float | None]) -> bool:
    return (one[1] is None or two[0] < one[1]) and (two[1] is None or one[0] < two[1])


def _renal(tiers: tuple[RenalTier, ...]) -> Iterator[Remark]:
    for number, tier in enumerate(tiers, start=1):
        if tier.measure not in ("crcl", "egfr"):
            yield f"renal {number}, measure", f"«{tier.measure}» is neither crcl nor egfr"
        if not 0 <= tier.from_ < tier.below <= 200:
            yield f"renal {number}", "from is to be lower than below, and both within 0 and 200"
        if not tier.advice.strip():
            yield f"renal {number}, advice", "A tier says what to do"
    for (number, one), (other, two) in combinations(enumerate(tiers, start=1), 2):
        if one.measure == two.measure and _meet((one.from_, one.below), (two.from_, two.below)):
            yield f"renal {number} and {other}", "Both hold for the same clearance"


def _aged(drug: Drug) -> Iterator[Remark]:
    for number, limit in enumerate(drug.ages, start=1):
        span = (limit.from_months, limit.to_months)
        for text in _bounded("months", *span, _OLDEST):
            yield f"ages {number}", text
        if limit.level in (Advice.COMPATIBLE, Advice.UNKNOWN):
            yield f"ages {number}, level", f"«{limit.level}» is no reason to warn"
        for other, dose in enumerate(drug.doses, start=1):
            start, end = ages(dose)
            covers = limit.from_months <= start and (
                limit.to_months is None or (end is not None and end <= limit.to_months)
            )
            if covers and limit.level is Advice.CONTRAINDICATED:
                yield f"ages {number}", f"The age is ruled out, yet doses {other} is for it"


def _names_twice(drugs: Mapping[str, Drug]) -> Iterator[Finding]:
    """A name that two drugs answer to finds the wrong one of them."""
    seen: dict[str, str] = {}
    for file, drug in drugs.items():
        for name in {drug.inn, *(one.lower() for one in drug.also), *(one.lower() for one in drug.brands)}:
            if name in seen:
                yield Finding(file, "names", f"«{name}» is a name of {seen[name]} as well")
            seen.setdefault(name, drug.inn)
