"""How a patient wants to be reached: what he answers when he is asked, kept with who asked him and when."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from hms_desktop.features.notifications.ui.words import LANGUAGES, moment
from hms_desktop.features.notifications.wishes import KeepWish, Reach
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.acts import Parked
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import ChoiceField, Field, TickField
from hms_desktop.ui.somebody import Somebody
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

FORM: Final = "notifications.wish"


class WishDialog(CommandDialog):
    """Nothing is ticked for whoever was not asked yet."""

    def __init__(self, place: Workplace, whose: Somebody, reach: Reach, parked: Parked | None = None) -> None:
        purpose = Purpose(tr("How to reach this patient"), tr("Keep the answer"), FORM, reach.patient, whose=whose.name)
        super().__init__(place, purpose, parked)
        self._reach = reach
        wish = reach.wish
        known = {"email": wish.email, "sms": wish.sms, "language": wish.language} if wish else {}
        self.build(parked.content if parked else {"language": reach.language, **known})

    def rows(self) -> tuple[tuple[Field | QWidget, ...], ...]:
        """What was said until now, then the question."""
        email = tr("On record") if self._reach.has_email else tr("No address is on record yet")
        sms = tr("On record") if self._reach.has_phone else tr("No number is on record yet")
        languages = [("", tr("As in the record")), *LANGUAGES]
        asking = tr("Ask the patient: may we remind you of appointments, and how? Nothing is sent without a yes.")
        return (
            (label(self._until_now(), "caption", wraps=True),),
            (label(asking, "caption", wraps=True),),
            (TickField("email", tr("E-mail"), email),),
            (TickField("sms", tr("SMS"), sms),),
            (ChoiceField("language", tr("Language of messages"), languages),),
        )

    def make(self, values: Mapping[str, Any]) -> KeepWish:
        """The answer, in the place of the one before."""
        reach = self._reach
        return KeepWish(id=self.command_id, patient=reach.patient, version=reach.version, **values)

    def done(self, _done: Done[Any]) -> None:
        """Says so, with the way back to the answer before."""
        wish, back = self._reach.wish, None
        if wish is not None:
            make = partial(KeepWish, email=wish.email, sms=wish.sms, language=wish.language)
            back = make(id=self.place.new_id(), patient=self._reach.patient, version=self._reach.version + 1)
        self.place.say(tr("The answer is kept"), back)

    def _until_now(self) -> str:
        wish = self._reach.wish
        if wish is None:
            return tr("The patient was not asked yet.")
        return tr("Asked last on {moment}.", moment=moment(wish.asked_at, self.place.standing.zone))
