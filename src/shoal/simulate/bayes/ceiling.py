"""The ceiling: how far customers' types can be told from what they do, by anyone at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from shoal.errors import ConfigError
from shoal.simulate.bayes.baskets import log_baskets
from shoal.simulate.bayes.evidence import Evidence, read_evidence
from shoal.simulate.bayes.prices import log_discounts, log_prices, same_product
from shoal.simulate.bayes.returns import log_returns
from shoal.simulate.bayes.special import log_mean_exp
from shoal.simulate.bayes.timing import log_timing
from shoal.simulate.bayes.traits import log_traits
from shoal.simulate.business import DAYS, UNTIL
from shoal.simulate.customer_types import CustomerType, check_types
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.shops import Shop
from shoal.stats.agreement import adjusted_rand
from shoal.stats.intervals import mean_interval
from shoal.terms import Interval

N_BOOTSTRAP = 400


@dataclass(frozen=True)
class Ceiling:
    """What a classifier reaches that knows the rates of the types.

    Parameters
    ----------
    posterior : pa.Table
        ``customer_id``, and one float column per type under its name: the chance that the customer is of it.
    assignments : pa.Table
        ``customer_id`` and ``segment_id``: the place of the most probable type.
    accuracy : Interval
        Share of customers whose most probable type is their own, as expected: the mean of the largest chance. No
        classifier expects more.
    adjusted_rand : Interval
        Of the most probable types with the true ones. Intervals are of customers drawn again from such a shop, 95 %.
    """

    posterior: pa.Table
    assignments: pa.Table
    accuracy: Interval
    adjusted_rand: Interval


def ceiling(
    shop: Shop, types: tuple[CustomerType, ...], *, until: date = UNTIL, days: int = DAYS, seed: int = 0
) -> Ceiling:
    """Tell each customer's type as well as it can be told: the Bayes classifier of the simulator's own rates.

    The likelihood of everything that the orders and the customers file say is computed for each type, with personal
    rates integrated out; with the shares of the types it gives the chances. Given the type, the personal rates are
    independent of each other, so that the likelihood is a product: days of joining, ordering and silence; sizes of
    orders; prices; discounts; returns; newsletter and year of birth.

    Assumes a shop of `shop` with the same types and days, without shifts. ``churned`` is not read: it is an outcome,
    which nobody knows of a customer. The most probable type maximises accuracy; the adjusted Rand index of another
    partition may be a little higher by chance.

    Parameters
    ----------
    shop : Shop
    types : tuple of CustomerType
        Those of which the shop was made.
    until : date
        Last day of the history.
    days : int
        Its length.
    seed : int
        Of the bootstrap.

    Returns
    -------
    Ceiling

    Raises
    ------
    ConfigError
        Where types are missing, or a customer can be of none.

    References
    ----------
    Devroye, Györfi & Lugosi (1996), A Probabilistic Theory of Pattern Recognition, chapter 2: no rule has a lower
    error than that of the largest posterior.

    Examples
    --------
    >>> from shoal.simulate import DISTINCT_TYPES, shop
    >>> reached = ceiling(shop(200, seed=7), DISTINCT_TYPES)
    >>> reached.posterior.num_rows, reached.accuracy.value > 0.9
    (200, True)
    """
    check_types(types, days=days)
    names = [each.name for each in types]
    unknown = sorted(set(shop.truth["type"].unique().to_pylist()) - set(names))
    if unknown:
        raise ConfigError(f"the shop has customers of type '{unknown[0]}'", expected=", ".join(names), where="types")
    evidence = read_evidence(shop, until=until, days=days)
    log_joint = np.stack([np.log(each.share) + log_likelihood(evidence, each) for each in types], axis=1)
    posterior = _normalised(log_joint, evidence)
    place = posterior.argmax(axis=1)
    truth = np.array([names.index(name) for name in shop.truth["type"].to_pylist()])
    return Ceiling(
        posterior=pa.table({"customer_id": evidence.customer_id, **dict(zip(names, posterior.T, strict=True))}),
        assignments=pa.table({"customer_id": evidence.customer_id, "segment_id": place}),
        accuracy=_within_shares(mean_interval(posterior.max(axis=1))),
        adjusted_rand=_bootstrapped(truth, place, np.random.default_rng(seed)),
    )


def log_likelihood(evidence: Evidence, each: CustomerType) -> Floats:
    """Give the log likelihood of all that is read of each customer, for one type."""
    return np.asarray(
        log_timing(evidence, each)
        + log_baskets(evidence, each, same_product(evidence, each))
        + log_prices(evidence, each)
        + log_discounts(evidence, each)
        + log_returns(evidence, each)
        + log_traits(evidence, each)
    )


def _normalised(log_joint: Floats, evidence: Evidence) -> Floats:
    total = log_mean_exp(log_joint, np.zeros(1))
    nowhere = np.flatnonzero(~np.isfinite(total))
    if len(nowhere):
        raise ConfigError(
            f"customer {evidence.customer_id[int(nowhere[0])]} can be of none of the types",
            expected="a shop that was simulated with these types and days",
            do="pass the types, until and days of the shop",
        )
    return np.asarray(np.exp(log_joint - total[:, None]))


def _within_shares(interval: Interval) -> Interval:
    return Interval(interval.value, max(interval.low, 0.0), min(interval.high, 1.0))


def _bootstrapped(truth: Ints, place: Ints, draw: np.random.Generator) -> Interval:
    again = []
    for _ in range(N_BOOTSTRAP):
        rows = draw.integers(0, len(truth), len(truth))
        again.append(adjusted_rand(truth[rows], place[rows]))
    low, high = np.quantile(again, [0.025, 0.975])
    return Interval(adjusted_rand(truth, place), float(low), float(high))
