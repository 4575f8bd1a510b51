"""Customer types: defined by the rates at which people act, never by the features that shoal computes of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from shoal.errors import ConfigError
from shoal.simulate.engagement import Engagement

DAYS_PER_MONTH = 365.25 / 12
CAUSES = ("price", "service", "competitor", "need ended", "moved", "payment failed")
"""Why customers leave for good."""


@dataclass(frozen=True)
class CustomerType:
    """The rates of one kind of customer.

    A customer's own rates are drawn around those of the type: the order rate from a gamma distribution, the rest from
    log-normal distributions of width `spread`, the return rate from a beta distribution.

    Parameters
    ----------
    name : str
    share : float
        Of all customers, in [0, 1]; 0 where some only turn into it later.
    description : str
        One sentence.
    joined_days : pair of float
        Latest and earliest first order, in days before the end of the history.
    orders_per_month : float
        Mean order rate while a customer, after the first order.
    rate_shape : float
        Shape of the gamma distribution of order rates within the type; its coefficient of variation is
        ``1 / sqrt(rate_shape)``.
    gap_shape : float
        Shape of the gamma distribution of gaps between orders: 1 is a Poisson process, more is regular (Erlang), less
        comes in bursts.
    stays_months : float
        Mean time from the first order to the day the customer leaves for good.
    stays_shape : float
        Shape of its gamma distribution: 1 is a constant hazard.
    trend : float
        Growth of the order rate per year of being a customer, as a logarithm; negative is fading.
    lines_per_order : float
        Mean number of picks per order, at least 1 (equal picks become one line).
    quantity_per_line : float
        Mean quantity of a pick, at least 1.
    price_level : float
        Median list price of what they pick.
    breadth : float
        Median number of picks in the personal assortment that they shop from.
    return_share : float
        Chance that a line is sent back.
    discount_share : float
        Chance that an order is bought at a discount of 10 to 40 %.
    weekend_share : float
        Share of orders on Saturdays and Sundays; 2/7 is no preference.
    christmas : float
        Order rate in the week of 6 December as a multiple of summer's.
    spread : float
        Standard deviation of the logarithm of personal baskets, prices and assortments within the type.
    newsletter_share : float
        Share who take the newsletter.
    birth_year : float
        Mean year of birth.
    response : float
        Mean of the order rate in the 14 days after being contacted by a campaign, over the ordinary rate, minus 1;
        at least -1. Negative is a customer better left alone.
    response_spread : float
        Standard deviation of the personal responses, which are normal around the mean and at least -1.
    causes : tuple of (str, float)
        Shares of the causes of leaving, each of `CAUSES`; they add up to 1.
    engagement : Engagement
        How they act beside buying.
    plans : tuple of (str, float)
        Shares of the plans that they have, for businesses with plans; they add up to 1. Empty is none.
    """

    name: str
    share: float
    description: str
    joined_days: tuple[float, float]
    orders_per_month: float
    rate_shape: float = 4.0
    gap_shape: float = 1.0
    stays_months: float = 120.0
    stays_shape: float = 1.0
    trend: float = 0.0
    lines_per_order: float = 2.0
    quantity_per_line: float = 1.3
    price_level: float = 12.0
    breadth: float = 15.0
    return_share: float = 0.03
    discount_share: float = 0.1
    weekend_share: float = 2 / 7
    christmas: float = 1.5
    spread: float = 0.3
    newsletter_share: float = 0.4
    birth_year: float = 1980.0
    response: float = 0.1
    response_spread: float = 0.1
    causes: tuple[tuple[str, float], ...] = (
        ("price", 0.25),
        ("service", 0.15),
        ("competitor", 0.25),
        ("need ended", 0.25),
        ("moved", 0.07),
        ("payment failed", 0.03),
    )
    engagement: Engagement = Engagement()
    plans: tuple[tuple[str, float], ...] = ()


def check_types(types: tuple[CustomerType, ...], *, days: int) -> None:
    """Refuse types that cannot be simulated over a history of some days.

    Raises
    ------
    ConfigError
        Where names repeat, shares do not add up to 1, or a rate is out of its range.
    """
    names = [each.name for each in types]
    if not types or len(set(names)) < len(names):
        raise ConfigError(f"{len(names)} types with {len(set(names))} names", expected="types with different names")
    total = sum(each.share for each in types)
    if abs(total - 1.0) > 1e-6:
        raise ConfigError(f"the shares of the types add up to {total:g}", expected="1", where="types")
    for each in types:
        _refuse(each, _ranges(each, days), where=f"type '{each.name}'")
        _refuse(each.engagement, each.engagement.ranges(), where=f"engagement of type '{each.name}'")


def _refuse(holder: CustomerType | Engagement, ranges: list[tuple[str, bool, str]], *, where: str) -> None:
    for rate, is_right, expected in ranges:
        if not is_right:
            raise ConfigError(f"{rate} is {getattr(holder, rate)}", expected=expected, do="change it", where=where)


def _ranges(each: CustomerType, days: int) -> list[tuple[str, bool, str]]:
    """List every range that a type must keep: rate, whether it does, and what is expected."""
    late, early = each.joined_days
    shares = [field.name for field in fields(each) if field.name.endswith("share")]
    positive = ("orders_per_month", "rate_shape", "stays_months", "stays_shape", "price_level", "christmas")
    return [
        ("joined_days", 0 < late < early <= days, f"0 < latest < earliest <= {days}, the days of the history"),
        *((name, 0 <= getattr(each, name) <= 1, "a share in [0, 1]") for name in shares),
        *((name, getattr(each, name) > 0, "more than 0") for name in positive),
        *((name, getattr(each, name) >= 1, "at least 1") for name in ("lines_per_order", "quantity_per_line")),
        ("breadth", each.breadth >= 1, "at least 1"),
        ("gap_shape", each.gap_shape >= 0.1, "at least 0.1: burstier gaps are all but zero"),
        *((name, getattr(each, name) >= 0, "at least 0") for name in ("spread", "response_spread")),
        ("response", each.response >= -1, "at least -1: they do not order at all"),
        ("causes", _add_up(each.causes, among=CAUSES), f"shares that add up to 1, of {', '.join(CAUSES)}"),
        ("plans", not each.plans or _add_up(each.plans), "shares that add up to 1, or nothing"),
    ]


def _add_up(shares: tuple[tuple[str, float], ...], among: tuple[str, ...] | None = None) -> bool:
    """Whether shares have different names, of those allowed, are not negative, and add up to 1."""
    names = [name for name, _ in shares]
    return (
        len(set(names)) == len(names)
        and (among is None or set(names) <= set(among))
        and all(share >= 0 for _, share in shares)
        and abs(sum(share for _, share in shares) - 1) < 1e-6
    )
