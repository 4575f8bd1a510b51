"""What the arrays of this room hold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Texts = NDArray[np.str_]
Mask = NDArray[np.bool_]
"""Yes or no, a row each."""

Places = NDArray[np.intp]
"""Where something stands in another array."""

Folds = NDArray[np.int64]
"""The part that each row belongs to, from 0 on."""
