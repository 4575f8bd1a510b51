"""Looking through sources: what is found in each, and which repairs are made or proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from shoal.sources.findings.change import figures
from shoal.sources.findings.correlated import correlated
from shoal.sources.findings.drift import drift, feed_gaps, span
from shoal.sources.findings.due import with_gaps
from shoal.sources.findings.impossible import impossible, impossible_days, odd_prices, unreadable
from shoal.sources.findings.missing import blank_rows, missing, missing_by, missing_together, missing_where
from shoal.sources.findings.orphans import orphans
from shoal.sources.findings.outliers import fat_fingers, outliers
from shoal.sources.findings.plan import plan
from shoal.sources.findings.repeats import repeated_keys, repeats
from shoal.sources.findings.sampled import Sample, take_sample
from shoal.sources.findings.sentinels import sentinels
from shoal.sources.findings.texts import damaged_texts, mixed_signs, odd_keys, spellings
from shoal.sources.findings.told import graded_first
from shoal.sources.findings.units import currency_breaks, unit_breaks
from shoal.sources.findings.variety import variety
from shoal.sources.keys import spec_of
from shoal.terms import Engine, Examined, Finding, Loaded

QUICK, THOROUGH = 250_000, 8_000_000
"""Cells that are looked at in each source: on the way of a build, and where looking is the purpose."""

_OF_ONE = (
    missing, missing_together, missing_where, missing_by, blank_rows, unreadable, sentinels, odd_prices, repeats,
    repeated_keys, odd_keys, damaged_texts, spellings, mixed_signs, unit_breaks, currency_breaks, outliers, fat_fingers,
    variety, correlated, drift, feed_gaps,
)  # fmt: skip


def examine(
    engine: Engine, loaded: tuple[Loaded, ...], *, now: datetime, timezone: str, cells: int = QUICK
) -> tuple[Examined, ...]:
    """Look through sources for what a reader of any figure made from them should know.

    Findings are sought in every n-th row, the same each time; orphans in all. What a repair changes is counted in all
    rows. The time is bounded by `cells` and grows with the number of rows only where those two are counted.

    Parameters
    ----------
    engine : Engine
    loaded : tuple of Loaded
        With their specs.
    now : datetime
        The clock of the face: what lies later cannot have happened.
    timezone : str
        IANA name, of naive times.
    cells : int
        Rows times columns of the sample of each source.

    Returns
    -------
    tuple of Examined

    Raises
    ------
    ConfigError
        If a spec does not fit its file, or lists a repair that there is not.
    """
    linked = orphans(engine, loaded)
    return tuple(
        _examine(one, [each for each in linked if each.source == one.path], now, timezone, cells) for one in loaded
    )


def _examine(loaded: Loaded, linked: list[Finding], now: datetime, timezone: str, cells: int) -> Examined:
    spec = spec_of(loaded)
    sample = with_gaps(take_sample(loaded, spec, cells=cells, timezone=timezone))
    today = now.astimezone(ZoneInfo(timezone)).date()
    found = [*linked, *impossible(sample, today), *impossible_days(sample, today)]
    for look in _OF_ONE:
        found += look(sample)
    found = _without_echoes(found)
    fixes = plan(loaded, tuple(found), now=today, timezone=timezone)
    names = {fix.name for fix in fixes}
    found = [one if one.fix in names else replace(one, fix="") for one in found]
    return Examined(
        spec.path,
        sample.n_rows,
        sample.n,
        _filled(sample),
        graded_first(tuple(found)),
        fixes,
        span(sample),
        figures(sample),
    )


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """Leave out that numbers lie far off where it is said already what is wrong with them."""
    named = {one.column: one.n for one in found if one.name in ("impossible", "sentinels", "fat_fingers")}
    return [one for one in found if one.name != "outliers" or one.n > named.get(one.column, 0)]


def _filled(sample: Sample) -> float:
    """Give the share of the cells of used columns that have a value, of those where one is due."""
    used = [column for column in sample.columns if column.is_used] or list(sample.columns)
    if not used or not sample.n:
        return 1.0
    return 1.0 - float(sum(column.gaps.mean() for column in used)) / len(used)
