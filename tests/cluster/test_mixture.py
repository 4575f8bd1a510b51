"""The mixture beside scikit-learn's: a likelihood no worse, soft membership, and weights."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from shoal.cluster.mixture import fit_mixture, gaussian_mixture

TYPES = {"full": "full", "diagonal": "diag", "tied": "tied"}


def overlapping(n=600, seed=0):
    random = np.random.default_rng(seed)
    turned = np.array([[1.0, 0.8], [0.0, 0.6]])
    first = random.standard_normal((n // 2, 2)) @ turned
    return np.concatenate([first, random.standard_normal((n // 2, 2)) * [0.5, 2.0] + [3.0, 1.0]])


@pytest.mark.parametrize("covariance", TYPES)
def test_the_likelihood_is_no_worse_than_that_of_scikit_learn(covariance):
    rows = overlapping()
    ours = gaussian_mixture(("x", "y"), rows, 2, covariance=covariance, seed=0)[1]
    theirs = GaussianMixture(2, covariance_type=TYPES[covariance], n_init=3, tol=1e-4, random_state=0).fit(rows)
    assert ours.log_likelihood >= theirs.score(rows) - 1e-3
    assert ours.bic(len(rows)) <= theirs.bic(rows) + 2.0


def test_memberships_are_chances_and_the_largest_is_the_group():
    rows = overlapping()
    model = gaussian_mixture(("x", "y"), rows, 2, covariance="full", seed=0)[0].model
    chances = model.memberships(rows)
    np.testing.assert_allclose(chances.sum(axis=1), 1.0)
    np.testing.assert_array_equal(chances.argmax(axis=1), model.apply(rows).group)
    ordered = np.sort(chances, axis=1)
    np.testing.assert_allclose(model.apply(rows).confidence, 1 - ordered[:, -2] / ordered[:, -1], atol=1e-9)


def test_a_weight_is_so_many_equal_customers():
    rows = overlapping(200)
    weights = np.random.default_rng(1).integers(1, 4, 200)
    start = np.eye(2)[(rows[:, 0] > 1.5).astype(int)]
    weighed = fit_mixture(rows, start, "full", weights.astype(float))
    repeated = fit_mixture(np.repeat(rows, weights, axis=0), np.repeat(start, weights, axis=0), "full")
    np.testing.assert_allclose(weighed.means, repeated.means, rtol=1e-6)
    assert weighed.log_likelihood == pytest.approx(repeated.log_likelihood)


def test_a_component_on_equal_customers_keeps_a_width():
    rows = np.concatenate([np.zeros((30, 2)), np.random.default_rng(0).standard_normal((30, 2)) + 8])
    model = gaussian_mixture(("x", "y"), rows, 2, covariance="full", seed=0)[0].model
    assert np.isfinite(model.apply(rows).confidence).all()
    assert len(set(model.apply(rows).group[:30].tolist())) == 1
