"""Traits that are none: numbers that count the rows, or are the keys of something."""

from __future__ import annotations

from dataclasses import replace

from shoal.engine import quote
from shoal.sources.numbers import number_sql
from shoal.sources.profile import Profile
from shoal.sources.vocabulary import AMOUNT, ID, PRICE, QUANTITY, has
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role

_COUNTERS = frozenset("row rows index idx unnamed column line lfd obs seq counter nr no num n".split())  # noqa: SIM905
_ENOUGH_TO_COUNT = 50
"""Rows by which whole numbers from 0 or 1 on, one more in each row, are no measure, whatever their name."""

_ENOUGH_KEYS, _DIGITS, _DENSE = 500, 5, 1.1
"""Rows by which different whole numbers of one length, or of hardly more values than rows, are no measure either."""

_NEARLY = 0.98
"""Share of different values from which a column is different in every row, but for mistakes."""


def keylike(loaded: Loaded, columns: tuple[Profile, ...], specs: tuple[ColumnSpec, ...]) -> tuple[ColumnSpec, ...]:
    """Ignore the traits that count rows or name things: they say nothing of a customer.

    Parameters
    ----------
    loaded : Loaded
    columns : tuple of Profile
    specs : tuple of ColumnSpec
        Of the same columns.

    Returns
    -------
    tuple of ColumnSpec
    """
    return tuple(
        replace(spec, role=Role.IGNORED, confidence=0.8, why=why) if why else spec
        for spec, why in ((spec, _why(loaded, one, spec)) for one, spec in zip(columns, specs, strict=True))
    )


def _why(loaded: Loaded, profile: Profile, spec: ColumnSpec) -> str:
    """Say why a trait is none; empty where it is one."""
    is_number = spec.role is Role.TRAIT and spec.type is ColumnType.NUMBER
    is_whole = all(value.removeprefix("+").removesuffix(".0").isdigit() for value in profile.values)
    if not (is_number and is_whole and profile.n_levels >= _NEARLY * sum(profile.values.values())):
        return ""
    number = number_sql(quote(profile.name), profile.sql_type, profile.decimal)
    n, n_different, low, high, first, last = loaded.relation.engine.rows(
        f"""SELECT count(x), count(DISTINCT x), min(x), max(x), min(x - shoal_row), max(x - shoal_row)
        FROM (SELECT shoal_row, {number} AS x FROM {loaded.relation.name})""",
        step=f"is {profile.name} a key",
    )[0]
    if not n or n_different < _NEARLY * n:
        return ""
    is_called_counter = all(word in _COUNTERS or word.isdigit() for word in profile.words)
    if is_called_counter or (first == last and low in (0, 1) and n >= _ENOUGH_TO_COUNT):
        return "it counts the rows"
    if has(profile.words, ID):
        return "an id: different in every row"
    is_measure = n < _ENOUGH_KEYS or has(profile.words, (*AMOUNT, *PRICE, *QUANTITY))
    is_of_one_length = len(str(int(low))) == len(str(int(high))) >= _DIGITS
    is_key = not is_measure and (is_of_one_length or high - low < _DENSE * n)
    return "whole numbers that are different in every row, as keys are" if is_key else ""
