"""Events: typed, each with what it means and with the reason why it is refused, if it is."""

from __future__ import annotations

import pyarrow as pa

from shoal.engine import quote
from shoal.sources.actions import action_of
from shoal.sources.kind_words import MILLISECONDS, MINUTES
from shoal.sources.orders import Clock
from shoal.sources.record_sql import RecordSql, number_reasons
from shoal.sources.vocabulary import has
from shoal.terms import Engine, Loaded, Relation, Role, SourceSpec
from shoal.terms.names import words_of

EVENT_COLUMNS = (
    "source_key", "anonymous_key", "session_key", "occurred_at", "occurred_on", "occurred_hour", "event", "action",
    "product", "category", "channel", "referrer", "device", "campaign", "duration", "amount",
)  # fmt: skip
"""The columns of the events, in order."""

_MOST_NAMES = 10_000
"""More different names of events are no names; the rest of them mean ``other``."""

_LONGEST = 100
"""Longer texts in a column of events name nothing."""


def check_events(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec, clock: Clock) -> Relation:
    """Type every row of a source of events, and give each its ``shoal_reason`` (NULL where it is sound).

    Without a key of visitors that of the session stands for the visitor, so that what one did before they were known
    is not lost.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    loaded : Loaded
    spec : SourceSpec
    clock : Clock

    Returns
    -------
    Relation
        ``shoal_row``, `EVENT_COLUMNS`, ``order_key``, ``shoal_reason``, ``row_hash``.
    """
    sql = RecordSql(loaded, spec, clock)
    moment = sql.moment(Role.OCCURRED_AT)
    visitor = sql.key(Role.ANONYMOUS if spec.column(Role.ANONYMOUS) else Role.SESSION)
    event = f"lower(left({sql.text(Role.EVENT)}, {_LONGEST}))"
    meanings = _meanings(engine, f"{name}_meanings", event, loaded, spec)
    typed = f"""SELECT shoal_row, source_key, {sql.is_damaged} AS is_damaged, {visitor} AS anonymous_key,
        {sql.key(Role.SESSION)} AS session_key, {sql.blank(Role.OCCURRED_AT)} AS no_time, {moment.at} AS occurred_at,
        {moment.on} AS occurred_on, {moment.is_day} AS is_day, {sql.hour(Role.OCCURRED_AT)} AS occurred_hour,
        {event} AS event, {sql.key(Role.PRODUCT)} AS product, {sql.text(Role.CATEGORY)} AS category,
        lower({sql.text(Role.CHANNEL)}) AS channel, {_place(sql.text(Role.REFERRER))} AS referrer,
        lower({sql.text(Role.DEVICE)}) AS device, {sql.key(Role.CAMPAIGN)} AS campaign,
        {sql.number(Role.DURATION)} * {_seconds(spec)} AS duration, {sql.blank(Role.DURATION)} AS no_duration,
        {sql.key(Role.ORDER)} AS order_key, {sql.number(Role.AMOUNT)} AS amount, {sql.blank(Role.AMOUNT)} AS no_amount,
        {sql.row_hash} AS row_hash
        FROM {sql.rows}"""
    listed = ", ".join(f"e.{column}" for column in EVENT_COLUMNS if column != "action")
    listed = listed.replace("e.event,", f"e.event, {_action('e.product', spec, loaded)} AS action,")
    return_reason = f"""CASE WHEN e.source_key IS NULL AND e.anonymous_key IS NULL THEN 'customer_missing'
             WHEN e.is_damaged THEN 'customer_damaged'
             {sql.time_reasons("e.no_time", "e.occurred_at", "e.is_day")}
             {number_reasons("e.amount", "e.no_amount")}
             {number_reasons("e.duration", "e.no_duration")} END"""
    relation = engine.create(
        name,
        f"""SELECT e.shoal_row, {listed}, e.order_key, {return_reason} AS shoal_reason, e.row_hash
        FROM ({typed}) e LEFT JOIN {meanings.name} m ON m.event = e.event""",
        step=f"check {loaded.path}",
    )
    engine.drop(meanings.name)
    return relation


def _meanings(engine: Engine, name: str, event: str, loaded: Loaded, spec: SourceSpec) -> Relation:
    """Look up what each different name of an event means."""
    names: list[str] = []
    named = spec.column(Role.EVENT)
    if named is not None:
        column = quote(named.name)
        rows = engine.rows(
            f"""SELECT {event} AS event FROM (SELECT {column}, count(*) AS n FROM {loaded.relation.name} GROUP BY ALL)
            GROUP BY event HAVING event IS NOT NULL ORDER BY sum(n) DESC, event LIMIT {_MOST_NAMES}""",
            step=f"names of events of {loaded.path}",
        )
        names = [row[0] for row in rows]
    actions = [action_of(one) for one in names]
    table = pa.table({"event": pa.array(names, pa.string()), "action": pa.array(actions, pa.string())})
    return engine.register(name, table)


def _action(product: str, spec: SourceSpec, loaded: Loaded) -> str:
    """Write what an event means; a page with a product on it was a look at the product."""
    if spec.column(Role.EVENT):
        return (
            f"CASE WHEN m.action = 'visit' AND {product} IS NOT NULL THEN 'view' ELSE coalesce(m.action, 'other') END"
        )
    meant = action_of(" ".join(words_of(loaded.name.rpartition(".")[0])))
    if meant in ("other", "use"):
        meant = "visit" if spec.column(Role.SESSION) else "other"
    of_product = "view" if meant in ("visit", "other") else meant
    return f"CASE WHEN {product} IS NOT NULL THEN '{of_product}' ELSE '{meant}' END"


def _place(text: str) -> str:
    """Write where somebody came from: of an address on the web only the host, for the rest may name a person."""
    host = f"regexp_extract({text}, '^[a-zA-Z]+://([^/?#@:]+)(?:[/?#:]|$)', 1)"
    return f"lower(CASE WHEN contains({text}, '://') THEN nullif({host}, '') ELSE left({text}, {_LONGEST}) END)"


def _seconds(spec: SourceSpec) -> str:
    """Give what makes seconds of the durations, by the name of their column."""
    column = spec.column(Role.DURATION)
    words = words_of(column.name) if column else ()
    if has(words, MILLISECONDS):
        return "1e-3"
    return "6e1" if has(words, MINUTES) else "1e0"
