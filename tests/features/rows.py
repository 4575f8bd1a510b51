"""Rows of every kind as the tests write them, and the records and tables made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from features.oracle import Business, Row
from shoal.engine import DuckEngine
from shoal.features import compute
from shoal.terms import FeaturesSpec, FeatureTable, Identity, Quality, Records, Relation

TODAY = date(2025, 6, 2)
AS_OF = datetime(2025, 6, 2, tzinfo=UTC)
MONEY, TEXT, AT, ON = pa.decimal128(18, 4), pa.string(), pa.timestamp("us"), pa.date32()
SCHEMAS = {
    "orders": {
        "source_key": TEXT, "order_key": TEXT, "occurred_at": AT, "occurred_on": ON, "product": TEXT,
        "quantity": pa.float64(), "amount": MONEY, "country": TEXT, "is_purchase": pa.bool_(), "is_return": pa.bool_(),
        "occurred_hour": pa.int64(), "category": TEXT, "channel": TEXT, "campaign": TEXT, "list_amount": MONEY,
        "discount": MONEY, "cost": MONEY,
    },
    "events": {
        "source_key": TEXT, "anonymous_key": TEXT, "session_key": TEXT, "occurred_at": AT, "occurred_on": ON,
        "occurred_hour": pa.int64(), "event": TEXT, "action": TEXT, "product": TEXT, "category": TEXT, "channel": TEXT,
        "referrer": TEXT, "device": TEXT, "campaign": TEXT, "duration": pa.float64(), "amount": pa.float64(),
    },
    "texts": {
        "source_key": TEXT, "occurred_at": AT, "occurred_on": ON, "is_contact": pa.bool_(), "product": TEXT,
        "topic": TEXT, "channel": TEXT, "rating": pa.float64(), "ended_at": AT, "n_letters": pa.int64(),
        "tone": pa.float64(),
    },
    "holdings": {
        "source_key": TEXT, "holding_key": TEXT, "product": TEXT, "category": TEXT, "started_on": ON, "ended_on": ON,
        "amount": MONEY, "status": TEXT, "reason": TEXT,
    },
    "campaigns": {"campaign": TEXT, "name": TEXT, "channel": TEXT, "occurred_at": AT, "cost": MONEY},
}  # fmt: skip


def order_line(who: str, order: str, on: date, amount: str, quantity: float = 1, **more: Any) -> Row:
    money = Decimal(amount)
    row = dict.fromkeys(SCHEMAS["orders"]) | {"product": "p", "country": "DE"} | more
    return row | {
        "source_key": who,
        "order_key": order,
        "occurred_at": datetime.combine(on, time(row["occurred_hour"] or 12)),
        "occurred_on": on,
        "quantity": float(quantity),
        "amount": money,
        "is_purchase": quantity > 0 and money > 0,
        "is_return": quantity < 0 or money < 0,
    }


def event(who: str | None, action: str, at: datetime, **more: Any) -> Row:
    row = dict.fromkeys(SCHEMAS["events"]) | {"source_key": who, "event": action, "action": action} | more
    return row | {"occurred_at": at, "occurred_on": at.date(), "occurred_hour": at.hour}


def text(who: str, at: datetime, *, is_contact: bool, **more: Any) -> Row:
    row = dict.fromkeys(SCHEMAS["texts"]) | more
    return row | {"source_key": who, "occurred_at": at, "occurred_on": at.date(), "is_contact": is_contact}


def holding(who: str, key: str, product: str, started: date, ended: date | None, amount: str) -> Row:
    row = dict.fromkeys(SCHEMAS["holdings"]) | {"source_key": who, "holding_key": key, "product": product}
    return row | {"started_on": started, "ended_on": ended, "amount": Decimal(amount)}


def campaign(name: str, cost: str | None) -> Row:
    return dict.fromkeys(SCHEMAS["campaigns"]) | {"campaign": name, "cost": None if cost is None else Decimal(cost)}


def records_of(engine: DuckEngine, business: Business) -> Records:
    """Register the rows of a business; a kind without rows is not there."""

    def registered(kind: str) -> Relation | None:
        rows = list(getattr(business, kind))
        schema = pa.schema(list(SCHEMAS[kind].items()))
        return engine.register(kind, pa.Table.from_pylist(rows, schema=schema)) if rows else None

    keys = engine.register("keys", pa.table({"source_key": business.people, "n_rows": [1] * len(business.people)}))
    kinds = {kind: registered(kind) for kind in SCHEMAS}
    return Records(kinds.pop("orders"), None, keys, (), Quality(), **kinds)


def identity_of(engine: DuckEngine, business: Business) -> Identity:
    """Let every source key be a customer, and devices whose they are."""
    known = pa.table({"source_key": business.people, "customer_id": business.people})
    devices = pa.table(
        {
            name: pa.array([pair[i] for pair in business.devices], TEXT)
            for i, name in enumerate(("anonymous_key", "customer_id"))
        }
    )
    return Identity(
        engine.register("identity", known),
        is_surrogate=False,
        n_customers=len(business.people),
        anonymous=engine.register("devices", devices) if business.devices else None,
    )


def table_of(engine: DuckEngine, business: Business, spec: FeaturesSpec | None = None, **more: Any) -> FeatureTable:
    """Compute everything of everyone known."""
    spec = spec or FeaturesSpec(population="known")
    records, identity = records_of(engine, business), identity_of(engine, business)
    return compute(engine, records, identity, spec, **({"as_of": AS_OF} | more))


def cells_of(table: FeatureTable) -> dict[str, dict[str, Any]]:
    answer = table.relation.engine.arrow(f"SELECT * FROM {table.relation.name}")
    return {row.pop("customer_id"): row for row in answer.to_pylist()}


PEOPLE = st.sampled_from("abc")
DAYS = st.dates(TODAY - timedelta(days=420), TODAY - timedelta(days=1))
TIMES = st.datetimes(datetime(2025, 2, 1), datetime(2025, 6, 1, 23, 59)).map(lambda at: at.replace(microsecond=0))
CENTS = st.integers(0, 5000).map(lambda cents: Decimal(cents) / 100)
WORDS = {
    "product": ["x", "y", "Z"], "category": ["toys", "Books", "é"], "channel": ["web", "shop"],
    "campaign": ["k1", "k2"], "country": ["DE", "FR"], "device": ["Mobile", "desktop"],
    "referrer": ["direct", "Referral", "ads"], "session_key": ["s1", "s2", "s3"], "topic": ["Fault", "account"],
}  # fmt: skip
MAYBE = {name: st.sampled_from([*words, None]) for name, words in WORDS.items()}

order_lines = st.builds(
    order_line,
    who=PEOPLE,
    order=st.sampled_from(["o1", "o2", "o3", "o4"]),
    on=DAYS,
    amount=st.decimals(-500, 900, places=2).map(str),
    quantity=st.integers(-3, 9),
    occurred_hour=st.none() | st.integers(0, 23),
    list_amount=st.none() | CENTS,
    discount=st.none() | CENTS,
    cost=st.none() | CENTS,
    **{name: MAYBE[name] for name in ("product", "category", "channel", "campaign", "country")},
)
ACTIONS = ["visit", "view", "search", "cart", "checkout", "purchase", "login", "use", "sent", "delivered", "opened",
           "clicked", "bounced", "unsubscribed", "other"]  # fmt: skip
events = st.builds(
    event,
    who=PEOPLE | st.none(),
    action=st.sampled_from(ACTIONS),
    at=TIMES,
    anonymous_key=st.sampled_from(["d1", "d2", "d3"]),
    duration=st.none() | st.floats(0, 1e5),
    **{name: MAYBE[name] for name in ("session_key", "product", "category", "device", "referrer", "campaign")},
)
texts = st.builds(
    text,
    who=PEOPLE,
    at=TIMES,
    is_contact=st.booleans(),
    topic=MAYBE["topic"],
    rating=st.none() | st.integers(1, 5).map(float),
    ended_at=st.none() | TIMES,
    n_letters=st.none() | st.integers(0, 900),
    tone=st.none() | st.integers(-100, 100).map(lambda n: n / 100),
)
holdings = st.builds(
    holding,
    who=PEOPLE,
    key=st.sampled_from(["h1", "h2", "h3"]),
    product=st.sampled_from(["basic", "pro"]),
    started=DAYS,
    ended=st.none() | DAYS,
    amount=CENTS.map(str),
)
businesses = st.builds(
    Business,
    today=st.just(TODAY),
    orders=st.lists(order_lines, min_size=1, max_size=25).map(tuple),
    events=st.lists(events, max_size=30).map(tuple),
    texts=st.lists(texts, max_size=12).map(tuple),
    holdings=st.lists(holdings, max_size=8).map(tuple),
    campaigns=st.just((campaign("k1", "0.02"), campaign("k2", None))),
    devices=st.just((("d1", "a"), ("d2", "b"))),
)
