"""``segments.json``: the object that other work relies on."""

import json
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.registry import to_result
from shoal.registry.plain import plain, rounded, to_json
from shoal.terms import Evidence, Interval, Stability


def test_every_key_is_present_in_its_order(small: ModuleType) -> None:
    result = to_result(small.segmentation(), "0a1b")
    assert list(result) == [
        *("schema_version", "segmentation", "as_of", "timezone", "currency", "goal", "goal_progress", "population"),
        *("n_customers", "n_outliers", "algorithm", "k", "verdict", "evidence", "features", "interactions", "segments"),
        *("rules", "identity", "quality", "warnings", "files"),
    ]
    assert list(result["evidence"]) == [
        *("p_structure", "effect", "silhouette", "gap", "stability", "by_k", "candidates", "worth", "votes"),
        *("agreement", "resampling", "reason"),
    ]
    assert list(result["evidence"]["by_k"][0]) == [
        *("k", "inertia", "silhouette", "silhouette_low", "silhouette_high", "gap", "gap_se", "calinski_harabasz"),
        *("davies_bouldin", "prediction_strength", "bic"),
    ]
    for segment in result["segments"]:
        assert list(segment) == [
            *("id", "name", "is_natural", "n_customers", "share", "value_share", "stability", "is_stable"),
            *("profile", "labels", "rule", "contrast", "persona", "motives", "pains", "preferences", "value_tier"),
            *("lifecycle", "is_named_by_hand", "is_locked", "actions", "product_hints"),
        ]
    assert list(result["quality"]) == ["rows_read", "rows_used", "rows_refused", "fixes", "by_source"]
    assert set(result["files"]) == {
        *("report", "segments", "assignments", "assignments_csv", "profiles"),
        *("features", "identity", "dictionary", "segment_dictionary", "segment_dictionary_html"),
        *("quality", "config", "script"),
    }


def test_values_are_those_of_the_segmentation(small: ModuleType) -> None:
    result = to_result(small.segmentation(), "0a1b")
    assert result["segmentation"] == {"name": "main", "version": "0a1b"}
    assert (result["schema_version"], result["n_outliers"], result["k"]) == (1, 0, 2)
    assert (result["as_of"], result["timezone"]) == ("2011-12-10T00:00:00Z", "UTC")
    assert (result["currency"], result["goal"]) == ("GBP", "value")
    # No number is not a number of JSON; what is not finite is null.
    assert result["evidence"]["effect"] == {
        "name": "gap", "value": 0.666666667, "low": 0.5, "high": None, "threshold": 0.2
    }  # fmt: skip
    assert result["evidence"]["silhouette"] == {"value": 0.123456789, "low": 0.1, "high": 0.2}
    assert result["evidence"]["candidates"][1] == {
        "algorithm": "hdbscan", "k": None, "tried": False, "chosen": False,
        "strength": None, "agreement": None, "outlier_share": None, "density_validity": None,
        "why": "later",
    }  # fmt: skip
    segment = result["segments"][0]
    # In the order of the feature table, not of the profile.
    assert list(segment["profile"]) == ["net_revenue", "order_count"]
    assert segment["profile"]["net_revenue"] == {"mean": 66.6666667, "median": 60.0, "index": 33.3333333}
    assert segment["labels"] == {"churned": {"share": 0.142857143, "low": 0.1, "high": 0.2}}
    assert (segment["rule"], segment["persona"], segment["actions"]) == (None, "They spend.", [])
    assert list(result["quality"]["rows_refused"]) == ["customer_missing", "exact_duplicate"]
    assert result["quality"]["fixes"][0]["undo"] == "--keep-blanks"


def test_what_was_not_computed_is_null_or_empty(small: ModuleType) -> None:
    one = small.segmentation(currency=None, segments=small.segments(2, 1, with_money=False), warnings=())
    result = to_result(replace(one, grouping=replace(one.grouping, evidence=Evidence())), "0a1b")
    assert result["currency"] is None
    assert [segment["value_share"] for segment in result["segments"]] == [None, None]
    assert result["warnings"] == []
    assert result["evidence"] == {
        **dict.fromkeys(["p_structure", "effect", "silhouette", "gap", "stability", "worth"]),
        "by_k": [],
        "candidates": [],
        "votes": {},
        "agreement": None,
        "resampling": None,
        "reason": "",
    }


def test_stability_is_told_of_all_and_of_each(small: ModuleType) -> None:
    one = small.segmentation()
    sure, unsure = Interval(0.9, 0.8, 0.95), Interval(0.8, 0.7, 0.9)
    found = Stability(Interval(0.85, 0.75, 0.95), (sure, unsure), 20, 0.75, 500, 0.99, (("order_count", 0.4),))
    segments = tuple(replace(segment, stability=s) for segment, s in zip(one.segments, (sure, unsure), strict=True))
    grouping = replace(one.grouping, evidence=replace(one.grouping.evidence, stability=found))
    result = to_result(replace(one, segments=segments, grouping=grouping), "v")
    assert result["evidence"]["stability"] == 0.85
    assert result["evidence"]["resampling"] == {
        "overall": {"value": 0.85, "low": 0.75, "high": 0.95},
        "n_resamples": 20,
        "threshold": 0.75,
        "n_sample": 500,
        "seeds": 0.99,
        "without": {"order_count": 0.4},
        "windows": [],
    }
    assert [(one["stability"], one["is_stable"]) for one in result["segments"]] == [(0.9, True), (0.8, False)]
    unmeasured = to_result(replace(one, grouping=grouping), "v")
    assert [(one["stability"], one["is_stable"]) for one in unmeasured["segments"]] == [(None, None)] * 2


def test_used_features_are_the_recipes_or_those_that_a_grid_reads(small: ModuleType) -> None:
    by_recipe = {f["name"]: (f["used"], f["why"]) for f in to_result(small.segmentation(), "v")["features"]}
    assert by_recipe["net_revenue"] == (True, "the goal names it")
    assert by_recipe["order_count"] == (False, "correlated")
    assert by_recipe["country"][0] is False
    one = small.segmentation()
    grid = small.Halves(reads="features")
    grid.columns = ("order_count",)
    grouping = replace(one.grouping, algorithm="value_tiers", model=grid)
    by_grid = {f["name"]: (f["used"], f["why"]) for f in to_result(replace(one, grouping=grouping), "v")["features"]}
    assert by_grid["order_count"] == (True, "value_tiers cuts it, in its own unit")
    sought = "looked at when natural groups were sought; value_tiers does not read it"
    assert by_grid["net_revenue"] == (False, sought)
    assert by_grid["country"] == (False, "describes only")


def test_the_json_is_readable_and_comes_back(small: ModuleType) -> None:
    result = to_result(small.segmentation(warnings=("größte Gruppe",)), "0a1b")
    text = to_json(result)
    assert text.endswith("}\n")
    assert "größte" in text
    assert json.loads(text) == result


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_rounding_keeps_nine_digits_and_is_stable(value: float) -> None:
    once = rounded(value)
    assert once is not None
    assert once == rounded(once)
    assert once == pytest.approx(value, rel=5.1e-9, abs=5e-324)
    assert f"{once:.9g}" == f"{value + 0.0:.9g}"


def test_what_is_no_data_is_refused() -> None:
    with pytest.raises(TypeError, match="set is not plain data"):
        plain({"a": {1, 2}})
