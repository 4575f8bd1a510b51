"""The algorithms as scikit-learn estimators, for pipelines and searches over arrays that somebody prepared elsewhere.

Import it by name (``from shoal.cluster.estimators import KMeans``): it loads scikit-learn, which the rest of shoal does
without until an algorithm needs it. The RFM grid and value tiers are not here: they cut named features in real units.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self, cast

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils import check_array, check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from shoal.cluster.algorithms import ALGORITHMS, Task
from shoal.cluster.centroid import CentroidModel
from shoal.cluster.found import NOISE, Found, Groups, found
from shoal.cluster.gaussian import GaussianModel
from shoal.cluster.kmeans import kmeans
from shoal.cluster.linkage import Linkage
from shoal.cluster.mixed import Blocks
from shoal.cluster.mixture import Covariance
from shoal.errors import ClusterError
from shoal.stats.rounding import significant
from shoal.terms import ClusterSpec, Matrix, Model

State = int | np.random.RandomState | None


class Clusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """What all have in common: fit on an array, then place any rows.

    Parameters are those of scikit-learn where it has the same, settings of shoal elsewhere. Labels are always those of
    the model that places new rows; ``agreement_`` says how well it repeats what the algorithm found.

    Attributes
    ----------
    model_ : Model
        Places rows in three equal forms; ``model_.to_sql`` and ``model_.to_dict`` are two that scikit-learn lacks.
    labels_ : int array (n,)
        Groups 0, 1, ... with the largest first; -1 for outliers.
    agreement_ : float
        Share of the rows looked at whom the model places where the algorithm did.
    n_features_in_ : int
    """

    _name = ""

    def predict(self, X: Any) -> Groups:  # noqa: N803 - the name that scikit-learn's callers use
        """Give the group of each row; -1 for outliers."""
        return self._labels(self._checked(X))

    def confidence(self, X: Any) -> Matrix:  # noqa: N803 - as above
        """Say how surely each row belongs where it is placed: 0 on a border, 1 at a centre."""
        rows = self._checked(X)  # says that it is not fitted, where it is not
        return self.model_.apply(rows).confidence

    def _checked(self, X: Any) -> Matrix:  # noqa: N803 - as above
        check_is_fitted(self)
        rows: Matrix = validate_data(self, X, reset=False, dtype=np.float64)
        return rows

    def _labels(self, rows: Matrix) -> Groups:
        group = self.model_.apply(rows).group
        outliers = getattr(self.model_, "outliers", None)
        return group if outliers is None else np.where(group == outliers, NOISE, group)

    def _fit(self, X: Any, weights: Any = None) -> Self:  # noqa: N803 - as above
        rows: Matrix = validate_data(self, X, dtype=np.float64)
        columns = tuple(getattr(self, "feature_names_in_", ())) or tuple(f"x{i}" for i in range(rows.shape[1]))
        state = check_random_state(self.random_state)
        kept, mass = _weighed(rows, weights)
        # The first rows of a task stand for all of them, whatever order X is in.
        order = kept[np.random.RandomState(0).permutation(len(kept))]
        both = self._find(
            Task(
                columns=columns,
                rows=significant(rows[order]),
                k=getattr(self, "n_clusters", None),
                spec=self._spec(),
                smallest=self._smallest(len(order)),
                blocks=self._blocks(),
                seed=int(state.randint(2**31 - 1)),
                weights=None if mass is None else mass[order],
            )
        )
        self.model_: Model = both.model
        self.agreement_ = both.agreement
        self.labels_ = self._labels(rows)
        return self

    def _find(self, task: Task) -> Found:
        return ALGORITHMS[self._name].find(task)

    def _spec(self) -> ClusterSpec:
        """Give the settings of the algorithm; a parameter that is one has its name."""
        settings = ClusterSpec.__dataclass_fields__
        return replace(ClusterSpec(), **{name: x for name, x in self.get_params().items() if name in settings})

    def _smallest(self, n: int) -> int:  # noqa: ARG002 - some go by how many rows there are
        return 1

    def _blocks(self) -> Blocks:
        return ()


class Weighing(Clusterer):
    """A clusterer whose rows may stand for several customers."""

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Self:  # noqa: ARG002, N803 - scikit-learn's
        """Find groups.

        Parameters
        ----------
        X : array (n, columns)
            Numbers, none missing; comparable, as by `sklearn.preprocessing.StandardScaler`.
        y : object
            Not looked at.
        sample_weight : array (n,) or None
            How many customers a row stands for; one of weight 0 is left out.

        Raises
        ------
        ClusterError
            If what is asked for is impossible on these rows; it is a ValueError too.
        """
        return self._fit(X, sample_weight)


class Plain(Clusterer):
    """A clusterer whose kernel takes no weights."""

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: ARG002, N803 - scikit-learn's
        """Find groups in an array (n, columns) of comparable numbers; y is not looked at."""
        return self._fit(X)


class KMeans(Weighing):
    """Groups around centroids: many starts, then swaps of one centroid.

    Examples
    --------
    >>> X = np.array([[0.0], [0.1], [0.2], [9.0], [9.1]])
    >>> KMeans(n_clusters=2).fit(X).predict([[0.3], [8.0]])
    array([0, 1])
    """

    def __init__(
        self, n_clusters: int = 8, *, n_starts: int = 10, max_iterations: int = 300, random_state: State = 0
    ) -> None:
        self.n_clusters = n_clusters
        self.n_starts = n_starts
        self.max_iterations = max_iterations
        self.random_state = random_state

    def _find(self, task: Task) -> Found:
        best = kmeans(
            task.rows,
            task.k or 1,
            seed=task.seed,
            n_starts=self.n_starts,
            max_iterations=self.max_iterations,
            weights=task.weights,
        )
        centroids = significant(best.centroids).tolist()
        return found(CentroidModel(task.columns, tuple(map(tuple, centroids))), task.rows, best.labels)


class BisectingKMeans(Weighing):
    """The widest group is parted in two, again and again."""

    _name = "bisecting_kmeans"

    def __init__(self, n_clusters: int = 8, *, n_starts: int = 10, random_state: State = 0) -> None:
        self.n_clusters = n_clusters
        self.n_starts = n_starts
        self.random_state = random_state


class Hierarchical(Weighing):
    """The nearest two are merged, again and again; ``linkage`` is ward, average or complete."""

    _name = "hierarchical"

    def __init__(self, n_clusters: int = 8, *, linkage: Linkage = "ward", random_state: State = 0) -> None:
        self.n_clusters = n_clusters
        self.linkage = linkage
        self.random_state = random_state


class Birch(Plain):
    """Near rows are gathered in one pass, then merged; without a radius it is taken from the data."""

    _name = "birch"

    def __init__(self, n_clusters: int = 8, *, radius: float | None = None, random_state: State = 0) -> None:
        self.n_clusters = n_clusters
        self.radius = radius
        self.random_state = random_state


class GaussianMixture(Weighing):
    """Overlapping bell-shaped groups, by likelihood; without ``n_clusters`` the number of least BIC up to ``max_k``."""

    _name = "gaussian_mixture"

    def __init__(
        self,
        n_clusters: int | None = None,
        *,
        covariance: Covariance = "full",
        max_k: int = 10,
        random_state: State = 0,
    ) -> None:
        self.n_clusters = n_clusters
        self.covariance = covariance
        self.max_k = max_k
        self.random_state = random_state

    def predict_proba(self, X: Any) -> Matrix:  # noqa: N803 - as above
        """Give the chance of each group for each row: (n, groups), rows sum to 1."""
        rows = self._checked(X)
        return cast("GaussianModel", self.model_).memberships(rows)


class KPrototypes(Weighing):
    """Numbers by their mean, categories by their most frequent level.

    ``categories`` lists, for each category, the columns that hold its levels (one column a level, 0 or a constant).

    Examples
    --------
    >>> X = np.array([[0.0, 1.0, 0.0], [0.1, 1.0, 0.0], [0.2, 0.0, 1.0], [0.1, 0.0, 1.0]])
    >>> KPrototypes(n_clusters=2, categories=((1, 2),)).fit_predict(X)
    array([0, 0, 1, 1])
    """

    _name = "kprototypes"

    def __init__(
        self, n_clusters: int = 8, *, categories: Blocks = (), n_starts: int = 10, random_state: State = 0
    ) -> None:
        self.n_clusters = n_clusters
        self.categories = categories
        self.n_starts = n_starts
        self.random_state = random_state

    def _blocks(self) -> Blocks:
        return self.categories


class DBSCAN(Weighing):
    """Rows with many others within a radius; without one it is the knee of the distances to the neighbours."""

    _name = "dbscan"

    def __init__(self, *, radius: float | None = None, neighbours: int | None = None, random_state: State = 0) -> None:
        self.radius = radius
        self.neighbours = neighbours
        self.random_state = random_state


class HDBSCAN(Plain):
    """Rows that stand close at any density; ``smallest_share`` is that of the smallest group there can be."""

    _name = "hdbscan"

    def __init__(self, *, smallest_share: float = 0.02, neighbours: int | None = None, random_state: State = 0) -> None:
        self.smallest_share = smallest_share
        self.neighbours = neighbours
        self.random_state = random_state

    def _smallest(self, n: int) -> int:
        return max(2, int(np.ceil(self.smallest_share * n)))


class MicroSegments(Weighing):
    """A tree of cuts on single columns, refined into up to ``n_clusters`` small groups of at least ``smallest_micro``.

    Without ``n_clusters`` there are as many groups as rows in each.
    """

    _name = "micro_segments"

    def __init__(self, n_clusters: int | None = None, *, smallest_micro: int = 20, random_state: State = 0) -> None:
        self.n_clusters = n_clusters
        self.smallest_micro = smallest_micro
        self.random_state = random_state


def _weighed(rows: Matrix, weights: Any) -> tuple[Groups, Matrix | None]:
    """Give the places of the rows that weigh something, and all weights."""
    if weights is None:
        return np.arange(len(rows)), None
    mass: Matrix = check_array(weights, ensure_2d=False, dtype=np.float64, input_name="sample_weight")
    faults = {
        f"{len(mass)} weights for {len(rows)} rows": mass.shape != (len(rows),),
        "negative weights": bool((mass < 0).any()),
        "weights that are all zero": not mass.any(),
    }
    for fault, is_so in faults.items():
        if is_so:
            raise ClusterError(
                fault,
                expected="a weight of 0 or more for each row, not all zero",
                do="give each row the number of customers that it stands for",
            )
    return np.flatnonzero(mass > 0), mass
