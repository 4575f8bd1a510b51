"""Groups of customers: whether there are any, how many, and models that place customers in them.

Start at `shoal.cluster.fit`: `structure` asks whether there are groups at all, `choice` how many, `kmeans`, `axis` and
`rfm` find or cut them, and `centroid`, `tiers` and `rfm` hold the models, each in three equal forms.
"""

from shoal.cluster.centroid import CentroidModel
from shoal.cluster.cost import cost
from shoal.cluster.fit import fit
from shoal.cluster.joined import joined
from shoal.cluster.merged import MODELS
from shoal.cluster.regroup import regroup
from shoal.cluster.rfm import RfmModel, has_rfm, rfm_grid
from shoal.cluster.scoring import apply, features_read, score_one, score_sql
from shoal.cluster.tiers import TierModel
from shoal.cluster.ways import Judged, judge
from shoal.cluster.worth import not_measured, worth

__all__ = [
    "MODELS",
    "CentroidModel",
    "Judged",
    "RfmModel",
    "TierModel",
    "apply",
    "cost",
    "features_read",
    "fit",
    "has_rfm",
    "joined",
    "judge",
    "not_measured",
    "regroup",
    "rfm_grid",
    "score_one",
    "score_sql",
    "worth",
]
