"""The instruments of the insight page, in their order: name, picture, and the class that is made when it is first
used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Final

from hms_desktop.features.insight.ui.instrument import Instrument
from hms_desktop.ui.workplace import Workplace

_HERE: Final = "hms_desktop.features.insight.ui"


@dataclass(frozen=True)
class Spec:
    """One instrument."""

    id: str
    title: str
    icon: str
    widget: str
    """«module:class» in this folder."""
    permission: str = "insight.ask"

    def make(self, place: Workplace) -> Instrument:
        """The instrument itself."""
        module, _, name = self.widget.partition(":")
        made: Instrument = getattr(import_module(f"{_HERE}.{module}"), name)(place)
        return made


INSTRUMENTS: Final = (
    Spec("diagnosis", "Diagnosis", "stethoscope", "diagnosis_panel:DiagnosisPanel"),
    Spec("scores", "Scores", "calculator", "scores_panel:ScoresPanel"),
    Spec("readmission", "Readmission", "activity", "risk_panel:ReadmissionPanel"),
    Spec("mortality", "Mortality", "activity", "risk_panel:MortalityPanel"),
    Spec("labs", "Laboratory", "flask", "labs_panel:LabsPanel"),
    Spec("film", "Film", "lungs", "film_panel:FilmPanel"),
    Spec("treatment", "Treatment", "pill", "treatment_panel:TreatmentPanel"),
)
