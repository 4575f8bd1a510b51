"""Wording: texts put together from sentences, one for each row, without a look at the rows one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from shoal.simulate.phrases import TONES
from shoal.simulate.seasons import Floats, Ints


def worded(banks: Sequence[Sequence[Sequence[str]]], topic: Ints, tone: Ints, place: Floats) -> pa.StringArray:
    """Choose a sentence of each row's topic and tone.

    Parameters
    ----------
    banks : sequence of topics, each with a sequence of sentences for each tone
    topic, tone : int array (n,)
    place : float array (n,)
        In [0, 1): which of the sentences.

    Examples
    --------
    >>> banks = [[["Bad."], ["Fair."], ["Good.", "Great."]]]
    >>> worded(banks, np.array([0, 0]), np.array([0, 2]), np.array([0.2, 0.9])).to_pylist()
    ['Bad.', 'Great.']
    """
    cells = [sentences for by_tone in banks for sentences in by_tone]
    count = np.array([len(sentences) for sentences in cells])
    first = np.cumsum(count) - count
    cell = topic * len(TONES) + tone
    row = first[cell] + (place * count[cell]).astype(np.int64)
    return pa.array([sentence for sentences in cells for sentence in sentences], pa.string()).take(pa.array(row))
