"""The ceiling is the Bayes classifier: it reaches errors known in closed form, and its chances come true."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy import special, stats

from shoal import simulate
from shoal.errors import ConfigError
from shoal.simulate.bayes.assortments import assortment_of
from shoal.simulate.bayes.evidence import read_evidence
from shoal.simulate.bayes.special import (
    beta_below,
    beta_nodes,
    gamma_above,
    log_gamma,
    log_mean_exp,
    normal_below,
    normal_nodes,
)
from shoal.simulate.business import DAYS, UNTIL
from shoal.simulate.customer_types import DAYS_PER_MONTH

N = 2_500
Flat = Callable[..., simulate.CustomerType]
Types = tuple[simulate.CustomerType, ...]


def two(flat_type: Flat, common: dict[str, object], **rates: tuple[object, object]) -> Types:
    """Make two types that differ in the rates given and in nothing else."""
    return tuple(
        flat_type(name, share=share, **common, **{rate: pair[place] for rate, pair in rates.items()})
        for place, (name, share) in enumerate((("one", 0.6), ("other", 0.4)))
    )


def is_right(shop: simulate.Shop, reached: simulate.Ceiling, types: Types) -> np.ndarray:
    names = np.array([each.name for each in types])
    return names[reached.assignments["segment_id"].to_numpy()] == np.array(shop.truth["type"].to_pylist())


def chances(reached: simulate.Ceiling, types: Types) -> np.ndarray:
    return np.column_stack([reached.posterior[each.name].to_numpy() for each in types])


def test_special_functions_equal_those_of_scipy() -> None:
    x = np.array([0.05, 0.5, 1.0, 3.7, 8.0, 90.0, 1e6])
    assert log_gamma(x) == pytest.approx(special.gammaln(x), rel=1e-12, abs=1e-12)
    z = np.linspace(-8, 8, 33)
    assert normal_below(z) == pytest.approx(special.ndtr(z), rel=1e-12)
    for shape in (0.4, 1.0, 9.0, 80.0):
        at = np.array([0.0, 1e-9, 0.3, 1.0, 8.0, 9.5, 90.0, 300.0])
        assert gamma_above(shape, at) == pytest.approx(special.gammaincc(shape, at), rel=1e-9, abs=1e-14)
    share, a = (grid.ravel() for grid in np.meshgrid([0.0, 1e-9, 0.2, 0.9, 0.999, 1.0], [0.5, 1.0, 30.0, 1e5]))
    for b in (0.5, 1.0, 2.5):
        assert beta_below(share, a, b) == pytest.approx(special.betainc(a, b, share), rel=1e-8, abs=1e-14)


@pytest.mark.parametrize(("a", "b"), [(0.2, 39.8), (1.0, 1.0), (13.2, 26.8)])
def test_beta_nodes_integrate_polynomials_exactly(a: float, b: float) -> None:
    nodes, log_weights = beta_nodes(16, a, b)
    for power in (1, 2, 10, 30):
        moment = math.prod((a + i) / (a + b + i) for i in range(power))
        assert np.exp(log_weights) @ nodes**power == pytest.approx(moment, rel=1e-6, abs=1e-15)


def test_normal_nodes_integrate_a_peak_a_third_as_wide() -> None:
    nodes, log_weights = normal_nodes(11, 0.3)
    for at in (0.0, 0.036, 0.3):
        told = np.exp(log_mean_exp(-0.5 * ((nodes - at) / 0.1) ** 2, log_weights))
        assert told == pytest.approx(math.sqrt(0.1) * math.exp(-0.5 * at**2 / 0.1), rel=0.06)


@pytest.mark.parametrize("breadth", [4, 15, 60])
def test_how_many_products_are_different_is_as_drawn(breadth: int) -> None:
    n_shoppers, draw = 20_000, np.random.default_rng(3)
    assortment = assortment_of(breadth)
    told = assortment.different(40, 40)
    for n_picks, bound in ((2, 0.01), (12, 0.01), (40, 0.05)):
        picks = np.sort((draw.random((n_shoppers, n_picks)) ** 2 * breadth).astype(int), axis=1)
        n_different = 1 + (np.diff(picks, axis=1) > 0).sum(axis=1)
        drawn = np.bincount(n_different, minlength=41) / n_shoppers
        assert np.abs(told[n_picks - 1] - drawn).sum() / 2 < bound + 0.02  # total variation; 0.02 is chance
        assert told[n_picks - 1] @ np.arange(41) == pytest.approx(n_different.mean(), rel=0.01)


@pytest.mark.parametrize("breadth", [8, 60])
@pytest.mark.parametrize("lines", [(1, 1), (2, 3), (1,) * 12, (2,) * 30, (1, 4, 2) * 9])
def test_how_many_products_come_again_is_as_drawn(breadth: int, lines: tuple[int, ...]) -> None:
    n_shoppers, draw = 10_000, np.random.default_rng(4)
    assortment = assortment_of(breadth)
    bought = np.zeros((n_shoppers, breadth), dtype=bool)
    for size in lines:
        # The smallest of exponential waiting times: one product after the other, by its weight, none twice.
        first = np.argsort(draw.exponential(size=bought.shape) / assortment.weight, axis=1)[:, :size]
        np.put_along_axis(bought, first, True, axis=1)
    drawn = np.bincount(bought.sum(axis=1), minlength=breadth + 1) / n_shoppers
    n_seen = np.arange(max(lines), min(breadth, sum(lines)) + 1)
    sizes = np.tile(np.bincount(lines, minlength=5)[1:], (len(n_seen), 1)).astype(float)
    same = np.ones(len(n_seen), dtype=np.int64)
    told = np.exp(assortment.log_seen(sizes, same * sum(lines), n_seen, same * max(lines)))
    assert told.sum() == pytest.approx(1, abs=0.06)
    assert np.abs(told / told.sum() - drawn[n_seen]).sum() / 2 < 0.12
    assert told @ n_seen / told.sum() == pytest.approx(drawn @ np.arange(breadth + 1), rel=0.03)


@pytest.mark.parametrize("rate_shape", [1e5, 4.0])
def test_the_error_is_that_of_two_counts_known_in_closed_form(rate_shape: float, flat_type: Flat) -> None:
    """Same exposure for everyone, so that the number of orders is all there is: Poisson, or negative binomial."""
    exposure = 700.0
    common = {"joined_days": (exposure, exposure + 0.01), "rate_shape": rate_shape, "stays_months": 1e9}
    types = two(flat_type, common, orders_per_month=(0.3, 0.6))
    means = [each.orders_per_month * exposure / DAYS_PER_MONTH for each in types]
    count = np.arange(400)
    chance = [stats.nbinom.pmf(count, rate_shape, rate_shape / (rate_shape + mean)) for mean in means]
    accuracy = float(np.maximum(0.6 * chance[0], 0.4 * chance[1]).sum())
    assert 0.7 < accuracy < 0.95
    shop = simulate.shop(N, seed=5, types=types)
    reached = simulate.ceiling(shop, types)
    largest = chances(reached, types).max(axis=1)
    assert abs(reached.accuracy.value - accuracy) < 4 * largest.std() / math.sqrt(N)
    assert abs(is_right(shop, reached, types).mean() - accuracy) < 4 * math.sqrt(accuracy * (1 - accuracy) / N)
    # Customer by customer: the chance is that of the count alone.
    bought = shop.orders.filter(
        pc.and_(pc.is_valid(shop.orders["customer_id"]), pc.greater(shop.orders["quantity"], 0))
    )
    repeats = bought.group_by("customer_id").aggregate([("order_id", "count_distinct")])
    both = repeats.join(reached.posterior, "customer_id")
    n = both["order_id_count_distinct"].to_numpy() - 1
    expected = 0.6 * chance[0][n] / (0.6 * chance[0][n] + 0.4 * chance[1][n])
    assert np.abs(both["one"].to_numpy() - expected).max() < 2e-3


def test_the_error_of_one_birth_year_and_of_one_coin_is_known(flat_type: Flat) -> None:
    types = two(flat_type, {}, birth_year=(1975.0, 1985.0), newsletter_share=(0.3, 0.7))
    borders = np.concatenate([[-np.inf], np.arange(1930, 2007) + 0.5, [np.inf]])
    born = [np.diff(stats.norm.cdf(borders, each.birth_year, 10)) for each in types]
    accuracy = 0.0
    for heard, p_heard in ((True, 0.96), (False, 0.04)):
        coins = [(each.newsletter_share, 1 - each.newsletter_share) if heard else (1.0,) for each in types]
        for one, other in zip(*coins, strict=True):
            both = np.maximum(0.6 * one * born[0], 0.4 * other * born[1]).sum()
            accuracy += p_heard * (0.88 * both + 0.12 * max(0.6 * one, 0.4 * other))
    shop = simulate.shop(N, seed=6, types=types)
    reached = simulate.ceiling(shop, types)
    assert reached.accuracy.value == pytest.approx(accuracy, abs=4 * reached.accuracy.value * 0.2 / math.sqrt(N))


DIFFERENCES = {
    "leaving": {"stays_months": (9.0, 25.0), "stays_shape": (1.0, 3.0)},
    "gaps": {"gap_shape": (0.8, 1.4)},
    "trend": {"trend": (-0.4, 0.4)},
    "seasons": {"weekend_share": (0.2, 0.4), "christmas": (1.2, 2.5)},
    "joining": {"joined_days": ((100.0, 600.0), (300.0, 720.0))},
    "picks": {"lines_per_order": (2.2, 3.0)},
    "quantities": {"quantity_per_line": (1.4, 1.8)},
    "breadth": {"breadth": (12.0, 22.0)},
    "prices": {"price_level": (12.0, 15.0)},
    "discounts": {"discount_share": (0.1, 0.25)},
    "returns": {"return_share": (0.05, 0.12)},
}


SOME = ("leaving", "seasons", "picks", "prices")
"""One of each sort: of the time there, of the calendar, of what is in an order, of money."""


@pytest.mark.parametrize(
    "name", [name if name in SOME else pytest.param(name, marks=pytest.mark.slow) for name in DIFFERENCES]
)
def test_chances_come_true_whatever_the_types_differ_in(name: str, flat_type: Flat) -> None:
    common = {"spread": 0.3, "rate_shape": 4.0, "stays_months": 40.0, "christmas": 1.5, "return_share": 0.05}
    common |= {"joined_days": (100.0, 720.0), "orders_per_month": 1.0, "lines_per_order": 2.5}
    common = {rate: value for rate, value in common.items() if rate not in DIFFERENCES[name]}
    types = two(flat_type, common, **DIFFERENCES[name])
    shop = simulate.shop(N, seed=17, types=types)
    reached = simulate.ceiling(shop, types)
    assert 0.61 < reached.accuracy.value < 0.98
    assert_calibrated(shop, reached, types)


def assert_calibrated(shop: simulate.Shop, reached: simulate.Ceiling, types: Types, *, bins: int = 4) -> None:
    """Among customers who are given a chance to be of a type, that share is, within four standard errors."""
    truth = np.array(shop.truth["type"].to_pylist())
    for each, given in zip(types, chances(reached, types).T, strict=True):
        for rows in np.array_split(np.argsort(given), bins):
            error = math.sqrt((given[rows] * (1 - given[rows])).sum())
            assert abs((truth[rows] == each.name).sum() - given[rows].sum()) < 4 * error + 1


@pytest.fixture(scope="module")
def distinct() -> tuple[simulate.Shop, simulate.Ceiling]:
    shop = simulate.shop(N, seed=23, types=simulate.DISTINCT_TYPES)
    return shop, simulate.ceiling(shop, simulate.DISTINCT_TYPES)


@pytest.fixture(scope="module")
def touching() -> tuple[simulate.Shop, simulate.Ceiling]:
    shop = simulate.shop(N, seed=23, types=simulate.TOUCHING_TYPES)
    return shop, simulate.ceiling(shop, simulate.TOUCHING_TYPES)


@pytest.mark.slow
def test_the_chances_of_six_types_come_true(distinct, touching) -> None:
    assert_calibrated(*distinct, simulate.DISTINCT_TYPES)
    assert_calibrated(*touching, simulate.TOUCHING_TYPES)


@pytest.mark.slow
def test_the_same_check_sees_a_classifier_that_knows_wrong_rates(touching) -> None:
    types = simulate.TOUCHING_TYPES
    one, other = types[:2]
    swapped = replace(one, price_level=other.price_level), replace(other, price_level=one.price_level)
    wrong = (*swapped, *types[2:])
    with pytest.raises(AssertionError):
        assert_calibrated(touching[0], simulate.ceiling(touching[0], wrong), types)


@pytest.mark.slow
def test_touching_types_lie_between_distinct_ones_and_chance(distinct, touching) -> None:
    assert distinct[1].adjusted_rand.low > 0.95
    assert 0.5 < touching[1].adjusted_rand.low < touching[1].adjusted_rand.high < 0.7
    assert touching[1].accuracy.value > 2 * max(each.share for each in simulate.TOUCHING_TYPES)


def test_a_segmentation_is_compared_with_it_as_with_the_truth() -> None:
    shop = simulate.shop(300, seed=23, types=simulate.TOUCHING_TYPES)
    reached = simulate.ceiling(shop, simulate.TOUCHING_TYPES)
    assert simulate.agreement(shop.truth, reached.assignments) == reached.adjusted_rand.value
    assert chances(reached, simulate.TOUCHING_TYPES).sum(axis=1) == pytest.approx(np.ones(300))


def test_no_forest_that_was_taught_the_truth_beats_it(touching) -> None:
    """A small one; the large ones are in `benchmarks/ceiling.py`."""
    from sklearn.ensemble import RandomForestClassifier

    def plain(shop: simulate.Shop) -> np.ndarray:
        seen = read_evidence(shop, until=UNTIL, days=DAYS)
        n_orders, n_lines, n_items, n_returned = (
            seen.of_customers(np.asarray(each, dtype=float))
            for each in (np.ones(len(seen.day)), seen.n_lines, seen.n_items, seen.n_returned)
        )
        n_products = np.bincount(seen.owner)
        price = np.bincount(seen.owner, seen.log_price[seen.product]) / n_products
        joined, last = seen.day[seen.first], seen.day[np.append(seen.first[1:], len(seen.day)) - 1]
        ratios = n_items / n_lines, n_lines / n_orders, n_returned / n_lines
        return np.column_stack([n_orders, n_lines, n_items, n_products, price, joined, last, *ratios])

    types = simulate.TOUCHING_TYPES
    (asked, reached), taught = touching, simulate.shop(5_000, seed=1, types=types)
    forest = RandomForestClassifier(100, min_samples_leaf=5, random_state=0, n_jobs=1)
    said = forest.fit(plain(taught), taught.truth["type"].to_pylist()).predict(plain(asked))
    its = np.array(said) == np.array(asked.truth["type"].to_pylist())
    ours = is_right(asked, reached, types)
    ahead = its.astype(float) - ours.astype(float)
    assert ahead.mean() < 2 * ahead.std() / math.sqrt(N)
    assert its.mean() > 0.65  # a forest that has learnt nothing would prove nothing


def test_copies_of_lines_change_nothing_that_is_said() -> None:
    types = simulate.TOUCHING_TYPES
    clean = simulate.shop(400, seed=9, types=types, guest_share=0.0, duplicate_share=0.0)
    dirty = simulate.Shop(pa.concat_tables([clean.orders, clean.orders.slice(0, 300)]), clean.customers, clean.truth)
    assert simulate.ceiling(dirty, types).posterior.equals(simulate.ceiling(clean, types).posterior)


def test_a_shop_of_other_types_or_days_is_refused() -> None:
    shop = simulate.shop(100, seed=1)
    with pytest.raises(ConfigError, match="customers of type"):
        simulate.ceiling(shop, simulate.TOUCHING_TYPES)
    moved = tuple(replace(each, joined_days=(1.0, 20.0)) for each in simulate.DISTINCT_TYPES)
    with pytest.raises(ConfigError, match="can be of none of the types"):
        simulate.ceiling(shop, moved)
