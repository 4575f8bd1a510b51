"""Orders to come: against slow sums over customers' own rates, laws, known truth, few customers, bad input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from shoal.errors import PredictError
from shoal.predict import PROCESSES, Histories, OrderModel, fit_orders, histories
from shoal.predict.lifetimes.histories import grouped
from shoal.predict.lifetimes.maximise import Found
from shoal.predict.lifetimes.process import Process

SOME = histories([0, 1, 2, 7, 30], [0.0, 4.0, 25.0, 30.0, 29.0], [30.0, 38.0, 27.0, 39.0, 30.0])
AT = {
    "bg_nbd": np.array([0.5, 4.4, 0.8, 2.4]),
    "mbg_nbd": np.array([0.5, 6.2, 1.0, 1.6]),
    "pareto_nbd": np.array([0.55, 10.6, 1.0, 11.7]),
}


def model(name: str, at: np.ndarray) -> OrderModel:
    return OrderModel(PROCESSES[name], Found(np.log(at), np.eye(4), 0.0), 1)


def slowly(name: str, at: np.ndarray, row: Histories) -> tuple[float, float]:
    """Sum the likelihood, and the part of it of those who stayed, over all rates and ways of leaving."""
    x, last, age = float(row.repeat_count[0]), float(row.active[0]), float(row.age[0])
    rates = stats.gamma(at[0], scale=1 / at[1])
    if name == "pareto_nbd":
        leaving = stats.gamma(at[2], scale=1 / at[3])

        def ways(rate: np.ndarray, leave: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            stayed = rate**x * np.exp(-(rate + leave) * age)
            both = rate + leave
            return stayed, rate**x * leave / both * (np.exp(-both * last) - np.exp(-both * age))
    else:
        leaving = stats.beta(at[2], at[3])
        chances = x + (name == "mbg_nbd")

        def ways(rate: np.ndarray, leave: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            stayed = (1 - leave) ** chances * rate**x * np.exp(-rate * age)
            gone = leave * (1 - leave) ** (chances - 1) * rate**x * np.exp(-rate * last) if chances else 0 * rate
            return stayed, gone

    # on a scale of shares of customers, on which densities without bound are flat
    nodes, weights = np.polynomial.legendre.leggauss(200)
    share, weigh = (nodes + 1) / 2, weights / 2 * 4 * ((nodes + 1) / 2) ** 3
    stayed, gone = ways(rates.ppf(share**4)[:, None], leaving.ppf(share**4)[None, :])
    return float(weigh @ (stayed + gone) @ weigh), float(weigh @ stayed @ weigh)


@pytest.mark.parametrize("name", AT)
@pytest.mark.parametrize("row", [0, 2])
def test_likelihood_and_p_alive_are_the_sum_over_all_rates(name: str, row: int) -> None:
    one = SOME.rows(slice(row, row + 1))
    total, stayed = slowly(name, AT[name], one)
    value, _ = PROCESSES[name].likelihood(AT[name], one)
    assert value[0] == pytest.approx(np.log(total), abs=2e-4)
    assert PROCESSES[name].p_alive(AT[name], one)[0] == pytest.approx(stayed / total, abs=2e-4)


@pytest.mark.parametrize("name", AT)
def test_derivatives_are_those_of_the_likelihood(name: str) -> None:
    process, at = PROCESSES[name], AT[name] * 1.1
    _, slope = process.likelihood(at, SOME)
    for place in range(4):
        step = np.eye(4)[place] * 1e-5
        change = (process.likelihood(at + step, SOME)[0] - process.likelihood(at - step, SOME)[0]) / 2e-5
        assert slope[place] == pytest.approx(change, rel=1e-4, abs=1e-6)


def test_expected_orders_of_pareto_are_the_sum_of_its_own_counts() -> None:
    process, at = PROCESSES["pareto_nbd"], AT["pareto_nbd"]
    for s in (0.4, 1.0, 2.5):  # 1 is where the formula is 0 by 0
        at = np.array([*at[:2], s, at[3]])
        counted = np.concatenate([tails.sum(axis=1) for _, tails in process.tails(at, SOME, 52.0)])
        assert process.expected(at, SOME, 52.0) == pytest.approx(counted, rel=1e-6)


def living_on(process: Process, at: np.ndarray, row: Histories, horizon: float, n: int) -> np.ndarray:
    """Play the future of a customer who has not left, n times."""
    random = np.random.default_rng(5)
    x, age = row.repeat_count[0], row.age[0]
    rate = random.gamma(at[0] + x, 1 / (at[1] + age), n)
    if process.name == "pareto_nbd":
        left = random.exponential(1 / random.gamma(at[2], 1 / (at[3] + age), n))
        return random.poisson(rate * np.minimum(left, horizon))
    chances = x + (process.name == "mbg_nbd")
    last = random.geometric(random.beta(at[2], at[3] + chances, n))
    return np.minimum(random.poisson(rate * horizon), last)


@pytest.mark.parametrize("name", AT)
def test_counts_to_come_are_those_of_lives_played_on(name: str) -> None:
    row, n = SOME.rows(slice(2, 3)), 200_000
    played = living_on(PROCESSES[name], AT[name], row, 40.0, n)
    ((_, tails),) = PROCESSES[name].tails(AT[name], row, 40.0)
    for count in (1, 2, 4, 8):
        share = np.mean(played >= count)
        assert tails[0, count - 1] == pytest.approx(share, abs=4 * np.sqrt(share / n) + 1e-4)
    assert PROCESSES[name].expected(AT[name], row, 40.0)[0] == pytest.approx(played.mean(), rel=0.02)


@given(
    name=st.sampled_from(sorted(AT)),
    count=st.integers(1, 400),
    age=st.floats(5.0, 400.0),
    shares=st.tuples(st.floats(0.01, 1.0), st.floats(0.01, 1.0)),
    factors=st.tuples(*[st.floats(0.2, 5.0)] * 4),
)
def test_who_ordered_later_is_likelier_still_there(
    name: str, count: int, age: float, shares: tuple[float, float], factors: tuple[float, ...]
) -> None:
    early, late = sorted(share * age for share in shares)
    both = histories([count, count], [early, late], [age, age])
    alive = model(name, AT[name] * np.array(factors)).p_alive(both)
    assert 0 <= alive[0] <= alive[1] <= 1
    if late == age:
        assert alive[1] > 0.05


@given(st.sampled_from(sorted(AT)), st.floats(1.0, 30.0), st.floats(0.0, 0.02))
def test_discounting_lies_between_nothing_and_the_last_moment(name: str, horizon: float, discount: float) -> None:
    fitted = model(name, AT[name])
    plain = fitted.process.expected(fitted.at, SOME, horizon)
    ours = fitted.discounted_if_alive(SOME, horizon, discount)
    assert (ours <= plain * (1 + 1e-12)).all()
    assert (ours >= plain * np.exp(-discount * horizon) * (1 - 1e-12)).all()


def test_discounting_is_the_integral_over_time() -> None:
    fitted = model("pareto_nbd", AT["pareto_nbd"])
    r, alpha, s, beta = fitted.at

    def coming(time: float, count: float, age: float) -> float:
        return (r + count) / (alpha + age) * ((beta + age) / (beta + age + time)) ** s * np.exp(-0.01 * time)

    slow = [
        integrate.quad(coming, 0, 104, args=(count, age))[0]
        for count, age in zip(SOME.repeat_count, SOME.age, strict=True)
    ]
    assert fitted.discounted_if_alive(SOME, 104.0, 0.01) == pytest.approx(slow, rel=1e-6)


def simulated(name: str, n: int, seed: int) -> Histories:
    """Let customers live whose parameters are known."""
    random = np.random.default_rng(seed)
    at = AT[name]
    rates, ages = random.gamma(at[0], 1 / at[1], n), random.integers(20, 80, n).astype(float)
    if name == "pareto_nbd":
        ends = np.minimum(random.exponential(1 / random.gamma(at[2], 1 / at[3], n)), ages)
        leaves = np.zeros(n)
    else:
        ends, leaves = ages, random.beta(at[2], at[3], n)
    count, last = np.zeros(n), np.zeros(n)
    time = np.zeros(n)
    there = random.random(n) >= leaves if name == "mbg_nbd" else np.ones(n, dtype=bool)
    while there.any():
        time += random.exponential(1 / rates)
        there &= time < ends
        count[there] += 1
        last[there] = time[there]
        there &= random.random(n) >= leaves
    return histories(count, last, ages)


@pytest.mark.parametrize("name", AT)
@pytest.mark.parametrize("n", [2_000, 10_000])
def test_known_truth_is_found_the_closer_the_more_customers(name: str, n: int) -> None:
    fitted = fit_orders(simulated(name, n, seed=n), process=name)
    away = np.abs(fitted.found.at - np.log(AT[name])) / np.sqrt(np.diag(fitted.found.covariance))
    assert away.max() < 4
    assert np.sqrt(np.diag(fitted.found.covariance))[:2].max() < 10 / np.sqrt(n)


def test_the_process_that_fits_is_chosen() -> None:
    each = simulated("bg_nbd", 5_000, seed=3)
    chosen = fit_orders(each)
    others = [fit_orders(each, process=name) for name in PROCESSES]
    assert chosen.process.name == "bg_nbd"
    assert chosen.found.log_likelihood == max(other.found.log_likelihood for other in others)


@pytest.mark.parametrize("name", AT)
@pytest.mark.parametrize("seed", range(4))
def test_fifty_customers_give_a_sensible_answer(name: str, seed: int) -> None:
    few, many = simulated(name, 50, seed=seed), simulated(name, 4_000, seed=99)
    told = fit_orders(few, process=name).expected(many, 26.0).mean()
    truth = model(name, AT[name]).expected(many, 26.0).mean()
    assert truth / 3 < told < truth * 3


def test_customers_who_are_alike_count_together() -> None:
    each = simulated("bg_nbd", 3_000, seed=1)
    together, place = grouped(each)
    assert len(together) < len(each)
    assert together.repeat_count[place] == pytest.approx(each.repeat_count)
    order = np.random.default_rng(0).permutation(len(each))
    once, again = fit_orders(each, process="bg_nbd"), fit_orders(each.rows(order), process="bg_nbd")
    assert again.parameters == once.parameters


def test_customers_with_thousands_of_orders_do_not_overflow() -> None:
    heavy = histories([3_000, 1, 400], [364.0, 3.0, 100.0], [365.0, 365.0, 365.0])
    for name, at in AT.items():
        fitted = model(name, at)
        assert np.isfinite(PROCESSES[name].likelihood(at, heavy)[0]).all()
        told = fitted.expected(heavy, 365.0)
        assert 100 < told[0] < 3_100
        assert fitted.p_alive(heavy)[2] < 1e-6


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (([], [], []), "there is no customer"),
        (([1], [1.0, 2.0], [3.0]), "1, 2 and 1 figures"),
        (([-1], [0.0], [3.0]), "-1 orders after the first"),
        (([1.5], [1.0], [3.0]), "1.5 orders after the first"),
        (([1], [float("nan")], [3.0]), "a figure is missing"),
        (([1], [-1.0], [3.0]), "the last order lies before the first"),
        (([0], [1.0], [3.0]), "no order after the first"),
        (([2], [0.0], [3.0]), "all at once"),
    ],
)
def test_figures_that_cannot_be_are_refused_in_words(figures: tuple[list[float], ...], found: str) -> None:
    with pytest.raises(PredictError, match=found):
        histories(*figures)


def test_what_says_nothing_of_the_future_is_refused_in_words() -> None:
    with pytest.raises(PredictError, match="none of the 3 customers has ordered on a second day"):
        fit_orders(histories([0, 0, 0], [0.0] * 3, [9.0, 8.0, 7.0]))
    with pytest.raises(PredictError, match="all orders are of the last day"):
        fit_orders(histories([0, 0, 0], [0.0] * 3, [0.0] * 3))
    with pytest.raises(PredictError, match="no model 'weibull'"):
        fit_orders(SOME, process="weibull")
    with pytest.raises(PredictError, match="a horizon of 0"):
        model("bg_nbd", AT["bg_nbd"]).expected(SOME, 0.0)
