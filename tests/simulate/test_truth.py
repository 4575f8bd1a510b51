"""What the truth says is what the files show, and what it expects is what happens on average."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from scipy import stats

from shoal import simulate
from shoal.simulate.customer_types import CAUSES, DAYS_PER_MONTH
from shoal.simulate.expected import survival


@pytest.fixture(scope="module")
def tidy() -> simulate.Shop:
    return simulate.shop(4000, seed=3, guest_share=0.0, duplicate_share=0.0)


def test_the_value_so_far_is_what_the_orders_add_up_to(tidy) -> None:
    cents = pc.multiply(tidy.orders["quantity"].cast(pa.float64()), tidy.orders["unit_price"].cast(pa.float64()))
    by_customer = tidy.orders.append_column("value", cents).group_by("customer_id").aggregate([("value", "sum")])
    both = tidy.truth.join(by_customer, "customer_id")
    assert np.allclose(both["value_so_far"].to_numpy(), both["value_sum"].to_numpy(), atol=1e-6)


@pytest.mark.parametrize("horizon", [90, 365])
@pytest.mark.parametrize("what", ["orders", "value"])
def test_what_is_expected_is_what_happens_on_average(what: str, horizon: int, tidy) -> None:
    for each in simulate.DISTINCT_TYPES:
        truth = tidy.truth.filter(pc.equal(tidy.truth["type"], each.name))
        happened = truth[f"{what}_next_{horizon}d"].to_numpy()
        expected = truth[f"expected_{what}_next_{horizon}d"].to_numpy()
        error = (happened - expected).std() / np.sqrt(len(happened))
        # Orders in bursts and regular ones are expected at the long-run rate: half an order beside at most.
        slack = 0.02 * expected.mean()
        assert abs(happened.mean() - expected.mean()) <= 4 * error + slack, each.name


def test_who_has_left_orders_nothing_more_and_has_a_cause(tidy) -> None:
    gone = tidy.truth.filter(tidy.truth["left_on"].is_valid())
    assert gone.num_rows > 1000
    assert pc.sum(gone["orders_next_365d"]).as_py() == 0
    assert pc.sum(gone["expected_orders_next_365d"]).as_py() == 0
    assert gone["cause"].null_count == 0
    assert set(gone["cause"].unique().to_pylist()) == set(CAUSES)
    assert gone["left_on"].equals(gone["leaves_on"])
    stays = tidy.truth.filter(tidy.truth["leaves_on"].is_null())
    assert stays["cause"].null_count == stays.num_rows


def test_causes_have_the_shares_of_their_type(flat_type) -> None:
    kind = flat_type(stays_months=5.0, causes=(("price", 0.7), ("moved", 0.3)))
    truth = simulate.shop(3000, seed=2, types=(kind,)).truth
    causes = truth["cause"].drop_null().to_pylist()
    assert set(causes) == {"price", "moved"}
    assert abs(causes.count("price") / len(causes) - 0.7) < 4 * np.sqrt(0.21 / len(causes))


def test_personal_responses_lie_around_that_of_the_type(flat_type) -> None:
    kind = flat_type(response=-0.2, response_spread=0.3)
    response = simulate.shop(2000, seed=2, types=(kind,)).truth["response"].to_numpy()
    assert response.min() >= -1
    assert abs(response.mean() + 0.2) < 4 * 0.3 / np.sqrt(2000)
    assert response.std() == pytest.approx(0.3, rel=0.1)


@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0, 9.0])
def test_the_survival_curve_is_that_of_a_gamma_distribution(shape: float, flat_type) -> None:
    kind = flat_type(stays_months=10.0, stays_shape=shape)
    age = np.linspace(0.0, 1500.0, 40)
    exact = stats.gamma.sf(age, shape, scale=10 * DAYS_PER_MONTH / shape)
    assert np.allclose(survival(kind, age), exact, atol=2e-4)
