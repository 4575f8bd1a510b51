"""Order lines: typed, and each with the reason why it is refused, if it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shoal.engine import quote
from shoal.sources.dates import EARLIEST, moment_sql, timestamp_literal
from shoal.sources.keys import blank_sql, damaged_sql, key_sql, keyed_sql, text_sql
from shoal.sources.numbers import number_sql
from shoal.terms import Engine, Loaded, Relation, Role, SourceSpec

LARGEST = "1e12"
"""A quantity, price or amount of this size is a typing error."""

COLUMNS = (
    "source_key", "order_key", "occurred_at", "occurred_on", "product", "quantity", "amount", "country",
    "is_purchase", "is_return", "occurred_hour", "category", "channel", "campaign", "list_amount", "discount", "cost",
)  # fmt: skip
"""The columns of the orders, in order."""


@dataclass(frozen=True)
class Clock:
    """The instants between which rows count.

    Parameters
    ----------
    known_at : datetime
        What happened later is not known yet.
    now : datetime
        What lies later cannot have happened.
    timezone : str
        Of naive times, and of days.
    """

    known_at: datetime
    now: datetime
    timezone: str


def check_orders(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec, clock: Clock) -> Relation:
    """Type every row of a source of orders, and give each its ``shoal_reason`` (NULL where it is sound).

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
        ``shoal_row``, `COLUMNS`, ``shoal_reason``, ``row_hash``.
    """
    types = engine.types(loaded.relation.name)
    customer, time = spec.column(Role.CUSTOMER), spec.column(Role.OCCURRED_AT)
    assert customer is not None and time is not None  # noqa: S101, PT018 - spec_of has seen to it
    moment = moment_sql(quote(time.name), types[time.name], time.format, clock.timezone)
    order, product, country = (_text(spec, role) for role in (Role.ORDER, Role.PRODUCT, Role.COUNTRY))
    category, channel, campaign = (_text(spec, role) for role in (Role.CATEGORY, Role.CHANNEL, Role.CAMPAIGN))
    listed, discount, cost = (_money(spec, role, types) for role in (Role.LIST_PRICE, Role.DISCOUNT, Role.COST))
    local = f"timezone('{clock.timezone}', timezone('UTC', {moment.at}))"
    hour = f"CASE WHEN NOT ({moment.is_day}) THEN CAST(date_part('hour', {local}) AS BIGINT) END"
    quantity, price, amount = (_number(spec, role, types) for role in (Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT))
    all_columns = ", ".join(quote(column) for column in loaded.columns)
    # a day without a time is not known at the midnight that it begins with
    known_at = timestamp_literal(clock.known_at)
    later = f"(occurred_at > {known_at} OR (occurred_at = {known_at} AND is_day))"
    rows = keyed_sql(loaded.relation.name, key_sql(customer, types[customer.name]))
    typed = f"""SELECT shoal_row, source_key, {damaged_sql(customer, types[customer.name])} AS is_damaged,
        {order} AS order_key,
        {blank_sql(time.name, types[time.name])} AS no_time, {moment.at} AS occurred_at, {moment.on} AS occurred_on,
        {moment.is_day} AS is_day,
        {hour} AS occurred_hour, {category} AS category, lower({channel}) AS channel, {campaign} AS campaign,
        {listed} AS listed, {discount} AS discount, {cost} AS cost,
        {product} AS product, {country} AS country, {quantity or "1.0"} AS n, {price or "NULL"} AS each,
        {amount or "NULL"} AS total, {_blank_quantity(spec, types, has_amount=amount is not None)} AS no_quantity,
        hash({all_columns}) AS row_hash FROM {rows}"""
    if amount:
        # Some exports write returns as a negative quantity beside a positive amount.
        value = "CASE WHEN n < 0 THEN -abs(total) ELSE total END"
        unreadable = "total IS NULL OR (n IS NULL AND NOT no_quantity)"
        is_purchase = "total > 0 AND n > 0"
    elif price:
        value, unreadable, is_purchase = "n * each", "n IS NULL OR each IS NULL", "n > 0 AND each > 0"
    else:
        value, unreadable, is_purchase = "CAST(NULL AS DOUBLE)", "n IS NULL", "n > 0"
    judged = f"""SELECT shoal_row, source_key, order_key, occurred_at, occurred_on, product, country, row_hash,
        occurred_hour, category, channel, campaign, listed, discount, cost,
        coalesce(n, CAST(1 AS DOUBLE)) AS n, each, total, {value} AS value,
        CASE WHEN source_key IS NULL THEN 'customer_missing'
             WHEN is_damaged THEN 'customer_damaged'
             WHEN no_time THEN 'time_missing'
             WHEN occurred_at IS NULL THEN 'time_unreadable'
             WHEN occurred_at < {EARLIEST} OR occurred_at > {timestamp_literal(clock.now)} THEN 'time_implausible'
             WHEN {later} THEN 'after_as_of'
             WHEN {unreadable} THEN 'number_unreadable'
             WHEN abs(n) >= {LARGEST} OR abs(each) >= {LARGEST} OR abs({value}) >= {LARGEST} THEN 'number_out_of_range'
        END AS shoal_reason
        FROM ({typed})"""
    return engine.create(
        name,
        f"""SELECT shoal_row, source_key,
        coalesce(order_key, CAST(occurred_on AS VARCHAR)) AS order_key,
        occurred_at, occurred_on, product,
        CAST(round(CASE WHEN shoal_reason IS NULL THEN n END, 4) AS DECIMAL(18,4)) AS quantity,
        CAST(round(CASE WHEN shoal_reason IS NULL THEN value END, 4) AS DECIMAL(18,4)) AS amount, country,
        coalesce({is_purchase}, false) AS is_purchase, coalesce(n < 0 OR value < 0, false) AS is_return,
        occurred_hour, category, channel, campaign, {_decimal("listed * n")} AS list_amount,
        {_decimal("abs(discount)")} AS discount, {_decimal("cost * n")} AS cost,
        shoal_reason, row_hash FROM ({judged})""",
        step=f"check {loaded.path}",
    )


def _text(spec: SourceSpec, role: Role) -> str:
    column = spec.column(role)
    return text_sql(column.name) if column else "CAST(NULL AS VARCHAR)"


def _money(spec: SourceSpec, role: Role, types: Mapping[str, str]) -> str:
    """Write money that a line need not have: what cannot be read or is too large counts as not stated."""
    number = _number(spec, role, types)
    return f"CASE WHEN abs({number}) < {LARGEST} THEN {number} END" if number else "CAST(NULL AS DOUBLE)"


def _decimal(value: str) -> str:
    """Write money of a sound row; of others nothing."""
    is_sound = f"shoal_reason IS NULL AND abs({value}) < {LARGEST}"
    return f"CAST(round(CASE WHEN {is_sound} THEN {value} END, 4) AS DECIMAL(18,4))"


def _number(spec: SourceSpec, role: Role, types: Mapping[str, str]) -> str | None:
    column = spec.column(role)
    if column is None:
        return None
    return number_sql(quote(column.name), types[column.name], column.decimal)


def _blank_quantity(spec: SourceSpec, types: Mapping[str, str], *, has_amount: bool) -> str:
    """Where the amount is given, a blank quantity means one piece; a quantity that is no number is still refused."""
    column = spec.column(Role.QUANTITY)
    return blank_sql(column.name, types[column.name]) if column and has_amount else "false"
