"""Of whom an address is known, without the address."""

from __future__ import annotations

from shoal.terms import Identity, Records, Relation

FIELDS = ("email", "phone")
"""Addresses that somebody can be written to at; they stay in the vault."""


def addresses(records: Records, identity: Identity) -> Relation | None:
    """List the customers of whom an e-mail address or a phone number is known.

    Parameters
    ----------
    records : Records
    identity : Identity

    Returns
    -------
    Relation or None
        ``customer_id``, ``field`` (``email`` or ``phone``), distinct; None where no source has either.
    """
    if records.identifiers is None:
        return None
    engine = records.identifiers.engine
    wanted = ", ".join(f"'{field}'" for field in FIELDS)
    found = engine.create(
        "addresses",
        f"SELECT DISTINCT i.customer_id, d.field FROM {records.identifiers.name} d"
        f" JOIN {identity.relation.name} i ON d.source_key = i.source_key"
        f" WHERE d.field IN ({wanted}) AND d.value IS NOT NULL",
        step="addresses known",
    )
    return found if found.count() else None
