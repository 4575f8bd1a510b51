"""How the records of different kinds meet: products with orders and events, campaigns with messages, keys with keys."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.engine import literal
from shoal.sources.checked import Checked, of_kind
from shoal.sources.events_checked import EVENT_COLUMNS
from shoal.sources.orders import COLUMNS
from shoal.terms import Engine, Kind, Relation

ENOUGH = 0.5
"""Below this share of matches something is likely wrong with the keys."""

_MESSAGES = ("sent", "delivered", "opened", "clicked", "bounced", "unsubscribed")


def joined_up(
    engine: Engine, stacked: Mapping[Kind, Relation], sources: tuple[Checked, ...]
) -> tuple[dict[Kind, Relation], tuple[str, ...]]:
    """Fill orders and events from the catalogues, and say how the keys of all kinds meet.

    Parameters
    ----------
    engine : Engine
    stacked : mapping of Kind to Relation
        The sound rows of each kind but customers.
    sources : tuple of Checked

    Returns
    -------
    dict of Kind to Relation
    tuple of str
        What is to be said aloud.
    """
    kinds = dict(stacked)
    said: list[str] = []
    if Kind.ORDERS not in kinds and Kind.EVENTS in kinds:
        orders = _orders_of_events(engine, of_kind(sources, Kind.EVENTS))
        if orders is not None:
            kinds = {Kind.ORDERS: orders, **kinds}
            said.append(
                f"there are no orders: the {orders.count()} purchases with money among the events ARE TAKEN AS ORDERS"
            )
    if Kind.PRODUCTS in kinds:
        for kind, fill in ((Kind.ORDERS, _fill_orders), (Kind.EVENTS, _fill_events)):
            if kind in kinds:
                said.extend(_match(engine, kinds[kind], kinds[Kind.PRODUCTS], kind))
                kinds[kind] = fill(engine, kinds[kind], kinds[Kind.PRODUCTS])
    if Kind.CAMPAIGNS in kinds and Kind.EVENTS in kinds:
        said.extend(_match_campaigns(engine, kinds[Kind.EVENTS], kinds[Kind.CAMPAIGNS]))
        kinds[Kind.EVENTS] = _fill_channel(engine, kinds[Kind.EVENTS], kinds[Kind.CAMPAIGNS])
    return kinds, (*said, *_strangers(engine, sources))


def _orders_of_events(engine: Engine, events: tuple[Checked, ...]) -> Relation | None:
    """Take the purchases among the events as orders; None where there are none with money and a customer."""
    rows = " UNION ALL ".join(f"SELECT {one.number} AS source, * FROM ({_purchases(one)})" for one in events)
    relation = engine.create("orders", f"SELECT {', '.join(COLUMNS)} FROM ({rows}) ORDER BY source, shoal_row")
    if relation.count():
        return relation
    engine.drop(relation.name)
    return None


def _purchases(one: Checked) -> str:
    of_order = "coalesce(order_key, CAST(occurred_at AS VARCHAR))"
    return f"""SELECT shoal_row, source_key, {of_order} AS order_key, occurred_at, occurred_on, product,
        CAST(1 AS DECIMAL(18,4)) AS quantity, CAST(round(amount, 4) AS DECIMAL(18,4)) AS amount,
        CAST(NULL AS VARCHAR) AS country, true AS is_purchase, false AS is_return, occurred_hour, category, channel,
        campaign, CAST(NULL AS DECIMAL(18,4)) AS list_amount, CAST(NULL AS DECIMAL(18,4)) AS discount,
        CAST(NULL AS DECIMAL(18,4)) AS cost
        FROM ({one.sound}) WHERE action = 'purchase' AND amount > 0 AND source_key IS NOT NULL"""


def _keyed(rows: Relation, products: Relation) -> str:
    """Write which key each different product of some rows has in the catalogue: the same key, else the same name.

    A name that two products share names neither.
    """
    folded = "lower(trim({}))"
    return f"""SELECT d.product, coalesce(k.product, n.product) AS catalogue_key
        FROM (SELECT DISTINCT product FROM {rows.name} WHERE product IS NOT NULL) d
        LEFT JOIN {products.name} k ON k.product = d.product
        LEFT JOIN (SELECT {folded.format("name")} AS folded, min(product) AS product FROM {products.name}
            WHERE name IS NOT NULL GROUP BY {folded.format("name")} HAVING count(*) = 1) n
        ON n.folded = {folded.format("d.product")}"""


def _match(engine: Engine, rows: Relation, products: Relation, kind: Kind) -> tuple[str, ...]:
    """Say how many of the products that are named are in the catalogue."""
    n, n_known = engine.rows(
        f"SELECT count(*), count(catalogue_key) FROM ({_keyed(rows, products)})", step=f"products of {kind.value}"
    )[0]
    return _rate(int(n_known), int(n), f"products that {kind.value} name", "the table of products")


def _fill_orders(engine: Engine, orders: Relation, products: Relation) -> Relation:
    """Give order lines the key, the kind, the list price and the cost of their product."""
    listed = "round(p.list_price * CAST(o.quantity AS DOUBLE), 4)"
    values = {
        "product": "coalesce(k.catalogue_key, o.product)",
        "category": "coalesce(o.category, p.category)",
        "list_amount": f"coalesce(o.list_amount, {_limited(listed)})",
        "discount": f"""coalesce(o.discount, CASE WHEN p.list_price > 0 AND o.amount IS NOT NULL AND o.is_purchase
            THEN greatest({_limited(listed)} - o.amount, 0) END)""",
        "cost": f"coalesce(o.cost, {_limited('round(p.cost * CAST(o.quantity AS DOUBLE), 4)')})",
    }
    return _filled(engine, orders, products, COLUMNS, values)


def _fill_events(engine: Engine, events: Relation, products: Relation) -> Relation:
    """Give events the key and the kind of their product."""
    values = {
        "product": "coalesce(k.catalogue_key, o.product)",
        "category": "coalesce(o.category, p.category)",
    }
    return _filled(engine, events, products, EVENT_COLUMNS, values)


def _filled(
    engine: Engine, rows: Relation, products: Relation, columns: tuple[str, ...], values: Mapping[str, str]
) -> Relation:
    listed = ", ".join(f"{values.get(column, 'o.' + column)} AS {column}" for column in columns)
    return engine.create(
        rows.name,
        f"""SELECT {listed} FROM {_placed(rows)} o LEFT JOIN ({_keyed(rows, products)}) k ON k.product = o.product
        LEFT JOIN {products.name} p ON p.product = k.catalogue_key ORDER BY o.place""",
        step=f"products of {rows.name}",
    )


def _placed(rows: Relation) -> str:
    """Write rows with their places, by which they are put in order again after a join."""
    return f"(SELECT row_number() OVER () AS place, * FROM {rows.name})"


def _limited(value: str) -> str:
    return f"CAST(CASE WHEN abs({value}) < 1e12 THEN {value} END AS DECIMAL(18,4))"


def _match_campaigns(engine: Engine, events: Relation, campaigns: Relation) -> tuple[str, ...]:
    """Say how many of the campaigns that events name are in the table of campaigns."""
    n, n_known = engine.rows(
        f"""SELECT count(*), count(c.campaign) FROM (SELECT DISTINCT campaign FROM {events.name}
        WHERE campaign IS NOT NULL) e LEFT JOIN {campaigns.name} c ON c.campaign = e.campaign""",
        step="campaigns of events",
    )[0]
    return _rate(int(n_known), int(n), "campaigns that events name", "the table of campaigns")


def _fill_channel(engine: Engine, events: Relation, campaigns: Relation) -> Relation:
    """Give messages the channel of their campaign."""
    is_message = f"e.action IN ({', '.join(literal(action) for action in _MESSAGES)})"
    channel = f"coalesce(e.channel, CASE WHEN {is_message} THEN c.channel END) AS channel"
    listed = ", ".join(channel if column == "channel" else f"e.{column}" for column in EVENT_COLUMNS)
    return engine.create(
        events.name,
        f"""SELECT {listed} FROM {_placed(events)} e LEFT JOIN {campaigns.name} c ON c.campaign = e.campaign
        ORDER BY e.place""",
        step="channels of messages",
    )


def _strangers(engine: Engine, sources: tuple[Checked, ...]) -> tuple[str, ...]:
    """Say which sources name customers whom neither orders nor tables of customers have."""
    keys = "SELECT DISTINCT upper(trim(source_key)) AS source_key FROM ({}) WHERE source_key IS NOT NULL"
    known = [one.sound for one in sources if one.spec.kind in (Kind.ORDERS, Kind.CUSTOMERS)]
    if not known:
        return ()
    union = " UNION ALL ".join(f"SELECT source_key FROM ({rows})" for rows in known)
    reference = engine.create("known_keys", keys.format(union))
    said: list[str] = []
    for one in sources:
        if one.spec.kind not in (Kind.EVENTS, Kind.TEXTS, Kind.HOLDINGS):
            continue
        n, n_known = engine.rows(
            f"""SELECT count(*), count(k.source_key) FROM ({keys.format(one.sound)}) s
            LEFT JOIN {reference.name} k ON k.source_key = s.source_key""",
            step=f"customers of {one.loaded.path}",
        )[0]
        said.extend(_rate(int(n_known), int(n), f"customers of {one.loaded.name}", "the orders or tables of customers"))
    engine.drop(reference.name)
    return tuple(said)


def _rate(n_known: int, n: int, what: str, where: str) -> tuple[str, ...]:
    """Say a share that is not all; loudly where it is small."""
    if not n or n_known == n:
        return ()
    if not n_known:
        return (f"NONE of the {n} {what} are in {where}: check that both write the keys alike",)
    share = f"{n_known} of the {n} {what} ({100 * n_known / n:.1f}%) are in {where}"
    return (f"ONLY {share}: check that both write the keys alike",) if n_known < ENOUGH * n else (share,)
