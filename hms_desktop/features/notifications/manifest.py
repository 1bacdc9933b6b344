"""Notifications as data: who may tell whom what, and how the clinic's messages go out."""

from hms_desktop.features.notifications.domain import (
    Preference,
    address_problem,
    clock_problem,
    leads_problem,
    prefix_problem,
)
from hms_desktop.kernel.access import PEOPLE, Role
from hms_desktop.kernel.manifest import Badge, Feature, PageSpec
from hms_desktop.kernel.posting import Security
from hms_desktop.kernel.settings import Scope, Setting
from hms_desktop.post.request import FORMATS, Format, body_problem_of_either, headers_problem, url_problem

_SETUP = "message.setup"
_MAIL, _SMS, _RULES = "E-mail", "SMS", "Messages to patients"


def _text_problem(text: str) -> str | None:
    return None if len(text) <= 120 else "At most 120 letters"


def _port_problem(port: int) -> str | None:
    return None if 0 < port < 65536 else "A port is a number from 1 to 65535"


MAIL_HOST = Setting("mail.host", str, "", Scope.CLINIC, "Mail server", _SETUP, _text_problem, group=_MAIL)
MAIL_PORT = Setting("mail.port", int, 587, Scope.CLINIC, "Port", _SETUP, _port_problem, group=_MAIL)
MAIL_SECURITY = Setting(
    "mail.security", str, Security.STARTTLS.value, Scope.CLINIC, "Privacy of the line", _SETUP,
    lambda value: None if value in tuple(Security) else "This is none of the choices",
    (
        (Security.STARTTLS.value, "STARTTLS (port 587)"), (Security.TLS.value, "TLS (port 465)"),
        (Security.NONE.value, "None: only a server on this computer"),
    ),
    group=_MAIL,
)  # fmt: skip
MAIL_USER = Setting("mail.user", str, "", Scope.CLINIC, "Sign-in name at the server", _SETUP, _text_problem,
                    group=_MAIL)  # fmt: skip
MAIL_SENDER = Setting("mail.sender", str, "", Scope.CLINIC, "Address that mail comes from", _SETUP, address_problem,
                      group=_MAIL)  # fmt: skip
SMS_URL = Setting("sms.url", str, "", Scope.CLINIC, "Address of the gateway", _SETUP, url_problem, group=_SMS)
SMS_FORMAT = Setting(
    "sms.format", str, Format.JSON.value, Scope.CLINIC, "How it wants a message", _SETUP,
    lambda value: None if value in tuple(Format) else "This is none of the choices", FORMATS, group=_SMS,
)  # fmt: skip
SMS_BODY = Setting("sms.body", str, "", Scope.CLINIC, "What is sent to it", _SETUP, body_problem_of_either, group=_SMS)
SMS_HEADER = Setting("sms.header", str, "", Scope.CLINIC, "Header with the key", _SETUP, headers_problem, group=_SMS)
SMS_PREFIX = Setting("sms.prefix", str, "", Scope.CLINIC, "Country's prefix", _SETUP, prefix_problem, group=_SMS)
REMIND = Setting("remind.on", bool, False, Scope.CLINIC, "Remind of appointments", _SETUP, group=_RULES)
REMIND_HOURS = Setting("remind.hours", str, "48, 3", Scope.CLINIC, "Hours before the appointment", _SETUP,
                       leads_problem, group=_RULES)  # fmt: skip
REACH_BY = Setting(
    "remind.by", str, Preference.EMAIL_FIRST.value, Scope.CLINIC, "By", _SETUP,
    lambda value: None if value in tuple(Preference) else "This is none of the choices",
    (
        (Preference.EMAIL_FIRST.value, "E-mail, else SMS"), (Preference.SMS_FIRST.value, "SMS, else e-mail"),
        (Preference.EMAIL.value, "E-mail only"), (Preference.SMS.value, "SMS only"),
    ),
    group=_RULES,
)  # fmt: skip
QUIET_FROM = Setting("quiet.from", str, "20:00", Scope.CLINIC, "Nothing is sent from", _SETUP, clock_problem,
                     group=_RULES)  # fmt: skip
QUIET_UNTIL = Setting("quiet.until", str, "08:00", Scope.CLINIC, "Until", _SETUP, clock_problem, group=_RULES)

_OWN = ("notice.own", "notice.send")
_DESK = (*_OWN, "message.queue", "message.see", "wish.keep")

FEATURE = Feature(
    name="notifications",
    title="Notifications",
    permissions={
        "notice.own": "Read one's own inbox",
        "notice.send": "Tell people here something",
        "message.queue": "Write to people outside",
        "message.see": "Look after messages that did not go out",
        "message.text": "Read the texts of messages",
        "message.setup": "Set up messages, their servers and texts",
        "message.post": "Send what is due",
        "wish.keep": "Ask patients how they want to be reached",
    },
    roles={
        **{role: _OWN for role in PEOPLE},
        Role.RECEPTIONIST: _DESK,
        Role.NURSE: _DESK,
        Role.DOCTOR: (*_OWN, "message.queue", "wish.keep"),
        Role.MANAGER: (*_DESK, "message.text", "message.setup"),
        Role.ADMINISTRATOR: (*_OWN, "message.text", "message.setup"),
        Role.PROGRAM: ("notice.send", "message.queue", "message.post"),
    },
    tables="tables",
    handlers="service outbox posting reminders wishes wording history",
    settings=(
        REMIND, REMIND_HOURS, REACH_BY, QUIET_FROM, QUIET_UNTIL,
        MAIL_HOST, MAIL_PORT, MAIL_SECURITY, MAIL_USER, MAIL_SENDER,
        SMS_URL, SMS_FORMAT, SMS_BODY, SMS_HEADER, SMS_PREFIX,
    ),
    pages=(
        PageSpec("inbox", "Inbox", "ui.inbox_page:InboxPage", "notice.own", "bell", "Ctrl+8", 60,
                 badge=Badge("service:UnreadCount", ("notice",))),
        PageSpec("messages", "Messages", "ui.messages_page:MessagesPage", "message.see", "mail", place=62,
                 badge=Badge("outbox:MessagesWaiting", ("message",))),
    ),
    actions="ui.actions",
    needs=("outbox:MessageNeeds",),
    timeline=("history:MessageLines",),
    setup={_MAIL: "ui.setup:MailSetup", _SMS: "ui.setup:SmsSetup", _RULES: "ui.setup:TextsSetup"},
    watch="ui.watch:Arrivals",
    demo="demo:fill",
    entities={
        "notice": "Notice",
        "message": "Message",
        "contact_wish": "Wish how to be reached",
        "message_text": "Text of a message",
        "post_secret": "Key of a server",
    },
)  # fmt: skip
