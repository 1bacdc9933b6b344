"""The rules of this knowledge as pure functions: nothing here reads a file, a clock or a row."""

from hms_desktop.features.knowledge.domain.alerts import Alert as Alert
from hms_desktop.features.knowledge.domain.alerts import Checked as Checked
from hms_desktop.features.knowledge.domain.alerts import Level as Level
from hms_desktop.features.knowledge.domain.alerts import Order as Order
from hms_desktop.features.knowledge.domain.alerts import Patient as Patient
from hms_desktop.features.knowledge.domain.codes import CodeRow as CodeRow
from hms_desktop.features.knowledge.domain.indications import Indication as Indication
