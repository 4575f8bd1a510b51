"""The Calinski-Harabasz index: spread between groups beside spread inside them."""

from __future__ import annotations


def calinski_harabasz(whole: float, inside: float, *, n: int, k: int) -> float | None:
    """Give the ratio of the variance between groups to that inside them; more is better.

    It favours round groups of like size, so it compares numbers of groups of one algorithm and never algorithms.

    Parameters
    ----------
    whole : float
        Sum of squared distances of all customers to their mean.
    inside : float
        The same to the mean of the own group.
    n, k : int
        Customers and groups.

    Returns
    -------
    float or None
        None where there is one group, no more customers than groups, or nothing inside the groups differs.

    References
    ----------
    Caliński & Harabasz (1974), A dendrite method for cluster analysis, Communications in Statistics 3.

    Examples
    --------
    >>> calinski_harabasz(whole=101.0, inside=1.0, n=4, k=2)
    200.0
    """
    if k < 2 or n <= k or inside <= 0:
        return None
    return (whole - inside) / (k - 1) / (inside / (n - k))
