"""The messages' texts in five languages, each sentence on a line of its own, with its places in curly brackets. Pure.

Written for this program. A clinic may put its own in their place; nobody has to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hms_desktop.features.notifications.domain.letters import Wording
from hms_desktop.features.notifications.domain.messages import MessageKind


def _letter(*lines: str) -> str:
    return "\n".join(lines)


_ENGLISH: Final[Mapping[MessageKind, Wording]] = {
    MessageKind.REMINDER: Wording(
        "Your appointment on {day}",
        _letter(
            "Dear {name},", "", "This is a reminder of your appointment at {clinic} on {day} at {time}.",
            "You will see {doctor}.", "If you cannot come, please call {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: your appointment is on {day} at {time}.", "If you cannot come, call {phone}."),
    ),
    MessageKind.CANCELLED: Wording(
        "Your appointment on {day} is cancelled",
        _letter(
            "Dear {name},", "", "Your appointment at {clinic} on {day} at {time} is cancelled.",
            "For another one please call {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: your appointment on {day} at {time} is cancelled.", "For another one call {phone}."),
    ),
    MessageKind.OFFER: Wording(
        "A time is free for you on {day}",
        _letter(
            "Dear {name},", "", "At {clinic} a time has become free: {day} at {time}.", "You would see {doctor}.",
            "If you want it, please call {phone} soon.", "", "{clinic}",
        ),
        _letter("{clinic}: a time is free on {day} at {time}.", "If you want it, call {phone} soon."),
    ),
    MessageKind.ASSIGNED: Wording(
        "A patient was assigned to you",
        _letter(
            "{doctor},", "", "A patient was assigned to you at {clinic}.",
            "No names are sent by e-mail: please look into the program.",
        ),
        "{clinic}: a patient was assigned to you. Please look into the program.",
    ),
    MessageKind.DISCHARGED: Wording(
        "A hospital stay has ended",
        _letter(
            "{doctor},", "", "The stay of one of your patients at {clinic} has ended.",
            "No names are sent by e-mail: please look into the program.",
        ),
        "{clinic}: the stay of one of your patients has ended. Please look into the program.",
    ),
    MessageKind.TEST: Wording(
        "Test from {clinic}",
        "This is a test. Whoever can read it gets the messages of {clinic}.",
        "{clinic}: this is a test message.",
    ),
}  # fmt: skip

_SPANISH: Final[Mapping[MessageKind, Wording]] = {
    MessageKind.REMINDER: Wording(
        "Su cita del {day}",
        _letter(
            "Hola, {name}:", "", "Le recordamos su cita en {clinic} el {day} a las {time}.", "Le atenderá {doctor}.",
            "Si no puede venir, por favor llame al {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: su cita es el {day} a las {time}.", "Si no puede venir, llame al {phone}."),
    ),
    MessageKind.CANCELLED: Wording(
        "Su cita del {day} queda anulada",
        _letter(
            "Hola, {name}:", "", "Su cita en {clinic} el {day} a las {time} queda anulada.",
            "Para pedir otra, por favor llame al {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: su cita del {day} a las {time} queda anulada.", "Para pedir otra, llame al {phone}."),
    ),
    MessageKind.OFFER: Wording(
        "Hay una hora libre para usted el {day}",
        _letter(
            "Hola, {name}:", "", "En {clinic} ha quedado libre una hora: el {day} a las {time}.",
            "Le atendería {doctor}.", "Si la quiere, por favor llame pronto al {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: hay una hora libre el {day} a las {time}.", "Si la quiere, llame pronto al {phone}."),
    ),
    MessageKind.ASSIGNED: Wording(
        "Se le ha asignado un paciente",
        _letter(
            "{doctor}:", "", "Se le ha asignado un paciente en {clinic}.",
            "No se envían nombres por correo: por favor mire en el programa.",
        ),
        "{clinic}: se le ha asignado un paciente. Por favor mire en el programa.",
    ),
    MessageKind.DISCHARGED: Wording(
        "Ha terminado un ingreso",
        _letter(
            "{doctor}:", "", "Ha terminado el ingreso de uno de sus pacientes en {clinic}.",
            "No se envían nombres por correo: por favor mire en el programa.",
        ),
        "{clinic}: ha terminado el ingreso de uno de sus pacientes. Por favor mire en el programa.",
    ),
    MessageKind.TEST: Wording(
        "Prueba de {clinic}",
        "Esto es una prueba. Quien pueda leerla recibe los mensajes de {clinic}.",
        "{clinic}: esto es un mensaje de prueba.",
    ),
}  # fmt: skip

_FRENCH: Final[Mapping[MessageKind, Wording]] = {
    MessageKind.REMINDER: Wording(
        "Votre rendez-vous du {day}",
        _letter(
            "Bonjour {name},", "", "Nous vous rappelons votre rendez-vous à {clinic} le {day} à {time}.",
            "Vous verrez {doctor}.", "Si vous ne pouvez pas venir, merci d'appeler le {phone}.", "", "{clinic}",
        ),
        _letter("{clinic} : votre rendez-vous est le {day} à {time}.", "En cas d'empêchement, appelez le {phone}."),
    ),
    MessageKind.CANCELLED: Wording(
        "Votre rendez-vous du {day} est annulé",
        _letter(
            "Bonjour {name},", "", "Votre rendez-vous à {clinic} le {day} à {time} est annulé.",
            "Pour en prendre un autre, merci d'appeler le {phone}.", "", "{clinic}",
        ),
        _letter("{clinic} : votre rendez-vous du {day} à {time} est annulé.", "Pour un autre, appelez le {phone}."),
    ),
    MessageKind.OFFER: Wording(
        "Une heure est libre pour vous le {day}",
        _letter(
            "Bonjour {name},", "", "À {clinic} une heure s'est libérée : le {day} à {time}.",
            "Vous verriez {doctor}.", "Si elle vous convient, merci d'appeler vite le {phone}.", "", "{clinic}",
        ),
        _letter("{clinic} : une heure est libre le {day} à {time}.", "Si elle vous convient, appelez vite le {phone}."),
    ),
    MessageKind.ASSIGNED: Wording(
        "Un patient vous a été confié",
        _letter(
            "{doctor},", "", "Un patient vous a été confié à {clinic}.",
            "Aucun nom n'est envoyé par courriel : merci de regarder dans le programme.",
        ),
        "{clinic} : un patient vous a été confié. Merci de regarder dans le programme.",
    ),
    MessageKind.DISCHARGED: Wording(
        "Un séjour est terminé",
        _letter(
            "{doctor},", "", "Le séjour d'un de vos patients à {clinic} est terminé.",
            "Aucun nom n'est envoyé par courriel : merci de regarder dans le programme.",
        ),
        "{clinic} : le séjour d'un de vos patients est terminé. Merci de regarder dans le programme.",
    ),
    MessageKind.TEST: Wording(
        "Essai de {clinic}",
        "Ceci est un essai. Qui peut le lire reçoit les messages de {clinic}.",
        "{clinic} : ceci est un message d'essai.",
    ),
}  # fmt: skip

_ARABIC: Final[Mapping[MessageKind, Wording]] = {
    MessageKind.REMINDER: Wording(
        "موعدكم يوم {day}",
        _letter(
            "السلام عليكم {name}،", "", "نذكّركم بموعدكم في {clinic} يوم {day} الساعة {time}.",
            "سيستقبلكم {doctor}.", "إذا تعذّر عليكم الحضور فيرجى الاتصال بالرقم {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: موعدكم يوم {day} الساعة {time}.", "إذا تعذّر الحضور فاتصلوا بالرقم {phone}."),
    ),
    MessageKind.CANCELLED: Wording(
        "أُلغي موعدكم يوم {day}",
        _letter(
            "السلام عليكم {name}،", "", "أُلغي موعدكم في {clinic} يوم {day} الساعة {time}.",
            "لحجز موعد آخر يرجى الاتصال بالرقم {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: أُلغي موعدكم يوم {day} الساعة {time}.", "لموعد آخر اتصلوا بالرقم {phone}."),
    ),
    MessageKind.OFFER: Wording(
        "موعد شاغر لكم يوم {day}",
        _letter(
            "السلام عليكم {name}،", "", "شغر موعد في {clinic} يوم {day} الساعة {time}.", "سيستقبلكم {doctor}.",
            "إذا أردتموه فيرجى الاتصال قريبًا بالرقم {phone}.", "", "{clinic}",
        ),
        _letter("{clinic}: موعد شاغر يوم {day} الساعة {time}.", "إذا أردتموه فاتصلوا قريبًا بالرقم {phone}."),
    ),
    MessageKind.ASSIGNED: Wording(
        "أُسند إليكم مريض",
        _letter(
            "{doctor}،", "", "أُسند إليكم مريض في {clinic}.",
            "لا تُرسل الأسماء بالبريد: يرجى النظر في البرنامج.",
        ),
        "{clinic}: أُسند إليكم مريض. يرجى النظر في البرنامج.",
    ),
    MessageKind.DISCHARGED: Wording(
        "انتهت إقامة في المستشفى",
        _letter(
            "{doctor}،", "", "انتهت إقامة أحد مرضاكم في {clinic}.",
            "لا تُرسل الأسماء بالبريد: يرجى النظر في البرنامج.",
        ),
        "{clinic}: انتهت إقامة أحد مرضاكم. يرجى النظر في البرنامج.",
    ),
    MessageKind.TEST: Wording(
        "رسالة تجريبية من {clinic}",
        "هذه رسالة تجريبية. من يقرؤها تصله رسائل {clinic}.",
        "{clinic}: هذه رسالة تجريبية.",
    ),
}  # fmt: skip

_HINDI: Final[Mapping[MessageKind, Wording]] = {
    MessageKind.REMINDER: Wording(
        "{day} को आपका अपॉइंटमेंट",
        _letter(
            "नमस्ते {name},", "", "याद दिला दें कि {clinic} में आपका अपॉइंटमेंट {day} को {time} बजे है।",
            "आप {doctor} से मिलेंगे।", "यदि आप नहीं आ सकते, तो कृपया {phone} पर फ़ोन करें।", "", "{clinic}",
        ),
        _letter("{clinic}: आपका अपॉइंटमेंट {day} को {time} बजे है।", "नहीं आ सकें तो {phone} पर फ़ोन करें।"),
    ),
    MessageKind.CANCELLED: Wording(
        "{day} का आपका अपॉइंटमेंट रद्द है",
        _letter(
            "नमस्ते {name},", "", "{clinic} में {day} को {time} बजे का आपका अपॉइंटमेंट रद्द है।",
            "दूसरे समय के लिए कृपया {phone} पर फ़ोन करें।", "", "{clinic}",
        ),
        _letter("{clinic}: {day} को {time} बजे का आपका अपॉइंटमेंट रद्द है।", "दूसरे समय के लिए {phone} पर फ़ोन करें।"),
    ),
    MessageKind.OFFER: Wording(
        "{day} को आपके लिए समय खाली है",
        _letter(
            "नमस्ते {name},", "", "{clinic} में एक समय खाली हुआ है: {day} को {time} बजे।",
            "आप {doctor} से मिलेंगे।", "यदि आप यह समय चाहते हैं, तो कृपया जल्दी {phone} पर फ़ोन करें।", "", "{clinic}",
        ),
        _letter("{clinic}: {day} को {time} बजे का समय खाली है।", "चाहिए तो जल्दी {phone} पर फ़ोन करें।"),
    ),
    MessageKind.ASSIGNED: Wording(
        "आपको एक मरीज़ सौंपा गया है",
        _letter(
            "{doctor},", "", "{clinic} में आपको एक मरीज़ सौंपा गया है।",
            "नाम ई-मेल से नहीं भेजे जाते: कृपया प्रोग्राम में देखें।",
        ),
        "{clinic}: आपको एक मरीज़ सौंपा गया है। कृपया प्रोग्राम में देखें।",
    ),
    MessageKind.DISCHARGED: Wording(
        "अस्पताल में एक भर्ती समाप्त हुई",
        _letter(
            "{doctor},", "", "{clinic} में आपके एक मरीज़ की भर्ती समाप्त हुई।",
            "नाम ई-मेल से नहीं भेजे जाते: कृपया प्रोग्राम में देखें।",
        ),
        "{clinic}: आपके एक मरीज़ की भर्ती समाप्त हुई। कृपया प्रोग्राम में देखें।",
    ),
    MessageKind.TEST: Wording(
        "{clinic} से परीक्षण",
        "यह एक परीक्षण है। जो इसे पढ़ सके, उसे {clinic} के संदेश मिलते हैं।",
        "{clinic}: यह एक परीक्षण संदेश है।",
    ),
}  # fmt: skip

TEXTS: Final[Mapping[str, Mapping[MessageKind, Wording]]] = {
    "en": _ENGLISH, "es": _SPANISH, "fr": _FRENCH, "ar": _ARABIC, "hi": _HINDI,
}  # fmt: skip
"""Language → kind → its text."""
