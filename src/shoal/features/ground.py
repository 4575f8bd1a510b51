"""The ground that all steps stand on: the rows of each kind under their customer, as one step per kind."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.features.moment import Moment, day
from shoal.features.step import Step
from shoal.terms import Identity, Kind, Records, Relation

COLUMNS: Mapping[Kind, Mapping[str, str]] = {
    Kind.ORDERS: {
        "order_key": "VARCHAR", "occurred_on": "DATE", "occurred_hour": "BIGINT", "product": "VARCHAR",
        "category": "VARCHAR", "quantity": "DECIMAL(18,4)", "amount": "DECIMAL(18,4)", "country": "VARCHAR",
        "channel": "VARCHAR", "campaign": "VARCHAR", "list_amount": "DECIMAL(18,4)", "discount": "DECIMAL(18,4)",
        "cost": "DECIMAL(18,4)", "is_purchase": "BOOLEAN", "is_return": "BOOLEAN",
    },
    Kind.EVENTS: {
        "session_key": "VARCHAR", "occurred_at": "TIMESTAMP", "occurred_on": "DATE", "event": "VARCHAR",
        "action": "VARCHAR", "product": "VARCHAR", "category": "VARCHAR", "referrer": "VARCHAR", "device": "VARCHAR",
        "campaign": "VARCHAR", "duration": "DOUBLE",
    },
    Kind.TEXTS: {
        "occurred_at": "TIMESTAMP", "occurred_on": "DATE", "is_contact": "BOOLEAN", "topic": "VARCHAR",
        "rating": "DOUBLE", "ended_at": "TIMESTAMP", "n_letters": "BIGINT", "tone": "DOUBLE",
    },
    Kind.HOLDINGS: {
        "holding_key": "VARCHAR", "product": "VARCHAR", "category": "VARCHAR", "started_on": "DATE",
        "ended_on": "DATE", "amount": "DECIMAL(18,4)",
    },
    Kind.CAMPAIGNS: {"campaign": "VARCHAR", "cost": "DECIMAL(18,4)"},
}  # fmt: skip
"""The columns of `Records` that features read, by kind."""


GROUNDS: Mapping[Kind, str] = {
    Kind.ORDERS: "lines", Kind.EVENTS: "acts", Kind.TEXTS: "writings", Kind.HOLDINGS: "held",
}  # fmt: skip
"""The step with the rows of each kind that are somebody's."""

ALIASES: Mapping[Kind, str] = {Kind.ORDERS: "o", Kind.EVENTS: "e", Kind.TEXTS: "w", Kind.HOLDINGS: "h"}


def relation_of(records: Records, kind: Kind) -> Relation | None:
    """Give the rows of a kind, or None where there are none."""
    relations: Mapping[Kind, Relation | None] = {
        Kind.ORDERS: records.orders,
        Kind.EVENTS: records.events,
        Kind.TEXTS: records.texts,
        Kind.HOLDINGS: records.holdings,
        Kind.CAMPAIGNS: records.campaigns,
    }
    return relations[kind]


def ground(moment: Moment, records: Records, identity: Identity) -> tuple[Step, ...]:
    """List who is who, and the first step of every kind that the records hold.

    Inside the query a customer is a number, ``customer_id``: grouping, joining and sorting by it is faster than by a
    text. ``people`` says which ``id`` it stands for. ``lines`` are order lines, ``acts`` events, ``writings`` texts,
    ``held`` holdings that had begun by `as_of`, ``sends`` campaigns. All but the last have a ``customer_id``.
    """
    steps = list(_numbers(identity))
    for kind, name in GROUNDS.items():
        relation, alias = relation_of(records, kind), ALIASES[kind]
        if relation is None:
            continue
        who, tail = _under_customers(relation, identity, alias, is_events=kind is Kind.EVENTS)
        if kind is Kind.HOLDINGS:
            tail += f" WHERE (h.started_on IS NULL OR h.started_on <= {day(moment.on)})"
        steps.append(Step(name, {"customer_id": who} | _columns(kind, relation, moment, alias), tail))
    if records.campaigns is not None:
        columns = _columns(Kind.CAMPAIGNS, records.campaigns, moment, "c")
        steps.append(Step("sends", columns, f"FROM {records.campaigns.name} c"))
    return tuple(steps)


def _numbers(identity: Identity) -> tuple[Step, ...]:
    """Give every customer a number, and say which one a source key or a visitor has."""
    everyone = f"(SELECT DISTINCT customer_id AS id FROM {identity.relation.name}) d"
    keys = [("members", "source_key", identity.relation)]
    if identity.anonymous is not None:
        keys.append(("visitors", "anonymous_key", identity.anonymous))
    return (
        Step("people", {"id": "id", "customer_id": "row_number() OVER (ORDER BY id)"}, f"FROM {everyone}"),
        *(
            Step(
                name,
                {key: f"k.{key}", "customer_id": "p.customer_id"},
                f"FROM {relation.name} k JOIN people p ON k.customer_id = p.id",
            )
            for name, key, relation in keys
        ),
    )


def _columns(kind: Kind, relation: Relation, moment: Moment, alias: str) -> dict[str, str]:
    """Read the columns of a kind; what the source does not have is NULL."""
    columns = {}
    for name, its_type in COLUMNS[kind].items():
        sql_type = moment.dialect.double if its_type == "DOUBLE" else its_type
        columns[name] = f"{alias}.{name}" if name in relation.columns else f"CAST(NULL AS {sql_type})"
    if kind is Kind.ORDERS:
        columns["quantity"] = f"CAST({columns['quantity']} AS DECIMAL(18,4))"
    return columns


def _under_customers(relation: Relation, identity: Identity, alias: str, *, is_events: bool) -> tuple[str, str]:
    """Give the expression of the customer and the FROM clause; who is nobody's customer stays out.

    An event without a source key is that of the customer whom its visitor turned out to be. One with a source key that
    may not be used stays out, whoever used the device besides.
    """
    known = f"{relation.name} {alias} JOIN members i ON {alias}.source_key = i.source_key"
    if not is_events or identity.anonymous is None:
        return "i.customer_id", f"FROM {known}"
    who = f"CASE WHEN {alias}.source_key IS NULL THEN v.customer_id ELSE i.customer_id END"
    tail = (
        f"FROM {relation.name} {alias} LEFT JOIN members i ON {alias}.source_key = i.source_key"
        f" LEFT JOIN visitors v ON {alias}.anonymous_key = v.anonymous_key WHERE {who} IS NOT NULL"
    )
    return who, tail
