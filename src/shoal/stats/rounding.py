"""Rounding to significant digits, so that the last bits of a float do not decide anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MODEL_DIGITS = 12
"""Significant digits of a float before it meets a model."""

RESULT_DIGITS = 9
"""Significant digits of a float in a result: machines agree on these."""


def significant(values: ArrayLike, digits: int = MODEL_DIGITS) -> NDArray[np.float64]:
    """Round to significant decimal digits; NaN and infinities stay as they are.

    Two roundings of the same number agree, and the answer prints with at most ``digits`` digits.

    Parameters
    ----------
    values : float array of any shape
    digits : int

    Examples
    --------
    >>> significant([1234.56789, 0.000123456, 0.0, -1.0], 3)
    array([ 1.23e+03,  1.23e-04,  0.00e+00, -1.00e+00])
    """
    rounded = np.array(values, dtype=np.float64)
    usable = np.isfinite(rounded) & (rounded != 0)
    exponent = np.floor(np.log10(np.abs(rounded[usable]))).astype(np.int64)
    # Powers of ten are exact up to 1e22, so a product or quotient by one is rounded once; beyond that Python's own
    # shortest text is the only exact way, and so rare that its cost does not matter.
    shift = digits - 1 - exponent
    part = rounded[usable]
    near = np.abs(shift) <= 22
    power = np.power(10.0, np.abs(np.where(near, shift, 0)).astype(np.float64))
    scaled = np.where(shift >= 0, np.rint(part * power) / power, np.rint(part / power) * power)
    for index in np.flatnonzero(~near):
        scaled[index] = float(f"{part[index]:.{digits - 1}e}")
    rounded[usable] = scaled
    return rounded


def exactly(value: float, digits: int = MODEL_DIGITS) -> float:
    """Round one number to significant decimal digits, so that what is written down is what is used.

    Examples
    --------
    >>> exactly(1 / 3), exactly(1234567890.6, 9)
    (0.333333333333, 1234567890.0)
    """
    return float(f"{value:.{digits}g}")


def written(value: float) -> float:
    """Round one number as results are written.

    Examples
    --------
    >>> written(1 / 3)
    0.333333333
    """
    return exactly(value, RESULT_DIGITS)
