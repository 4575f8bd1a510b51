"""How many customers of each segment may be written to, and of how many an address is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from shoal.interpret.sentences import listed, percent
from shoal.stats.rounding import written
from shoal.terms import Labels, Reach, Relation, Segment

ADDRESSES = {"email": "An e-mail address", "phone": "a phone number"}


def reached(
    labels: Labels,
    segments: tuple[Segment, ...],
    consents: Relation | None,
    addresses: Relation | None,
    *,
    is_allowed_unasked: bool,
) -> Mapping[int, Reach]:
    """Count whom of each segment may be contacted.

    Parameters
    ----------
    labels : Labels
    segments : tuple of Segment
    consents : Relation or None
        ``customer_id``, ``is_granted`` (1, 0, NULL); where a customer has several records the strictest counts. None
        where no source records whether customers agreed.
    addresses : Relation or None
        ``customer_id``, ``field``; None where no source has any.
    is_allowed_unasked : bool
        Whether those of whom nothing is recorded may be contacted.

    Returns
    -------
    mapping of segment id to Reach
    """
    allowed = None if consents is None else _allowed(labels, consents, is_allowed_unasked=is_allowed_unasked)
    known = {} if addresses is None else _known(labels, addresses)
    found = {}
    for segment in segments:
        n = None if allowed is None else sum(allowed[group] for group in segment.groups)
        by = {
            field: written(sum(counts[group] for group in segment.groups) / segment.n_customers)
            for field, counts in known.items()
            if segment.n_customers
        }
        share = None if n is None or not segment.n_customers else written(n / segment.n_customers)
        found[segment.id] = Reach(segment.n_customers, n, share, by, _sentence(segment.n_customers, n, by))
    return found


def _sentence(n_asked: int, n_allowed: int | None, by: Mapping[str, float]) -> str:
    """Say how many may be contacted, and of how many an address is known.

    Examples
    --------
    >>> _sentence(400, 300, {"email": 0.9})
    '300 of 400 may be contacted. An e-mail address is known of 90 %.'
    >>> _sentence(400, None, {})
    'Whether they agreed to be contacted is not on record.'
    """
    said = (
        "Whether they agreed to be contacted is not on record."
        if n_allowed is None
        else f"{n_allowed:,} of {n_asked:,} may be contacted."
    )
    known = [f"{ADDRESSES[field]} is known of {percent(share)}" for field, share in by.items()]
    return f"{said} {listed(known)}." if known else said


def _allowed(labels: Labels, consents: Relation, *, is_allowed_unasked: bool) -> Mapping[int, int]:
    default = 1 if is_allowed_unasked else 0
    rows = labels.relation.engine.rows(
        f"""SELECT l.group_id, sum(coalesce(c.is_granted, {default}))
            FROM {labels.relation.name} l LEFT JOIN (
                SELECT customer_id, min(CASE WHEN is_granted > 0 THEN 1 WHEN is_granted <= 0 THEN 0 END) AS is_granted
                FROM {consents.name} GROUP BY customer_id
            ) c ON l.customer_id = c.customer_id
            GROUP BY l.group_id""",
        step="who may be contacted",
    )
    return defaultdict(int, {int(group): int(n) for group, n in rows})


def _known(labels: Labels, addresses: Relation) -> Mapping[str, Mapping[int, int]]:
    rows = labels.relation.engine.rows(
        f"""SELECT a.field, l.group_id, count(DISTINCT l.customer_id)
            FROM {labels.relation.name} l JOIN {addresses.name} a ON l.customer_id = a.customer_id
            GROUP BY a.field, l.group_id ORDER BY a.field, l.group_id""",
        step="of whom an address is known",
    )
    found: dict[str, dict[int, int]] = {}
    for field, group, n in rows:
        found.setdefault(str(field), defaultdict(int))[int(group)] = int(n)
    return found
