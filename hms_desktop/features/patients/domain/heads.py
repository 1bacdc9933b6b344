"""What other systems call their columns, in several languages, and which of our fields that is. Data and a look-up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hms_desktop.kernel.text import fold

NAME: Final = "name"
"""One column with the whole name."""

PHONE_2: Final = "phone_2"
IDENTIFIER: Final = "identifier:"
"""A column of identifiers: what follows is their system."""

_HEADS: Final[Mapping[str, str]] = {
    "family": (
        "family|family name|last name|lastname|surname|apellido|apellidos|primer apellido|nom|nom de famille|nom usuel"
        "|nachname|familienname|name nachname|sobrenome|apelido|cognome|nazwisko|achternaam|soyad|اسم العائلة"
        "|اللقب|उपनाम"
    ),
    "given": (
        "given|given name|given names|first name|firstname|first names|forename|forenames|nombre|nombres|nombre de pila"
        "|prenom|prenoms|vorname|vornamen|primeiro nome|nome proprio|nome|imie|voornaam|ad|الاسم الأول|पहला नाम"
    ),
    NAME: (
        "name|full name|fullname|patient|patient name|nombre completo|nom complet|nom et prenom"
        "|vollstandiger name|nome completo|الاسم|नाम"
    ),
    "nickname": "nickname|known as|preferred name|apodo|surnom|rufname|spitzname|apelido informal",
    "former": (
        "former name|maiden name|birth name|nee|previous name|apellido de soltera|nom de naissance"
        "|nom de jeune fille|geburtsname|nome de solteira"
    ),
    "title": "title|salutation|tratamiento|titulo|civilite|anrede|titel",
    "sex": "sex|gender|sexo|sexe|geschlecht|genero|genre|sesso|plec|geslacht|cinsiyet|الجنس|लिंग",
    "born": (
        "born|birth date|birthdate|date of birth|dob|birthday|fecha de nacimiento|fecha nacimiento"
        "|f nacimiento|nacimiento"
        "|date de naissance|naissance|ne le|geburtsdatum|geburtstag|geb|geb datum|data de nascimento|nascimento"
        "|data di nascita|data urodzenia|geboortedatum|dogum tarihi|تاريخ الميلاد|जन्म तिथि|जन्मतिथि"
    ),
    "phone": (
        "phone|telephone|tel|phone number|telephone number|mobile|mobile phone|cell|cell phone|telefono|movil|celular"
        "|telefono movil|telefono 1|portable|telephone portable|telefon|handy|mobil|telefonnummer|telefone|telemovel"
        "|phone 1|tel 1|cellulare|gsm|الهاتف|هاتف|फोन|मोबाइल"
    ),
    PHONE_2: (
        "phone 2|phone2|tel 2|other phone|second phone|home phone|work phone|telefono 2|telefono fijo"
        "|telephone fixe|telefon 2|festnetz|telefone 2"
    ),
    "email": "email|e mail|mail|email address|correo|correo electronico|courriel|adresse email|البريد الإلكتروني|ईमेल",
    "address": (
        "address|street|address 1|street address|direccion|domicilio|calle|adresse|rue|strasse|anschrift"
        "|endereco|morada|indirizzo|العنوان|पता"
    ),
    "city": (
        "city|town|place|ciudad|localidad|poblacion|municipio|ville|commune|ort|stadt|cidade|localidade|citta"
        "|المدينة|शहर"
    ),
    "postcode": (
        "postcode|postal code|zip|zip code|codigo postal|cp|code postal|plz|postleitzahl|cep|cap"
        "|الرمز البريدي|पिन कोड"
    ),
    "country": "country|pais|pays|land|country code|البلد|देश",
    "language": "language|preferred language|idioma|lengua|langue|sprache|lingua|اللغة|भाषा",
    "insurer": (
        "insurer|insurance|insurance company|payer|aseguradora|mutua|seguro|assureur|mutuelle|caisse"
        "|krankenkasse|versicherung|kostentrager|convenio|شركة التأمين"
    ),
    "policy": (
        "policy|policy number|insurance number|member number|poliza|numero de poliza|numero assure"
        "|versichertennummer|versicherungsnummer|apolice"
    ),
    "note": (
        "note|notes|remark|remarks|comment|comments|nota|notas|observaciones|remarque|remarques|commentaire"
        "|bemerkung|notiz|observacoes|ملاحظات"
    ),
    f"{IDENTIFIER}national": (
        "national id|national identifier|id number|identity number|dni|nie|nif|cedula|curp|cpf|nir"
        "|numero de securite sociale|nhs number|ssn|aadhaar|personal number|codice fiscale|pesel|bsn"
        "|رقم الهوية"
    ),
    f"{IDENTIFIER}passport": "passport|passport number|pasaporte|passeport|reisepass|passaporte",
    f"{IDENTIFIER}previous": (
        "mrn|medical record number|record number|patient id|patient number|patient no|chart number"
        "|historia clinica|nhc|numero de historia|numero de dossier|dossier|patientennummer|patienten id"
        "|patienten nr|numero do prontuario|prontuario|id"
    ),
}  # fmt: skip


def head_key(head: str) -> str:
    """A column's name as it is looked up: folded, words apart, also those written in camel case or with underscores."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", head)
    return " ".join(re.sub(r"[^0-9a-z\u0080-\U0010ffff]+", " ", fold(apart)).split())


_FIELDS: Final = {head_key(word): field for field, text in _HEADS.items() for word in text.split("|")}

FIELDS: Final = tuple(_HEADS)
"""What a column can be: our fields, the whole name, a second phone, an identifier."""


def field_of(head: str) -> str | None:
    """The field that a column of this name holds, if it is a known one."""
    return _FIELDS.get(head_key(head))


def fields_of(heads: tuple[str, ...]) -> tuple[str | None, ...]:
    """The field of each column; of two for one field the first, and «name» beside a family name is the given one."""
    found: list[str | None] = []
    for head in heads:
        field = field_of(head)
        found.append(field if field not in found else PHONE_2 if field == "phone" and PHONE_2 not in found else None)
    if NAME in found and "given" not in found and "family" in found:
        found[found.index(NAME)] = "given"
    if NAME in found and "given" in found and "family" not in found:
        found[found.index(NAME)] = "family"
    return tuple(found)
