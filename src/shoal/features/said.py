"""What the sources say at all: which columns have a value, which actions occur, and since when.

A feature that needs what no row says is not computed: it would be empty for everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from shoal.features.ground import COLUMNS, relation_of
from shoal.terms import Engine, Kind, Records

ACTIONS_ASKED = ("view", "search", "cart", "checkout", "purchase", "login", "use", "sent", "opened", "clicked",
                 "bounced", "unsubscribed")  # fmt: skip

QUESTIONS: Mapping[Kind, Mapping[str, tuple[str, ...]]] = {
    Kind.ORDERS: {
        **{
            name: (name,) for name in ("occurred_hour", "product", "category", "country", "channel", "campaign", "cost")
        },
        "discount": ("discount", "list_amount"),
        "amount": ("amount",),
    },
    Kind.EVENTS: {
        **{name: (name,) for name in ("product", "category", "referrer", "device")},
        "length": ("session_key", "duration"),
    },
    Kind.TEXTS: {name: (name,) for name in ("topic", "rating", "ended_at", "n_letters", "tone")},
    Kind.HOLDINGS: {"product": ("product", "category"), "amount": ("amount",)},
    Kind.CAMPAIGNS: {"cost": ("cost",)},
}
"""What is asked of the rows of each kind: a name, and the columns of which one must have a value in some row."""

TIMES: Mapping[Kind, str] = {
    Kind.ORDERS: "occurred_on", Kind.EVENTS: "occurred_on", Kind.TEXTS: "occurred_on", Kind.HOLDINGS: "started_on",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What the sources say.

    Parameters
    ----------
    words : frozenset of str
        Such as ``orders.category``, ``events.cart`` or ``texts.contact``.
    began : mapping of Kind to date
        The first day that rows of a kind know of.
    """

    words: frozenset[str]
    began: Mapping[Kind, date]


def said(engine: Engine, records: Records, on: date) -> Said:
    """Ask each kind of records once; ``KIND.year`` says that a year of them is known on a day."""
    words: set[str] = set()
    began: dict[Kind, date] = {}
    for kind in COLUMNS:
        relation = relation_of(records, kind)
        if relation is None:
            continue
        conditions = {f"{kind}.{name}": sql for name, sql in _conditions(kind, relation.columns).items()}
        first = f"min({TIMES[kind]})" if kind in TIMES else "NULL"
        counts = "".join(f", max(CASE WHEN {sql} THEN 1 ELSE 0 END)" for sql in conditions.values())
        (row,) = engine.rows(f"SELECT {first}{counts} FROM {relation.name}", step=f"what {kind} say")
        words.update(word for word, answer in zip(conditions, row[1:], strict=True) if answer)
        if row[0] is not None:
            began[kind] = row[0]
            if row[0] <= on - timedelta(days=365):
                words.add(f"{kind}.year")
    return Said(frozenset(words), began)


def _conditions(kind: Kind, columns: tuple[str, ...]) -> dict[str, str]:
    """Give a condition for every question about a kind; a column that is not there has no value."""
    asked = {}
    for name, among in QUESTIONS[kind].items():
        there = [column for column in among if column in columns]
        asked[name] = " OR ".join(f"{column} IS NOT NULL" for column in there) if there else "1 = 0"
    if kind is Kind.EVENTS:
        asked |= {action: f"action = '{action}'" for action in ACTIONS_ASKED}
        asked["message"] = "action IN ('sent', 'delivered')"
        asked |= {"visit": SITE_ACTION, "deed": f"NOT {MESSAGE_ACTION}"}
    if kind is Kind.TEXTS:
        asked |= {"contact": "is_contact", "review": "NOT is_contact"}
    return asked


SITE_ACTION = "action IN ('visit', 'view', 'search', 'cart', 'uncart', 'checkout', 'purchase', 'login')"
"""What is done on a site, whether or not the source tells sessions apart."""

MESSAGE_ACTION = "action IN ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'unsubscribed')"
"""What happens to messages; no visit."""
