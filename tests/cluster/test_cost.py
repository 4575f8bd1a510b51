"""What the work will cost is told before it begins, in words that grow with the customers."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.cluster.algorithms import ALGORITHMS
from shoal.cluster.cost import ON_THE_SAMPLE, cost
from shoal.terms import ClusterSpec


@pytest.fixture
def made(make_table):
    return make_table(np.random.default_rng(0).standard_normal((300, 3)))


def test_it_names_what_will_be_done(made):
    said = cost(*made, ClusterSpec(), full=False).in_words()
    assert said == "Looking for groups: k = 1 to 10 on 300 customers, 3 columns. A few seconds."


def test_customers_beyond_the_sample_are_named_and_cost_more(made):
    small, large = (cost(*made, ClusterSpec(sample_size=size), full=False) for size in (300, 100))
    assert "100 of 300 customers" in large.in_words()
    assert "rest on all 300" in large.in_words()
    assert large.seconds > cost(*made, ClusterSpec(sample_size=100, algorithm="value_tiers"), full=False).seconds
    assert len(small.work) == 1


def test_a_comparison_costs_as_many_times_as_algorithms_compete(made):
    usual, two, full = (
        cost(*made, ClusterSpec(candidates=named), full=is_full).seconds
        for named, is_full in (((), False), (("kmeans", "birch"), False), ((), True))
    )
    assert usual < two < full
    assert "2 algorithms compete" in cost(*made, ClusterSpec(candidates=("kmeans", "birch")), full=False).in_words()


def test_nothing_competes_where_somebody_has_chosen(made):
    assert "compete" not in cost(*made, ClusterSpec(k=3), full=True).in_words()
    assert "hdbscan finds groups" in cost(*made, ClusterSpec(algorithm="hdbscan"), full=True).in_words()


def test_every_algorithm_has_a_price():
    assert set(ON_THE_SAMPLE) == set(ALGORITHMS)
