"""Traits: how likely each type is to take the newsletter and to be of that age."""

from __future__ import annotations

import numpy as np

from shoal.simulate.bayes.evidence import Evidence
from shoal.simulate.bayes.special import TINY, normal_below
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.people import AGE_WIDTH, FIRST_YEAR, LAST_YEAR
from shoal.simulate.seasons import Floats


def log_traits(evidence: Evidence, each: CustomerType) -> Floats:
    """Give the log likelihood of what is written of each customer, for one type; what is missing says nothing.

    Country, name and the days between sign-up and first order are the same for every type.
    """
    with np.errstate(divide="ignore"):
        takes = np.log(each.newsletter_share), np.log1p(-each.newsletter_share)
    newsletter = np.where(np.isnan(evidence.newsletter), 0.0, np.where(evidence.newsletter == 1, *takes))
    year = np.nan_to_num(evidence.birth_year, nan=each.birth_year)
    above = np.where(year >= LAST_YEAR, 1.0, normal_below((year + 0.5 - each.birth_year) / AGE_WIDTH))
    below = np.where(year <= FIRST_YEAR, 0.0, normal_below((year - 0.5 - each.birth_year) / AGE_WIDTH))
    born = np.where(np.isnan(evidence.birth_year), 0.0, np.log(np.maximum(above - below, TINY)))
    return np.asarray(newsletter + born)
