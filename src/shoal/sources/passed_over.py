"""Which files of a folder are left out beside the orders and customers in it, and why."""

from __future__ import annotations

from collections.abc import Collection

from shoal.engine import quote
from shoal.sources.numbers import number_sql
from shoal.sources.vocabulary import ID, ORDER, has
from shoal.terms import ColumnType, Kind, Loaded, Role, SourceSpec
from shoal.terms.names import words_of

_SURE_TIME = 0.8
"""Confidence from which a column is the time of an order and not the beginning of something."""

_FILLED = 0.5
"""Share of rows with money from which a table is one of purchases."""


def pass_over(loaded: tuple[Loaded, ...], optional: Collection[str]) -> tuple[tuple[Loaded, ...], tuple[str, ...]]:
    """Leave out what is neither orders nor customers beside files that are; what somebody named always stays.

    Parameters
    ----------
    loaded : tuple of Loaded
        With their specs.
    optional : collection of str
        Paths of files that were only found in a folder.

    Returns
    -------
    tuple of Loaded
        Those that stay.
    tuple of str
        A note for each of the others.
    """
    whys = {one.path: _weakness(one) for one in loaded}
    stays = [one for one in loaded if not whys[one.path]]
    has_orders = any(_is_orders(one) for one in stays)
    over: dict[str, str] = {}
    for one in loaded:
        beside = has_orders if _is_orders(one) else bool(stays)
        if one.path in optional and whys[one.path] and beside:
            over[one.path] = f"{one.name} was passed over: {whys[one.path]}."
    return tuple(one for one in loaded if one.path not in over), tuple(over.values())


def _is_orders(one: Loaded) -> bool:
    return one.spec is not None and one.spec.kind is Kind.ORDERS


def _weakness(one: Loaded) -> str:
    """Say what speaks against a file; empty where nothing does."""
    spec = one.spec
    if spec is not None and spec.each_row_is_a_customer:
        names_order = any(has(words_of(name), ORDER) and has(words_of(name), ID) for name in one.columns)
        return "" if names_order else "no column says who the customer is"
    return _of_orders(one, spec) if spec is not None and spec.kind is Kind.ORDERS else ""


def _of_orders(one: Loaded, spec: SourceSpec) -> str:
    time, money = spec.column(Role.OCCURRED_AT), spec.column(Role.AMOUNT) or spec.column(Role.UNIT_PRICE)
    if money is None:
        return "it names customers and times, but no money, and other files do"
    n_dates = sum(column.type is ColumnType.DATE for column in spec.columns)
    if time is not None and time.confidence < _SURE_TIME and n_dates > 1:
        return f"{time.name!r} need not be the time of an order, and other files name one"
    value = number_sql(quote(money.name), one.relation.engine.types(one.relation.name)[money.name], money.decimal)
    n_rows, n_filled = one.relation.engine.rows(
        f"SELECT count(*), count({value}) FROM {one.relation.name}", step=f"money of {one.path}"
    )[0]
    is_filled = n_filled >= _FILLED * n_rows
    return "" if is_filled else f"only {n_filled} of its {n_rows} rows have a value in {money.name!r}; other files do"
