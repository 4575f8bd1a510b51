"""Maps that keep neighbours together: t-SNE and UMAP, on a bounded sample and from the seed."""

from __future__ import annotations

import importlib.util

import numpy as np

from shoal.report.sample import Sample
from shoal.terms import Matrix

MOST_POINTS = 1_000
NEIGHBOURS = 30
"""How many others each customer is kept near to: the perplexity of t-SNE, the neighbours of UMAP."""

FEWEST = 4 * NEIGHBOURS
"""Of fewer customers there is no neighbourhood to be kept."""


def is_possible(sample: Sample) -> bool:
    """Say whether there are enough customers and columns for such a map."""
    return len(sample.matrix) >= FEWEST and len(sample.columns) > 2


def has_umap() -> bool:
    """Say whether umap-learn is installed; it is not imported for that."""
    return importlib.util.find_spec("umap") is not None


def tsne(sample: Sample, seed: int) -> Matrix:
    """Embed the sample by t-SNE (van der Maaten & Hinton 2008, JMLR 9), begun from the principal plane.

    Parameters
    ----------
    sample : Sample
    seed : int
    """
    from sklearn.manifold import TSNE  # noqa: PLC0415 - scikit-learn costs every start-up
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    rows = _distinct(sample.matrix[:MOST_POINTS], seed)
    model = TSNE(perplexity=NEIGHBOURS, init="pca", learning_rate="auto", random_state=_of(seed), n_jobs=1)
    with threadpool_limits(limits=1):  # sums of several threads come in any order, and a last bit grows to another map
        return np.asarray(model.fit_transform(rows), dtype=np.float64).round(2)


def umap(sample: Sample, seed: int) -> Matrix:
    """Embed the sample by UMAP (McInnes, Healy & Melville 2018, arXiv 1802.03426), one thread so that it is the same.

    Parameters
    ----------
    sample : Sample
    seed : int
    """
    from umap import UMAP  # noqa: PLC0415 - an extra

    rows = _distinct(sample.matrix[:MOST_POINTS], seed)
    model = UMAP(n_neighbors=NEIGHBOURS, min_dist=0.2, random_state=_of(seed), n_jobs=1)
    return np.asarray(model.fit_transform(rows), dtype=np.float64).round(2)


def _distinct(rows: Matrix, seed: int) -> Matrix:
    """Move equal rows apart by a millionth: customers who are all the same would make a neighbourhood of their own."""
    return rows + np.random.default_rng(seed).normal(0, 1e-6, rows.shape)


def _of(seed: int) -> int:
    return seed % 2**32
