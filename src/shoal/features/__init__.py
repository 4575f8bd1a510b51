"""Features: definitions with meaning, unit and window, computed as of an instant; and what customers did after it."""

from shoal.features.compute import compute
from shoal.features.definitions import defined
from shoal.features.ground import relation_of as rows_of
from shoal.features.happened import Later, happened
from shoal.features.origins import origins
from shoal.features.outcomes import outcomes
from shoal.features.targets import churn_target, named_target

__all__ = ["Later", "churn_target", "compute", "defined", "happened", "named_target", "origins", "outcomes", "rows_of"]
