"""One form for the many spellings of an e-mail address, a phone or an official number, in Python and as SQL."""

from __future__ import annotations

import re

from shoal.engine import literal
from shoal.unify.normalise import normalise_key, normalise_key_sql

FIELDS = ("email", "phone", "iban", "national_id")
"""Identifiers that belong to a person. A name or an address alone never says who somebody is."""

_EMAIL = r'[^@ <>(),;:"]+@[^@ <>(),;:"]+\.[A-Z]{2,}'
_PHONE = r"\+?[0-9]{7,15}"
_IBAN = r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}"
_NATIONAL_ID = r"[0-9A-Z]{5,}"

_LONG_NUMBER = 12
"""Digits from which a phone number has its country in front: no national number is as long."""

_SAME_DIGIT = "|".join(f"{digit}+" for digit in range(10))
_NOBODY = {
    "email": (
        r"(NONE|NO|NO[-_.]?E?MAIL|NO[-_.]?REPLY|DO[-_.]?NOT[-_.]?REPLY|N[/.]?A|NULL|NIL|UNKNOWN|TEST|TESTER|ASDF|X+"
        r"|ANONYM|ANONYMOUS|GUEST|GAST|KEINE?|UNBEKANNT|INVALID|0+)@.*"
        r"|.*@(NONE|NO[-_.]?E?MAIL|TEST|UNKNOWN|NULL|INVALID|NA)\.[A-Z.]+|.*\.INVALID"
    ),
    "phone": rf"\+?({_SAME_DIGIT}|0?12345678?9?0?|[0-9]*0{{6,}})",
    "iban": r"[A-Z]{2}[0-9]{2}0+",
    "national_id": rf"{_SAME_DIGIT}|0?123456789?0?|X+|NONE|UNKNOWN|UNBEKANNT",
}


def normalise_identifier(field: str, text: str | None) -> str | None:
    """Bring an identifier to its one form; None where it is none.

    E-mail: blanks around it and case do not count; the dots of an address do, for they are other people's elsewhere.
    Phone: grouping does not count, ``00`` is ``+``, and ``(0)`` is not dialled from abroad. Without a ``+`` only a
    number of twelve digits or more is taken to begin with its country; a national number equals none but itself.
    IBAN and official numbers: letters and digits count, in order.

    Parameters
    ----------
    field : str
        One of `FIELDS`.
    text : str or None

    Examples
    --------
    >>> normalise_identifier("email", " Ann.Lee@Example.org "), normalise_identifier("email", "none")
    ('ANN.LEE@EXAMPLE.ORG', None)
    >>> [normalise_identifier("phone", text) for text in ("+49 (0)30 123456", "0049-30-123456", "030 123456")]
    ['+4930123456', '+4930123456', '030123456']
    """
    key = normalise_key(text)
    if key is None:
        return None
    if field == "email":
        found = re.search(_EMAIL, key)
        return found[0] if found else None
    if field == "phone":
        return _phone(key)
    plain = re.sub(r"[^0-9A-Z]", "", key)
    return plain if re.fullmatch(_IBAN if field == "iban" else _NATIONAL_ID, plain) else None


def _phone(key: str) -> str | None:
    if not re.fullmatch(r"[0-9+ ()./-]+", key):
        return None
    digits = re.sub(r"[^0-9+]", "", key.replace("(0)", ""))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif len(digits) >= _LONG_NUMBER and not digits.startswith(("0", "+")):
        digits = "+" + digits
    return digits if re.fullmatch(_PHONE, digits) else None


def normalise_identifier_sql(field: str, expression: str) -> str:
    """Write `normalise_identifier` as SQL.

    Examples
    --------
    >>> "regexp_extract" in normalise_identifier_sql("email", "value")
    True
    """
    key = normalise_key_sql(expression)
    if field == "email":
        return f"nullif(regexp_extract({key}, {literal(_EMAIL)}), '')"
    # each step names what it reads in a list of one, so that it stands in the query once
    if field == "phone":
        bare = "regexp_replace(replace(k, '(0)', ''), '[^0-9+]', '', 'g')"
        bare = f"CASE WHEN regexp_full_match(k, '[0-9+ ()./-]+') THEN {bare} END"
        whole = (
            "CASE WHEN d LIKE '00%' THEN '+' || substr(d, 3)"
            f" WHEN length(d) >= {_LONG_NUMBER} AND d NOT LIKE '0%' AND d NOT LIKE '+%' THEN '+' || d ELSE d END"
        )
        steps: tuple[str, ...] = (bare, whole)
        form = _PHONE
    else:
        steps = ("regexp_replace(k, '[^0-9A-Z]', '', 'g')",)
        form = _IBAN if field == "iban" else _NATIONAL_ID
    chain = f"[{key}]"
    for name, step in zip(("k", "d"), steps, strict=False):
        chain = f"list_transform({chain}, lambda {name}: {step})"
    return f"list_transform({chain}, lambda w: CASE WHEN regexp_full_match(w, {literal(form)}) THEN w END)[1]"


def nobody_sql(field: str, value: str) -> str:
    """Write the test whether a normalised identifier stands for nobody, as ``none@none.com`` and ``0000000`` do.

    Examples
    --------
    >>> print(nobody_sql("iban", "value"))
    regexp_full_match(value, '[A-Z]{2}[0-9]{2}0+')
    """
    return f"regexp_full_match({value}, {literal(_NOBODY[field])})"


def marks(text: str) -> frozenset[str]:
    """Give every form under which an identifier could come back: its field with its normalised value.

    Examples
    --------
    >>> sorted(marks("ann@example.org"))
    ['email:ANN@EXAMPLE.ORG', 'national_id:ANNEXAMPLEORG']
    """
    forms = ((field, normalise_identifier(field, text)) for field in FIELDS)
    return frozenset(f"{field}:{form}" for field, form in forms if form is not None)
