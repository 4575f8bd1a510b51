"""Every kind of model: scored by our own code as by the library, saved as data, taken apart exactly."""

from __future__ import annotations

import numpy as np
import pytest

from predict.made import customers
from shoal.errors import StoreError
from shoal.predict.models.calibrate import Sigmoid, bins, calibration_error, sigmoid
from shoal.predict.models.choosing import Model
from shoal.predict.models.columns import columns_for
from shoal.predict.models.kinds import KINDS
from shoal.predict.models.saved import model_from, model_text
from shoal.predict.models.trees import Trees, boosted, grown

ROWS = customers(800)
COLUMNS = columns_for(ROWS.facts)
MATRIX = COLUMNS.matrix(ROWS.facts)
OTHERS = COLUMNS.matrix(customers(300, seed=1).facts)


def odds(probability: np.ndarray) -> np.ndarray:
    return np.log(probability / (1 - probability))


def test_trees_are_scored_as_the_library_scores_them() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(max_leaf_nodes=20, min_samples_leaf=10, random_state=0).fit(MATRIX, ROWS.happened)
    forest = RandomForestClassifier(15, min_samples_leaf=5, random_state=0).fit(MATRIX, ROWS.happened)
    boosting = HistGradientBoostingClassifier(max_iter=20, random_state=0, early_stopping=False)
    boosting.fit(MATRIX, ROWS.happened)
    for library, ours in (
        (tree, grown([tree])),
        (forest, grown(forest.estimators_)),
        (boosting, boosted(boosting)),
    ):
        expected = np.clip(library.predict_proba(OTHERS)[:, 1], 1e-6, 1 - 1e-6)
        np.testing.assert_allclose(ours.log_odds(OTHERS), odds(expected), rtol=0, atol=1e-9)


def test_a_line_is_scored_as_the_library_scores_it() -> None:
    from sklearn.linear_model import LogisticRegression

    value = 0.05
    line = KINDS["logistic_regression"].grow(MATRIX, ROWS.happened, value, 0)
    library = LogisticRegression(C=value * 1000 / len(MATRIX), max_iter=500, tol=1e-6)
    library.fit(line.scaling.apply(MATRIX), ROWS.happened)
    expected = library.decision_function(line.scaling.apply(OTHERS))
    np.testing.assert_allclose(line.log_odds(OTHERS), expected, atol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_contributions_add_up_to_the_score(kind: str) -> None:
    scorer = KINDS[kind].grow(MATRIX, ROWS.happened, KINDS[kind].values[0], 0)
    added = scorer.contributions(OTHERS).sum(axis=1)
    scores = scorer.log_odds(OTHERS)
    if isinstance(scorer, Trees) and scorer.is_mean:
        scores = 1 / (1 + np.exp(-scores))
    # what is left when what the columns add is taken away is the same for everybody
    rest = scores - added
    assert np.ptp(rest) < 1e-5
    assert np.ptp(added) > 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_model_says_the_same(kind: str) -> None:
    value = KINDS[kind].values[-1]
    model = Model(kind, value, COLUMNS, KINDS[kind].grow(MATRIX, ROWS.happened, value, 0), Sigmoid(0.1, 0.9))
    text = model_text(model)
    others = customers(300, seed=1).facts
    np.testing.assert_array_equal(model_from(text, where="m").probabilities(others), model.probabilities(others))
    with pytest.raises(StoreError, match="has changed"):
        model_from(text.replace('"slope": 0.9', '"slope": 0.8'), where="m")
    with pytest.raises(StoreError, match="cannot be read"):
        model_from("{}", where="m")


@pytest.mark.parametrize("kind", ["decision_tree", "gradient_boosting"])
def test_scores_for_every_setting_are_those_of_models_grown_alone(kind: str) -> None:
    values = KINDS[kind].values
    scores = KINDS[kind].scores(MATRIX, ROWS.happened, OTHERS, 3)
    for value in (values[0], values[-1]):
        alone = KINDS[kind].grow(MATRIX, ROWS.happened, value, 3).log_odds(OTHERS)
        np.testing.assert_allclose(scores[value], alone, atol=1e-9)


def test_levels_that_were_never_seen_and_gaps_are_taken_in() -> None:
    names = [(column.feature, column.what, column.level) for column in COLUMNS.each]
    assert ("visits", "missing", "") in names
    assert {level for _, what, level in names if what == "level"} == {"basic", "plus"}
    strange = customers(5, seed=2).facts
    strange.texts["plan"][:] = "x"
    strange.numbers["visits"][:] = np.nan
    matrix = COLUMNS.matrix(strange)
    assert np.isfinite(matrix).all()
    assert matrix[:, [what == "level" for _, what, _ in names]].sum() == 0


def test_negative_zero_and_vast_spend_leave_the_line_finite() -> None:
    rows = customers(600)
    rows.facts.numbers["net_revenue"][:4] = [-1e9, 0.0, 1e15, -3.0]
    columns = columns_for(rows.facts)
    line = KINDS["logistic_regression"].grow(columns.matrix(rows.facts), rows.happened, 0.5, 0)
    scores = line.log_odds(columns.matrix(rows.facts))
    assert np.isfinite(scores).all()
    assert np.abs(scores).max() < 20


def test_the_sigmoid_undoes_what_is_too_sure() -> None:
    random = np.random.default_rng(0)
    true = random.normal(0.0, 1.5, 4000)
    happened = (random.random(4000) < 1 / (1 + np.exp(-true))).astype(np.float64)
    turned = sigmoid(3 * true - 1, happened)
    assert turned.slope == pytest.approx(1 / 3, abs=0.03)
    told = turned.apply(3 * true - 1)
    assert calibration_error(bins(told, happened)) < 0.02
    assert calibration_error(bins(1 / (1 + np.exp(-(3 * true - 1))), happened)) > 0.05
    # a score that says nothing gives everybody the share of all
    blind = sigmoid(random.normal(0.0, 1.0, 4000), happened).apply(np.array([-2.0, 2.0]))
    np.testing.assert_allclose(blind, happened.mean(), atol=0.08)
