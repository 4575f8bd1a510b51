"""Features: definitions with meaning, unit and window, computed as of an instant."""

from shoal.features.compute import compute
from shoal.features.definitions import defined

__all__ = ["compute", "defined"]
