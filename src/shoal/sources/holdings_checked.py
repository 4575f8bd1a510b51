"""Holdings: what customers have for a time, typed, each with the reason why it is refused, if it is."""

from __future__ import annotations

from shoal.sources.orders import Clock
from shoal.sources.record_sql import RecordSql, money, number_reasons
from shoal.terms import Engine, Loaded, Relation, Role, SourceSpec

HOLDING_COLUMNS = (
    "source_key", "holding_key", "product", "category", "started_on", "ended_on", "amount", "status", "reason",
)  # fmt: skip
"""The columns of the holdings, in order."""


def check_holdings(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec, clock: Clock) -> Relation:
    """Type every row of a source of holdings, and give each its ``shoal_reason`` (NULL where it is sound).

    What ends after records are known still lasts: its end, its status and the reason of its end are not known.

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
        ``shoal_row``, `HOLDING_COLUMNS`, ``shoal_reason``, ``row_hash``.
    """
    sql = RecordSql(loaded, spec, clock)
    start, end = sql.moment(Role.STARTED_AT), sql.moment(Role.ENDED_AT)
    typed = f"""SELECT shoal_row, source_key, {sql.is_damaged} AS is_damaged, {sql.key(Role.HOLDING)} AS holding_key,
        {sql.text(Role.PRODUCT)} AS product, {sql.text(Role.CATEGORY)} AS category,
        {sql.blank(Role.STARTED_AT)} AS no_time, {start.at} AS started_at, {start.on} AS started_on,
        {start.is_day} AS is_day, {sql.blank(Role.ENDED_AT)} AS no_end, {end.at} AS ended_at, {end.on} AS ended_on,
        {end.is_day} AS is_end_day, {sql.number(Role.AMOUNT)} AS amount, {sql.blank(Role.AMOUNT)} AS no_amount,
        lower({sql.text(Role.STATUS)}) AS status, {sql.text(Role.REASON)} AS reason, {sql.row_hash} AS row_hash
        FROM {sql.rows}"""
    lasts = f"coalesce({sql.later('ended_at', 'is_end_day')}, false)"
    return engine.create(
        name,
        f"""SELECT shoal_row, source_key, holding_key, product, category, started_on,
        CASE WHEN NOT {lasts} THEN ended_on END AS ended_on, {money("amount")} AS amount,
        CASE WHEN NOT {lasts} THEN status END AS status, CASE WHEN NOT {lasts} THEN reason END AS reason,
        CASE WHEN source_key IS NULL THEN 'customer_missing'
             WHEN is_damaged THEN 'customer_damaged'
             {sql.time_reasons("no_time", "started_at", "is_day")}
             WHEN ended_at IS NULL AND NOT no_end THEN 'time_unreadable'
             WHEN ended_on < started_on THEN 'ends_before_start'
             {number_reasons("amount", "no_amount")} END AS shoal_reason, row_hash
        FROM ({typed})""",
        step=f"check {loaded.path}",
    )
