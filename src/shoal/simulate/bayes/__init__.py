"""The Bayes classifier that knows the rates of the types: the ceiling of every segmentation of a simulated shop."""

from shoal.simulate.bayes.ceiling import Ceiling, ceiling

__all__ = ["Ceiling", "ceiling"]
