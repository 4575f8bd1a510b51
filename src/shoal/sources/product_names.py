"""What products are called: the name beside the key, where a table of products or the order lines say it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from shoal.engine import literal, quote
from shoal.sources.dates import moment_sql, timestamp_literal
from shoal.sources.keys import text_sql
from shoal.terms import Engine, Kind, Loaded, Records, Role

FEWEST = 2
"""Customers on whose lines a name must stand: what only one was told may be a note, and name a person."""


def product_names(
    engine: Engine,
    loaded: tuple[Loaded, ...],
    records: Records,
    *,
    known_at: datetime,
    timezone: str,
    only: Collection[str] | None = None,
) -> Mapping[str, str]:
    """Read what products are called.

    The table of products says it, else the order lines: the name that most lines of the product have.

    Parameters
    ----------
    engine : Engine
    loaded : tuple of Loaded
        With their specs.
    records : Records
    known_at : datetime
        Lines of later are not looked at.
    timezone : str
        Of naive times.
    only : collection of str or None
        Keys in small letters of the products that are asked for; None for all.

    Returns
    -------
    mapping of str to str
        Of the key in small letters to the name; products whose name is their key are left out.
    """
    named: dict[str, str] = {}
    if only is not None and not only:
        return named
    asked = "" if only is None else f" AND key IN ({', '.join(literal(key) for key in sorted(only))})"
    lines = [sql for one in loaded if (sql := _lines(engine, one, known_at, timezone)) is not None]
    if lines:
        named |= engine.rows(
            f"""SELECT key, name FROM (
                SELECT key, name, row_number() OVER (PARTITION BY key ORDER BY count(*) DESC, name) AS place
                FROM ({" UNION ALL ".join(lines)}) AS lines WHERE key IS NOT NULL AND name IS NOT NULL{asked}
                GROUP BY key, name HAVING count(DISTINCT customer) >= {FEWEST}) AS told
            WHERE place = 1 ORDER BY key""",
            step="what products are called",
        )
    if records.products is not None:
        named |= engine.rows(
            f"""SELECT key, min(name) FROM (SELECT lower(product) AS key, name FROM {records.products.name}) AS products
            WHERE key IS NOT NULL AND name IS NOT NULL{asked} GROUP BY key ORDER BY key""",
            step="what products are called",
        )
    return {key: name for key, name in named.items() if name.lower() != key}


def _lines(engine: Engine, one: Loaded, known_at: datetime, timezone: str) -> str | None:
    """Write the keys and names of the order lines of a source; None where it has no names."""
    if one.spec is None or one.spec.kind is not Kind.ORDERS:
        return None
    name, product, customer, time = (
        one.spec.column(role) for role in (Role.TEXT, Role.PRODUCT, Role.CUSTOMER, Role.OCCURRED_AT)
    )
    if name is None or product is None or customer is None or time is None:
        return None
    type_ = engine.types(one.relation.name)[time.name]
    moment = moment_sql(quote(time.name), type_, time.format, timezone)
    at = timestamp_literal(known_at)
    return (
        f"SELECT lower({text_sql(product.name)}) AS key, {text_sql(name.name)} AS name,"
        f" {text_sql(customer.name)} AS customer FROM {one.relation.name}"
        # a day without a time is not known at the midnight that it begins with
        f" WHERE ({moment.at} < {at} OR ({moment.at} = {at} AND NOT ({moment.is_day})))"
    )
