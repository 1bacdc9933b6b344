"""The rules of this knowledge as pure functions: nothing here reads a file, a clock or a row."""

from hms_desktop.features.knowledge.domain.calculators.kinds import Choice as Choice
from hms_desktop.features.knowledge.domain.calculators.kinds import Day as Day
from hms_desktop.features.knowledge.domain.calculators.kinds import Number as Number
from hms_desktop.features.knowledge.domain.calculators.kinds import Result as Result
from hms_desktop.features.knowledge.domain.calculators.kinds import YesNo as YesNo
from hms_desktop.features.knowledge.domain.calculators.rows import CalculatorRow as CalculatorRow
from hms_desktop.features.knowledge.domain.laboratory import Analyte as Analyte
from hms_desktop.features.knowledge.domain.laboratory import Delta as Delta
from hms_desktop.features.knowledge.domain.laboratory import Flag as Flag
from hms_desktop.features.knowledge.domain.laboratory import Limits as Limits
