"""How many customers an experiment needs to see a difference, and what difference so many can show."""

from __future__ import annotations

import math
from statistics import NormalDist

POWER = 0.8
"""Chance of seeing a difference that is there; Cohen's convention."""

ALPHA = 0.05
"""Chance of seeing one that is not there, on both sides together."""

_NEAR_ENOUGH = 60
"""Halvings of the interval in which a difference is looked for: to the last digit of a float."""


def customers_for_shares(usual: float, hoped: float, *, power: float = POWER, alpha: float = ALPHA) -> int:
    """Count the customers that each of two equal arms needs to tell two shares apart.

    Normal approximation of the two-sided test, with the variance of both arms pooled where they are alike and their own
    where they differ; assumes that customers decide independently of each other.

    Parameters
    ----------
    usual, hoped : float
        Shares between 0 and 1, not equal: without the treatment, and with it.
    power : float
        Chance of seeing the difference.
    alpha : float
        Chance of seeing a difference where there is none, two-sided.

    Returns
    -------
    int
        Customers per arm.

    References
    ----------
    Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, 3rd ed., equation 4.14 without the
    correction for continuity; `power.prop.test` of R gives the same.

    Examples
    --------
    From the manual of R: 0.50 against 0.75 with a power of 0.90 needs 76.7 customers.

    >>> customers_for_shares(0.50, 0.75, power=0.90)
    77
    """
    return math.ceil(_exact_for_shares(usual, hoped, power, alpha) - 1e-9)


def customers_for_means(spread: float, difference: float, *, power: float = POWER, alpha: float = ALPHA) -> int:
    """Count the customers that each of two equal arms needs to tell two means apart.

    Normal approximation of the two-sided t test, with Guenther's correction for a spread that is estimated. Assumes one
    spread in both arms and means that are near normal: of amounts where few customers spend most of the money, that
    asks for some hundreds of customers.

    Parameters
    ----------
    spread : float
        Standard deviation of customers, > 0.
    difference : float
        Of the means, not 0.
    power, alpha : float
        As in `customers_for_shares`.

    Returns
    -------
    int
        Customers per arm.

    References
    ----------
    Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., table 2.4.1; Guenther (1981), The
    American Statistician 35(4).

    Examples
    --------
    Cohen's table: a medium effect, half a standard deviation, needs 64 customers per arm.

    >>> customers_for_means(1.0, 0.5)
    64
    """
    z_alpha, z_power = _quantiles(power, alpha)
    return math.ceil(2 * ((z_alpha + z_power) * spread / difference) ** 2 + z_alpha**2 / 4 - 1e-9)


def smallest_share(usual: float, customers: int, *, power: float = POWER, alpha: float = ALPHA) -> float | None:
    """Give the smallest share above the usual one that so many customers per arm can show.

    Parameters
    ----------
    usual : float
        Share between 0 and 1 without the treatment.
    customers : int
        Per arm.
    power, alpha : float
        As in `customers_for_shares`.

    Returns
    -------
    float or None
        None where not even everyone would be enough.

    Examples
    --------
    From the manual of R: 50 customers per arm show 0.80 against 0.50 with a power of 0.90.

    >>> round(smallest_share(0.50, 50, power=0.90), 4)
    0.8026
    """
    low, high = usual, 1.0
    if customers < 2 or usual >= 1 or _exact_for_shares(usual, high, power, alpha) > customers:
        return None
    for _ in range(_NEAR_ENOUGH):
        middle = (low + high) / 2
        if middle > usual and _exact_for_shares(usual, middle, power, alpha) <= customers:
            high = middle
        else:
            low = middle
    return high


def smallest_difference(spread: float, customers: int, *, power: float = POWER, alpha: float = ALPHA) -> float | None:
    """Give the smallest difference of two means that so many customers per arm can show.

    Parameters
    ----------
    spread : float
        Standard deviation of customers, > 0.
    customers : int
        Per arm.
    power, alpha : float
        As in `customers_for_shares`.

    Returns
    -------
    float or None
        None where there are too few to estimate a spread.

    Examples
    --------
    >>> round(smallest_difference(10.0, 64), 2)
    4.99
    """
    z_alpha, z_power = _quantiles(power, alpha)
    free = customers - z_alpha**2 / 4
    return (z_alpha + z_power) * spread * math.sqrt(2 / free) if free > 0 else None


def _exact_for_shares(usual: float, hoped: float, power: float, alpha: float) -> float:
    z_alpha, z_power = _quantiles(power, alpha)
    together = (usual + hoped) / 2
    alike = z_alpha * math.sqrt(2 * together * (1 - together))
    apart = z_power * math.sqrt(usual * (1 - usual) + hoped * (1 - hoped))
    return ((alike + apart) / (hoped - usual)) ** 2


def _quantiles(power: float, alpha: float) -> tuple[float, float]:
    normal = NormalDist()
    return normal.inv_cdf(1 - alpha / 2), normal.inv_cdf(power)
