"""One plain sentence per segment, with real numbers and their units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shoal.interpret.words import HABIT, ORDER_AXES, RECENCY, SPEND
from shoal.terms import Claim, Feature, FeatureType, Figure
from shoal.terms.titles import in_sentence


def sentence(
    n_customers: int,
    share: float,
    value_share: float | None,
    profile: Mapping[str, Figure],
    claims: tuple[Claim, ...],
    *,
    features: tuple[Feature, ...],
    currency: str | None,
) -> str:
    """Describe a segment: how many, what is typical of them (medians), what they bring.

    Examples
    --------
    >>> profile = {"recency_days": Figure(20.1, 12.0, 21.9), "order_count": Figure(9.2, 8.0, 215.5),
    ...            "net_revenue": Figure(4100.5, 2300.0, 200.0)}
    >>> sentence(312, 0.072, 0.31, profile, (), features=(), currency="GBP")
    '312 customers (7.2 %) typically placed 8 orders, the last 12 days ago, and spent 2,300 GBP; they bring 31 % \
of revenue.'
    """
    who = f"{quantity(n_customers, 'customer')} ({percent(share)})"
    if set(ORDER_AXES) <= profile.keys() and all(profile[axis].median is not None for axis in ORDER_AXES):
        orders, days, money = (profile[axis].median or 0.0 for axis in (HABIT, RECENCY, SPEND))
        unit = f" {currency}" if currency else ""
        last = "the last " if orders > 1 else ""
        text = f"{who} typically placed {quantity(orders, 'order')}, {last}{quantity(days, 'day')} ago,"
        text += f" and spent {number(round(money, 2))}{unit}"
    else:
        told = _told(profile, claims, features)
        text = f"{who} have a typical {listed(told)}" if told else f"{who} are not told apart by any number"
    if value_share is not None:
        text += f"; they bring {percent(value_share)} of revenue"
    return text + "."


def number(value: float) -> str:
    """Write a number for people: three significant digits below 1,000, whole above.

    Examples
    --------
    >>> number(1234.56), number(12.345), number(0.5), number(8.0)
    ('1,235', '12.3', '0.5', '8')
    >>> number(0.00021), number(6e-15)
    ('0.00021', '0')
    """
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    rounded = float(f"{value:.3g}")
    return f"{rounded:.6f}".rstrip("0").rstrip(".") if abs(rounded) >= 1e-6 else "0"


def percent(share: float) -> str:
    """Write a share for people.

    Examples
    --------
    >>> percent(0.0721), percent(0.31), percent(0.0004)
    ('7.2 %', '31 %', '0.04 %')
    """
    return f"{number(float(f'{100 * share:.2g}'))} %"


def quantity(value: float, unit: str) -> str:
    """Write a number with its unit, singular for one.

    Examples
    --------
    >>> quantity(1, "order"), quantity(2.5, "day")
    ('1 order', '2.5 days')
    """
    return f"{number(value)} {unit}{'' if value == 1 else 's'}"


def listed(words: Sequence[str]) -> str:
    """Write words one after another.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _told(profile: Mapping[str, Figure], claims: tuple[Claim, ...], features: tuple[Feature, ...]) -> list[str]:
    return [
        f"{in_sentence(f.name)} of {_with_unit(profile[f.name].median or 0.0, f)}"
        for f in told_first(profile, claims, features)
    ]


def told_first(
    profile: Mapping[str, Figure], claims: tuple[Claim, ...], features: tuple[Feature, ...]
) -> tuple[Feature, ...]:
    """Choose what a sentence tells where there are no orders: the name's features, then the largest effects; three.

    Parameters
    ----------
    profile : mapping of feature to Figure
    claims : tuple of Claim
        Of the name.
    features : tuple of Feature
        Those that may be spoken of.
    """
    named = [claim.feature for claim in claims if claim.direction != "typical"]
    numeric = [f for f in features if f.name in profile and profile[f.name].median is not None]
    told = [f for f in numeric if f.type not in (FeatureType.FLAG, FeatureType.CATEGORY)]
    told.sort(key=lambda f: (f.name not in named, -abs(profile[f.name].effect or 0.0)))
    return tuple(told[:3])


def _with_unit(value: float, feature: Feature) -> str:
    if feature.type is FeatureType.SHARE:
        return percent(value)
    if feature.unit in ("", "money", "ratio", "share"):
        return number(value)
    return f"{number(value)} {feature.unit}"
