"""The vault: the one table where direct identifiers are, under ``customer_id``."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from shoal.store import Store
from shoal.store.tables import vault
from shoal.terms import Relation

_BATCH_ROWS = 50_000


def keep(store: Store, identity: Relation, identifiers: Relation | None) -> int:
    """Keep the identifiers of this run's customers, replacing those of the run before.

    Parameters
    ----------
    store : Store
    identity : Relation
        ``source_key`` and ``customer_id``.
    identifiers : Relation or None
        ``source_key``, ``field`` and ``value``, the value not NULL; None where the sources have none, and then those
        of the run before go all the same.

    Returns
    -------
    int
        Identifiers kept.
    """
    if identifiers is None:
        with store.writing() as connection:
            connection.execute(delete(vault))
        return 0
    joined = identity.engine.arrow(
        f"""SELECT DISTINCT identity.customer_id, identifiers.field, identifiers.value
            FROM {identifiers.name} AS identifiers
            JOIN {identity.name} AS identity ON identity.source_key = identifiers.source_key
            WHERE identifiers.value IS NOT NULL
            ORDER BY 1, 2, 3""",
        step="identifiers for the vault",
    )
    statement = "INSERT INTO vault (customer_id, field, value, folded) VALUES (?, ?, ?, ?)"
    with store.writing() as connection:
        connection.execute(delete(vault))
        for batch in joined.to_batches(max_chunksize=_BATCH_ROWS):
            ids, fields, values = (column.to_pylist() for column in batch.columns)
            # The driver's own form: building a statement object per row is ten times slower.
            rows = list(zip(ids, fields, values, map(folded, values), strict=True))
            connection.exec_driver_sql(statement, rows)
    return int(joined.num_rows)


def lookup(store: Store, customer_id: str) -> Mapping[str, tuple[str, ...]]:
    """Give what is known of one customer: field to its values, in order; empty where nothing is."""
    query = select(vault.c.field, vault.c.value).where(vault.c.customer_id == customer_id)
    found: dict[str, tuple[str, ...]] = {}
    with store.reading() as connection:
        for row in connection.execute(query.order_by(vault.c.field, vault.c.value)):
            found[row.field] = (*found.get(row.field, ()), row.value)
    return found


def find(store: Store, value: str) -> tuple[str, ...]:
    """Give the customers who have an identifier, in order; case, width of letters and blanks do not count."""
    query = select(vault.c.customer_id).where(vault.c.folded == folded(value)).distinct()
    with store.reading() as connection:
        return tuple(connection.execute(query.order_by(vault.c.customer_id)).scalars())


def needles_of(store: Store, customer_ids: Collection[str]) -> frozenset[str]:
    """Give the identifiers that these customers alone have; what others have too, a town say, is not theirs to erase.

    Parameters
    ----------
    store : Store
    customer_ids : collection of str
        The ids of one person.
    """
    theirs = select(vault.c.value, vault.c.folded).where(vault.c.customer_id.in_(sorted(customer_ids)))
    with store.reading() as connection:
        found = {row.value: row.folded for row in connection.execute(theirs)}
        of_others = (
            select(vault.c.folded)
            .where(vault.c.folded.in_(sorted(set(found.values()))))
            .where(vault.c.customer_id.not_in(sorted(customer_ids)))
        )
        shared = set(connection.execute(of_others).scalars())
    return frozenset(value for value, form in found.items() if form not in shared)


def folded(value: str) -> str:
    """Write an identifier as it is compared.

    Examples
    --------
    >>> folded(" Jörg  MÜLLER ") == folded("jörg müller")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())
