"""Insight as data: who may ask models and scores, who may accept what they say, who watches over them."""

from hms_desktop.kernel.access import Role
from hms_desktop.kernel.manifest import Feature, PageSpec

_ASK = ("insight.ask",)
_CARE = (*_ASK, "insight.accept")

FEATURE = Feature(
    name="insight",
    title="Insight",
    permissions={
        "insight.ask": "Ask models and scores about a patient",
        "insight.accept": "Accept, dismiss or report what they say",
        "insight.watch": "See how models do, and score many patients",
        "insight.manage": "Choose which version of a model answers",
    },
    roles={
        Role.NURSE: _ASK,
        Role.DOCTOR: (*_CARE, "insight.watch"),
        Role.MANAGER: ("insight.watch",),
        Role.ADMINISTRATOR: ("insight.watch", "insight.manage"),
    },
    tables="tables",
    handlers="service subject diagnosing complaints risks versions watching films scores labs treating",
    actions="ui.actions",
    pages=(
        PageSpec("insight", "Insight", "ui.insight_page:InsightPage", "insight.ask", "bulb", place=50),
        # who may have models learn here works with this page; a doctor comes to it from an answer
        PageSpec("models", "Models", "ui.models_page:ModelsPage", "insight.watch", "brain", place=83,
                 rail="schedule.learn"),
        PageSpec("lots", "Risks in the wards", "ui.lots_page:LotsPage", "insight.watch", "list-numbers"),
    ),
    timeline=("service:InsightLines",),
    entities={
        "insight_answer": "Answer of a model",
        "insight_verdict": "Verdict on an answer",
        "insight_outcome": "Outcome after an answer",
        "model_use": "Choice of a model's version",
    },
)  # fmt: skip
