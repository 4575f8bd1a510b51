"""What the choice of features asks and proposes: families, goals, weights and pairs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from shoal import prepare
from shoal.engine import DuckEngine, quote
from shoal.errors import FeatureError
from shoal.prepare import ColumnRecipe
from shoal.prepare.families import twins
from shoal.settings import read_goal, read_project, with_options, write_project
from shoal.settings.project import Project
from shoal.terms import (
    Feature,
    FeaturesSpec,
    FeatureTable,
    FeatureType,
    Lens,
    PrepareSpec,
    SegmentationSpec,
    WeightsSpec,
)

NUMBER, N = FeatureType.NUMBER, 600


def table_of(engine: DuckEngine, columns: dict[str, Any], **lenses: Lens) -> FeatureTable:
    """Make a table of numbers; columns of text are labels."""
    labels = tuple(name for name, values in columns.items() if isinstance(values[0], str))
    ids = [f"K{i:04d}" for i in range(N)]
    relation = engine.register("feature_table", pa.table({"customer_id": ids} | columns))
    features = tuple(
        Feature(name, NUMBER, lenses.get(name, Lens.VALUE), "", "now", "A feature.", source=name)
        for name in columns
        if name not in labels
    )
    return FeatureTable(relation, features, labels, "known", N, datetime(2026, 1, 1, tzinfo=UTC))


def numbers(*names: str, seed: int = 0) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {name: random.standard_normal(N) for name in names}


def assert_three_equal_forms(recipe: ColumnRecipe, table: FeatureTable) -> None:
    rows = recipe.apply(table)
    assert np.isfinite(rows).all()
    expressions = ", ".join(f"{sql} AS {quote(name)}" for name, sql in recipe.to_expressions().items())
    answer = table.relation.engine.arrow(f"SELECT {expressions} FROM feature_table")
    np.testing.assert_allclose(np.column_stack([c.to_numpy() for c in answer.columns]), rows, rtol=1e-9, atol=1e-9)
    profiles = table.relation.engine.arrow("SELECT * FROM feature_table").to_pylist()[:50]
    np.testing.assert_allclose(np.array([recipe.apply_one(p) for p in profiles]), rows[:50], rtol=1e-9, atol=1e-9)
    assert ColumnRecipe.from_dict(json.loads(json.dumps(recipe.to_dict()))) == recipe


def test_a_family_is_near_to_the_one_that_stands_for_it() -> None:
    x = np.arange(200.0)
    steps = [("a", x), ("b", x + 30 * np.sin(x)), ("c", x + 60 * np.sin(x)), ("d", -x)]
    found = twins(steps, limit=0.9, asked_for=frozenset())
    assert {name: twin.name for name, twin in found.items()} == {"b": "a", "d": "a"}
    assert "d" not in twins(steps, limit=0.9, asked_for=frozenset({"d"}))


def test_a_handful_of_extremes_makes_no_twins() -> None:
    random = np.random.default_rng(0)
    x, y = random.standard_normal(500), random.standard_normal(500)
    x[0] = y[0] = 1000.0
    assert np.corrcoef(x, y)[0, 1] > 0.99
    assert twins([("x", x), ("y", y)], limit=0.9, asked_for=frozenset()) == {}


def test_the_goal_decides_who_stands_for_a_family_and_what_tells_its_outcome(engine: DuckEngine) -> None:
    columns = numbers("spend", "visits") | {"churned": ["yes", "no"] * (N // 2)}
    columns |= {"monthly_charges": 2 * columns["spend"] + 1, "churn_score": np.random.default_rng(9).random(N)}
    table = table_of(engine, columns)
    plain = {choice.feature: choice for choice in prepare.fit(table, PrepareSpec()).choices}
    assert plain["monthly_charges"].same_as == "spend"
    assert plain["churn_score"].used
    goal = read_goal("raise monthly charges by 5 %")
    steered = {choice.feature: choice for choice in prepare.fit(table, PrepareSpec(), goal=goal).choices}
    assert (steered["spend"].same_as, steered["monthly_charges"].why) == ("monthly_charges", "the goal names it")
    about = {c.feature: c for c in prepare.fit(table, PrepareSpec(), goal=read_goal("reduce churn")).choices}
    assert "may tell the outcome churned" in about["churn_score"].why


def test_weights_multiply_the_deviation_in_all_forms(engine: DuckEngine) -> None:
    table = table_of(engine, numbers("a", "b", "c"), b=Lens.BEHAVIOUR, c=Lens.ENGAGEMENT)
    recipe = prepare.fit(table, PrepareSpec(), weights=WeightsSpec(behaviour=2.0, engagement=0.0))
    assert recipe.columns == ("a", "b")
    np.testing.assert_allclose(recipe.apply(table).std(axis=0), [1.0, 2.0], rtol=1e-9)
    assert "so that it weighs 2" in recipe.steps[1].in_words()
    assert "weight 0" in next(choice.why for choice in recipe.choices if choice.feature == "c")
    assert_three_equal_forms(recipe, table)


def test_balanced_lenses_have_equal_variance(engine: DuckEngine) -> None:
    table = table_of(engine, numbers("a", "b", "c", "d"), a=Lens.BEHAVIOUR)
    rows = prepare.fit(table, PrepareSpec(), weights=WeightsSpec(balance="lenses")).apply(table)
    assert rows[:, 0].var() == pytest.approx(rows[:, 1:].var(axis=0).sum())
    assert rows.var(axis=0).sum() == pytest.approx(4.0)


def test_pairs_have_three_equal_forms(engine: DuckEngine) -> None:
    columns = numbers("a", "b")
    columns["a"][0], columns["b"][1], columns["a"][2] = 1e200, 0.0, np.nan
    table = table_of(engine, {name: pa.array(values, from_pandas=True) for name, values in columns.items()})
    recipe = prepare.fit(table, PrepareSpec(), features=FeaturesSpec(interactions=("a x b", "a / b")))
    assert recipe.columns[-2:] == ("a x b", "a / b")
    assert recipe.features == ("a", "b")
    assert_three_equal_forms(recipe, table)


@pytest.mark.parametrize("wrong", ["a", "a x nothing", "a x a", "a + b", ""])
def test_what_is_no_pair_is_refused(engine: DuckEngine, wrong: str) -> None:
    table = table_of(engine, numbers("a", "b"))
    with pytest.raises(FeatureError, match=r"features\.interactions"):
        prepare.fit(table, PrepareSpec(), features=FeaturesSpec(interactions=(wrong,)))


def test_a_planted_interaction_is_proposed_and_noise_is_not(engine: DuckEngine) -> None:
    columns = numbers("a", "b", "c", seed=1)
    columns["churned"] = ["yes" if x else "no" for x in columns["a"] * columns["b"] > 0]
    table = table_of(engine, columns)
    goal = read_goal("reduce churn")
    recipe = prepare.fit(table, PrepareSpec(), goal=goal)
    (found,) = prepare.interactions(table, recipe, PrepareSpec(), goal)
    assert set(found.pair.replace("x", "/").split(" / ")) == {"a", "b"}
    assert 0.01 < found.low < found.gain < found.high
    with_it = prepare.fit(table, PrepareSpec(), features=FeaturesSpec(interactions=(found.pair,)), goal=goal)
    assert found.pair in with_it.columns
    assert prepare.interactions(table, recipe, PrepareSpec(), None) == ()


def test_an_additive_outcome_has_no_interaction(engine: DuckEngine) -> None:
    columns = numbers("a", "b", "c", seed=2)
    columns["churned"] = ["yes" if x else "no" for x in columns["a"] + columns["b"] > 0]
    goal = read_goal("reduce churn")
    table = table_of(engine, columns)
    assert prepare.interactions(table, prepare.fit(table, PrepareSpec(), goal=goal), PrepareSpec(), goal) == ()


def test_the_new_settings_come_back_from_the_file() -> None:
    options = {"weights.behaviour": 2.0, "weights.balance": "lenses", "features.interactions": ["a x b"]}
    spec = with_options(SegmentationSpec(), options)
    assert spec.weights == WeightsSpec(balance="lenses", behaviour=2.0)
    assert read_project(write_project(Project((), {"main": spec}))).segmentations["main"] == spec
