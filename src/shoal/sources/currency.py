"""Signs and codes of currencies, and percent signs, beside numbers."""

from __future__ import annotations

import re

from shoal.engine import literal, quote
from shoal.terms import Relation

SIGNS = {
    "€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "₪": "ILS",
    "₴": "UAH", "₫": "VND", "฿": "THB", "zł": "PLN", "Kč": "CZK", "US$": "USD", "A$": "AUD", "C$": "CAD", "R$": "BRL",
    "HK$": "HKD", "NZ$": "NZD", "Fr.": "CHF", "SFr.": "CHF", "EURO": "EUR", "EUROS": "EUR", "SFR": "CHF", "FR.": "CHF",
}  # fmt: skip
"""What stands for a code. ``$`` and ``¥`` are those of more than one country; they are taken for the commonest."""

CODES = (
    "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD",
    "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP",
    "PKR", "PLN", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "UYU", "VND", "ZAR",
)  # fmt: skip

PERCENT = "%"

_WRITTEN = sorted({*SIGNS, *CODES, *(code.lower() for code in CODES), PERCENT}, key=lambda sign: (-len(sign), sign))

UNIT = "(?:" + "|".join(re.escape(sign) for sign in _WRITTEN) + ")"
"""Pattern of a unit beside a number."""


def code_of(written: str) -> str:
    """Give the code that a sign or a code stands for.

    Examples
    --------
    >>> code_of("€"), code_of("usd"), code_of("US$")
    ('EUR', 'USD', 'USD')
    """
    return SIGNS.get(written, SIGNS.get(written.upper(), written.upper()))


def units_in(rows: Relation, column: str, where: str = "true", *, step: str) -> dict[str, int]:
    """Count the units that stand beside the numbers of a text column: codes, ``%``, and empty for numbers without.

    Parameters
    ----------
    rows : Relation
    column : str
    where : str
        SQL of the rows that count.
    step : str
    """
    name = quote(column)
    answer = rows.engine.rows(
        f"""SELECT unit, count(*) FROM (SELECT regexp_extract({name}, {literal(UNIT)}) AS unit FROM {rows.name}
        WHERE {where} AND regexp_matches({name}, '[0-9]')) GROUP BY unit""",
        step=step,
    )
    found: dict[str, int] = {}
    for unit, n in answer:
        code = code_of(unit) if unit else ""
        found[code] = found.get(code, 0) + int(n)
    return found
