"""A recipe in its three forms, and the decisions it takes."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoal import prepare
from shoal.engine import DuckEngine, quote
from shoal.errors import FeatureError
from shoal.prepare import ColumnRecipe
from shoal.stats.humps import is_grouped
from shoal.terms import Feature, FeaturesSpec, FeatureTable, FeatureType, Lens, PrepareSpec, PrivacySpec


def table_of(engine: DuckEngine, columns: dict[str, tuple[FeatureType, list[Any]]], **more: str) -> FeatureTable:
    """Make a feature table; `more` gives the sensitive subject of features."""
    n = len(next(iter(columns.values()))[1])
    arrays = {
        name: pa.array(values, pa.string() if kind is FeatureType.CATEGORY else pa.float64())
        for name, (kind, values) in columns.items()
    }
    relation = engine.register("feature_table", pa.table({"customer_id": [str(i) for i in range(n)]} | arrays))
    features = tuple(
        Feature(name, kind, Lens.VALUE, "", "now", "A feature.", sensitive=more.get(name, ""))
        for name, (kind, _) in columns.items()
    )
    return FeatureTable(relation, features, (), "known", n, datetime(2025, 1, 1, tzinfo=UTC))


numbers = st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(-5, 50).map(float), st.just(0.0))


@settings(max_examples=80, deadline=None)
@example(x=[None] * 4, y=[0.0, 1.0, 1.0, 2.2e-311], skew="auto", scale="standard", outliers="cap", missing="median")
@given(
    x=st.lists(numbers, min_size=4, max_size=40),
    y=st.lists(st.floats(0, 1e12), min_size=4, max_size=40),
    skew=st.sampled_from(["auto", "log", "none"]),
    scale=st.sampled_from(["standard", "robust", "none"]),
    outliers=st.sampled_from(["cap", "keep"]),
    missing=st.sampled_from(["median", "zero"]),
)
def test_array_sql_and_one_row_are_equal(
    tmp_path_factory: pytest.TempPathFactory,
    x: list[Any],
    y: list[float],
    skew: Any,
    scale: Any,
    outliers: Any,
    missing: Any,
) -> None:
    n = min(len(x), len(y))
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    levels = [("a", "b", "it's", None)[i % 4] for i in range(n)]
    try:
        table = table_of(
            engine,
            {
                "x": (FeatureType.NUMBER, x[:n]),
                'y "q"': (FeatureType.NUMBER, y[:n]),
                "c": (FeatureType.CATEGORY, levels),
            },
        )
        spec = PrepareSpec(skew=skew, scale=scale, outliers=outliers, missing=missing, cap_share=0.1)
        recipe = prepare.fit(table, spec, privacy=PrivacySpec(min_count=1))
        matrix = recipe.apply(table)
        assert np.isfinite(matrix).all()
        expressions = ", ".join(f"{e} AS {quote(c)}" for c, e in recipe.to_expressions().items())
        if expressions:
            sql = engine.arrow(f"SELECT {expressions} FROM feature_table")
            by_sql = np.column_stack([column.to_numpy() for column in sql.columns])
            np.testing.assert_allclose(by_sql, matrix, rtol=1e-9, atol=1e-9)
        profiles = engine.arrow("SELECT * FROM feature_table").to_pylist()
        for row, profile in zip(matrix, profiles, strict=True):
            assert (recipe.apply_one(profile) == row).all()
        again = ColumnRecipe.from_dict(recipe.to_dict())
        assert again == recipe
    finally:
        engine.close()


def test_skewed_money_is_compressed_and_its_currency_unit_does_not_matter(engine: DuckEngine) -> None:
    euros = np.random.default_rng(1).lognormal(4, 1.5, 500)
    one = table_of(engine, {"spend": (FeatureType.NUMBER, list(euros))})
    in_euros = prepare.fit(one, PrepareSpec())
    a = in_euros.apply(one)
    other = table_of(engine, {"spend": (FeatureType.NUMBER, list(euros * 100))})
    in_cents = prepare.fit(other, PrepareSpec())
    np.testing.assert_allclose(in_cents.apply(other), a, rtol=1e-9, atol=1e-9)
    assert in_euros.steps[0].transform == "log"  # type: ignore[union-attr]
    assert abs(a.mean()) < 1e-9
    assert abs(a.std() - 1) < 1e-9


def test_a_skewed_crowd_around_zero_is_not_pushed_apart(engine: DuckEngine) -> None:
    first, second = np.random.default_rng(0).standard_normal((2, 1500))
    table = table_of(engine, {"change": (FeatureType.NUMBER, list(second + np.square(first) - 1))})
    assert prepare.fit(table, PrepareSpec()).steps[0].transform == "none"  # type: ignore[union-attr]
    # As a logarithm to either side of zero it would have a valley there.
    assert is_grouped(prepare.fit(table, PrepareSpec(skew="log")).apply(table)[:, 0])


def test_no_customer_is_dropped_and_outliers_are_drawn_in(engine: DuckEngine) -> None:
    values = [*map(float, range(1000)), 1e12]
    table = table_of(engine, {"x": (FeatureType.NUMBER, values)})
    capped = prepare.fit(table, PrepareSpec(skew="none")).apply(table)
    kept = prepare.fit(table, PrepareSpec(skew="none", outliers="keep")).apply(table)
    assert capped.shape == kept.shape == (1001, 1)
    assert capped.max() < 2
    assert kept.max() > 30


@pytest.mark.parametrize("value", [0.0, 3.0, 250.0])
def test_matrix_values_come_back_in_real_units(engine: DuckEngine, value: float) -> None:
    counts = [float(int(v)) for v in np.random.default_rng(2).lognormal(1, 1, 400)]
    table = table_of(engine, {"orders": (FeatureType.COUNT, counts)})
    recipe = prepare.fit(table, PrepareSpec(outliers="keep", skew="log"))
    assert recipe.in_real_units("orders", float(recipe.apply_one({"orders": value})[0])) == pytest.approx(
        value, abs=1e-9
    )


def test_choices_give_their_reasons(engine: DuckEngine) -> None:
    rng = np.random.default_rng(3)
    base = rng.normal(size=200)
    table = table_of(
        engine,
        {
            "base": (FeatureType.NUMBER, list(base)),
            "twin": (FeatureType.NUMBER, list(base * 3 + 1)),
            "same": (FeatureType.NUMBER, [4.0] * 200),
            "rare": (FeatureType.NUMBER, [1.0] * 5 + [0.0] * 195),
            "empty": (FeatureType.NUMBER, [None] * 200),
            "thin": (FeatureType.NUMBER, [*base[:60], *[None] * 140]),
            "age": (FeatureType.NUMBER, list(rng.normal(size=200))),
            "id_like": (FeatureType.CATEGORY, [f"v{i}" for i in range(200)]),
            "plan": (FeatureType.CATEGORY, ["a", "b"] * 100),
        },
        age="age",
    )
    recipe = prepare.fit(table, PrepareSpec())
    why = {choice.feature: choice.why for choice in recipe.choices}
    assert {choice.feature for choice in recipe.choices if choice.used} == {"base", "plan"}
    assert "nearly the same as base (correlation 1.00)" in why["twin"]
    assert why["same"] == "everyone has the same value"
    assert "97.5% of customers share one value" in why["rare"]
    assert "no customer has a value" in why["empty"]
    assert "missing for 70%" in why["thin"]
    assert "sensitive (age)" in why["age"]
    assert "no level of it is shared" in why["id_like"]


def test_sensitive_traits_are_used_only_when_asked_for_by_name(engine: DuckEngine) -> None:
    rng = np.random.default_rng(4)
    columns = {name: (FeatureType.NUMBER, list(rng.normal(size=50))) for name in ("spend", "age")}
    table = table_of(engine, columns, age="age")
    assert prepare.fit(table, PrepareSpec()).columns == ("spend",)
    assert prepare.fit(table, PrepareSpec(), privacy=PrivacySpec(sensitive=("age",))).columns == ("spend", "age")
    assert prepare.fit(table, PrepareSpec(), features=FeaturesSpec(use=("age",))).columns == ("age",)


def test_an_unknown_feature_is_named_with_its_closest(engine: DuckEngine) -> None:
    table = table_of(engine, {"recency_days": (FeatureType.COUNT, [1.0, 2.0])})
    with pytest.raises(FeatureError, match="did you mean 'recency_days'"):
        prepare.fit(table, PrepareSpec(), features=FeaturesSpec(use=("recencey_days",)))


def test_a_profile_with_text_for_a_number_is_refused(engine: DuckEngine) -> None:
    table = table_of(engine, {"x": (FeatureType.NUMBER, [1.0, 2.0, 4.0])})
    with pytest.raises(FeatureError, match="expected a number"):
        prepare.fit(table, PrepareSpec()).apply_one({"x": "many"})


def test_a_category_weighs_as_much_as_one_number(engine: DuckEngine) -> None:
    levels = (["a"] * 5 + ["b"] * 3 + ["c"] * 2) * 30
    table = table_of(engine, {"c": (FeatureType.CATEGORY, levels)})
    matrix = prepare.fit(table, PrepareSpec()).apply(table)
    assert matrix.var(axis=0).sum() == pytest.approx(1.0)


def test_levels_that_would_name_people_have_no_column(engine: DuckEngine) -> None:
    levels = ["a"] * 40 + ["b"] * 30 + ["Ubach"]
    table = table_of(
        engine, {"city": (FeatureType.CATEGORY, levels), "x": (FeatureType.NUMBER, [1.0, 2.0, *[3.0] * 69])}
    )
    assert prepare.fit(table, PrepareSpec()).columns[:2] == ("city = a", "city = b")
    alone = table_of(engine, {"city": (FeatureType.CATEGORY, [f"c{i % 20}" for i in range(60)])})
    recipe = prepare.fit(alone, PrepareSpec())
    assert recipe.columns == ()
    assert recipe.choices[0].why == "no level of it is shared by 11 customers"


def test_what_the_settings_leave_out_is_marked(engine: DuckEngine) -> None:
    values = [float(i % 7) for i in range(40)]
    table = table_of(engine, {"x": (FeatureType.NUMBER, values), "y": (FeatureType.NUMBER, values[::-1])})
    excluded = prepare.fit(table, PrepareSpec(), features=FeaturesSpec(exclude=("x",)))
    assert [choice.is_barred for choice in excluded.choices] == [True, False]
    asked = prepare.fit(table, PrepareSpec(), features=FeaturesSpec(use=("x",)))
    assert [choice.is_barred for choice in asked.choices] == [False, True]


def test_all_equal_customers_give_an_empty_recipe(engine: DuckEngine) -> None:
    table = table_of(engine, {"x": (FeatureType.NUMBER, [1.0] * 30)})
    recipe = prepare.fit(table, PrepareSpec())
    assert recipe.columns == ()
    assert recipe.apply(table).shape == (30, 0)


def test_robust_scaling_follows_the_quartiles(engine: DuckEngine) -> None:
    values = [float(v) for v in range(101)]
    table = table_of(engine, {"x": (FeatureType.NUMBER, values)})
    step = prepare.fit(table, PrepareSpec(scale="robust", outliers="keep")).steps[0]
    assert step.center == 50.0  # type: ignore[union-attr]
    assert step.scale == pytest.approx(50 / 1.349)
    assert not math.isnan(step.scale)
