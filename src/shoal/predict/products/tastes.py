"""What each customer has bought and kept: customers against products, read from the orders of a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shoal.engine import Plan, literal
from shoal.engine.dialect import DIALECTS
from shoal.errors import PredictError
from shoal.predict.arrays import Counts, Floats
from shoal.predict.permitted import only
from shoal.terms import Engine, Identity, Records, Relation

Sparse = Any
"""A matrix of scipy, rows compressed: customers against products."""

ON_OFFER_DAYS = 90
"""What nobody has bought for so long is not offered any more."""

FADING_DAYS = 60.0
"""After so many days a purchase says half as much of what is bought next."""


@dataclass(frozen=True)
class Tastes:
    """Who bought what, on which days; what was sent back as often as bought is not there.

    Parameters
    ----------
    customer_id : pa.Array (n,)
        Everyone with orders, in canonical order; who kept nothing has no row below.
    products : tuple of str (m,)
        Everything ever bought, in the order of the alphabet.
    categories : tuple of str or None (m,)
        The category that most lines of the product name.
    customer, product : int arrays (pairs,)
        Rows and columns, in that order; each pair once.
    n_days : float array (pairs,)
        Days on which the customer bought the product.
    days_ago : float array (pairs,)
        Since the last of them.
    faded : float array (pairs,)
        The days, each counting half for every 60 days that it lies back.
    order_days : float array (n,)
        Days with orders of the customer.
    quiet_days : float array (n,)
        Since the last of them.
    is_on_offer : bool array (m,)
        Whether anybody bought it lately.
    sent_back : pair of int arrays
        Rows and columns of what was bought and all sent back.
    """

    customer_id: pa.Array
    products: tuple[str, ...]
    categories: tuple[str | None, ...]
    customer: NDArray[np.intp]
    product: NDArray[np.intp]
    n_days: Floats
    days_ago: Floats
    faded: Floats
    order_days: Floats
    quiet_days: Floats
    is_on_offer: NDArray[np.bool_]
    sent_back: tuple[NDArray[np.intp], NDArray[np.intp]]

    @property
    def shape(self) -> tuple[int, int]:
        """Count customers and products."""
        return len(self.customer_id), len(self.products)

    def first(self, n: int) -> Tastes:
        """Give the first so many customers, who are a sample; the products stay all."""
        pairs, back = int(np.searchsorted(self.customer, n)), self.sent_back[0] < n
        return replace(
            self,
            customer_id=self.customer_id[:n],
            customer=self.customer[:pairs],
            product=self.product[:pairs],
            n_days=self.n_days[:pairs],
            days_ago=self.days_ago[:pairs],
            faded=self.faded[:pairs],
            order_days=self.order_days[:n],
            quiet_days=self.quiet_days[:n],
            sent_back=(self.sent_back[0][back], self.sent_back[1][back]),
        )

    def matrix(self, values: Floats | None = None) -> Sparse:
        """Give customers against products: 1 where bought, or a value of each pair."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - only predictions of products need it

        held = np.ones(len(self.customer)) if values is None else values
        return csr_matrix((held, (self.customer, self.product)), shape=self.shape)

    def sent_back_matrix(self) -> Sparse:
        """Give customers against products: 1 where all that was bought was sent back."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - only predictions of products need it

        return csr_matrix((np.ones(len(self.sent_back[0])), self.sent_back), shape=self.shape)


def read_tastes(
    engine: Engine, records: Records, identity: Identity, permitted: Relation | None, *, before: date
) -> Tastes:
    """Read what customers had bought before a day.

    Parameters
    ----------
    engine : Engine
    records : Records
    identity : Identity
    permitted : Relation or None
        Whose data may be used; None means everyone.
    before : date
        In the time zone of the business; nothing of that day or later is looked at.

    Raises
    ------
    PredictError
        If there are no orders, they name no products, or all name the same one.
    """
    orders = _orders_with_products(engine, records, before)
    allowed = only(permitted)
    dialect = DIALECTS[engine.dialect]
    plan = Plan()
    plan.step(
        "taste_lines",
        f"""SELECT i.customer_id, o.product, o.category, o.occurred_on, o.is_purchase, o.is_return, o.quantity
        FROM {orders.name} o JOIN {identity.relation.name} i ON o.source_key = i.source_key
        WHERE o.occurred_on < DATE {literal(before.isoformat())} {allowed}""",
    )
    lines = plan.run(engine, "taste_lines").name
    customers = engine.arrow(
        f"""SELECT customer_id, {dialect.as_double("count(DISTINCT occurred_on)")} AS order_days,
            {dialect.days("max(occurred_on)", f"DATE {literal(before.isoformat())}")} AS quiet_days
        FROM {lines} WHERE is_purchase GROUP BY customer_id ORDER BY md5(customer_id), customer_id""",
        step="who has bought",
    )
    products = engine.arrow(
        f"""SELECT product, max(CASE WHEN place = 1 THEN category END) AS category
        FROM (SELECT product, category,
            row_number() OVER (PARTITION BY product ORDER BY count(category) DESC, category NULLS LAST) AS place
            FROM {lines} WHERE is_purchase AND product IS NOT NULL GROUP BY product, category) AS named
        GROUP BY product ORDER BY product""",
        step="what has been bought",
    )
    if products.num_rows < 2:
        raise PredictError(
            "every order is of the same product" if products.num_rows else "nobody has bought a product by then",
            expected="two products or more, to choose between",
            do="use `shoal predict`, which needs no products",
            where="predict next",
        )
    return _tastes(engine, lines, customers, products, before)


def _orders_with_products(engine: Engine, records: Records, before: date) -> Relation:
    orders = records.orders
    if orders is None:
        raise PredictError(
            "there are no orders, so nothing tells what anybody buys",
            expected="a file of orders: who, when, which product",
            do="add it with `shoal run`; segments are formed without it",
            where="predict next",
        )
    ((n_named,),) = engine.rows(
        f"SELECT count(product) FROM {orders.name} WHERE is_purchase AND occurred_on < ?",
        (before,),
        step="count products",
    )
    if not n_named:
        raise PredictError(
            "the orders name no products, so nothing tells what anybody buys",
            expected="a column of the order lines that says which product",
            do="add that column, or use `shoal predict`, which says how often customers will order and needs none",
            where="predict next",
        )
    return orders


def _tastes(engine: Engine, lines: str, customers: pa.Table, products: pa.Table, before: date) -> Tastes:
    """Give customers and products numbers, and add up the days of every pair that was not all sent back."""
    _number(engine, customers["customer_id"], products["product"])
    rows = engine.arrow(
        f"""WITH pairs AS (
            SELECT customer_id, product,
                CASE WHEN sum(CASE WHEN is_return THEN -abs(quantity) ELSE quantity END) <= 0 THEN 0 ELSE 1 END AS kept
            FROM {lines} WHERE product IS NOT NULL AND (is_purchase OR is_return) GROUP BY customer_id, product
        ), days AS (SELECT DISTINCT customer_id, product, occurred_on FROM {lines} WHERE is_purchase)
        SELECT c.place AS customer, p.place AS product, k.kept,
            {DIALECTS[engine.dialect].days("d.occurred_on", f"DATE {literal(before.isoformat())}")} AS days_ago
        FROM days d JOIN pairs k ON k.customer_id = d.customer_id AND k.product = d.product
        JOIN numbered_customer_id c ON c.customer_id = d.customer_id
        JOIN numbered_product p ON p.product = d.product ORDER BY 1, 2, 4""",
        step="what was bought when",
    )
    who, what, ago = (rows[name].to_numpy() for name in ("customer", "product", "days_ago"))
    is_kept = rows["kept"].to_numpy() == 1
    sold = np.full(products.num_rows, np.inf)
    np.minimum.at(sold, what, ago)
    back = _begins(who[~is_kept], what[~is_kept])
    sent_back = (who[~is_kept][back].astype(np.intp), what[~is_kept][back].astype(np.intp))
    who, what, ago = who[is_kept], what[is_kept], ago[is_kept]
    begins = _begins(who, what)
    return Tastes(
        customers["customer_id"].combine_chunks(),
        tuple(products["product"].to_pylist()),
        tuple(products["category"].to_pylist()),
        who[begins].astype(np.intp),
        what[begins].astype(np.intp),
        np.diff(np.append(begins, len(who))).astype(np.float64),
        ago[begins].astype(np.float64),
        np.add.reduceat(0.5 ** (ago / FADING_DAYS), begins) if len(begins) else np.empty(0),
        customers["order_days"].to_numpy().astype(np.float64),
        customers["quiet_days"].to_numpy().astype(np.float64),
        sold <= ON_OFFER_DAYS,
        sent_back,
    )


def _number(engine: Engine, customers: pa.Array, products: pa.Array) -> None:
    for name, column in (("customer_id", customers), ("product", products)):
        engine.register(f"numbered_{name}", pa.table({name: column, "place": pa.array(np.arange(len(column)))}))


def _begins(who: Counts, what: Counts) -> NDArray[np.intp]:
    if not len(who):
        return np.empty(0, dtype=np.intp)
    is_new = (np.diff(who) != 0) | (np.diff(what) != 0)
    return np.flatnonzero(np.concatenate([[True], is_new]))


def read_bought(
    engine: Engine, orders: Relation, identity: Identity, tastes: Tastes, *, since: date, until: date
) -> Sparse:
    """Read what customers bought in a window, as customers against products.

    Who was nobody yet and what was not sold yet is left out: nobody could have said it.

    Parameters
    ----------
    engine : Engine
    orders : Relation
        Seen by the engine.
    identity : Identity
        Known before the window.
    tastes : Tastes
        Of the day on which the window begins.
    since, until : date
        The first day of the window, and the first after it.
    """
    _number(engine, tastes.customer_id, pa.array(tastes.products, pa.string()))
    rows = engine.arrow(
        f"""SELECT DISTINCT c.place AS customer, p.place AS product
        FROM {orders.name} o JOIN {identity.relation.name} i ON o.source_key = i.source_key
        JOIN numbered_customer_id c ON c.customer_id = i.customer_id
        JOIN numbered_product p ON p.product = o.product
        WHERE o.is_purchase AND o.occurred_on >= ? AND o.occurred_on < ? ORDER BY 1, 2""",
        (since, until),
        step="what was bought next",
    )
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - only predictions of products need it

    who, what = rows["customer"].to_numpy(), rows["product"].to_numpy()
    return csr_matrix((np.ones(len(who)), (who, what)), shape=tastes.shape)
