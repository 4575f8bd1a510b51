"""Examples out of the engine: the customers of an earlier day with what happened, and those of now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from shoal.engine import literal, matrix, quote
from shoal.errors import PredictError
from shoal.predict.examples import Examples
from shoal.predict.facts import Facts, read_facts
from shoal.predict.lifetimes.foresee import Asked, coming
from shoal.predict.lifetimes.orders import fit_orders
from shoal.predict.lifetimes.outlook import outlook
from shoal.predict.lifetimes.reading import Buyers
from shoal.terms import Feature, FeatureTable, Relation, Target

MOST_EXAMPLES = 10_000
"""Customers of one day that are learnt from: a random sample, so that the cost has a bound."""


def labelled(table: FeatureTable, target: Target) -> Relation:
    """Say of the customers with a label whether it means yes: ``customer_id``, ``person_id``, ``happened``."""
    label = quote(target.column)
    return table.relation.engine.create(
        "happened",
        f"""SELECT customer_id, customer_id AS person_id,
            CASE WHEN {label} = {literal(target.value)} THEN 1 ELSE 0 END AS happened
        FROM {table.relation.name} WHERE {label} IS NOT NULL ORDER BY md5(customer_id), customer_id""",
        step="what the label says",
    )


def look(
    table: FeatureTable,
    features: Sequence[Feature],
    happened: Relation,
    asides: Mapping[str, Mapping[str, float]] | None = None,
) -> Examples:
    """Give the examples of one day.

    Parameters
    ----------
    table : FeatureTable
        As of that day.
    features : sequence of Feature
        Of the table: those that may be learnt from.
    happened : Relation
        In the same engine.
    asides : mapping of name to mapping of customer to score, or None
        Other ways that are held against what is learnt.
    """
    some = (
        f"(SELECT *, row_number() OVER () AS place FROM (SELECT * FROM {happened.name} LIMIT {MOST_EXAMPLES}) h) o"
        f" JOIN {table.relation.name} t ON t.customer_id = o.customer_id ORDER BY o.place"
    )
    engine = table.relation.engine
    who = engine.arrow(f"SELECT o.customer_id, o.person_id FROM {some}", step="who is looked at")
    did = matrix(engine, ["o.happened"], some, step="what happened")[:, 0] if who.num_rows else np.zeros(0)
    ids = who["customer_id"].to_pylist()
    return Examples(
        read_facts(table, features, some),
        did,
        np.array(who["person_id"].to_pylist(), dtype=np.str_),
        np.zeros(len(did), dtype=np.int64),
        {name: np.array([scores.get(one, np.nan) for one in ids]) for name, scores in (asides or {}).items()},
    )


def everyone(table: FeatureTable, features: Sequence[Feature]) -> tuple[pa.Array, Facts]:
    """Give all customers of a table, in its order, with what is known of them."""
    source = f"{table.relation.name} t ORDER BY md5(t.customer_id), t.customer_id"
    ids = table.relation.engine.arrow(f"SELECT t.customer_id FROM {source}", step="everybody")
    return ids["customer_id"].combine_chunks(), read_facts(table, features, source)


def alive(buyers: Buyers, asked: Asked, *, returns: bool) -> Mapping[str, Mapping[str, float]]:
    """Let the models of orders tell of each customer; nothing where they cannot be fitted.

    Parameters
    ----------
    buyers : Buyers
        As of an earlier day.
    asked : Asked
    returns : bool
        Whether it is asked who orders again; else who does not.

    Returns
    -------
    mapping of way to mapping of customer to score
        ``p_alive``, that the customer has not left, and ``p_order``, that there is an order within the horizon.
    """
    try:
        orders = fit_orders(buyers.histories, process=asked.model)
    except PredictError:
        return {}
    ahead = outlook(orders, None, buyers.histories, None, horizon=float(asked.horizon_days))
    ids, side = buyers.customer_id.to_pylist(), 1.0 if returns else -1.0
    told = {"p_alive": ahead.p_alive.value, "p_order": coming(orders, buyers.histories, asked.horizon_days)}
    return {way: dict(zip(ids, (side * scores).tolist(), strict=True)) for way, scores in told.items()}
