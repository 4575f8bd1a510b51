"""Records that engines could read differently: every kind, with what is rare, ugly or equal in it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from shoal.terms import ColumnSpec, ColumnType, Engine, Identity, Quality, Records, Role
from shoal.terms.records import ACTIONS

TEXT, DAY, INSTANT, FLOAT, WHOLE = pa.string(), pa.date32(), pa.timestamp("us"), pa.float64(), pa.int64()
MONEY, FLAG = pa.decimal128(18, 4), pa.bool_()
SCHEMAS = {
    "orders": {
        "source_key": TEXT, "order_key": TEXT, "occurred_at": INSTANT, "occurred_on": DAY, "product": TEXT,
        "quantity": FLOAT, "amount": MONEY, "country": TEXT, "is_purchase": FLAG, "is_return": FLAG,
        "occurred_hour": WHOLE, "category": TEXT, "channel": TEXT, "campaign": TEXT, "list_amount": MONEY,
        "discount": MONEY, "cost": MONEY,
    },
    "events": {
        "source_key": TEXT, "anonymous_key": TEXT, "session_key": TEXT, "occurred_at": INSTANT, "occurred_on": DAY,
        "occurred_hour": WHOLE, "event": TEXT, "action": TEXT, "product": TEXT, "category": TEXT, "channel": TEXT,
        "referrer": TEXT, "device": TEXT, "campaign": TEXT, "duration": FLOAT, "amount": FLOAT,
    },
    "texts": {
        "source_key": TEXT, "occurred_at": INSTANT, "occurred_on": DAY, "is_contact": FLAG, "product": TEXT,
        "topic": TEXT, "channel": TEXT, "rating": FLOAT, "ended_at": INSTANT, "n_letters": WHOLE, "tone": FLOAT,
    },
    "products": {"product": TEXT, "name": TEXT, "category": TEXT, "list_price": MONEY, "cost": MONEY},
    "holdings": {
        "source_key": TEXT, "holding_key": TEXT, "product": TEXT, "category": TEXT, "started_on": DAY, "ended_on": DAY,
        "amount": MONEY, "status": TEXT, "reason": TEXT,
    },
    "campaigns": {"campaign": TEXT, "name": TEXT, "channel": TEXT, "occurred_at": INSTANT, "cost": MONEY},
    "customers": {"source_key": TEXT, "income": FLOAT, "born": DAY, "plan": TEXT, "is_member": FLOAT, "land": TEXT,
                  "churned": TEXT},
}  # fmt: skip
COLUMNS = (
    ColumnSpec("income", Role.TRAIT, ColumnType.NUMBER),
    ColumnSpec("born", Role.TRAIT, ColumnType.DATE, is_fixed=True),
    ColumnSpec("plan", Role.CATEGORY, ColumnType.CATEGORY),
    ColumnSpec("is_member", Role.TRAIT, ColumnType.FLAG),
    ColumnSpec("land", Role.COUNTRY, ColumnType.CATEGORY),
    ColumnSpec("churned", Role.LABEL),
)
PLAIN = ("a", "b", "c")
WORDS = ("a", "B", "b", "Ä", "ä", "z", "", " ", "_", "-1", "10", "9", "é", "e\u0301", "😀", "😀👩‍👩‍👧", "مرحبا", "שלום",
         "аррӏе", "apple", "İ", "ı", "ß", "ss", "Ω", "日本", "it's", 'say "x"', "a,b", "a\nb", "\\", "\\N", "NULL",
         "%s", "?", "$1", "x" * 300)  # fmt: skip
ORDINARY = tuple(Decimal(cents).scaleb(-2) for cents in (1, 99, 100, 995, 1000, 1999, 2500, 12345))
EXTREME = tuple(
    Decimal(text) for text in ("0.0001", "0.0002", "99999999999999.9999", "50000000000000", "0.3333", "1e7", "0.1")
)
WEIRD_NUMBERS = (0.0, -0.0, 1e-12, 1.0, 2.5, 3.0, 1e9, 0.1, 1 / 3)


@dataclass(frozen=True)
class Nasty:
    """What a fixture is made of.

    Parameters
    ----------
    tables : mapping of kind to rows
        Each row a mapping; what it does not name is NULL.
    as_of : datetime
    timezone : str
    anonymous : mapping of anonymous key to customer
    snapshot_on : date or None
    """

    tables: Mapping[str, list[dict[str, Any]]]
    as_of: datetime = datetime(2025, 6, 2, tzinfo=UTC)
    timezone: str = "UTC"
    anonymous: Mapping[str, str] = field(default_factory=dict)
    snapshot_on: date | None = None

    def in_engine(self, engine: Engine) -> tuple[Records, Identity]:
        """Bring the records into an engine, each key a customer but for capital letters, which are linked to small."""
        relations = {
            kind: engine.register(kind, pa.Table.from_pylist(rows, pa.schema(SCHEMAS[kind].items())))
            for kind, rows in self.tables.items()
        }
        named = [row["source_key"] for rows in self.tables.values() for row in rows if row.get("source_key")]
        keys = sorted(set(named))
        key_table = pa.table({"source_key": pa.array(keys, TEXT), "n_rows": pa.array([1] * len(keys), WHOLE)})
        linked = pa.table({"source_key": pa.array(keys, TEXT), "customer_id": pa.array(map(str.lower, keys), TEXT)})
        anonymous = pa.table(
            {
                "anonymous_key": pa.array(self.anonymous.keys(), TEXT),
                "customer_id": pa.array(self.anonymous.values(), TEXT),
            }
        )
        records = Records(
            orders=relations.pop("orders", None),
            customers=relations.pop("customers", None),
            keys=engine.register("keys", key_table),
            columns=COLUMNS if "customers" in self.tables else (),
            quality=Quality(),
            snapshot_on=self.snapshot_on,
            **relations,
        )
        identity = Identity(
            engine.register("identity", linked),
            is_surrogate=False,
            n_customers=len(set(map(str.lower, keys))),
            anonymous=engine.register("anonymous", anonymous) if self.anonymous else None,
        )
        return records, identity


@dataclass(frozen=True)
class Dice:
    """Throws rows from pools of values; the same seed, the same rows."""

    seed: int
    keys: tuple[str, ...]
    words: tuple[str, ...] = PLAIN
    money: tuple[Decimal, ...] = ORDINARY
    last: datetime = datetime(2025, 6, 1, 23, 59, 59, 999_999)
    days: int = 800
    timezone: str = "UTC"
    missing: float = 0.15

    def rows(self, kind: str, n: int) -> list[dict[str, Any]]:
        """Throw the rows of one kind."""
        throw = random.Random(f"{self.seed} {kind}")
        return [self._row(kind, throw, number) for number in range(n)]

    def _row(self, kind: str, throw: random.Random, number: int) -> dict[str, Any]:
        row = {name: self._value(throw, name, kind_of) for name, kind_of in SCHEMAS[kind].items()}
        optional = [name for name in row if name not in _ALWAYS]
        row |= {name: None for name in optional if throw.random() < self.missing}
        if row.get("occurred_at") is not None:
            local = row["occurred_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(self.timezone))
            row |= {"occurred_on": local.date()} | ({"occurred_hour": local.hour} if row.get("occurred_hour") else {})
        if kind == "orders":
            if throw.random() < 0.15:
                row |= {"quantity": -abs(row["quantity"] or 1.0), "amount": -row["amount"]}
            row["is_purchase"] = bool(row["amount"] > 0 and (row["quantity"] or 0) > 0)
            row["is_return"] = row["amount"] < 0
        if kind == "events" and row["source_key"] is None and row["anonymous_key"] is None:
            row["anonymous_key"] = "v1"
        if kind == "holdings" and row["ended_on"] is not None:
            row["ended_on"] = max(row["started_on"], row["ended_on"])
        if kind in _ONE_EACH:
            row[_ONE_EACH[kind]] = self._one_each(kind)[number]
        return row

    def _one_each(self, kind: str) -> tuple[str, ...]:
        return self.keys if kind == "customers" else self.words

    def _value(self, throw: random.Random, name: str, kind: pa.DataType) -> Any:
        at = self.last - timedelta(seconds=throw.randrange(self.days * 86_400), microseconds=throw.randrange(10**6))
        if name == "source_key":
            return throw.choice(self.keys)
        if name in _NAMED:
            return throw.choice(_NAMED[name])
        choices = {
            TEXT: lambda: throw.choice(self.words),
            DAY: at.date,
            INSTANT: lambda: at,
            FLOAT: lambda: throw.choice(WEIRD_NUMBERS),
            WHOLE: lambda: throw.randrange(24),
            MONEY: lambda: throw.choice(self.money),
            FLAG: lambda: throw.random() < 0.5,
        }
        return choices[kind]()


_ALWAYS = {"amount", "is_purchase", "is_return", "occurred_at", "occurred_on", "order_key", "action", "event",
           "is_contact", "holding_key", "started_on", "n_letters", "product_key"}  # fmt: skip
_ONE_EACH = {"customers": "source_key", "products": "product", "campaigns": "campaign"}
_NAMED: dict[str, tuple[Any, ...]] = {
    "action": ACTIONS,
    "order_key": tuple(f"o{number}" for number in range(40)),
    "session_key": tuple(f"s{number}" for number in range(30)),
    "anonymous_key": ("v1", "v2", "v3", "V1"),
    "rating": (1.0, 2.0, 3.0, 4.0, 5.0),
    "tone": (-1.0, -0.25, 0.0, 1 / 3, 1.0),
    "is_member": (0.0, 1.0),
    "quantity": (1.0, 1.0, 2.0, 3.0, 12.0, 0.5),
    "status": ("active", "ended", "paused"),
}


def everything(dice: Dice, n: int, **more: Any) -> Nasty:
    """Throw all kinds at once."""
    sizes = {"orders": n, "events": 2 * n, "texts": n // 3, "holdings": n // 3, "customers": len(dice.keys)}
    sizes |= {"products": len(dice.words), "campaigns": len(dice.words)}
    tables = {kind: dice.rows(kind, size) for kind, size in sizes.items()}
    linked = {"v1": dice.keys[0].lower(), "v2": dice.keys[-1].lower(), "V1": dice.keys[0].lower()}
    return Nasty(tables, timezone=dice.timezone, anonymous=linked, **more)


def only(nasty: Nasty, *kinds: str) -> Nasty:
    """Leave out all but some kinds."""
    return Nasty({kind: nasty.tables[kind] for kind in kinds}, nasty.as_of, nasty.timezone, {}, nasty.snapshot_on)
