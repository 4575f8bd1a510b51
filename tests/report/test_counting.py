"""What the page says of the number of groups: one sentence, the ways of counting, a table of what was computed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shoal.report.counting import counting
from shoal.terms import ClusterSpec


def changed(segmentation, *, spec=None, **grouping):
    asked = replace(segmentation.spec, cluster=spec or ClusterSpec())
    return replace(segmentation, spec=asked, grouping=replace(segmentation.grouping, **grouping))


def test_the_number_is_backed_by_the_ways_that_name_it(shop) -> None:
    said = counting(shop.segmentation, 5)
    assert said.verdict == "Five groups: two of the three ways of counting below name this number."
    assert [(way, named) for way, _, named, _ in said.votes] == [
        ("Bend of the spread", "4"),
        ("Closeness", "5"),
        ("Against no groups", "5"),
    ]
    assert said.shown == 5


def test_what_was_considered_is_said_in_a_sentence(shop) -> None:
    said = counting(shop.segmentation, 5).considered
    tried = [one for one in shop.segmentation.grouping.evidence.candidates if one.tried or one.chosen]
    assert said.endswith("; taken: k-means.")
    assert said.split()[0].lower() == ("no", "one", "two", "three")[len(tried)]


def test_a_number_that_none_names_is_a_compromise(shop) -> None:
    assert "none of the ways of counting below names just this number" in counting(shop.segmentation, 7).verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"spec": ClusterSpec(k=5)}, "Five groups, because that number was asked for."),
        ({"algorithm": "rfm_grid"}, "Five groups, because the RFM grid always has as many; nothing was counted."),
        (
            {"algorithm": "value_tiers", "verdict": "continuum", "axis": "net_revenue"},
            "No number of groups is right for these customers, so they were cut into five tiers along net revenue.",
        ),
        ({"algorithm": "value_tiers", "spec": ClusterSpec(algorithm="value_tiers")}, "Five tiers, because tiers were"),
        ({"algorithm": "value_tiers"}, "There are natural groups, but some are too small to keep"),
        ({"algorithm": "hdbscan", "outliers": 4}, "Four groups, as HDBSCAN found them."),
    ],
)
def test_numbers_that_were_not_counted_are_not_said_to_be(shop, changes, verdict) -> None:
    assert counting(changed(shop.segmentation, **changes), None).verdict.startswith(verdict)


def test_joined_groups_are_said_to_be_joined(shop) -> None:
    model = replace(shop.segmentation.grouping.model, kind="merged")
    assert "were joined with their nearest" in counting(changed(shop.segmentation, model=model), None).verdict


def test_the_table_has_what_was_computed_and_marks_the_best(shop) -> None:
    plain = counting(shop.segmentation, 5)
    assert [column.name for column in plain.columns] == ["Spread", "Silhouette", "Gap", "Smallest group"]
    silhouette = plain.columns[1]
    assert silhouette.cells[0] == ("–", "")
    assert silhouette.best == 5
    evidence = shop.segmentation.grouping.evidence
    by_k = tuple(
        replace(
            row, silhouette_low=0.1, silhouette_high=0.2, davies_bouldin=1.0 + abs(row.k - 3), bic=5000.0 - row.k,
            calinski_harabasz=1000.0 * row.k, prediction_strength=1 / row.k,
        )
        for row in evidence.by_k
    )  # fmt: skip
    every = counting(changed(shop.segmentation, evidence=replace(evidence, by_k=by_k)), 5)
    assert {column.name: column.best for column in every.columns} == {
        "Spread": None,
        "Silhouette": 5,
        "Gap": 5,
        "Prediction strength": 1,
        "Calinski-Harabasz": 10,
        "Davies-Bouldin": 3,
        "BIC": 10,
        "Smallest group": None,
    }
    assert every.columns[1].cells[4] == ("0.47", "0.10 to 0.20")
