"""Recognising columns that name a person, and columns about what people are judged by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from shoal.terms.names import words_of

ENOUGH = 0.8
"""Share of the non-blank values that must look like what the name of a column promises."""

# One letter before the @ is enough to find one, and to look for more would take a time that grows with the square of a
# text in which there is none.
_EMAIL = re.compile(r"[^@\s]@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(\+|00)?[\d\s()./-]{6,20}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_IPV4 = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})")
_IPV6 = re.compile(r"[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")


def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(text.split())


_THING = _vocabulary(
    "product produkt article artikel item company firma campaign kampagne store shop filiale file country land city "
    "stadt ort region brand marke category kategorie product plan tariff tarif event channel kanal segment list "
    "bank department abteilung currency column feature"
)
_PERSON = _vocabulary("first last given family middle full customer kunde kunden client contact user person sur")
_NAME_WORDS = _vocabulary(
    "surname lastname firstname fullname forename vorname nachname familienname kundenname ansprechpartner "
    "customername prenom nom apellido apellidos nombre nome cognome sobrenome nazwisko imie soyad soyadi soyisim naam "
    "voornaam achternaam fornavn efternavn etternavn fornamn efternamn"
)
_SENSITIVE_WORDS = {
    "sex": "sex gender genre geschlecht sexe sexo genero anrede salutation sexual",
    "age": "age alter edad birth born birthday birthdate birthyear dob yob geburt geburtstag geburtsdatum "
    "geburtsjahr naissance nacimiento senior altersgruppe agegroup seniorcitizen lebensalter",
    "health": "health disability disabled disease diagnosis patient medical illness allergy pregnant pregnancy "
    "gesundheit behinderung krankheit diagnose schwanger sante maladie salud enfermedad smoker raucher bmi",
    "origin": "ethnicity ethnic race nationality citizenship birthplace herkunft nationalitat nationalitaet ethnie "
    "staatsangehorigkeit staatsangehoerigkeit nationalite nacionalidad etnia",
    "belief": "religion religious belief faith church denomination politics political konfession "
    "glaube kirche partei gewerkschaft croyance religiosidad creencia",
}
_NOT_OF_PEOPLE = _vocabulary("account konto vehicle car device product produkt order contract vertrag domain days tage")
_SUBJECT_OF = {word: subject for subject, words in _SENSITIVE_WORDS.items() for word in words.split()}
_SEX_VALUES = _vocabulary("male female m f w d man woman mann frau mannlich weiblich homme femme hombre mujer")


def identifier_field(name: str, values: Sequence[str]) -> str | None:
    """Name the direct identifier that a column holds, or None.

    A column is one if its values can be nothing else (e-mail, IBAN), or if its name says so and its values agree. A
    postal code names an area, not a person, and is none.

    Parameters
    ----------
    name : str
        Of the column.
    values : sequence of str
        Some of its values; they are looked at and not kept.

    Returns
    -------
    str or None
        ``email``, ``phone``, ``name``, ``address``, ``iban``, ``ip`` or ``national_id``.

    Examples
    --------
    >>> identifier_field("contact", ["ann@example.org", "bob@example.org"])
    'email'
    >>> identifier_field("Telefon", ["030 123456", "+49 171 7654321"])
    'phone'
    >>> identifier_field("owner", ["Ann Smith (ann@example.org)"]), identifier_field("Nome completo", ["Ana Silva"])
    ('email', 'name')
    >>> identifier_field("PhoneService", ["Yes", "No"])
    """
    filled = [value.strip() for value in values if value and value.strip()]
    if not filled:
        return None
    # An address within a longer text names its owner as well: "Ann Smith (ann@example.org)".
    for field, looks in (("email", _EMAIL.search), ("iban", _is_iban), ("ip", _is_ip)):
        if _most(filled, looks):
            return field
    words = words_of(name)
    return next((field for field, says, looks in _BY_NAME if says(words) and _most(filled, looks)), None)


def sensitive_subject(name: str, values: Sequence[str]) -> str | None:
    """Name the subject that makes a column sensitive, or None.

    Parameters
    ----------
    name : str
        Of the column; English, German, French and Spanish words are known.
    values : sequence of str
        Some of its values.

    Returns
    -------
    str or None
        ``sex``, ``age``, ``health``, ``origin`` or ``belief``.

    Examples
    --------
    >>> sensitive_subject("Year_Birth", ["1957"]), sensitive_subject("SeniorCitizen", ["0", "1"])
    ('age', 'age')
    >>> sensitive_subject("Genre", ["Male", "Female"]), sensitive_subject("genre", ["Rock", "Jazz"])
    ('sex', None)
    >>> sensitive_subject("average", ["3"])
    """
    words = words_of(name)
    if _NOT_OF_PEOPLE & set(words):
        return None
    subject = next((_SUBJECT_OF[word] for word in (*words, "".join(words)) if word in _SUBJECT_OF), None)
    if subject is None and any(word.startswith(("geburt", "geschlecht")) for word in words):
        subject = "age" if any(word.startswith("geburt") for word in words) else "sex"
    filled = {value.strip().lower() for value in values if value and value.strip()}
    plain = {"".join(words_of(value)) for value in filled}
    if "genre" in words and not plain <= _SEX_VALUES:
        return None  # in English a genre is a kind of music or film
    if subject is None and len(plain) > 1 and plain <= _SEX_VALUES and not plain <= {"m", "f", "w", "d"}:
        return "sex"
    return subject


def _most(values: Sequence[str], looks: Callable[[str], object]) -> bool:
    return sum(1 for value in values if looks(value)) >= ENOUGH * len(values)


def _is_iban(value: str) -> bool:
    """Check the form and the check digits (ISO 13616, modulo 97)."""
    plain = value.replace(" ", "").upper()
    if not _IBAN.fullmatch(plain):
        return False
    return int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _is_ip(value: str) -> bool:
    four = _IPV4.fullmatch(value)
    if four:
        return all(int(part) < 256 for part in four.groups())
    return value.count(":") > 2 and _IPV6.fullmatch(value) is not None


def _has(words: Iterable[str], *stems: str) -> bool:
    return any(word.startswith(stems) for word in words)


def _says_name(words: tuple[str, ...]) -> bool:
    if _NAME_WORDS & set(words) or "".join(words) in _NAME_WORDS:
        return True
    return "name" in words and not _THING & set(words) and (len(words) == 1 or bool(_PERSON & set(words)))


def _says_address(words: tuple[str, ...]) -> bool:
    streets = ("address", "adress", "anschrift", "street", "strasse", "hausnummer", "direccion", "calle")
    return _has(words, *streets) or bool({"rue", "domicile", "domicilio"} & set(words))


def _says_phone(words: tuple[str, ...]) -> bool:
    return _has(words, "phone", "telefon", "telephon", "mobil", "handy", "cell", "fax", "msisdn") or "tel" in words


def _says_national_id(words: tuple[str, ...]) -> bool:
    known = {"ssn", "passport", "reisepass", "ausweisnummer", "personalausweis", "steuernummer", "nif", "dni", "nir"}
    return bool(known & set(words)) or "".join(words) in {
        "steuerid",
        "taxid",
        "nationalid",
        "socsecid",
        "socsec",
        "socialsecuritynumber",
    }


def _is_phone(value: str) -> bool:
    return _PHONE.fullmatch(value) is not None and sum(letter.isdigit() for letter in value) >= 6


def _is_name(value: str) -> bool:
    return len(value) <= 80 and _LETTERS.match(value) is not None and not any(letter.isdigit() for letter in value)


def _is_address(value: str) -> bool:
    return _LETTERS.search(value) is not None and len(value) >= 5


def _is_national_id(value: str) -> bool:
    return sum(letter.isdigit() for letter in value) >= 5


_BY_NAME: tuple[tuple[str, Callable[[tuple[str, ...]], bool], Callable[[str], object]], ...] = (
    ("phone", _says_phone, _is_phone),
    ("national_id", _says_national_id, _is_national_id),
    ("name", _says_name, _is_name),
    ("address", _says_address, _is_address),
)
