"""The algorithms as scikit-learn estimators: its own checks, and what is promised beyond them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from cluster.exam import planted
from shoal.cluster import MODELS
from shoal.cluster.estimators import (
    DBSCAN,
    HDBSCAN,
    Birch,
    BisectingKMeans,
    GaussianMixture,
    Hierarchical,
    KMeans,
    KPrototypes,
    MicroSegments,
)
from shoal.errors import ClusterError
from shoal.stats.agreement import adjusted_rand

ESTIMATORS = (
    KMeans(3),
    BisectingKMeans(3),
    Hierarchical(3),
    Birch(3),
    GaussianMixture(3),
    KPrototypes(3),
    DBSCAN(),
    HDBSCAN(smallest_share=0.05),
    MicroSegments(),
)
ONLY_OUTLIERS = "where everybody would be an outlier it says so and refuses, rather than calling nothing a grouping"
NEARLY_AS_GOOD = "on noise two partitions are nearly as good, and weighted rows draw other starts than repeated ones"
EXPECTED = {
    KMeans: {"check_sample_weight_equivalence_on_dense_data": NEARLY_AS_GOOD},
    BisectingKMeans: {"check_sample_weight_equivalence_on_dense_data": NEARLY_AS_GOOD},
    DBSCAN: {"check_sample_weight_equivalence_on_dense_data": ONLY_OUTLIERS, "check_fit2d_1sample": ONLY_OUTLIERS},
    HDBSCAN: {"check_fit2d_1sample": ONLY_OUTLIERS},
}


def name(estimator) -> str:
    return type(estimator).__name__


@pytest.mark.filterwarnings("ignore")  # the checks warn of what they skip
@pytest.mark.parametrize("estimator", ESTIMATORS, ids=name)
def test_it_passes_the_checks_of_scikit_learn_but_those_that_are_excused(estimator):
    excused = EXPECTED.get(type(estimator), {})
    results = check_estimator(estimator, expected_failed_checks=excused, on_fail=None, on_skip=None)
    wrong = [(one["check_name"], one["exception"]) for one in results if one["status"] == "failed"]
    assert wrong == []
    # An excuse that is not needed any more is a lie.
    assert {one["check_name"] for one in results if one["status"] == "xfail"} == set(excused)
    assert len(results) > 40


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=name)
def test_planted_groups_are_found_whatever_the_order(estimator):
    shop = planted(240, seed=3)
    fitted = clone(estimator).fit(shop.rows)
    kept = fitted.labels_ >= 0
    assert kept.mean() > 0.8
    if not isinstance(estimator, MicroSegments):
        assert adjusted_rand(shop.truth[kept], fitted.labels_[kept]) > 0.9
        assert fitted.agreement_ > 0.95
    np.testing.assert_array_equal(fitted.predict(shop.rows), fitted.labels_)
    confidence = fitted.confidence(shop.rows)
    assert ((confidence >= 0) & (confidence <= 1)).all()
    again = MODELS[fitted.model_.kind].from_dict(fitted.model_.to_dict())
    assert again == fitted.model_
    order = np.random.default_rng(0).permutation(len(shop.rows))
    shuffled = clone(estimator).fit(shop.rows[order])
    assert adjusted_rand(fitted.labels_[order], shuffled.labels_) > (0.5 if isinstance(estimator, Birch) else 0.98)


def test_it_stands_in_a_pipeline_and_takes_weights():
    shop = planted(150, seed=4)
    pipeline = make_pipeline(StandardScaler(), KMeans(3))
    labels = pipeline.fit_predict(shop.rows)
    assert adjusted_rand(labels, shop.truth) > 0.95
    weights = np.random.default_rng(0).integers(0, 4, len(shop.rows))
    weighed = KMeans(3).fit(shop.rows, sample_weight=weights)
    repeated = KMeans(3).fit(np.repeat(shop.rows, weights, axis=0))
    assert adjusted_rand(weighed.labels_, repeated.predict(shop.rows)) > 0.97


def test_names_of_columns_reach_the_sql(engine):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(planted(120, seed=1).rows, columns=["a", "b", "c"])
    fitted = KMeans(3).fit(frame)
    engine.register("rows", pa.Table.from_pandas(frame.assign(key=range(120))))
    answer = engine.rows(f"SELECT group_id FROM ({fitted.model_.to_sql('rows', 'key')}) ORDER BY key")
    assert [group for (group,) in answer] == fitted.predict(frame).tolist()


def test_a_mixture_gives_the_chance_of_each_group():
    shop = planted(200, seed=2)
    fitted = GaussianMixture().fit(shop.rows)
    chances = fitted.predict_proba(shop.rows)
    assert chances.shape == (200, 3)
    np.testing.assert_allclose(chances.sum(axis=1), 1)
    np.testing.assert_array_equal(chances.argmax(axis=1), fitted.labels_)


def test_what_is_impossible_is_refused_in_words():
    with pytest.raises(ClusterError, match="only 2 different rows"):
        KMeans(3).fit(np.repeat([[0.0], [1.0]], 5, axis=0))
    with pytest.raises(ClusterError, match="negative weights"):
        KMeans(1).fit([[0.0], [1.0]], sample_weight=[1, -1])
    with pytest.raises(ValueError, match="NaN"):
        KMeans(1).fit([[np.nan], [1.0]])
