"""Features: definitions with meaning, unit and window, computed as of an instant."""

from shoal.features.compute import compute
from shoal.features.definitions import features

__all__ = ["compute", "features"]
