"""Who is meant: the ids, keys and identifiers of a person who is named by any one of their keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from shoal.privacy.surrogate import keyed_hash
from shoal.privacy.vault import find, lookup, needles_of
from shoal.store import Store


@dataclass(frozen=True)
class Person:
    """What a person is known by in a workspace.

    Parameters
    ----------
    keys : frozenset of str
        Normalised source keys; their hashes keep the person out of later loads.
    ids : frozenset of str
        What may stand as ``customer_id``: the keys, and the surrogates of keys that are identifiers.
    identifiers : frozenset of str
        Direct identifiers from the vault that nobody else has.
    visitors : frozenset of str
        Anonymous keys that turned out to be theirs; a customer may be called like one.
    """

    keys: frozenset[str]
    ids: frozenset[str]
    identifiers: frozenset[str]
    visitors: frozenset[str] = frozenset()


def person_named(
    store: Store,
    customer: str,
    *,
    secret: bytes,
    normalise: Callable[[str], str | None],
    merges: Sequence[pa.Table] = (),
) -> Person:
    """Collect what a person is known by: every key that is linked with theirs, and every visitor who was them.

    Parameters
    ----------
    store : Store
    customer : str
        A key as a source has it, a ``customer_id``, or an identifier that one customer alone has.
    secret : bytes
        Key of the surrogates.
    normalise : callable
        Raw source key to normalised key.
    merges : sequence of Table
        The records of merges that hold now, with ``customer_id``, ``source_key`` and
        ``anonymous_key``.

    Notes
    -----
    A surrogate says nothing by itself: the key behind it is the identifier in the vault that hashes to it.
    """
    key = normalise(customer) or customer
    owners = find(store, customer)
    ids = {customer.strip(), key, _surrogate(secret, key), *(owners if len(owners) == 1 else ())}
    linked = _linked(ids, merges)
    ids |= linked
    known = {value for id_ in sorted(ids) for values in lookup(store, id_).values() for value in values}
    normal = {text for value in known if (text := normalise(value)) is not None}
    behind = {text for text in normal if _surrogate(secret, text) in ids}
    keys = {key, *linked, *behind, *(owners if len(owners) == 1 else ())}
    return Person(frozenset(keys), frozenset(ids | keys), needles_of(store, ids), _visitors(ids | keys, merges))


def _linked(ids: set[str], merges: Sequence[pa.Table]) -> set[str]:
    """Collect the keys of all customers who have one of some keys, and their keys in the other records, and so on."""
    found: set[str] = set()
    while True:
        named = pa.array(sorted(ids | found), pa.string())
        before = len(found)
        for table in merges:
            has_key = pc.or_(pc.is_in(table["source_key"], named), pc.is_in(table["customer_id"], named))
            customers = pc.unique(table.filter(has_key)["customer_id"])
            theirs = table.filter(pc.is_in(table["customer_id"], customers))
            found |= {key for key in theirs["source_key"].to_pylist() if key is not None} | set(customers.to_pylist())
        if len(found) == before:
            return found


def _visitors(ids: set[str], merges: Sequence[pa.Table]) -> frozenset[str]:
    named = pa.array(sorted(ids), pa.string())
    found = (table.filter(pc.is_in(table["customer_id"], named))["anonymous_key"].to_pylist() for table in merges)
    return frozenset(key for keys in found for key in keys if key is not None)


def _surrogate(secret: bytes, key: str) -> str:
    return keyed_hash(secret, key.lower())
