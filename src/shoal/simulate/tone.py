"""Tone: how content customers are when they write, from -1 (angry) to 1 (delighted)."""

from __future__ import annotations

import numpy as np

from shoal.simulate.customer_types import CAUSES
from shoal.simulate.orders import SECONDS_PER_DAY
from shoal.simulate.part import Part
from shoal.simulate.seasons import Floats, Ints

PERSONAL_SPREAD = 0.25  # standard deviation between the customers of one type
SINGLE_SPREAD = 0.3  # and between two texts of one customer
SOURING_DAYS = 90.0
SOURING = 0.9
"""Those who leave because of the service write in a tone that falls by this much over the days before they do."""


def draw_tone(part: Part, customer: Ints, second: Ints, name: str) -> Floats:
    """Draw the tone of texts that customers write at some moments.

    Parameters
    ----------
    part : Part
    customer : int array (n,)
        Rows of the lives.
    second : int array (n,)
    name : str
        Of the stream; a customer's own tone is the same for all of them.
    """
    lives, day = part.lives, second / SECONDS_PER_DAY
    mean = np.array([each.engagement.tone for each in part.plan.types])
    type_id = np.where(lives.turned[customer] <= day, lives.turned_into[customer], lives.type_id[customer])
    own = PERSONAL_SPREAD * part.chance("tone").standard_normal(len(lives))
    near = np.clip(1 - (lives.left[customer] - day) / SOURING_DAYS, 0, 1)
    sours = lives.cause[customer] == CAUSES.index("service")
    single = SINGLE_SPREAD * part.chance(f"tone {name}").standard_normal(len(customer))
    return np.asarray(np.clip(mean[type_id] + own[customer] + single - SOURING * near * sours, -1, 1))
