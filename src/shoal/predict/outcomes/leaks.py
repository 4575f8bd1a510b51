"""Features that know what they should not: found by what they give away, named, and left out.

A feature that was written down after the outcome, or from it, makes a model look right that will be wrong. No single
figure tells such a feature from a good one; what does is that it knows what nothing else could have known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats, Folds, Mask
from shoal.predict.examples import Examples, doubles, folds
from shoal.predict.facts import UNKNOWN, Facts
from shoal.predict.models.columns import columns_for
from shoal.predict.models.kinds import BOOSTED, KINDS
from shoal.stats.auc import auc
from shoal.stats.intervals import wilson
from shoal.stats.places import places
from shoal.terms import Feature
from shoal.terms.titles import title

N_FOLDS = 3
MOST_ROWS = 8_000
MOST_CELLS = 30
"""Parts that the values of a number are cut into."""

TELLING = 0.9
"""AUC of one feature alone from which it is looked into."""

SURE = 0.96
"""AUC of one feature alone from which others like it are no excuse: a leak can stand there twice."""

AHEAD = 0.04
"""How far one feature alone is ahead of all others together, where it gives the outcome away."""

PURE = 0.97
"""A value with which the outcome always comes: the lower bound of its share, and how much of it others may know."""

KNOWN = 0.85
LEAST = 0.05
"""Such a value covers at least this share of those to whom it happened, or to whom it did not."""

TWIN = 0.9
"""Rank correlation from which two numbers may be the same but for what came later."""

SAME_ROWS = 0.02
"""Share of customers with the very row of another from which the same persons stand there twice."""

_OURS = re.compile(
    r"(p_\w+_\d+d|p_alive|p_churn|clv_\d+d|expected_(orders|spend)_\d+d|lifecycle|segment(_id)?)(_low|_high)?"
)


@dataclass(frozen=True)
class Leak:
    """A feature that gives the outcome away.

    Parameters
    ----------
    feature : str
        Its name; empty where it is no feature but the rows themselves.
    why : str
        In a sentence.
    """

    feature: str
    why: str


def leaks(
    examples: Examples, features: Sequence[Feature], *, seed: int, trusted: Sequence[str] = ()
) -> tuple[Leak, ...]:
    """Find the features that give the outcome away.

    Parameters
    ----------
    examples : Examples
    features : sequence of Feature
        Those of the examples.
    seed : int
    trusted : sequence of str
        Features that somebody has looked into; they are not accused.
    """
    some = _sample(examples)
    part = folds(some, N_FOLDS, part=f"leaks {seed}")
    named = {feature.name: feature for feature in features}
    found: dict[str, str] = {}
    for name in some.facts.names:
        why = _by_its_nature(named.get(name), some.facts.numbers.get(name))
        if why:
            found[name] = why
    _by_what_it_tells(some, part, found, trusted, seed)
    told = [Leak(name, why) for name, why in found.items() if name not in trusted]
    n_double = len(doubles(some))
    n = len(np.unique(some.person))
    if n_double > SAME_ROWS * n:
        told.append(
            Leak(
                "",
                f"{n_double / n:.0%} of customers have the very row of another, number by number: the same persons may"
                " stand there twice; they are kept together when customers are divided",
            )
        )
    return tuple(told)


def _sample(examples: Examples) -> Examples:
    return examples if len(examples) <= MOST_ROWS else examples.rows(np.arange(MOST_ROWS))


def _by_its_nature(feature: Feature | None, values: Floats | None) -> str:
    """Say what is wrong with a feature whatever it tells; empty where nothing is."""
    if feature is None:
        return ""
    if feature.source and _OURS.fullmatch(feature.name.lower()):
        return "it is named as predictions and segments are: whatever made it may have seen the outcome"
    if feature.source and feature.unit == "days" and values is not None:
        later = float(np.mean(values < 0))
        if later > 0.01:
            return f"for {later:.0%} of customers its date lies after the day on which they are looked at"
    return ""


def _by_what_it_tells(
    examples: Examples, part: Folds, found: dict[str, str], trusted: Sequence[str], seed: int
) -> None:
    """Accuse until nobody is left to accuse: one feature that leaks can hide behind another."""
    judged = {name: _Alone.of(name, examples, part) for name in examples.facts.names if name not in found}
    alone = {name: one.auc for name, one in judged.items()}
    judged |= {one.name: one for one in _differences(examples, part, found)}
    # of two numbers that differ by the outcome that one is accused which tells more of it alone, and only that one
    suspects = sorted(
        (one for one in judged.values() if one.is_suspect), key=lambda one: (-one.auc, -alone[one.feature], one.name)
    )
    while True:
        before = len(found)
        for one in suspects:
            if one.feature in found or one.beside in found:
                continue
            rivals = {name for name, figure in alone.items() if figure >= SURE} if one.auc >= SURE else set()
            left_out = {*found, *_like(one, examples), *rivals, *trusted}
            why = one.accused(_others(examples, part, left_out, seed), examples.happened)
            if why:
                found[one.feature] = why
        if len(found) == before:
            return


@dataclass(frozen=True)
class _Alone:
    """What one feature tells by itself.

    Parameters
    ----------
    name : str
    feature : str
        The one to accuse: of a difference the first.
    beside : str
        The second of a difference; else empty.
    told : float array (n,)
        Share to whom it happened of the others in the same cell.
    auc : float
    pure : bool array (n,) or None
        Customers in cells in which the outcome is always the same.
    always : bool
        What it is there.
    in_words : str
    """

    name: str
    feature: str
    beside: str
    told: Floats
    auc: float
    pure: Mask | None
    always: bool
    in_words: str

    @classmethod
    def of(cls, name: str, examples: Examples, part: Folds, values: Floats | None = None, beside: str = "") -> _Alone:
        """Judge a feature, or the values of a difference to another."""
        cells = _cells(examples.facts, name) if values is None else _number_cells(values)
        told = _told(cells, examples.happened, part)
        figure = auc(places(told), examples.happened, np.ones(len(examples)))
        pure, always = _pure(told, examples.happened)
        words = f"the difference of {_said(name)} and {_said(beside)}" if beside else _said(name)
        return cls(f"{name} - {beside}" if beside else name, name, beside, told, figure, pure, always, words)

    @property
    def is_suspect(self) -> bool:
        return self.auc >= TELLING or self.pure is not None

    def accused(self, others: Floats, happened: Floats) -> str:
        """Say why it is accused; empty where it is not."""
        theirs = auc(places(others), happened, np.ones(len(others)))
        if self.auc >= TELLING and self.auc >= theirs + AHEAD:
            return (
                f"{self.in_words} alone tells whom it happened to in {self.auc:.0%} of pairs, everything else together"
                f" in {theirs:.0%}: it may have been written down after the outcome, or from it"
            )
        if self.pure is not None:
            known = float(others[self.pure].mean()) if self.always else 1 - float(others[self.pure].mean())
            is_, n = "happened" if self.always else "did not happen", int(self.pure.sum())
            if known <= KNOWN:
                return (
                    f"with some values of {self.in_words} it {is_} to all but a few of {n:,} customers, of whom"
                    f" everything else together expects it of {known:.0%}: it may have been written down afterwards"
                )
        return ""


def _differences(examples: Examples, part: Folds, found: Mapping[str, str]) -> Iterator[_Alone]:
    """Judge what numbers that are nearly the same differ by: one of them may have been added up later."""
    numbers = {name: column for name, column in examples.facts.numbers.items() if name not in found}
    names = [name for name, column in numbers.items() if np.isfinite(column).mean() > 0.5]
    if len(names) < 2:
        return
    filled = [np.where(np.isnan(numbers[name]), np.nanmedian(numbers[name]), numbers[name]) for name in names]
    ranks = np.column_stack([places(column).ranks(np.ones(len(column))) for column in filled])
    varied = ranks.std(axis=0) > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        like = np.atleast_2d(np.nan_to_num(np.corrcoef(ranks, rowvar=False)))
    for i, first in enumerate(names):
        nearest = [int(j) for j in np.argsort(-like[i], kind="stable")[:4] if j != i and varied[j] and varied[i]]
        for j in nearest:
            if like[i, j] >= TWIN:
                yield _Alone.of(first, examples, part, numbers[first] - numbers[names[j]], names[j])


def _like(one: _Alone, examples: Examples) -> set[str]:
    """Name a feature and what is nearly the same: it would know all that the feature knows."""
    mine = places(one.told)
    ranks = mine.ranks(np.ones(len(examples)))
    same = {one.feature}
    for name, column in examples.facts.numbers.items():
        known = np.nan_to_num(column, nan=-1.0)
        theirs = places(known).ranks(np.ones(len(examples)))
        if theirs.std() > 0 and ranks.std() > 0 and abs(np.corrcoef(ranks, theirs)[0, 1]) > 0.97:
            same.add(name)
    return same


def _others(examples: Examples, part: Folds, left_out: set[str], seed: int) -> Floats:
    """Let everything else tell (n,), by models that have not seen the customer."""
    rest = examples.facts.without(tuple(left_out))
    told = np.full(len(examples), float(examples.happened.mean()))
    for fold in range(N_FOLDS):
        mine, others = np.flatnonzero(part == fold), np.flatnonzero(part != fold)
        columns = columns_for(rest.rows(others)) if rest.names else None
        if columns is None or not columns.each or len(np.unique(examples.happened[others])) < 2:
            continue
        grown = KINDS[BOOSTED].grow(columns.matrix(rest.rows(others)), examples.happened[others], 60, seed)
        told[mine] = 1 / (1 + np.exp(-grown.log_odds(columns.matrix(rest.rows(mine)))))
    return told


def _cells(facts: Facts, name: str) -> Folds:
    """Put customers with like values of a feature together."""
    if name in facts.texts:
        _, cells = np.unique(facts.texts[name], return_inverse=True)
        return cells.reshape(-1).astype(np.int64)
    return _number_cells(facts.numbers[name])


def _number_cells(values: Floats) -> Folds:
    """Cut numbers into cells of like size; what is missing, and each value that is frequent, has a cell of its own."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.zeros(len(values), dtype=np.int64)
    cuts = np.unique(np.quantile(known, np.linspace(0, 1, MOST_CELLS + 1), method="inverted_cdf"))
    levels, counts = np.unique(known, return_counts=True)
    often = levels[counts >= len(known) / MOST_CELLS]
    edges = np.unique(np.concatenate([cuts, often, np.nextafter(often, -np.inf)]))
    cells = np.searchsorted(edges, values, side="left").astype(np.int64)
    cells[np.isnan(values)] = len(edges) + 1
    return cells


def _told(cells: Folds, happened: Floats, part: Folds) -> Floats:
    """Give everybody the share of the other parts in the same cell, drawn to the share of all where they are few."""
    told, n_cells = np.empty(len(cells)), int(cells.max()) + 1
    for fold in range(N_FOLDS):
        mine = part == fold
        n = np.bincount(cells[~mine], minlength=n_cells)
        yes = np.bincount(cells[~mine], weights=happened[~mine], minlength=n_cells)
        overall = float(happened[~mine].mean()) if (~mine).any() else 0.0
        told[mine] = ((yes + overall) / (n + 1))[cells[mine]]
    return told


def _pure(told: Floats, happened: Floats) -> tuple[Mask | None, bool]:
    """Find the customers whose cell has always the same outcome in the other parts, if they are enough of those."""
    best: tuple[Mask | None, bool, float] = (None, True, 0.0)
    for always, mask in ((True, told >= PURE), (False, told <= 1 - PURE)):
        hit, whole = int((happened[mask] == always).sum()), float((happened == always).sum())
        if hit < max(LEAST * whole, 20) or hit / whole <= best[2]:
            continue
        if wilson(hit, int(mask.sum())).low >= PURE:
            best = (mask, always, hit / whole)
    return best[0], best[1]


def _said(name: str) -> str:
    return f"'{title(name)}'" if name != UNKNOWN else "it"
