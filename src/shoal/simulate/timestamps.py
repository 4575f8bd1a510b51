"""Timestamps: seconds since the start of a history as a file has them."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.simulate.orders import SECONDS_PER_DAY


def as_times(second: npt.NDArray[np.int64] | npt.NDArray[np.int32], start: date) -> pa.TimestampArray:
    """Turn seconds since the start into timestamps.

    Examples
    --------
    >>> as_times(np.array([86_401]), date(2025, 1, 1)).to_pylist()
    [datetime.datetime(2025, 1, 2, 0, 0, 1)]
    """
    epoch = (start - date(1970, 1, 1)).days * SECONDS_PER_DAY
    return pa.array(second.astype(np.int64) + epoch).cast(pa.timestamp("s"))
