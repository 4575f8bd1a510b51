"""Results are written with nine significant digits, so that the last bits of a float never show."""

from __future__ import annotations


def written(value: float) -> float:
    """Round to nine significant digits.

    Examples
    --------
    >>> written(1 / 3), written(1234567890.6)
    (0.333333333, 1234567890.0)
    """
    return float(f"{value:.9g}")
