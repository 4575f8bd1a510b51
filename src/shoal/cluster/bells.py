"""How many bells: groups of bell shape, from many down to one, each number with the evidence for it.

k-means sees round groups of one size. Bells may be long, and of any size; the customers who fit none are left to a
background. The evidence punishes each bell for its freedom, so it has a peak.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from shoal.cluster.found import Found, found
from shoal.cluster.gaussian import GaussianModel
from shoal.cluster.kmeans import count_distinct, kmeans
from shoal.stats.bell_evidence import (
    Moments,
    Posterior,
    Seen,
    Usual,
    log_densities,
    moments,
    posterior,
    see,
    shapes,
    usual,
)
from shoal.stats.levels import spread_levels
from shoal.stats.rounding import exactly, significant
from shoal.terms import Matrix

BELL_ROWS = 2000
"""Customers among whom bells are looked for."""
MOST_BELLS = 80
START = 1.4
"""So many times the most groups allowed is where the way down begins: a small group needs a bell of its own there."""
STARTS = 3
LIKENESS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""So many customers a column the usual shape may stand for: few let every bell take its own shape, many make bells
alike. Taken is what the customers have the most evidence for: small groups are seen where groups are much alike."""
WHILE_SETTLING = 1.0
"""What it stands for while bells move: those that must be alike are stuck between groups that are not."""
TRUST = 0.1
"""The usual centre stands for a tenth of a customer: groups may lie anywhere."""
BACKGROUND, MOST_ITERATIONS = 0.02, 10
REST = 1e-3
"""Memberships that move by less in all, per customer, rest."""
MOST_OVERLAP = 0.08
"""Groups are told apart where the shares of two that would be taken for each other sum to at most this. Bells that tile
one crowd of even density, the hardest to tell from groups, come to about 0.1."""


@dataclass(frozen=True)
class Bells:
    """Groups of bell shape among some rows.

    Parameters
    ----------
    members : float array (n, k + 1)
        Share of each customer in each bell, and in the background.
    known : Posterior
    evidence : float
        Log of the density of the customers with their groups: what the groups explain, less what naming them costs.
    overlap : float
        Of the two that overlap most: the sum of the shares of either that would be taken for the other.
    """

    members: Matrix
    known: Posterior
    evidence: float
    overlap: float

    @property
    def k(self) -> int:
        """Number of bells."""
        return int(self.members.shape[1]) - 1

    @property
    def smallest(self) -> int:
        """Customers of the smallest; those of the background count for the bell they are nearest to."""
        return int(np.bincount(self.members[:, :-1].argmax(axis=1), minlength=self.k).min())


def way_down(rows: Matrix, most: int, *, seed: int, fewest: int = 1) -> Iterator[Bells]:
    """Give bells for fewer and fewer groups: two are joined, where that costs the least evidence, and all settle again.

    One may also be dissolved in the background: a handful of scattered customers is no group.

    Parameters
    ----------
    rows : float array (n, columns)
        At most `BELL_ROWS` are looked at.
    most : int
        Most groups that are wanted; the way begins above.
    seed : int
    fewest : int
        Where the way ends.

    References
    ----------
    Evidence of hard groups: Biernacki, Celeux & Govaert (2000), IEEE PAMI 22(7); the way down: Figueiredo & Jain
    (2002), IEEE PAMI 24(3), Heller & Ghahramani (2005), ICML; a background of even density: Banfield & Raftery (1993),
    Biometrics 49; expectations learnt from the bells themselves: Fraley & Raftery (2007), Journal of Classification 24.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> rows = random.standard_normal((600, 2)) + 6.0 * np.eye(2)[random.integers(0, 2, 600)]
    >>> best(way_down(rows, 5, seed=0), 5, 10).k
    2
    """
    rows = spread_levels(rows[:BELL_ROWS], np.random.default_rng(seed))
    begin = count_distinct(rows, max(fewest, min(round(START * most), MOST_BELLS, len(rows) // 10)))
    labels = kmeans(rows, begin, seed=seed, n_starts=STARTS, max_iterations=50).labels
    members = np.concatenate([np.eye(begin)[labels], np.full((len(rows), 1), BACKGROUND)], axis=1)
    members /= members.sum(axis=1, keepdims=True)
    background, seen = _background(rows), see(rows)
    while True:
        members, each = _settled(seen, members, background)
        before = _expected(rows, each)
        known = posterior(before, _bells(each))
        evidence = float(known.log_evidence.sum() + each.counts[-1] * background + _naming(each.counts))
        yield Bells(members, known, evidence, overlap(members[:, :-1]))
        if members.shape[1] - 1 <= fewest:
            return
        i, j = _nearest(members, each, before, known, background)
        joined = members[:, i] + members[:, j]
        members = np.delete(members, i, axis=1)
        members[:, j - 1] = joined


def best(tried: Iterable[Bells], most: int, smallest: float) -> Bells:
    """Choose the number with the most evidence among those whose groups are told apart and large enough.

    Parameters
    ----------
    tried : iterable of Bells
        The last one is taken where none passes.
    most : int
        Most groups.
    smallest : float
        Fewest customers of a group.
    """
    listed = [one for one in tried if one.k <= most]
    passed = [one for one in listed if one.overlap <= MOST_OVERLAP and one.smallest >= smallest]
    return max(passed or listed[-1:], key=lambda one: one.evidence)


def gain(rows: Matrix, most: int, smallest: float, *, seed: int) -> float:
    """Give the evidence for groups that are told apart beyond that for a single one; 0 where there are none.

    Parameters
    ----------
    rows : float array (n, columns)
    most : int
    smallest : float
    seed : int
    """
    listed = list(way_down(rows, most, seed=seed))
    return best(listed, most, smallest).evidence - listed[-1].evidence


def found_bells(columns: tuple[str, ...], rows: Matrix, tried: Bells) -> Found:
    """Make of bells a model that places everybody in the likeliest one."""
    counts = tried.known.counts
    whitenings, offsets = shapes(tried.known)
    offsets = offsets - 2 * np.log(counts / counts.sum())
    order = np.lexsort((*tried.known.centres.T[::-1], -significant(counts, 9)))
    model = GaussianModel(
        columns,
        tuple(tuple(row) for row in significant(tried.known.centres[order]).tolist()),
        tuple(tuple(tuple(row) for row in one) for one in significant(whitenings[order]).tolist()),
        tuple(exactly(float(offset)) for offset in offsets[order]),
    )
    return found(model, rows, model.apply(rows).group)


def _background(rows: Matrix) -> float:
    """Give the log density of an even background, over the box around the rows along their principal axes."""
    centred = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    lengths = np.maximum(np.ptp(centred @ axes, axis=0), 1e-3)
    return -float(np.log(lengths).sum())


def _bells(each: Moments) -> Moments:
    return Moments(each.counts[:-1], each.means[:-1], each.scatters[:-1])


def _freedom(rows: Matrix, likeness: float) -> float:
    return float((1 + likeness) * rows.shape[1] + 1)


def _expected(rows: Matrix, each: Moments) -> Usual:
    """Learn from bells how much alike they are: the expectation that makes them likeliest (empirical Bayes)."""
    bells = _bells(each)
    tried = [usual(rows, bells, TRUST, _freedom(rows, likeness)) for likeness in LIKENESS]
    return max(tried, key=lambda before: float(posterior(before, bells).log_evidence.sum()))


def _settled(seen: Seen, members: Matrix, background: float) -> tuple[Matrix, Moments]:
    """Let customers move between bells until they rest."""
    freedom = _freedom(seen.rows, WHILE_SETTLING)
    for _ in range(MOST_ITERATIONS):
        each = moments(seen, members)
        bells = _bells(each)
        known = posterior(usual(seen.rows, bells, TRUST, freedom), bells)
        logs = np.concatenate([log_densities(known, seen), np.full((len(members), 1), background)], axis=1)
        logs += np.log(each.counts + _first(each.counts))
        chances = np.exp(logs - logs.max(axis=1, keepdims=True))
        before, members = members, chances / chances.sum(axis=1, keepdims=True)
        if np.abs(members - before).sum() < REST * len(members):
            break
    return members, moments(seen, members)


def _first(counts: Matrix) -> Matrix:
    """Give what is expected of shares before anybody is seen: one customer a bell, half a one in the background."""
    return np.append(np.ones(len(counts) - 1), 0.5)


def _naming(counts: Matrix) -> float:
    """Give the log of the chance of who belongs where, averaged over all shares (Dirichlet), bells in any order."""
    from scipy.special import gammaln  # noqa: PLC0415 - takes a while, and not every run needs it

    first = _first(counts)
    shares = (
        gammaln(first.sum()) - gammaln(first.sum() + counts.sum()) + (gammaln(first + counts) - gammaln(first)).sum()
    )
    return float(shares) + float(gammaln(len(counts)))


def overlap(bells: Matrix) -> float:
    """Give the largest overlap of two groups: the sum of the shares of either that would be taken for the other.

    Parameters
    ----------
    bells : float array (n, k)
        Share of each customer in each group.

    References
    ----------
    Maitra & Melnykov (2010), JCGS 19(2); taken from memberships: Hennig (2010), Advances in Data Analysis and
    Classification 4.

    Examples
    --------
    >>> overlap(np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9]]))
    0.30...
    """
    taken = np.zeros((bells.shape[1], bells.shape[1]))
    for group, own in enumerate(bells.T):
        # Of the share that customers have in this bell, what would go to each other one.
        taken[group] = own @ (bells > own[:, None])
    shares = taken / np.maximum(bells.sum(axis=0), 1e-10)[:, None]
    return float((shares + shares.T).max(initial=0.0))


def _nearest(members: Matrix, each: Moments, before: Usual, known: Posterior, background: float) -> tuple[int, int]:
    """Give the two that cost the least evidence when they are one; the second, and larger, may be the background."""
    from scipy.special import gammaln  # noqa: PLC0415 - takes a while, and not every run needs it

    bells, rest = _bells(each), len(each.counts) - 1
    first, second = np.triu_indices(rest, 1)
    counts = bells.counts[first] + bells.counts[second]
    weights = bells.counts[first] / counts
    apart = bells.means[first] - bells.means[second]
    bridge = (weights * bells.counts[second])[:, None, None] * np.einsum("gi,gj->gij", apart, apart)
    means = weights[:, None] * bells.means[first] + (1 - weights)[:, None] * bells.means[second]
    joined = Moments(counts, means, bells.scatters[first] + bells.scatters[second] + bridge)
    together = np.append(posterior(before, joined).log_evidence, (bells.counts + each.counts[-1]) * background)
    alone = np.append(known.log_evidence, each.counts[-1] * background)
    first, second = np.append(first, np.arange(rest)), np.append(second, np.full(rest, rest))
    shares = _first(each.counts)
    naming, doubt = gammaln(shares + each.counts), _doubt(members)
    gain = together - alone[first] - alone[second] - naming[first] - naming[second] - doubt[first] - doubt[second]
    gain += gammaln(shares[second] + each.counts[first] + each.counts[second])
    gain += np.array([_doubt(members[:, i, None] + members[:, j, None])[0] for i, j in zip(first, second, strict=True)])
    at = int(np.argmax(gain))
    return int(first[at]), int(second[at])


def _doubt(members: Matrix) -> Matrix:
    """Give the entropy of each column of memberships."""
    answer: Matrix = -(members * np.log(np.maximum(members, 1e-300))).sum(axis=0)
    return answer
