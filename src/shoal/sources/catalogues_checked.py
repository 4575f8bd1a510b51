"""Products and campaigns: one row for each key, typed, each with the reason why it is refused, if it is."""

from __future__ import annotations

from shoal.sources.dates import EARLIEST, timestamp_literal
from shoal.sources.keys import text_sql
from shoal.sources.orders import Clock
from shoal.sources.record_sql import RecordSql, money, number_reasons
from shoal.terms import Engine, Loaded, Relation, Role, SourceSpec

PRODUCT_COLUMNS = ("product", "name", "category", "list_price", "cost")
CAMPAIGN_COLUMNS = ("campaign", "name", "channel", "occurred_at", "cost")
"""The columns of products and of campaigns, in order."""


def check_products(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec, clock: Clock) -> Relation:
    """Type every row of a source of products, and give each its ``shoal_reason`` (NULL where it is sound).

    Returns
    -------
    Relation
        ``shoal_row``, ``source_key`` (NULL), `PRODUCT_COLUMNS`, ``shoal_reason``.
    """
    sql = RecordSql(loaded, spec, clock)
    typed = f"""SELECT shoal_row, {sql.key(Role.PRODUCT)} AS product, {_name(spec)} AS name,
        {sql.text(Role.CATEGORY)} AS category, {sql.number(Role.LIST_PRICE)} AS list_price,
        {sql.blank(Role.LIST_PRICE)} AS no_price, {sql.number(Role.COST)} AS cost, {sql.blank(Role.COST)} AS no_cost
        FROM {loaded.relation.name}"""
    return engine.create(
        name,
        f"""SELECT shoal_row, CAST(NULL AS VARCHAR) AS source_key, product, name, category,
        {money("list_price")} AS list_price, {money("cost")} AS cost,
        CASE WHEN product IS NULL THEN 'product_missing'
             {number_reasons("list_price", "no_price")}
             {number_reasons("cost", "no_cost")} END AS shoal_reason
        FROM ({typed})""",
        step=f"check {loaded.path}",
    )


def check_campaigns(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec, clock: Clock) -> Relation:
    """Type every row of a source of campaigns, and give each its ``shoal_reason`` (NULL where it is sound).

    Returns
    -------
    Relation
        ``shoal_row``, ``source_key`` (NULL), `CAMPAIGN_COLUMNS`, ``shoal_reason``.
    """
    sql = RecordSql(loaded, spec, clock)
    moment = sql.moment(Role.OCCURRED_AT)
    typed = f"""SELECT shoal_row, {sql.key(Role.CAMPAIGN)} AS campaign, {_name(spec)} AS name,
        lower({sql.text(Role.CHANNEL)}) AS channel, {moment.at} AS occurred_at, {moment.is_day} AS is_day,
        {sql.blank(Role.OCCURRED_AT)} AS no_time, {sql.number(Role.COST)} AS cost, {sql.blank(Role.COST)} AS no_cost
        FROM {loaded.relation.name}"""
    return engine.create(
        name,
        f"""SELECT shoal_row, CAST(NULL AS VARCHAR) AS source_key, campaign, name, channel, occurred_at,
        {money("cost")} AS cost,
        CASE WHEN campaign IS NULL THEN 'campaign_missing'
             WHEN occurred_at IS NULL AND NOT no_time THEN 'time_unreadable'
             WHEN occurred_at < {EARLIEST} OR occurred_at > {timestamp_literal(clock.now)} THEN 'time_implausible'
             WHEN {sql.later("occurred_at", "is_day")} THEN 'after_as_of'
             {number_reasons("cost", "no_cost")} END AS shoal_reason
        FROM ({typed})""",
        step=f"check {loaded.path}",
    )


def _name(spec: SourceSpec) -> str:
    column = spec.column(Role.TEXT)
    return text_sql(column.name) if column else "CAST(NULL AS VARCHAR)"
