"""What an answer is, and the rules of reading it: pure functions over frozen dataclasses."""

from hms_desktop.features.insight.domain.answer import Kind as Kind
from hms_desktop.features.insight.domain.answer import Likely as Likely
from hms_desktop.features.insight.domain.answer import Opinion as Opinion
from hms_desktop.features.insight.domain.answer import Share as Share
from hms_desktop.features.insight.domain.answer import Silence as Silence
from hms_desktop.features.insight.domain.answer import Turning as Turning
from hms_desktop.features.insight.domain.answer import Used as Used
from hms_desktop.features.insight.domain.answer import Verdict as Verdict
