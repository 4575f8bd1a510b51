"""Features: definitions with meaning, unit and window, computed as of an instant."""

from shoal.features.compute import compute
from shoal.features.definitions import Definition, order_definitions

__all__ = ["Definition", "compute", "order_definitions"]
