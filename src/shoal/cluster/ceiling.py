"""The most that could be asked: a model that learns what customers will do from every number that is known of them."""

from __future__ import annotations

import numpy as np

from shoal.terms import Matrix

N_TREES = 60
N_LEAVES = 12
N_BINS = 64


def learnt(rows: Matrix, outcome: Matrix, others: Matrix, *, is_yes_or_no: bool, seed: int) -> Matrix:
    """Learn an outcome on some customers, and predict it for others.

    Gradient boosting over trees. Amounts and counts are learnt on their logarithm, since one very large customer would
    else be all that is learnt; the order of the predictions is the same.

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
        The higher, the more or the likelier.

    References
    ----------
    Ke et al. (2017), LightGBM, NeurIPS 30; as in scikit-learn's histogram-based gradient boosting.

    Examples
    --------
    >>> rows = np.arange(200.0)[:, None]
    >>> predicted = learnt(rows, rows[:, 0] ** 2, np.array([[20.0], [180.0]]), is_yes_or_no=False, seed=0)
    >>> bool(predicted[0] < predicted[1])
    True
    """
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    settings = {
        "max_iter": N_TREES,
        "max_leaf_nodes": N_LEAVES,
        "max_bins": N_BINS,
        "early_stopping": False,
        "random_state": seed % 2**32,
    }
    if len(np.unique(outcome)) < 2:
        return np.zeros(len(others))
    # one thread: sums of several come in any order, and their last bits with them
    with threadpool_limits(limits=1):
        if is_yes_or_no:
            classifier = HistGradientBoostingClassifier(**settings).fit(rows, outcome > 0)
            chances: Matrix = classifier.predict_proba(others)[:, 1]
            return chances
        regressor = HistGradientBoostingRegressor(**settings).fit(rows, np.log1p(np.maximum(outcome, 0.0)))
        predicted: Matrix = regressor.predict(others)
        return predicted
