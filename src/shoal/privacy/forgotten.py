"""The tombstones of people who were removed, so that no later load brings them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from shoal.privacy.surrogate import tombstone
from shoal.store import Store
from shoal.store.tables import forgotten as table


def remember(store: Store, secret: bytes, keys: Iterable[str], *, on: date) -> bool:
    """Add the tombstone of every key and identifier of a removed person.

    Parameters
    ----------
    store : Store
    secret : bytes
    keys : iterable of str
        Normalised source keys, and identifiers.
    on : date
        The day of the erasure, from the face's clock. Of a key that is remembered already the first day stays.

    Returns
    -------
    bool
        Whether any of them was new.
    """
    rows = [{"key_hash": tombstone(secret, key), "forgotten_on": on.isoformat()} for key in sorted(set(keys))]
    before = forgotten(store)
    if rows:
        with store.writing() as connection:
            connection.execute(insert(table).on_conflict_do_nothing(), rows)
    return any(row["key_hash"] not in before for row in rows)


def take_back(store: Store, secret: bytes, keys: Iterable[str]) -> None:
    """Remove the keyed hashes of keys that turned out to be nobody's."""
    hashes = [tombstone(secret, key) for key in keys]
    with store.writing() as connection:
        connection.execute(delete(table).where(table.c.key_hash.in_(hashes)))


def forgotten(store: Store) -> frozenset[str]:
    """Give the keyed hashes of everyone who was removed."""
    with store.reading() as connection:
        return frozenset(connection.execute(select(table.c.key_hash)).scalars())
