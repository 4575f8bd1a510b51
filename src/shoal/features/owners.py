"""Whose a row of later is: the customer of an earlier day, as far as keys were known then."""

from __future__ import annotations

from datetime import datetime

from shoal.engine import Plan, literal
from shoal.features.moment import utc
from shoal.terms import Identity


def add_owners(plan: Plan, who: str, identity: Identity, persons: str, permitted: str) -> None:
    """Add the steps ``turned_out`` and ``owners``: who the customers are by now, and whose each key is.

    A row belongs to the customer whom its source key was known as on the earlier day. Where the key was not known yet,
    it belongs to the customer whom it turned out to be, if that was one already.

    Parameters
    ----------
    plan : Plan
    who : str
        The step or relation of the customers of the earlier day.
    identity : Identity
        Of that day.
    persons, permitted : str
        Relations of now: who is who, and whose data may be used.
    """
    then = identity.relation.name
    plan.step(
        "turned_out",  # who the customers of the origin are by now; of several keys the first decides
        f"""SELECT b.customer_id, min(p.customer_id) AS person_id FROM {who} b
        JOIN {then} i ON i.customer_id = b.customer_id
        JOIN {persons} p ON p.source_key = i.source_key
        WHERE p.customer_id IN (SELECT customer_id FROM {permitted}) GROUP BY b.customer_id""",
    )
    plan.step(
        "owners",  # every key that is known now, under the customer of the origin
        f"""SELECT p.source_key, CASE WHEN i.source_key IS NULL THEN f.customer_id ELSE i.customer_id END AS customer_id
        FROM {persons} p LEFT JOIN {then} i ON i.source_key = p.source_key
        LEFT JOIN (SELECT person_id, min(customer_id) AS customer_id FROM turned_out GROUP BY person_id) f
            ON f.person_id = p.customer_id""",
    )


def known_by(alias: str, at: datetime) -> str:
    """Write whether a line is known at an instant; a day without a time is known once it is over."""
    instant = f"TIMESTAMP {literal(utc(at))}"
    return (
        f"({alias}.occurred_at < {instant} OR ({alias}.occurred_at = {instant} AND {alias}.occurred_hour IS NOT NULL))"
    )
