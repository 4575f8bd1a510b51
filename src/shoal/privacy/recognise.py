"""Recognising columns that name a person, and columns about what people are judged by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from shoal.languages import english_words
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
    "product article item service company firm campaign store shop branch file country land city place region brand "
    "category plan tariff event channel segment list bank department currency column feature dish"
)
_PERSON = _vocabulary(
    "first last given family middle full customer client contact user member person sur buyer patient guest owner "
    "holder subscriber student donor tenant passenger applicant insured policyholder accountholder cardholder"
)
_HOLDERS = _vocabulary(
    "holder accountholder cardholder policyholder kontoinhaber karteninhaber titulaire intestatario rekeninghouder "
    "kaarthouder"
)
"""Who is named in a column whose name ends so, whatever it is that they hold."""

_NAME_WORDS = _vocabulary(
    "surname lastname firstname fullname forename customername imie soyad soyadi soyisim fornavn efternavn etternavn "
    "fornamn efternamn"
)
_SENSITIVE_WORDS = {
    "sex": "sex gender genre salutation sexual",
    "age": "age birth born birthday birthdate birthyear dob yob senior agegroup seniorcitizen",
    "health": "health disability disabled disease diagnosis patient medical illness allergy pregnant pregnancy smoker "
    "bmi",
    "origin": "ethnicity ethnic race nationality citizenship birthplace",
    "belief": "religion religious belief faith church denomination politics political union",
}
_NOT_OF_PEOPLE = _vocabulary("account vehicle car device product order contract domain days traffic european credit")
_SUBJECT_OF = {word: subject for subject, words in _SENSITIVE_WORDS.items() for word in words.split()}
_SEX_VALUES = _vocabulary(
    "male female m f w d man woman men women boy girl mr mrs ms mann frau herr mannlich weiblich maennlich divers "
    "homme femme masculin feminin monsieur madame mme hombre mujer varon hembra masculino femenino homem mulher "
    "feminino maschio femmina uomo donna maschile femminile vrouw mannelijk vrouwelijk kobieta mezczyzna zenska meska "
    "k h v"
)
"""Words of men and women in eight languages, and their letters."""

_SEX_LETTERS = frozenset("mfwdkhv")


def identifier_field(name: str, values: Sequence[str], words: tuple[str, ...] = ()) -> str | None:
    """Name the direct identifier that a column holds, or None.

    A column is one if its values can be nothing else (e-mail, IBAN), or if its name says so and its values agree. A
    postal code names an area, not a person, and is none.

    Parameters
    ----------
    name : str
        Of the column.
    values : sequence of str
        Some of its values; they are looked at and not kept.
    words : tuple of str
        Of the name, in English; by default as the name by itself is understood.

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
    words = words or english_words(name)
    return next((field for field, says, looks in _BY_NAME if says(words) and _most(filled, looks)), None)


def sensitive_subject(name: str, values: Sequence[str], words: tuple[str, ...] = ()) -> str | None:
    """Name the subject that makes a column sensitive, or None.

    Parameters
    ----------
    name : str
        Of the column.
    values : sequence of str
        Some of its values.
    words : tuple of str
        Of the name, in English; by default as the name by itself is understood.

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
    words = words or english_words(name)
    if _NOT_OF_PEOPLE & set(words):
        return None
    subject = next((_SUBJECT_OF[word] for word in (*words, "".join(words)) if word in _SUBJECT_OF), None)
    filled = {value.strip().lower() for value in values if value and value.strip()}
    plain = {"".join(words_of(value)) for value in filled}
    if "genre" in words and not plain <= _SEX_VALUES:
        return None  # in English a genre is a kind of music or film
    if subject is None and len(plain) > 1 and plain <= _SEX_VALUES and not plain <= _SEX_LETTERS:
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
    if words and words[-1] in _HOLDERS:
        return True
    if _NAME_WORDS & set(words) or "".join(words) in _NAME_WORDS:
        return True
    return "name" in words and not _THING & set(words) and (len(words) == 1 or bool(_PERSON & set(words)))


def _says_address(words: tuple[str, ...]) -> bool:
    return _has(words, "address", "street")


def _says_phone(words: tuple[str, ...]) -> bool:
    return _has(words, "phone", "telephon", "mobil", "cell", "fax", "msisdn") or "tel" in words


def _says_national_id(words: tuple[str, ...]) -> bool:
    known = {"ssn", "passport"} & set(words) or {"national", "id"} <= set(words)
    return bool(known) or "".join(words) in {
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
