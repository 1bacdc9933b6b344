"""Below the settings of mail and SMS: the key, which is never shown again, and a message to oneself as a test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hms_desktop.features.notifications.domain import PROBLEMS, Channel, MessageState, Problem
from hms_desktop.features.notifications.posting import LastTest, SecretsSet, SendTest, SetPostSecret, TrialRow
from hms_desktop.features.notifications.ui.text_dialog import TextDialog
from hms_desktop.features.notifications.ui.words import STATES, moment
from hms_desktop.kernel.changes import Changes
from hms_desktop.kernel.messages import Command, Done
from hms_desktop.kernel.secret import Secret
from hms_desktop.ui.command_dialog import CommandDialog, Purpose
from hms_desktop.ui.fields import Field, LineField
from hms_desktop.ui.theme import GAP
from hms_desktop.ui.words import label, tr
from hms_desktop.ui.workplace import Workplace

_EXAMPLE: Final = '{"to": "{to}", "text": "{text}"} · Authorization: Bearer {secret}'
Rows = tuple[tuple[Field | QWidget, ...], ...]


class _Setup(QWidget):
    """What is known of one channel's key and its last test, and the buttons for both."""

    channel: Channel

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        self.key_told, self.test_told = label("", "caption", wraps=True), label("", "caption", wraps=True)
        self.key = _button(tr("Set the password") if self.channel is Channel.EMAIL else tr("Set the key"))
        self.test = _button(tr("Send a test message"))
        self.key.clicked.connect(lambda: place.offer(SecretDialog(place, self.channel)))
        self.test.clicked.connect(lambda: place.offer(TrialDialog(place, self.channel)))
        if self.channel is Channel.SMS:
            rows.addWidget(label(tr("Such as {example}", example=_EXAMPLE), "quiet", wraps=True))
        for part in (self.key_told, self.key, self.test_told, self.test):
            rows.addWidget(part)
        place.changed.connect(self._hear)
        self._ask()

    def _hear(self, changes: Changes) -> None:
        if changes.touches("message") or changes.touches("post_secret"):
            self._ask()

    def _ask(self) -> None:
        self.place.ask(self, SecretsSet(), self._tell_key)
        self.place.ask(self, LastTest(channel=self.channel), self._tell_test)

    def _tell_key(self, kept: dict[str, datetime]) -> None:
        at = kept.get(self.channel.value)
        told = tr("Kept on this computer since {moment}", moment=moment(at, self.place.standing.zone)) if at else ""
        none = tr("No password is kept here") if self.channel is Channel.EMAIL else tr("No key is kept here")
        self.key_told.setText(told or none)

    def _tell_test(self, test: TrialRow | None) -> None:
        if self.place.standing.is_demo:
            self.test_told.setText(tr("The demo clinic sends nothing to anybody."))
        elif test is None:
            self.test_told.setText(tr("Not tested yet"))
        else:
            state = tr(STATES[test.state])
            why = tr(PROBLEMS[test.problem]) if test.problem is not Problem.NONE else ""
            when = moment(test.at, self.place.standing.zone)
            told = tr("Last test, {moment}: {state}", moment=when, state=state)
            self.test_told.setText(". ".join(part for part in (told, why) if part))
        is_under_way = test is not None and test.state is MessageState.SENDING
        self.test.setEnabled(not is_under_way)


class MailSetup(_Setup):
    """For e-mail."""

    channel = Channel.EMAIL


class SmsSetup(_Setup):
    """For SMS."""

    channel = Channel.SMS


class TextsSetup(QWidget):
    """The way to the texts."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        button = _button(tr("Texts of messages"))
        button.clicked.connect(lambda: place.offer(TextDialog(place)))
        rows.addWidget(button)


class SecretDialog(CommandDialog):
    """A server's password; nothing of it is kept as a draft, and nobody reads it back."""

    def __init__(self, place: Workplace, channel: Channel) -> None:
        title = tr("Password of the mail server") if channel is Channel.EMAIL else tr("Key of the gateway")
        super().__init__(place, Purpose(title, tr("Keep it"), hints=tr("Esc closes")))
        self._channel = channel
        self.build()

    def rows(self) -> Rows:
        """The one field."""
        told = tr("It is kept encrypted on this computer, and never shown again. An empty one takes it away.")
        return (label(told, "caption", wraps=True),), (LineField("secret", tr("Password or key"), is_secret=True),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return SetPostSecret(id=self.command_id, channel=self._channel, secret=Secret(values["secret"]))

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("Kept. A test message shows whether it is right"))


class TrialDialog(CommandDialog):
    """To whom the test goes."""

    def __init__(self, place: Workplace, channel: Channel) -> None:
        super().__init__(place, Purpose(tr("Send a test message"), tr("Send it"), hints=tr("Esc closes")))
        self._channel = channel
        self.build()

    def rows(self) -> Rows:
        """The address."""
        is_mail = self._channel is Channel.EMAIL
        title = tr("E-mail address") if is_mail else tr("Phone number")
        return ((LineField("address", title, tr("Your own, so that nobody wonders")),),)

    def make(self, values: Mapping[str, Any]) -> Command[Any]:
        """The order."""
        return SendTest(id=self.command_id, channel=self._channel, address=values["address"].strip())

    def done(self, _done: Done[Any]) -> None:
        """Says so."""
        self.place.say(tr("The test message is on its way; below the settings stands what became of it"))


def _button(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text)
    return made
