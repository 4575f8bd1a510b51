"""Which value of a trait survives where several source keys are one customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from shoal.engine import literal, quote
from shoal.errors import ConfigError, closest
from shoal.terms import ColumnSpec, Engine, Records, Relation

RULES: Mapping[str, str] = {
    "most_complete": "of the key that states most",
    "most_recent": "of the key that was active last",
    "first": "of the key that was active first",
    "most_frequent": "that most keys state",
    "longest": "with the most letters",
    "max": "that is greatest",
    "min": "that is least",
    "true_if_any": "yes, if any key says yes",
}
"""Rules by name, and which value survives. Where a rule finds several or none, the one before the next applies."""

DEFAULT = "most_complete"

_PLACES = {"most_complete": "place", "most_recent": "recent_place", "first": "first_place"}


def survivors(
    engine: Engine, records: Records, identity: Relation, rules: tuple[str, ...], *, as_of: datetime | None
) -> Relation | None:
    """Make one row of the several that describe a customer.

    By default each trait is that of the key that states most, of equals the one that was active last, of equals the
    first in the alphabet; what it does not state is taken from the next.

    Parameters
    ----------
    engine : Engine
    records : Records
    identity : Relation
        ``source_key``, ``customer_id``.
    rules : tuple of str
        ``TRAIT: RULE``.
    as_of : datetime or None
        What keys did then or later does not count.

    Returns
    -------
    Relation or None
        ``customer_id`` and the columns of the customers relation; None where every customer has one row.

    Raises
    ------
    ConfigError
        If a rule or a trait is not known.
    """
    chosen = read_rules(rules, records.columns)
    if records.customers is None or not records.columns:
        return None
    several = f"""SELECT j.customer_id FROM {records.customers.name} d JOIN {identity.name} j
        ON j.source_key = d.source_key GROUP BY j.customer_id HAVING count(*) > 1"""
    # asked first: what a row states is slow to count where the columns are many
    if not engine.rows(f"SELECT count(*) FROM ({several})", step="customers of several rows")[0][0]:
        return None
    stated = _stated(records.columns)
    rows = engine.create(
        "several_rows",
        f"""SELECT i.customer_id, c.source_key, {stated} AS n_stated
        FROM {records.customers.name} c JOIN {identity.name} i ON i.source_key = c.source_key
        WHERE i.customer_id IN ({several})""",
        step="several rows",
    )
    ranked = engine.create("ranked_rows", _ranked(rows, records, as_of), step="rank rows of a customer")
    columns = ", ".join(
        f"{_value(column, chosen.get(column.name.casefold(), DEFAULT))} AS {quote(column.name)}"
        for column in records.columns
    )
    relation = engine.create(
        "survivors",
        f"""SELECT r.customer_id, {columns} FROM {ranked.name} r
        JOIN {records.customers.name} c ON c.source_key = r.source_key
        GROUP BY r.customer_id ORDER BY r.customer_id""",
        step="survivors",
    )
    for name in (rows.name, ranked.name):
        engine.drop(name)
    return relation


def read_rules(rules: tuple[str, ...], columns: tuple[ColumnSpec, ...]) -> Mapping[str, str]:
    """Read the rules: trait, in lower case, to the name of its rule.

    Examples
    --------
    >>> from shoal.terms import ColumnSpec, Role
    >>> read_rules(("Age: max",), (ColumnSpec("age", Role.TRAIT),))
    {'age': 'max'}
    """
    known = [column.name for column in columns]
    chosen: dict[str, str] = {}
    for line in rules:
        trait, colon, rule = (part.strip() for part in line.rpartition(":"))
        if not colon or rule not in RULES:
            raise ConfigError(
                f"'{line}'",
                expected="a trait, a colon and one of " + ", ".join(RULES),
                do=closest(rule, RULES),
                where="unify.survive",
            )
        if known and trait.casefold() not in {name.casefold() for name in known}:
            raise ConfigError(
                f"there is no trait '{trait}'",
                expected="one of " + ", ".join(known),
                do=closest(trait, known),
                where="unify.survive",
            )
        chosen[trait.casefold()] = rule
    return chosen


def _stated(columns: tuple[ColumnSpec, ...]) -> str:
    return " + ".join(f"CASE WHEN c.{quote(column.name)} IS NULL THEN 0 ELSE 1 END" for column in columns)


def _ranked(rows: Relation, records: Records, as_of: datetime | None) -> str:
    until = ""
    if as_of is not None:
        until = f" WHERE occurred_at < TIMESTAMP {literal(as_of.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f'))}"
    acts = " UNION ALL ".join(
        f"SELECT source_key, occurred_at FROM {relation.name}{until}"
        for relation in (records.orders, records.events, records.texts)
        if relation is not None
    )
    acts = acts or "SELECT CAST(NULL AS VARCHAR) AS source_key, CAST(NULL AS TIMESTAMP) AS occurred_at"
    over = "row_number() OVER (PARTITION BY r.customer_id ORDER BY {})"
    recent, first, key = "a.last_at DESC NULLS LAST", "a.first_at NULLS LAST", "r.source_key"
    return f"""SELECT r.customer_id, r.source_key,
        {over.format(f"r.n_stated DESC, {recent}, {key}")} AS place,
        {over.format(f"{recent}, r.n_stated DESC, {key}")} AS recent_place,
        {over.format(f"{first}, r.n_stated DESC, {key}")} AS first_place
        FROM {rows.name} r
        LEFT JOIN (SELECT source_key, max(occurred_at) AS last_at, min(occurred_at) AS first_at FROM ({acts})
            WHERE source_key IS NOT NULL GROUP BY source_key) a ON a.source_key = r.source_key"""


def _value(column: ColumnSpec, rule: str) -> str:
    name = f"c.{quote(column.name)}"
    if rule in _PLACES:
        return f"arg_min({name}, r.{_PLACES[rule]})"  # a missing value is passed over: the next one counts
    if rule == "longest":
        return f"arg_min({name}, (-length(CAST({name} AS VARCHAR)), r.place))"
    if rule == "most_frequent":
        counted = f"map_entries(histogram({name}))"
        return f"list_sort(list_transform({counted}, lambda e: (-CAST(e.value AS BIGINT), e.key)))[1][2]"
    return f"{'min' if rule == 'min' else 'max'}({name})"
