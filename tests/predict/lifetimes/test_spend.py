"""What an order is worth, and what follows for each customer."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from shoal.errors import PredictError
from shoal.predict import (
    Asked,
    Histories,
    Purchases,
    fit,
    fit_orders,
    fit_spend,
    histories,
    independence,
    outlook,
    purchases,
)
from shoal.predict.lifetimes.outlook import COVERAGE

P, Q, V = 6.0, 4.0, 15.0


def lives(n: int, seed: int) -> tuple[Histories, Purchases, Histories, np.ndarray, np.ndarray]:
    """Let customers order and pay for 300 days, then for 200 more; with the counts and sums of the latter."""
    random = np.random.default_rng(seed)
    rates, leaves = random.gamma(0.8, 1 / 40, n), random.beta(0.8, 2.4, n)
    value = P / random.gamma(Q, 1 / V, n)
    begin = random.integers(0, 200, n).astype(float)
    count, last, paid = np.zeros(n), np.zeros(n), random.gamma(P, value / P)
    n_later, spent = np.zeros(n), np.zeros(n)
    time, there = begin.copy(), np.ones(n, dtype=bool)
    while there.any():
        time += random.exponential(1 / rates)
        there &= time < 500
        worth = random.gamma(P, value / P)
        before, after = there & (time < 300), there & (time >= 300)
        count[before] += 1
        last[before] = time[before] - begin[before]
        paid[before] += worth[before]
        n_later[after] += 1
        spent[after] += worth[after]
        there &= random.random(n) >= leaves
    each = histories(count, last, 300 - begin)
    return each, purchases(count + 1, paid / (count + 1)), each, n_later, spent


def test_known_truth_is_found() -> None:
    _, paid, *_ = lives(20_000, seed=1)
    model = fit_spend(paid)
    assert list(model.parameters.values()) == pytest.approx((P, Q, V), rel=0.15)
    assert model.mean == pytest.approx(P * V / (Q - 1), rel=0.02)


def test_an_order_to_come_lies_between_the_customers_own_and_those_of_all() -> None:
    model = fit_spend(lives(2_000, seed=2)[1])
    own = np.array([500.0, 500.0, 1.0])
    told = model.expected(purchases([1, 20, 0], own))
    assert model.mean < told[0] < told[1] < 500
    assert told[2] == pytest.approx(model.mean)
    assert model.doubt(purchases([1, 20, 0], own)) == pytest.approx([0, 0, 0], abs=0.1)


def test_means_add_up_and_bounds_hold_what_happens() -> None:
    each, paid, _, n_later, spent = lives(8_000, seed=4)
    ahead = outlook(fit_orders(each, process="bg_nbd"), fit_spend(paid), each, paid, horizon=200.0, discount=1e-4)
    assert ahead.spend is not None
    assert ahead.value is not None
    assert ahead.spend_bounds is not None
    assert ahead.orders.value.sum() == pytest.approx(n_later.sum(), rel=0.05)
    assert ahead.spend.value.sum() == pytest.approx(spent.sum(), rel=0.05)
    assert (ahead.value.value < ahead.spend.value).all()
    for mean in (ahead.p_alive, ahead.orders, ahead.spend, ahead.value):
        assert (mean.low <= mean.value).all()
        assert (mean.value <= mean.high).all()
    as_few = (n_later >= ahead.order_bounds.low) & (n_later <= ahead.order_bounds.high)
    as_little = (spent >= ahead.spend_bounds.low) & (spent <= ahead.spend_bounds.high)
    assert as_few.mean() >= COVERAGE
    # nine tenths must stay below the upper bound, whoever it is; most lower bounds are nothing at all
    assert np.mean(spent <= ahead.spend_bounds.high) == pytest.approx(0.9, abs=0.02)
    assert as_little.mean() >= COVERAGE
    again = outlook(fit_orders(each, process="bg_nbd"), fit_spend(paid), each, paid, horizon=200.0, discount=1e-4)
    assert again.spend_bounds is not None
    assert np.array_equal(again.spend_bounds.high, ahead.spend_bounds.high)


def test_without_money_orders_are_told_alone() -> None:
    each = lives(500, seed=5)[0]
    ahead = outlook(fit_orders(each, process="mbg_nbd"), None, each, None, horizon=90.0)
    assert ahead.spend is ahead.value is ahead.spend_bounds is None
    assert (ahead.orders.value > 0).all()


def test_independence_is_measured() -> None:
    apart = [independence(lives(500, seed=seed)[1]) for seed in range(30)]
    assert sum(one.low < 0 < one.high for one in apart) >= 26
    paid = lives(500, seed=6)[1]
    together = independence(purchases(paid.n_orders, paid.n_orders * 3.0 + paid.mean_value / 100))
    assert together.low > 0.4


def test_fifty_customers_give_a_sensible_mean() -> None:
    for seed in range(5):
        model = fit_spend(lives(50, seed=seed)[1])
        assert P * V / (Q - 1) / 1.5 < model.mean < P * V / (Q - 1) * 1.5


def test_what_the_model_cannot_know_is_refused_in_words() -> None:
    with pytest.raises(PredictError, match="orders worth 0 on average"):
        purchases([1, 2], [3.0, 0.0])
    with pytest.raises(PredictError, match="2 customers with order values"):
        fit_spend(purchases([1, 2, 0], [3.0, 4.0, 0.0]))
    with pytest.raises(PredictError, match="all order values are 5"):
        fit_spend(purchases(np.ones(50), np.full(50, 5.0)))


def test_orders_are_told_where_money_says_nothing() -> None:
    count, last, now = (
        [float(place % 4) for place in range(60)],
        [30.0 * (place % 4) for place in range(60)],
        [200.0] * 60,
    )
    buyers = SimpleNamespace(
        histories=histories(count, last, now), history_days=200, purchases=purchases(count, [20.0] * 60), n_sent_back=0
    )
    found = fit(buyers, Asked())
    assert found.spend is None
    assert "Nothing is said of spend and lifetime value: all order values are 20" in found.warnings[-1]
