"""Traits that are none: the arm of an experiment that a customer was in, and what an outcome was worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import NormalDist

from shoal.engine import literal, quote
from shoal.sources.flags import flag_sql
from shoal.sources.numbers import number_sql
from shoal.sources.profile import Profile
from shoal.sources.vocabulary import AMOUNT, ARM, CATEGORY, LABEL, has
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role

_MOST_ARMS = 6
_MOST_COMPARED, _MOST_VALUES = 30, 8
_CHANCE = 0.01
"""By chance alone a randomised arm is taken for a trait this often."""

_ENOUGH = 500
"""Rows by which a group that customers were sorted into would show in some other trait."""


def held_aside(
    loaded: Loaded, columns: tuple[Profile, ...], specs: tuple[ColumnSpec, ...]
) -> tuple[tuple[ColumnSpec, ...], tuple[str, ...]]:
    """Hold aside, as labels, the arms of experiments and the amounts that follow from an outcome.

    Parameters
    ----------
    loaded : Loaded
    columns : tuple of Profile
    specs : tuple of ColumnSpec
        Of the same columns.

    Returns
    -------
    tuple of ColumnSpec
    tuple of str
        Notes to be said aloud.
    """
    whys = dict(_amounts(loaded, columns, specs))
    traits = tuple(
        (one, spec)
        for one, spec in zip(columns, specs, strict=True)
        if spec.role in (Role.TRAIT, Role.COUNTRY) and spec.name not in whys
    )
    whys |= dict(_arms(loaded, traits))
    notes = tuple(f"{loaded.name}: {name!r} is held aside and forms no segments: {why}" for name, why in whys.items())
    aside = tuple(
        replace(spec, role=Role.LABEL, confidence=0.7, why=f"{whys[spec.name]}: held aside")
        if spec.name in whys
        else spec
        for spec in specs
    )
    return aside, notes


def _amounts(loaded: Loaded, columns: tuple[Profile, ...], specs: tuple[ColumnSpec, ...]) -> Iterator[tuple[str, str]]:
    """Find the money that is 0 wherever an outcome did not happen, and hardly ever where it did."""
    pairs = list(zip(columns, specs, strict=True))
    outcomes = [one for one, spec in pairs if spec.role is Role.LABEL and one.type is ColumnType.FLAG]
    for money, spec in pairs:
        is_money = spec.role is Role.TRAIT and spec.type is ColumnType.NUMBER and has(money.words, (*AMOUNT, *LABEL))
        for outcome in outcomes if is_money else ():
            value = number_sql(quote(money.name), money.sql_type, money.decimal)
            happened = flag_sql(quote(outcome.name), outcome.sql_type)
            tests = ("h = 0", "h = 0 AND v <> 0", "h = 1", "h = 1 AND v <> 0")
            counts = ", ".join(f"count(CASE WHEN {test} THEN 1 END)" for test in tests)
            n_not, n_not_paid, n_happened, n_paid = loaded.relation.engine.rows(
                f"SELECT {counts} FROM (SELECT {happened} AS h, {value} AS v FROM {loaded.relation.name})",
                step=f"does {money.name} follow from {outcome.name}",
            )[0]
            if n_not and n_happened and not n_not_paid and n_paid >= 0.95 * n_happened:
                yield money.name, f"what the outcome {outcome.name!r} was worth; 0 where it did not happen"
                break


def _arms(loaded: Loaded, traits: tuple[tuple[Profile, ColumnSpec], ...]) -> Iterator[tuple[str, str]]:
    """Find the columns that are called as an arm is, and that have nothing to do with any other trait."""
    n_rows = loaded.relation.count()
    for arm, _ in traits:
        others = [one for one, spec in traits if one is not arm and spec.type is not ColumnType.DATE]
        if not _is_called_an_arm(arm) or not 2 <= arm.n_levels <= _MOST_ARMS or not others:
            continue
        says_other = {"segment", "cohort"} & set(arm.words)
        if (n_rows >= _ENOUGH or not says_other) and not _is_related(loaded, arm, others[:_MOST_COMPARED]):
            yield arm.name, "called as an arm of an experiment is, and unrelated to every other trait"


def _is_called_an_arm(profile: Profile) -> bool:
    others = [word for word in profile.words if word not in ARM and word not in CATEGORY and not word.isdigit()]
    is_test_group = {"group", "gruppe", "cell"} & set(profile.words) and {"test", "ab"} & set(profile.words)
    return bool(is_test_group) or (has(profile.words, ARM) and len(others) <= 1)


def _is_related(loaded: Loaded, arm: Profile, others: list[Profile]) -> bool:
    """Say whether the mean of some other trait differs between the arms by more than chance.

    The sum of squares between arms over the variance within is chi-square where it does not (Wald test; normal means,
    so large arms); the levels of the tests are shared out among the traits (Bonferroni).
    """
    measures = [measure for one in others for measure in _measures(one)]
    listed = ", ".join(f"{sql} AS m{place}" for place, sql in enumerate(measures))
    means = ", ".join(f"count(m{n}), avg(m{n}), var_samp(m{n})" for n in range(len(measures)))
    rows = loaded.relation.engine.rows(
        f"SELECT {means} FROM (SELECT {quote(arm.name)} AS arm, {listed} FROM {loaded.relation.name})"
        " WHERE arm IS NOT NULL GROUP BY arm",
        step=f"is {arm.name} related to other traits",
    )
    limit = _CHANCE / max(1, len(measures))
    return any(_chance([row[3 * n : 3 * n + 3] for row in rows]) < limit for n in range(len(measures)))


def _measures(profile: Profile) -> list[str]:
    """Write a trait as numbers: itself, or whether it is each of its most frequent values."""
    name = quote(profile.name)
    if profile.type is ColumnType.NUMBER:
        return [number_sql(name, profile.sql_type, profile.decimal)]
    if profile.type is ColumnType.FLAG:
        return [flag_sql(name, profile.sql_type)]
    common = sorted(profile.values, key=lambda value: (-profile.values[value], value))[:_MOST_VALUES]
    return [f"CASE WHEN trim(CAST({name} AS VARCHAR)) = {literal(value)} THEN 1.0 ELSE 0.0 END" for value in common]


def _chance(groups: list[tuple[object, ...]]) -> float:
    """Give the probability that means differ so much by chance (chi-square by Wilson and Hilferty, 1931)."""
    known = [(int(str(n)), float(str(mean)), float(str(var or 0))) for n, mean, var in groups if n and mean is not None]
    total = sum(n for n, _, _ in known)
    within = sum((n - 1) * var for n, _, var in known) / max(1, total - len(known))
    if len(known) < 2:
        return 1.0
    middle = sum(n * mean for n, mean, _ in known) / total
    between = sum(n * (mean - middle) ** 2 for n, mean, _ in known)
    if within <= 0:
        return 1.0 if between <= 0 else 0.0
    degrees = len(known) - 1
    width = 2 / (9 * degrees)
    return 1 - NormalDist().cdf(((between / within / degrees) ** (1 / 3) - (1 - width)) / width**0.5)
