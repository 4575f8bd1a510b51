"""Where a value is due: cells that are empty by nature are no gaps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shoal.sources.findings.sampled import Bools, Column, Ints, Nowhere, Sample, is_dated
from shoal.terms import ColumnType, Kind, Role

KEYS = (Role.CUSTOMER, Role.OCCURRED_AT, Role.AMOUNT, Role.UNIT_PRICE, Role.QUANTITY)
"""Roles without which a row says little."""

_OF_EVERY_ROW = (Role.CUSTOMER, Role.OCCURRED_AT, Role.EVENT)
_OPTIONAL = (Kind.EVENTS, Kind.TEXTS)
"""Kinds of which a row has what belongs to it: a search has no product, a view no order, a star no words."""

FEWEST = 20
MOST_LEVELS = 50
MOST_CAUSES = 20
"""Columns of few values that may say where another is empty by nature; the first ones of the file."""

_STATES = (Role.STATUS, Role.EVENT)


def with_gaps(sample: Sample) -> Sample:
    """Mark in each column the rows in which a value is due and missing, and where it is empty by nature."""
    causes = [(column, *_levels(column)) for column in sample.columns]
    causes = [cause for cause in causes if len(cause[2]) > 1 and cause[0].is_missing.mean() <= 0.5][:MOST_CAUSES]
    columns: list[Column] = []
    for column in sample.columns:
        nowhere = _where_none(sample, column, causes)
        gaps = _gaps(sample, column)
        columns.append(replace(column, gaps=gaps if nowhere is None else gaps & ~nowhere.rows, nowhere=nowhere))
    return replace(sample, columns=tuple(columns))


def _gaps(sample: Sample, column: Column) -> Bools:
    """Give the rows in which a value is missing that rows of that kind have."""
    kind, role = sample.spec.kind, column.spec.role
    none: Bools = np.zeros(sample.n, dtype=bool)
    if kind in _OPTIONAL and role not in _OF_EVERY_ROW:
        return none
    gaps = column.is_missing
    if kind is Kind.EVENTS and role is Role.CUSTOMER:
        for other in sample.columns:  # who is not known by name yet is known by a device or a visit
            if other.spec.role in (Role.ANONYMOUS, Role.SESSION):
                gaps = gaps & other.is_missing
    if kind is Kind.HOLDINGS:
        ended = sample.column(Role.ENDED_AT)
        if role is Role.ENDED_AT:
            return none  # it goes on
        if role is Role.REASON and ended is not None:
            gaps = gaps & ~ended.is_missing
    return gaps


def _where_none(sample: Sample, column: Column, causes: list[tuple[Column, Ints, tuple[str, ...]]]) -> Nowhere | None:
    """Find values of another column where this one is never filled, though it always is elsewhere.

    Of a status or a kind of event it need not always be filled elsewhere. Time and numbers explain nothing: from a day
    on nothing comes where a feed breaks. Nor is a customer, a time or a price of an order ever missing by nature.
    """
    is_due = column.spec.role in KEYS and sample.spec.kind is Kind.ORDERS
    is_optional = sample.spec.kind in _OPTIONAL
    n_missing = int(column.is_missing.sum())
    if is_due or is_optional or column.spec.role is Role.CUSTOMER or not FEWEST <= n_missing <= sample.n - FEWEST:
        return None
    for cause, codes, names in causes:
        if cause is column:
            continue
        totals = np.bincount(codes[codes >= 0], minlength=len(names))
        n_none = np.bincount(codes[(codes >= 0) & column.is_missing], minlength=len(names))
        never = (n_none == totals) & (totals >= FEWEST)
        rows: Bools = np.append(never, False)[codes]
        is_whole = n_missing == int(rows.sum())
        if never.any() and not never.all() and (is_whole or cause.spec.role in _STATES):
            return Nowhere(cause.name, tuple(name for name, is_one in zip(names, never, strict=True) if is_one), rows)
    return None


def _levels(column: Column) -> tuple[Ints, tuple[str, ...]]:
    nothing: tuple[Ints, tuple[str, ...]] = (np.zeros(0, dtype=np.int64), ())
    if not column.is_used or column.spec.role is Role.CUSTOMER or is_dated(column.spec):
        return nothing
    if column.codes is not None:
        return (column.codes, column.levels) if len(column.levels) <= MOST_LEVELS else nothing
    if column.spec.type is ColumnType.FLAG and column.numbers is not None:
        codes = np.where(np.isnan(column.numbers), -1, np.nan_to_num(column.numbers)).astype(np.int64)
        return codes, ("no", "yes")
    return nothing
