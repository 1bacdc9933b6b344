"""Whom the tests of insight ask about, and what he says."""

from __future__ import annotations

from datetime import date
from functools import cache
from uuid import UUID

from hms_desktop.features.insight.diagnosing import Interviewer
from hms_desktop.features.insight.domain.interview import Said
from hms_desktop.features.insight.risks import RiskModel
from hms_desktop.features.patients.domain import Particulars, Sex
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.inference.catalogue import Catalogue, standing
from hms_desktop.kernel.access import Role
from tests.support import Desk

PAIN, FEVER, COUGH, SORE_THROAT = "E_55", "E_91", "E_201", "E_97"
CHEST = (Said(PAIN, True), Said(FEVER, False), Said(COUGH, True))


@cache
def catalogue() -> Catalogue:
    """The models that ship; loading one takes as long as a test."""
    return standing()


@cache
def interviewer() -> Interviewer:
    """The diagnosis model at work."""
    return Interviewer(catalogue().model("diagnosis"))


@cache
def risk(name: str) -> RiskModel:
    """A risk model at work."""
    return RiskModel(catalogue().model(name))


def patient(desk: Desk, family: str = "Adeyemi", **more: object) -> UUID:
    """Somebody with a birth date and a sex."""
    facts = Particulars(family=family, given="Ana", sex=Sex.FEMALE, born=date(1956, 4, 7), **more)  # type: ignore[arg-type]
    return desk.do(RegisterPatient(id=desk.id(), facts=facts), Role.RECEPTIONIST).uid
