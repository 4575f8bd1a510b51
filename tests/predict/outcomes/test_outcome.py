"""Learning: divided in time and by customer, the simple preferred, proven on what was not seen, refused in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from predict.made import customers
from shoal.errors import PredictError
from shoal.predict.examples import cuts, doubles, folds, of_days
from shoal.predict.facts import Facts
from shoal.predict.models.choosing import choose, fitted
from shoal.predict.models.reasons import reasons
from shoal.predict.outcomes.outcome import Learning, how_to_learn, learn_outcome, within
from shoal.predict.outcomes.proof import prove
from shoal.terms import Kind, Target

LEAVES = Target("churn", Kind.ORDERS, "orders no more", is_absence=True)
QUICK = ("logistic_regression", "decision_tree")


@pytest.fixture(scope="module")
def proven():
    examples = customers(1200, n_days=2)
    return examples, prove(examples, QUICK, seed=0, n_outer=3)


def test_nobody_is_told_of_by_a_model_that_has_seen_them_or_their_day() -> None:
    examples = customers(400, n_days=3)
    for cut in cuts(examples, 4, part="x"):
        assert not set(examples.person[cut.learnt]) & set(examples.person[cut.told])
        assert set(examples.day[cut.told]) == {0}
        assert set(examples.day[cut.learnt]) == {1, 2}
    told = np.concatenate([cut.told for cut in cuts(examples, 4, part="x")])
    assert sorted(told) == np.flatnonzero(examples.day == 0).tolist()
    one_day = cuts(customers(400), 4, part="x")
    assert all(len(cut.learnt) + len(cut.told) == 400 for cut in one_day)


def test_persons_with_the_very_same_row_stay_together() -> None:
    examples = customers(300)
    twice = of_days([examples])
    again = replace(twice, person=np.array([f"L{who}" for who in range(300)]))
    both = replace(of_days([twice, again]), day=np.zeros(600, dtype=np.int64))
    assert len(doubles(both)) == 300
    part = folds(both, 5, part="x")
    assert (part[:300] == part[300:]).all()
    assert not doubles(examples)


def test_what_is_proven_holds(proven) -> None:
    examples, found = proven
    proof = found.proof
    assert proof.is_later
    assert proof.n_customers == 1200
    assert 0.7 < proof.auc.low < proof.auc.value < proof.auc.high < 0.9
    assert proof.calibration_error < 0.05
    assert proof.ahead["rfm"].low > 0, "plan and visits tell more than recency, frequency and money"
    assert proof.gains[-1].found == 1.0
    assert sum(one.n_customers for one in proof.bins) == 1200
    again = prove(examples, QUICK, seed=0, n_outer=3)
    np.testing.assert_array_equal(again.probability, found.probability)


def test_other_orders_of_rows_change_nothing_but_the_order(proven) -> None:
    examples, _ = proven
    order = np.random.default_rng(1).permutation(len(examples))
    mixed = prove(examples.rows(order), ("decision_tree",), seed=0, n_outer=3)
    plain = prove(examples, ("decision_tree",), seed=0, n_outer=3)
    assert mixed.proof.auc.value == pytest.approx(plain.proof.auc.value, abs=0.02)


def test_the_simple_is_preferred_within_noise() -> None:
    """What happens follows a line, so that nothing is gained by what is harder to explain."""
    chosen = choose(customers(1500), ("logistic_regression", "gradient_boosting"), seed=0)
    assert chosen.best.kind == "logistic_regression"
    step = customers(1500)
    alone = np.random.default_rng(0).random(1500)
    told = (np.abs(step.facts.numbers["order_count"] - 4) <= 1) ^ (step.facts.texts["plan"] == "basic")
    crossed = replace(step, happened=np.where(alone < 0.9, told, ~told).astype(np.float64))
    assert choose(crossed, ("logistic_regression", "gradient_boosting"), seed=0).best.kind == "gradient_boosting"


def test_a_target_that_is_chance_is_called_so() -> None:
    examples = customers(900)
    tossed = replace(examples, happened=np.random.default_rng(7).integers(0, 2, 900).astype(np.float64))
    proof = prove(tossed, ("decision_tree",), seed=0, n_outer=3).proof
    assert proof.auc.low < 0.5 < proof.auc.high
    assert proof.skill < 0.02


def test_reasons_are_in_real_units() -> None:
    examples = customers(1000)
    chosen = choose(examples, QUICK, seed=0)
    model = fitted(examples, "logistic_regression", 0.5, chosen.sigmoid, seed=0)
    row = examples.rows(np.array([int(np.argmax(examples.facts.numbers["recency_days"]))]))
    both = of_days([row, examples])
    told = reasons(model, both.facts, ())
    assert any(
        texts[0].startswith("Days since the last order: ") and texts[0].endswith("so likelier") for texts in told.texts
    )
    assert sum(told.weight.values()) == pytest.approx(1.0)
    assert next(iter(told.weight)) in ("recency_days", "order_count")


def test_one_class_too_few_and_nothing_known_are_refused_in_words() -> None:
    examples = customers(400)
    how = Learning(("decision_tree",))
    never = replace(examples, happened=np.zeros(400))
    with pytest.raises(PredictError, match="true of none of 400 customers"):
        learn_outcome(never, (), LEAVES, how)
    with pytest.raises(PredictError, match="true of all 400 customers"):
        learn_outcome(replace(examples, happened=np.ones(400)), (), LEAVES, how)
    few = np.zeros(400)
    few[:7] = 1
    with pytest.raises(PredictError, match="true of 7 customers only") as refused:
        learn_outcome(replace(examples, happened=few), (), LEAVES, how)
    assert "18 more are needed" in refused.value.expected
    assert "1.8%" in refused.value.do
    same = replace(examples, facts=Facts({"orders": np.ones(400)}, {}))
    with pytest.raises(PredictError, match="nothing is known"):
        learn_outcome(same, (), LEAVES, how)
    with pytest.raises(PredictError, match="nobody"):
        learn_outcome(examples.rows(np.array([], dtype=np.intp)), (), LEAVES, how)


def test_a_budget_takes_rows_first_and_then_kinds() -> None:
    examples = customers(6000)
    full, kinds, said = within(examples, 10, Learning(budget=1e6))
    assert (len(full), len(kinds), said) == (6000, 4, ())
    fewer, kinds, said = within(examples, 10, Learning(budget=8.0))
    assert 2000 <= len(fewer) < 6000
    assert len(kinds) == 4
    assert "stay within 8 seconds" in said[0]
    least, kinds, said = within(examples, 10, Learning(budget=0.5))
    assert 2000 <= len(least) < 6000
    assert kinds == ("logistic_regression",)
    assert sum("was not tried" in one for one in said) == 3
    with pytest.raises(PredictError, match="'forest' is no kind"):
        how_to_learn(["forest"])
