"""Sends: who is contacted by which campaign when, and who is held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shoal.simulate.seasons import Ints


@dataclass(frozen=True)
class Sends:
    """The customers whom campaigns chose: one element per campaign and customer.

    Parameters
    ----------
    campaign : int array (n,)
        Row of the campaigns.
    customer : int array (n,)
        Row of the lives.
    is_treated : bool array (n,)
        Drawn at random; False is held out.
    second : int array (n,)
        Of the sending, since the start of the history; of who is held out, when it would have been.
    """

    campaign: Ints
    customer: Ints
    is_treated: npt.NDArray[np.bool_]
    second: Ints

    def __len__(self) -> int:
        return len(self.campaign)
