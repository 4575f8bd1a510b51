"""The kinds of model that algorithms make, so that a saved one can be read again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shoal.cluster.centroid import CentroidModel
from shoal.cluster.gaussian import GaussianModel
from shoal.cluster.prototypes import PrototypeModel
from shoal.cluster.rfm import RfmModel
from shoal.cluster.splits import SplitModel
from shoal.cluster.tiers import TierModel

Kinds = (
    type[CentroidModel]
    | type[PrototypeModel]
    | type[GaussianModel]
    | type[SplitModel]
    | type[RfmModel]
    | type[TierModel]
)

PLAIN: Mapping[str, Kinds] = MappingProxyType(
    {
        "kmeans": CentroidModel,
        "kprototypes": CentroidModel,
        "bisecting_kmeans": SplitModel,
        "hierarchical": PrototypeModel,
        "birch": PrototypeModel,
        "dbscan": PrototypeModel,
        "hdbscan": PrototypeModel,
        "micro_segments": SplitModel,
        "gaussian_mixture": GaussianModel,
        "rfm_grid": RfmModel,
        "value_tiers": TierModel,
    }
)
"""Kind to class; each has ``from_dict``."""
