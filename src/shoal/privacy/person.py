"""Who is meant: the ids, keys and identifiers of a person who is named by any one of their keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shoal.privacy.surrogate import keyed_hash
from shoal.privacy.vault import lookup
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
        Direct identifiers, from the vault.
    """

    keys: frozenset[str]
    ids: frozenset[str]
    identifiers: frozenset[str]


def person_named(store: Store, customer: str, *, secret: bytes, normalise: Callable[[str], str | None]) -> Person:
    """Collect what a person is known by.

    Parameters
    ----------
    store : Store
    customer : str
        A key as a source has it, or a ``customer_id``.
    secret : bytes
        Key of the surrogates.
    normalise : callable
        Raw source key to normalised key.

    Notes
    -----
    A surrogate says nothing by itself: the key behind it is the identifier in the vault that hashes to it.
    """
    key = normalise(customer) or customer
    ids = {customer.strip(), key, _surrogate(secret, key)}
    identifiers = {value for id_ in sorted(ids) for values in lookup(store, id_).values() for value in values}
    behind = {
        normal
        for value in identifiers
        if (normal := normalise(value)) is not None and _surrogate(secret, normal) in ids
    }
    keys = {key} | behind
    if behind - {key}:  # a surrogate was given, so it is no key of a source
        keys.discard(key)
    return Person(frozenset(keys), frozenset(ids | keys), frozenset(identifiers))


def _surrogate(secret: bytes, key: str) -> str:
    return keyed_hash(secret, key.lower())
