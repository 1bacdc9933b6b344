"""The rules of this knowledge as pure functions: nothing here reads a file, a clock or a row."""

from hms_desktop.features.knowledge.domain.alerts import Alert as Alert
from hms_desktop.features.knowledge.domain.alerts import Checked as Checked
from hms_desktop.features.knowledge.domain.alerts import Level as Level
from hms_desktop.features.knowledge.domain.alerts import Order as Order
from hms_desktop.features.knowledge.domain.alerts import Patient as Patient
from hms_desktop.features.knowledge.domain.calculators.kinds import Choice as Choice
from hms_desktop.features.knowledge.domain.calculators.kinds import Day as Day
from hms_desktop.features.knowledge.domain.calculators.kinds import Number as Number
from hms_desktop.features.knowledge.domain.calculators.kinds import Result as Result
from hms_desktop.features.knowledge.domain.calculators.kinds import YesNo as YesNo
from hms_desktop.features.knowledge.domain.calculators.rows import CalculatorRow as CalculatorRow
from hms_desktop.features.knowledge.domain.codes import CodeRow as CodeRow
from hms_desktop.features.knowledge.domain.indications import Indication as Indication
from hms_desktop.features.knowledge.domain.laboratory import Analyte as Analyte
from hms_desktop.features.knowledge.domain.laboratory import Delta as Delta
from hms_desktop.features.knowledge.domain.laboratory import Flag as Flag
from hms_desktop.features.knowledge.domain.laboratory import Limits as Limits
