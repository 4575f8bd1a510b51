"""Interactions: pairs of features that tell more together than side by side."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Interaction:
    """A pair of features worth trying, with its evidence; it is proposed, never applied unasked.

    Parameters
    ----------
    pair : str
        ``a x b`` or ``a / b``.
    of : str
        What it tells better than its two parts.
    gain, low, high : float
        Share of the variance of that which it explains beyond its parts, on held-back customers, with an interval that
        allows for all the pairs that were tested.
    n_tested : int
        Pairs that were tested.

    Examples
    --------
    >>> Interaction("visits x spend", "churned", 0.08, 0.05, 0.11, 10).toml
    'features.interactions = ["visits x spend"]'
    """

    pair: str
    of: str
    gain: float
    low: float
    high: float
    n_tested: int

    @property
    def toml(self) -> str:
        """Give the line of shoal.toml that adds it."""
        escaped = self.pair.replace("\\", "\\\\").replace('"', '\\"')
        return f'features.interactions = ["{escaped}"]'
