"""A dialog for what is more than one command, such as a password that the vault and the record both hear of.

Its act runs on the writing lane like a command; nothing that is typed into it is kept as a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Done
from hms_desktop.ui.command_dialog import CommandDialog


class ActDialog(CommandDialog):
    """A subclass says what is wrong with the values before anything is sent, and what is done with them."""

    def problems(self, _values: Mapping[str, Any]) -> dict[str, str]:
        """Field → sentence, for what can be seen before anything is asked."""
        return {}

    def work(self, values: Mapping[str, Any]) -> Callable[[], Any]:
        """What is done on the writing lane."""
        raise NotImplementedError(self.purpose.title)  # Qt's metaclass leaves no room for ABC's

    def _send(self, values: Mapping[str, Any]) -> None:
        told = self.problems(values)
        if told:
            self._refuse(Invalid(told))
            return
        act = self.work(values)
        self.place.jobs.write(self, act, lambda answer: self._succeed(Done(answer, Changes())), self._refuse)
