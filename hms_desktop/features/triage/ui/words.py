"""What the answers of a triage are called."""

from __future__ import annotations

from typing import Final

from hms_desktop.features.triage.domain.doctors import Reason
from hms_desktop.features.triage.domain.judgement import Silence
from hms_desktop.features.triage.domain.kinds import Kind, Stay, Urgency
from hms_desktop.kernel.chart import Tone
from hms_desktop.ui.words import tr

KINDS: Final = {
    Kind.GENERAL: "General practice", Kind.PAEDIATRICS: "Children", Kind.OBSTETRICS: "Women and births",
    Kind.SURGERY: "Surgery and bones", Kind.INTERNAL: "Internal medicine", Kind.ENT: "Ear, nose and throat",
    Kind.EYE: "Eye", Kind.DENTAL: "Teeth", Kind.DERMATOLOGY: "Skin", Kind.MENTAL: "Mental health",
    Kind.EMERGENCY: "Emergency",
}  # fmt: skip

URGENCIES: Final = {
    Urgency.EMERGENCY: "Emergency: now", Urgency.URGENT: "Urgent: within the hour",
     Urgency.SOON: "Soon: today or tomorrow",
    Urgency.ROUTINE: "Routine: an appointment will do",
}  # fmt: skip

HOW_SOON: Final = {
    Urgency.EMERGENCY: "Emergency", Urgency.URGENT: "Urgent", Urgency.SOON: "Soon", Urgency.ROUTINE: "Routine",
}  # fmt: skip

TONES: Final = {
    Urgency.EMERGENCY: Tone.BAD, Urgency.URGENT: Tone.WARN, Urgency.SOON: Tone.PLAIN, Urgency.ROUTINE: Tone.QUIET,
}  # fmt: skip

STAYS: Final = {
    Stay.NONE: "Goes home", Stay.DAY: "Some hours", Stay.SHORT: "One to three nights", Stay.LONG: "Longer",
}  # fmt: skip

SILENCES: Final = {
    Silence.NOTHING: ("What brings the patient here?", "A few words will do: «chest pain 2 days», «fever child»"),
    Silence.UNKNOWN: ("Not able to judge",
     "Too few of these words are known here. Decide yourself, or say it otherwise"),
    Silence.UNSURE: ("Not able to judge", "No department stands out. A word more about the complaint may help"),
    Silence.MISSING: ("Not able to judge", "The model is not installed here; only the red flags are looked for"),
}  # fmt: skip

LIKELIHOODS: Final = (
    (0.9, "very likely"), (0.7, "likely"), (0.5, "more likely than not"), (0.3, "possible"), (0.1, "less likely"),
    (0.0, "unlikely"),
)  # fmt: skip
"""From this probability on it is called so."""

DISCLAIMER: Final = "Research model, decision support, not a medical device"


def in_words(probability: float) -> str:
    """A probability as people say it; the number stands beside it."""
    return tr(next(word for least, word in LIKELIHOODS if probability >= least))


def likely(probability: float) -> str:
    """«likely, 72 %»: never a bare number."""
    return tr("{word}, {percent} %", word=in_words(probability), percent=round(probability * 100))


def reason_text(reason: Reason) -> str:
    """A doctor's reason in the person's language."""
    return tr(reason.text, **dict(reason.values))
