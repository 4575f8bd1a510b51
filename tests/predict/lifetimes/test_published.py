"""The published figures of CDNOW, and what the models said of the 39 weeks that came."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from predict.lifetimes import cdnow
from shoal.predict import fit_orders, fit_spend, outlook
from shoal.stats.rounding import significant

WEEKS = 39.0

PUBLISHED = {
    # Fader, Hardie & Lee (2005), Marketing Science 24(2), table 2
    "bg_nbd": ((0.243, 4.414, 0.793, 2.426), -9582.4),
    "pareto_nbd": ((0.553, 10.578, 0.606, 11.669), -9595.0),
}


@pytest.mark.data
@pytest.mark.parametrize("process", PUBLISHED)
def test_parameters_are_those_of_the_paper(datasets: Path, process: str) -> None:
    parameters, log_likelihood = PUBLISHED[process]
    model = fit_orders(cdnow.read(datasets).histories, process=process, shrink=False)
    assert list(model.parameters.values()) == pytest.approx(parameters, rel=0.005)
    assert round(model.found.log_likelihood, 1) == log_likelihood


@pytest.mark.data
def test_spend_parameters_are_those_of_the_note(datasets: Path) -> None:
    model = fit_spend(cdnow.read(datasets).purchases, shrink=False)
    assert model.n_customers == 946
    # Fader & Hardie, "The Gamma-Gamma model of monetary value"
    assert list(model.parameters.values()) == pytest.approx((6.25, 3.74, 15.45), rel=0.005)


@pytest.mark.data
@pytest.mark.parametrize("process", ["bg_nbd", "mbg_nbd", "pareto_nbd"])
def test_usual_values_decide_little_of_two_thousand_customers(datasets: Path, process: str) -> None:
    histories = cdnow.read(datasets).histories
    plain, drawn = (fit_orders(histories, process=process, shrink=shrink) for shrink in (False, True))
    both = [model.expected(histories, WEEKS).sum() for model in (plain, drawn)]
    assert both[1] == pytest.approx(both[0], rel=0.005)


@pytest.mark.data
def test_expected_orders_by_past_orders_are_those_of_the_papers_formula(datasets: Path) -> None:
    from scipy.special import hyp2f1

    data = cdnow.read(datasets)
    model = fit_orders(data.histories, process="bg_nbd", shrink=False)
    r, alpha, a, b = model.at
    x, last, age = data.histories.repeat_count, data.histories.active, data.histories.age
    # equation 10 of the paper, as it stands there
    series = hyp2f1(r + x, b + x, a + b + x - 1, WEEKS / (alpha + age + WEEKS))
    above = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + WEEKS)) ** (r + x) * series)
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    formula = above / (1 + np.where(x > 0, odds, 0.0))
    ours = model.expected(data.histories, WEEKS)
    for count in range(8):
        these = x >= 7 if count == 7 else x == count
        assert ours[these].mean() == pytest.approx(formula[these].mean(), abs=0.0005)


@pytest.mark.data
@pytest.mark.parametrize("process", ["bg_nbd", "mbg_nbd", "pareto_nbd"])
def test_what_came_lies_where_it_was_predicted(datasets: Path, process: str) -> None:
    data = cdnow.read(datasets)
    model = fit_orders(data.histories, process=process)
    order = np.argsort(data.histories.repeat_count, kind="stable")
    least, more = model.reaching(data.histories.rows(order), WEEKS, data.n_later[order])
    placed = 1 - least + np.random.default_rng(0).random(len(order)) * (least - more)
    inside = np.mean((placed >= 0.1) & (placed <= 0.9))
    assert 0.75 <= inside <= 0.85
    assert data.n_later.sum() == pytest.approx(model.expected(data.histories, WEEKS).sum(), rel=0.2)


@pytest.mark.data
def test_bounds_hold_for_the_customers_of_the_weeks_to_come(datasets: Path) -> None:
    data = cdnow.read(datasets)
    model, spend = fit_orders(data.histories, process="pareto_nbd"), fit_spend(data.purchases)
    ahead = outlook(model, spend, data.histories, data.purchases, horizon=WEEKS)
    inside = (data.n_later >= ahead.order_bounds.low) & (data.n_later <= ahead.order_bounds.high)
    assert 0.8 <= inside.mean() <= 0.95  # counts are whole, so the interval covers more than it must
    assert significant(ahead.orders.value.sum(), 4) == significant(model.expected(data.histories, WEEKS).sum(), 4)
