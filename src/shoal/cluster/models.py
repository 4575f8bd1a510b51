"""The kinds of model, so that a saved one can be read again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shoal.cluster.centroid import CentroidModel
from shoal.cluster.rfm import RfmModel
from shoal.cluster.tiers import TierModel

MODELS: Mapping[str, type[CentroidModel] | type[RfmModel] | type[TierModel]] = MappingProxyType(
    {"kmeans": CentroidModel, "rfm_grid": RfmModel, "value_tiers": TierModel}
)
"""Kind to class; each has ``from_dict``."""
