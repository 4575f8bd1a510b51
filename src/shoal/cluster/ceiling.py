"""The most that could be asked: a model that learns what customers will do from every number that is known of them."""

from __future__ import annotations

import numpy as np

from shoal.terms import Matrix

N_TREES = 60
N_LEAVES = 6
N_BINS = 64
RATE = 0.05
LEAST_LEAF = 0.02
"""Share of the customers learnt from in the smallest leaf: larger trees learn the noise of a few hundred by heart."""
RIDGE = 0.1
"""How strongly the line is held back, for each customer learnt from."""


def learnt(rows: Matrix, outcome: Matrix, others: Matrix, *, is_yes_or_no: bool, seed: int) -> Matrix:
    """Learn an outcome on some customers, and predict it for others.

    The mean of two that err in different ways: gradient boosting over small trees, and a line through the ranks of all
    numbers (ridge), which a few hundred customers suffice for. Amounts and counts are learnt on their logarithm, since
    one very large customer would else be all that is learnt; the order of the predictions is the same.

    Parameters
    ----------
    rows : float array (n, columns)
        Of those learnt from; NaN where a value is missing.
    outcome : float array (n,)
    others : float array (m, columns)
    is_yes_or_no : bool
    seed : int

    Returns
    -------
    float array (m,)
        The higher, the more or the likelier; in standard deviations of those learnt from.

    References
    ----------
    Ke et al. (2017), LightGBM, NeurIPS 30; as in scikit-learn's histogram-based gradient boosting. Hoerl & Kennard
    (1970), Ridge regression, Technometrics 12.

    Examples
    --------
    >>> rows = np.arange(200.0)[:, None]
    >>> predicted = learnt(rows, rows[:, 0] ** 2, np.array([[20.0], [180.0]]), is_yes_or_no=False, seed=0)
    >>> bool(predicted[0] < predicted[1])
    True
    """
    if len(np.unique(outcome)) < 2:
        return np.zeros(len(others))
    told: Matrix = (outcome > 0).astype(np.float64) if is_yes_or_no else np.log1p(np.maximum(outcome, 0.0))
    both = np.concatenate([rows, others])
    boosted, lined = _boosted(rows, told, both, is_yes_or_no=is_yes_or_no, seed=seed), _lined(rows, told, both)
    answer: Matrix = (_standard(boosted, len(rows)) + _standard(lined, len(rows)))[len(rows) :] / 2
    return answer


def _boosted(rows: Matrix, told: Matrix, both: Matrix, *, is_yes_or_no: bool, seed: int) -> Matrix:
    """Predict by trees, for those learnt from and the others."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    settings = {
        "max_iter": N_TREES,
        "max_leaf_nodes": N_LEAVES,
        "learning_rate": RATE,
        "min_samples_leaf": max(5, round(LEAST_LEAF * len(rows))),
        "l2_regularization": 1.0,
        "max_bins": N_BINS,
        "early_stopping": False,
        "random_state": seed % 2**32,
    }
    # one thread: sums of several come in any order, and their last bits with them
    with threadpool_limits(limits=1):
        if is_yes_or_no:
            classifier = HistGradientBoostingClassifier(**settings).fit(rows, told)
            chances: Matrix = classifier.predict_proba(both)[:, 1]
            return chances
        predicted: Matrix = HistGradientBoostingRegressor(**settings).fit(rows, told).predict(both)
        return predicted


def _lined(rows: Matrix, told: Matrix, both: Matrix) -> Matrix:
    """Predict by a line through ranks; a value that is missing stands in the middle."""
    ranks = np.column_stack([_ranks(column, all_of_it) for column, all_of_it in zip(rows.T, both.T, strict=True)])
    ranks -= ranks[: len(rows)].mean(axis=0)
    learnt_from = ranks[: len(rows)]
    products = learnt_from.T @ learnt_from
    products[np.diag_indices_from(products)] += RIDGE * len(rows)
    line = np.linalg.solve(products, learnt_from.T @ (told - told.mean()))
    predicted: Matrix = ranks @ line
    return predicted


def _ranks(known: Matrix, values: Matrix) -> Matrix:
    """Give the share of those known who lie below each value, less a half."""
    ordered = np.sort(known[np.isfinite(known)])
    if not len(ordered):
        return np.zeros(len(values))
    below = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    return np.where(np.isfinite(values), below / (2 * len(ordered)) - 0.5, 0.0)


def _standard(values: Matrix, n: int) -> Matrix:
    spread = float(values[:n].std())
    answer: Matrix = (values - values[:n].mean()) / (spread if spread > 0 else 1.0)
    return answer
