"""Would the same groups come back? The algorithm is run again on resampled customers, and the answers are compared."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from shoal.cluster.again import again, is_cheap, needs_distinct, placed, rows_read
from shoal.cluster.found import Groups
from shoal.cluster.study import Study
from shoal.stats.agreement import adjusted_rand, jaccard
from shoal.terms import Grouping, Interval, Matrix, Stability

SAMPLE_ROWS = 2000
FEWEST_ROWS = 20
"""Fewer customers say nothing of what others would give."""
RESAMPLES, FEWER_RESAMPLES = 20, 10
"""Repetitions: of what is cheap, and of everything where it is asked to take long; of the other algorithms."""
SHARE = 0.5
"""Half of the customers are drawn, with replacement. A grouping of n customers misses that of the source by chance, and
so does that of n fresh customers: between the two lies twice the variance of one, and n / 2 drawn from n give just that
against all n."""
NINE_IN_TEN = (0.1, 0.9)
"""Quantiles of the resamples that bound what another draw gives."""
THRESHOLD = 0.75
"""Hennig's bound of a valid stable group; here nine of ten resamples must reach it, not only their mean."""
SEEDS = 5
SEEDLESS = frozenset({"rfm_grid", "value_tiers"})
"""Cut at quantiles, so that there is no seed that could change them."""


@dataclass(frozen=True)
class Repeats:
    """Where customers are placed, by a grouping and by each of its repetitions.

    Parameters
    ----------
    groups : int array (n,)
    others : int array (repetitions, n)
    """

    groups: Groups
    others: Groups

    def joined(self, into: tuple[int, ...]) -> Repeats:
        """Join groups, and those of each repetition with the joined group that most of their customers are in."""
        groups = np.array(into, dtype=np.int64)[self.groups]
        return Repeats(groups, np.stack([_most(other, groups)[other] for other in self.others]))


def _most(other: Groups, groups: Groups) -> Groups:
    """Give for each group of a repetition the group that most of its customers are in."""
    width = int(groups.max()) + 1
    counts = np.bincount(other * width + groups, minlength=(int(other.max()) + 1) * width)
    best: Groups = counts.reshape(-1, width).argmax(axis=1)
    return best


def repeat(study: Study, grouping: Grouping, *, full: bool) -> Repeats | None:
    """Run the algorithm again on resamples of at most 2,000 customers.

    k-means, mixtures and cuts draw with replacement (bootstrap). Algorithms that look at how close customers stand draw
    without: two copies of a customer stand at distance zero, and would be a dense place.

    Parameters
    ----------
    study : Study
    grouping : Grouping
    full : bool
        Whether the costly algorithms are repeated as often as the cheap ones.

    Returns
    -------
    Repeats or None
        None where there is but one group, or too few customers.
    """
    rows = rows_read(study, grouping, SAMPLE_ROWS)
    n = len(rows)
    if n < FEWEST_ROWS or grouping.model.n_groups < 2:
        return None
    random = np.random.default_rng(study.seed)
    b, m = RESAMPLES if full or is_cheap(grouping) else FEWER_RESAMPLES, round(SHARE * n)
    picks = _without_copies(b, n, m, random) if needs_distinct(grouping) else random.integers(0, n, (b, m))
    every = range(rows.shape[1])
    models = again(study, grouping, [rows[pick] for pick in picks], every, seed=study.seed)
    return Repeats(grouping.model.apply(rows).group, np.stack([placed(model, rows) for model in models]))


def _without_copies(b: int, n: int, m: int, random: np.random.Generator) -> Groups:
    return random.random((b, n)).argsort(axis=1)[:, :m]


def stability(repeats: Repeats, n_groups: int) -> Stability:
    """Judge how well groups come back.

    Parameters
    ----------
    repeats : Repeats
    n_groups : int

    Returns
    -------
    Stability
        Each interval holds eight of ten resamples, so nine of ten give at least its low end.

    References
    ----------
    Hennig (2007), Cluster-wise assessment of cluster stability, CSDA 52; resampling fewer than n: Bickel, Götze & van
    Zwet (1997), Statistica Sinica 7.

    Examples
    --------
    >>> found = stability(Repeats(np.array([0, 0, 1, 1]), np.array([[1, 1, 0, 0], [0, 0, 1, 1]])), 2)
    >>> found.overall.value, [group.low for group in found.groups]
    (1.0, [1.0, 1.0])
    """
    found = np.stack([jaccard(repeats.groups, other, n_groups) for other in repeats.others])
    agreements = np.array([adjusted_rand(repeats.groups, other) for other in repeats.others])
    return Stability(
        overall=_interval(agreements),
        groups=tuple(None if np.isnan(column).any() else _interval(column) for column in found.T),
        n_resamples=len(repeats.others),
        threshold=THRESHOLD,
        n_sample=len(repeats.groups),
    )


def _interval(values: Matrix) -> Interval:
    low, high = np.quantile(values, NINE_IN_TEN)
    return Interval(float(values.mean()), float(low), float(high))


def by_seed(study: Study, grouping: Grouping) -> float | None:
    """Give the mean adjusted Rand index of groups found from several seeds, on the same customers.

    None where the algorithm throws no dice.
    """
    if grouping.algorithm in SEEDLESS:
        return None
    rows = rows_read(study, grouping, SAMPLE_ROWS)
    models = again(study, grouping, [rows] * SEEDS, range(rows.shape[1]), seed=study.seed + 1, is_fresh=True)
    found = [placed(model, rows) for model in models]
    return float(np.mean([adjusted_rand(one, other) for one, other in combinations(found, 2)]))


def without_each(study: Study, grouping: Grouping) -> tuple[tuple[str, float], ...]:
    """Give the adjusted Rand index of groups formed on all features with those formed without each.

    Both are formed on the same customers. A category has several columns, which are left out together. Where nothing
    would be left, or the algorithm needs all its features, there is nothing to say.
    """
    rows = rows_read(study, grouping, SAMPLE_ROWS)
    features = _features(study, grouping)
    if grouping.algorithm == "rfm_grid" or len(features) < 2:
        return ()
    every = range(rows.shape[1])
    (whole,) = again(study, grouping, [rows], every, seed=study.seed)
    groups, answer = placed(whole, rows), []
    for name, left_out in features:
        kept = [column for column in range(rows.shape[1]) if column not in left_out]
        (model,) = again(study, grouping, [rows[:, kept]], kept, seed=study.seed)
        answer.append((name, adjusted_rand(groups, placed(model, rows[:, kept]))))
    return tuple(answer)


def _features(study: Study, grouping: Grouping) -> list[tuple[str, tuple[int, ...]]]:
    """Name the features that a model reads, with their columns."""
    names = grouping.model.columns
    blocks = study.recipe.categories if grouping.model.reads == "matrix" else ()
    of_block = {column: block for block in blocks for column in block}
    listed = dict.fromkeys(of_block.get(column, (column,)) for column in range(len(names)))
    return [(names[columns[0]].partition(" = ")[0], columns) for columns in listed]
