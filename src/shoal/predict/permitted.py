"""Whose data may be used, as a condition of a query: in one place, so that no reading passes consent by."""

from __future__ import annotations

from shoal.terms import Relation


def only(permitted: Relation | None) -> str:
    """Write the condition that keeps the customers ``i`` whose data may be used.

    Parameters
    ----------
    permitted : Relation or None
        With their ``customer_id``; None means everyone.

    Examples
    --------
    >>> only(None)
    ''
    """
    return "" if permitted is None else f" AND i.customer_id IN (SELECT customer_id FROM {permitted.name})"
