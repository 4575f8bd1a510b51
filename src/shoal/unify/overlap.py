"""How many of the customers who ordered the tables of customers describe."""

from __future__ import annotations

import re

from shoal.errors import SourceError
from shoal.terms import Engine, Records, Relation

ENOUGH = 0.5
"""Below this share of matches something is likely wrong with the ids."""


def overlap(engine: Engine, records: Records, identity: Relation) -> tuple[str, ...]:
    """Compare the customers of the orders with those that are described.

    Parameters
    ----------
    engine : Engine
    records : Records
    identity : Relation
        ``source_key``, ``customer_id``.

    Returns
    -------
    tuple of str
        The share that matches, where it is not all of them.

    Raises
    ------
    SourceError
        If none of them matches.
    """
    if records.orders is None or records.customers is None:
        return ()
    who = "SELECT DISTINCT i.customer_id FROM {} r JOIN {} i ON i.source_key = r.source_key"
    buyers, described = (who.format(r.name, identity.name) for r in (records.orders, records.customers))
    n_buyers, n_both = engine.rows(
        f"""SELECT count(*), count(d.customer_id) FROM ({buyers}) b
        LEFT JOIN ({described}) d ON d.customer_id = b.customer_id""",
        step="customers of orders among those described",
    )[0]
    if not n_buyers or n_both == n_buyers:
        return ()
    if not n_both:
        raise _strangers(engine, records, n_buyers)
    share = f"{n_both} of the {n_buyers} customers who ordered ({100 * n_both / n_buyers:.1f}%)"
    if n_both < ENOUGH * n_buyers:
        return (f"ONLY {share} are in the tables of customers: check that both write the ids alike",)
    return (f"{share} are in the tables of customers; the traits of the others are not known",)


def _strangers(engine: Engine, records: Records, n_buyers: int) -> SourceError:
    assert records.orders is not None and records.customers is not None  # noqa: S101, PT018
    shapes = [
        _shape(engine.rows(f"SELECT min(source_key) FROM {r.name}", step="shape of keys")[0][0])
        for r in (records.orders, records.customers)
    ]
    return SourceError(
        f"none of the {n_buyers} customers who ordered is in the tables of customers; ids look like {shapes[0]} in the"
        f" orders and like {shapes[1]} in the others (9 for a digit, A for a letter)",
        expected="the same customer ids in both",
        do="check in shoal.toml which columns say who the customer is, or give the files one by one",
        where=", ".join(records.quality.by_source),
    )


def _shape(key: str | None) -> str:
    """Give the form of a key without what it says.

    Examples
    --------
    >>> _shape("C-17850"), _shape("ann@example.org")
    ("'A-99999'", "'AAA@AAAAAAA.AAA'")
    """
    return repr(re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", key or ""))[:40])
