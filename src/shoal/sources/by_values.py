"""Columns without a telling name (``A``, ``Spalte1``, ``column_3``): understood by their values where that is safe."""

from __future__ import annotations

import re
from dataclasses import replace

from shoal.sources.numbers import read_number
from shoal.sources.profile import Profile
from shoal.terms import ColumnType

_UNTELLING = re.compile(
    r"(?:[a-z]|(?:col|column|spalte|colonne|columna|coluna|colonna|kolom|kolumna|kol|field|feld|champ|campo|veld|pole|var"
    r"|variable|unnamed|attr|attribute|v|f|x|c)[ _.:-]*\d+)",
    re.IGNORECASE,
)
_FEWEST_CUSTOMERS = 5
_FEW_PIECES = 50
"""Whole numbers above it need not be quantities."""

_FRACTIONS = 0.2
"""Share of the values of a column of money that have a decimal part."""


def named_by_values(columns: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """Give columns the words that their values speak, in a file of order lines whose names say nothing.

    It takes one column of dates and one of numbers with decimals to see order lines. Each column whose values come
    again and could be keys may then be the customer: one is taken, and said aloud; between several it is asked.

    Parameters
    ----------
    columns : tuple of Profile

    Returns
    -------
    tuple of Profile
        As they were where a name says something, or where the values do not.
    """
    if len(columns) < 3 or any(one.values and not _UNTELLING.fullmatch(one.name.strip()) for one in columns):
        return columns
    dates = [one for one in columns if one.type is ColumnType.DATE]
    money = [one for one in columns if _is_money(one)]
    keys = [one for one in columns if _may_be_customer(one)]
    if len(dates) != 1 or len(money) != 1 or not keys:
        return columns
    pieces = [one for one in columns if _is_count(one)]
    meant: dict[str, tuple[str, ...]] = {dates[0].name: ("date",), money[0].name: ("amount",)}
    meant |= {one.name: ("customer", "id") for one in keys}
    meant |= {one.name: ("quantity",) for one in pieces if len(pieces) == 1}
    return tuple(_meaning(one, meant[one.name]) if one.name in meant else one for one in columns)


def _meaning(profile: Profile, words: tuple[str, ...]) -> Profile:
    note = f"column {profile.name!r} has no telling name; by its values it is taken as the {words[0]}"
    return replace(profile, words=words, note=profile.note or note)


def _is_money(profile: Profile) -> bool:
    if profile.type is not ColumnType.NUMBER:
        return False
    read = [(read_number(value, profile.decimal), n) for value, n in profile.values.items()]
    n_fractions = sum(n for number, n in read if number is not None and number != int(number))
    return n_fractions >= _FRACTIONS * sum(n for _, n in read)


def _is_count(profile: Profile) -> bool:
    numbers = [read_number(value, profile.decimal) for value in profile.values]
    is_number = profile.type in (ColumnType.NUMBER, ColumnType.FLAG)
    return is_number and all(one is not None and one == int(one) and abs(one) <= _FEW_PIECES for one in numbers)


def _may_be_customer(profile: Profile) -> bool:
    """Say whether the values could be keys of customers who come again."""
    if profile.type in (ColumnType.DATE, ColumnType.FLAG) or profile.is_unique or _is_money(profile):
        return False
    is_text = profile.type is not ColumnType.NUMBER
    is_short = max(map(len, profile.values), default=0) <= 40
    return profile.n_levels >= _FEWEST_CUSTOMERS and is_short and (is_text or not _is_count(profile))
