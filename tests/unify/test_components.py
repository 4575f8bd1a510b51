"""Components equal those of a slow oracle, whatever the order of the links."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from shoal.unify.components import apart, components

GRAPHS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=60))
)


def ends(pairs):
    array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return array[:, 0], array[:, 1]


def slow(left, right, n):
    """Smallest node of each component, by SciPy."""
    matrix = coo_matrix((np.ones(len(left)), (left, right)), shape=(n, n))
    _, labels = connected_components(matrix, directed=False)
    return [int(np.flatnonzero(labels == label).min()) for label in labels]


@given(GRAPHS)
@settings(max_examples=100, deadline=None)
def test_components_are_those_of_the_oracle(graph):
    n, pairs = graph
    left, right = ends(pairs)
    assert components(left, right, n).tolist() == slow(left, right, n)


def test_circles_and_long_chains_end():
    n = 50_000
    node = np.arange(n)
    scattered = np.random.default_rng(0).permutation(n)
    root = components(scattered, scattered[(node + 1) % n], n)
    assert (root == 0).all()


@given(GRAPHS, st.data())
@settings(max_examples=100, deadline=None)
def test_no_pair_that_must_stay_apart_is_together(graph, data):
    n, pairs = graph
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    against = [pair for pair in data.draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=6))
               if pair[0] != pair[1]]  # fmt: skip
    weight = np.array(data.draw(st.lists(st.sampled_from([1.0, 2.0, 3.0]), min_size=len(pairs), max_size=len(pairs))))
    left, right = ends(pairs)
    root = apart(left, right, weight, ends(against), n)
    assert all(root[one] != root[two] for one, two in against)
    # it is no coarser than the components, and as they are where nothing is against them
    whole = components(left, right, n)
    assert all(whole[node] == whole[root[node]] for node in range(n))
    broken = {whole[one] for one, two in against if whole[one] == whole[two]}
    assert all(root[node] == whole[node] for node in range(n) if whole[node] not in broken)
    # every link left out has a reason: its two ends cannot be together with all that is heavier
    order = data.draw(st.permutations(range(len(pairs))))
    again = apart(left[order], right[order], weight[order], ends(against), n)
    assert again.tolist() == root.tolist()


def test_the_heavier_link_holds():
    left, right = ends([(0, 1), (1, 2)])
    against = ends([(0, 2)])
    assert apart(left, right, np.array([2.0, 1.0]), against, 3).tolist() == [0, 0, 2]
    assert apart(left, right, np.array([1.0, 2.0]), against, 3).tolist() == [0, 1, 1]
