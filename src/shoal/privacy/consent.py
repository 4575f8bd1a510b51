"""Whether customers may be used for a purpose; asked where data are used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from shoal.errors import NotPermitted
from shoal.terms import Relation


class Purpose(StrEnum):
    """What customers' data are about to be used for."""

    BUILD = "build"
    SCORE = "score"
    SEND = "send"


@dataclass(frozen=True)
class Permission:
    """Who may be used for a purpose.

    Parameters
    ----------
    relation : Relation
        ``customer_id`` of those who may, in canonical order.
    n_allowed, n_denied, n_missing : int
        Those who may be used; those who declined; those of whom nothing is recorded (allowed or not, as it is set).
    sentence : str
        The above in words, for every result.
    """

    relation: Relation
    n_allowed: int
    n_denied: int
    n_missing: int
    sentence: str


def may(
    purpose: Purpose, customers: Relation, consents: Relation | None, *, missing: Literal["allow", "deny"]
) -> Permission:
    """Say which customers may be used for a purpose.

    Where a customer has several records, one that declines decides.

    Parameters
    ----------
    purpose : Purpose
    customers : Relation
        ``customer_id``; one who has several rows (of source keys, say) is one customer.
    consents : Relation or None
        ``customer_id`` and ``is_granted`` DOUBLE, NULL where it is not recorded; None where no source records consent.
    missing : str
        What it means that consent is not recorded.

    Raises
    ------
    NotPermitted : if nobody may be used
    """
    engine, name = customers.engine, f"shoal_permitted_{purpose.value}"
    asked = engine.create(f"{name}_asked", _asked(customers, consents), step=f"consent to {purpose.value}")
    try:
        counted = f"""SELECT count(*), coalesce(sum(CASE WHEN is_granted = 0 THEN 1 ELSE 0 END), 0),
            coalesce(sum(CASE WHEN is_granted IS NULL THEN 1 ELSE 0 END), 0) FROM {asked.name}"""
        n, n_denied, n_missing = (int(figure) for figure in engine.rows(counted, step="count consents")[0])
        n_allowed = n - n_denied - (n_missing if missing == "deny" else 0)
        sentence = _sentence(purpose, n, n_denied, n_missing, missing=missing)
        if not n_allowed:
            raise NotPermitted(
                f"no customer may be used to {purpose.value}: {sentence}" if n else "there are no customers to ask",
                expected="at least one who agreed",
                do="record consent, or set privacy.missing_consent to allow where the law permits it",
            )
        default = 1 if missing == "allow" else 0
        relation = engine.create(
            name,
            f"""SELECT customer_id FROM {asked.name} WHERE coalesce(is_granted, {default}) = 1
                ORDER BY md5(customer_id), customer_id""",
            step=f"permitted to {purpose.value}",
        )
    finally:
        engine.drop(asked.name)
    return Permission(relation, n_allowed, n_denied, n_missing, sentence)


def _asked(customers: Relation, consents: Relation | None) -> str:
    """Give every customer with the strictest answer on record: 1, 0 or NULL."""
    if consents is None:
        return f"SELECT DISTINCT customer_id, CAST(NULL AS BIGINT) AS is_granted FROM {customers.name}"
    return f"""
        SELECT DISTINCT customers.customer_id, answers.is_granted
        FROM {customers.name} AS customers
        LEFT JOIN (
            SELECT customer_id, min(CASE WHEN is_granted > 0 THEN 1 WHEN is_granted <= 0 THEN 0 END) AS is_granted
            FROM {consents.name} GROUP BY customer_id
        ) AS answers ON answers.customer_id = customers.customer_id"""


def _sentence(purpose: Purpose, n: int, n_denied: int, n_missing: int, *, missing: str) -> str:
    n_allowed = n - n_denied - (n_missing if missing == "deny" else 0)
    used = "used" if missing == "allow" else "not used"
    if n_missing == n:
        return (
            f"No consent is on record: the {n:,} customers are {used} to {purpose.value} (missing_consent = {missing})."
        )
    return (
        f"{n_allowed:,} of {n:,} customers may be used to {purpose.value}: {n_denied:,} declined, "
        f"{n_missing:,} have nothing on record and are {used} (missing_consent = {missing})."
    )
