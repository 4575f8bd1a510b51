"""Headers of two lines: titles that span several columns above, the names of the columns below."""

from __future__ import annotations

import re
from collections import Counter

from shoal.languages import in_english
from shoal.sources.vocabulary import AMOUNT, CUSTOMER, NOT_MONEY, ORDER, PRICE, QUANTITY, has
from shoal.terms.names import words_of

_VALUE = re.compile(r"[-+]?[\d.,]*\d[\d.,]*|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T].*)?|[^@\s]+@[^@\s]+")


def is_value(cell: str) -> bool:
    """Say whether a cell is a number, a date or an address, as names of columns hardly ever are."""
    return _VALUE.fullmatch(cell.strip()) is not None


def are_groups(first: tuple[str, ...], second: tuple[str, ...], below: tuple[tuple[str, ...], ...]) -> bool:
    """Say whether a line holds titles of several columns each, the line under it their names.

    The titles stand in the first of the columns that they span, or are written again in each; the names are no values
    where all rows below have some.

    Parameters
    ----------
    first, second : tuple of str
        Cells of the two lines.
    below : tuple of tuple of str
        Cells of the rows.

    Examples
    --------
    >>> rows = (("7", "2025-01-31", "2.50"), ("8", "2025-02-01", "3.00"))
    >>> are_groups(("Customer", "Order", ""), ("ID", "Date", "Amount"), rows)
    True
    >>> are_groups(("customer", "date", ""), ("7", "2025-01-30", "1.00"), rows)
    False
    """
    if len(first) != len(second) or len(first) < 3 or sum(bool(cell.strip()) for cell in first) < 2:
        return False
    is_spanning = any(not one.strip() or one == other for one, other in zip(first[1:], first, strict=False))
    is_named = all(one.strip() or other.strip() for one, other in zip(first, second, strict=True))
    if not is_spanning or not is_named or any(is_value(cell) for cell in (*first, *second) if cell.strip()):
        return False
    rows = [row for row in below if len(row) == len(first)]
    return any(
        second[place].strip() and filled and all(is_value(cell) for cell in filled)
        for place in range(len(first))
        for filled in [[row[place] for row in rows if row[place].strip()]]
    )


def names_under(groups: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Put the titles before the names that say too little by themselves.

    Examples
    --------
    >>> names_under(("Customer", "", "Order", "", "Delivery"), ("ID", "Country", "Date", "Amount", "Date"))
    ('Customer ID', 'Customer Country', 'Order Date', 'Amount', 'Delivery Date')
    """
    times = Counter(name.strip().casefold() for name in names)
    title = ""
    found: list[str] = []
    for group, name in zip(groups, names, strict=True):
        title = group.strip() or title
        alone = times[name.strip().casefold()] == 1 and _is_telling(title, name)
        found.append(name if alone else f"{title} {name.strip()}".strip())
    return tuple(found)


def _is_telling(title: str, name: str) -> bool:
    """Say whether a name needs no title: money, a quantity, a customer or an order, unless the title turns it round."""
    words, above = in_english(words_of(name)), in_english(words_of(title))
    turns = has(above, NOT_MONEY) or (has(above, CUSTOMER) and not has(words, CUSTOMER))
    return not turns and (has(words, (*CUSTOMER, *ORDER, *QUANTITY, *PRICE, *AMOUNT)) or len(words) > 2)
