"""What the customers of each segment buy, and when they order, in counts that point at nobody."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from shoal.terms import Engine, Labels, Relation, Segmentation

MOST_CUSTOMERS = 20_000
"""Customers whose orders are looked at: the head of the canonical order (hash of id), so a random sample."""

MOST_PRODUCTS = 2_000
"""Products that are looked at: those that most of them bought."""

MOST_TOLD = 5
LEAST_LIFT = 1.25
"""What is sure to be a larger part, but hardly larger than this, is not worth telling."""

FEWEST_SHARE = 0.02
"""A product must be bought by so many of a segment to be told of it."""

MOST_MONTHS = 24
_ORDERS, _MEMBERS = "orders_of_the_report", "customers_of_the_report"
_MONTH = "12 * extract(year FROM placed_on) + extract(month FROM placed_on) - 1"
_DAY, _PART, _HOUR = "extract(isodow FROM placed_on) - 1", "placed_hour // 6", "placed_hour"
_Cells = Mapping[int, Mapping[tuple[int, ...], int]]


@dataclass(frozen=True)
class Purchases:
    """Where orders are.

    Parameters
    ----------
    orders : Relation
        As in `Records`.
    keys : Relation
        ``source_key``, ``customer_id``.
    called : callable
        From products in small letters to the names of those that have one.
    """

    orders: Relation
    keys: Relation
    called: Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class Liking:
    """A product that a segment buys more than the others.

    Parameters
    ----------
    product : str
    n_buyers : int
        Customers of the segment, in the sample.
    share : float
        Of its customers, who bought it.
    lift, low, high : float
        How many times as large a part it is of what they buy as of what the others buy, with its 95 % interval.
    """

    product: str
    n_buyers: int
    share: float
    lift: float
    low: float
    high: float


@dataclass(frozen=True)
class Bought:
    """What is bought, and when.

    Parameters
    ----------
    n_customers : int
        Whose orders were looked at.
    likings : mapping of segment id to tuple of Liking
        The surest first; a segment with none is not there. Empty where orders name no products.
    n_orders : mapping of segment id to int
        All orders, those in cells of too few customers too: what shares are of.
    months : tuple of (year, month)
        The latest at most 24, without gaps.
    by_month : mapping of segment id to tuple of int
        Orders in each of these months; 0 stands for too few customers, here and in what follows.
    by_day : mapping of segment id to tuple of int
        Orders on each weekday, from Monday on.
    by_part : mapping of segment id to tuple of int
        Orders in each quarter of the day, from midnight on, where hours are known.
    by_hour : mapping of segment id to mapping of (weekday, hour) to int
        Orders where hours are known; Monday is 0.
    has_names : bool
        Whether products are called by names rather than by numbers.
    """

    n_customers: int
    likings: Mapping[int, tuple[Liking, ...]]
    n_orders: Mapping[int, int]
    months: tuple[tuple[int, int], ...]
    by_month: Mapping[int, tuple[int, ...]]
    by_day: Mapping[int, tuple[int, ...]]
    by_part: Mapping[int, tuple[int, ...]]
    by_hour: Mapping[int, Mapping[tuple[int, int], int]]
    has_names: bool


def bought(segmentation: Segmentation, labels: Labels, purchases: Purchases) -> Bought | None:
    """Count purchases by segment.

    Nothing is counted of fewer customers than the smallest segment may have; nothing of segments too small to be
    described.

    Parameters
    ----------
    segmentation : Segmentation
    labels : Labels
    purchases : Purchases

    Returns
    -------
    Bought or None
        None where nobody who is described has bought anything.
    """
    of_group = {group: one.id for one in segmentation.segments if one.profile for group in one.groups}
    engine, fewest = labels.relation.engine, segmentation.spec.privacy.min_count
    engine.create(
        _MEMBERS,
        f"""SELECT k.source_key, s.member, s.group_id FROM {purchases.keys.name} k JOIN
            (SELECT customer_id, group_id, row_number() OVER (ORDER BY md5(customer_id), customer_id) AS member
             FROM {labels.relation.name}) s ON k.customer_id = s.customer_id WHERE s.member <= {MOST_CUSTOMERS}""",
        step="customers of the report",
    )
    engine.create(
        _ORDERS,
        f"""SELECT m.member, m.group_id, o.order_key, min(o.occurred_on) AS placed_on,
            min(o.occurred_hour) AS placed_hour
            FROM {purchases.orders.name} o JOIN {_MEMBERS} m ON o.source_key = m.source_key
            WHERE o.is_purchase GROUP BY m.member, m.group_id, o.order_key""",
        step="orders of the report",
    )
    try:
        sizes = _sizes(labels, of_group)
        whole = _cells(engine, of_group, fewest)
        if not whole:
            return None
        months, by_month = _by_month(_cells(engine, of_group, fewest, _MONTH))
        likings = _likings(labels, purchases, of_group, sizes, fewest)
        names = purchases.called({one.product.lower() for told in likings.values() for one in told})
        return Bought(
            n_customers=sum(sizes.values()),
            likings={id_: _named(told, names) for id_, told in likings.items()},
            n_orders={id_: cells[()] for id_, cells in whole.items()},
            months=months,
            by_month=by_month,
            by_day=_in_order(_cells(engine, of_group, fewest, _DAY), 7),
            by_part=_in_order(_cells(engine, of_group, fewest, _PART), 4),
            by_hour={
                id_: {(day, hour): n for (day, hour), n in cells.items()}
                for id_, cells in _cells(engine, of_group, fewest, _DAY, _HOUR).items()
            },
            has_names=bool(names) or _are_words(likings),
        )
    finally:
        engine.drop(_ORDERS)
        engine.drop(_MEMBERS)


def _sizes(labels: Labels, of_group: Mapping[int, int]) -> Mapping[int, int]:
    rows = labels.relation.engine.rows(
        f"SELECT group_id, count(DISTINCT member) FROM {_MEMBERS} GROUP BY group_id", step="customers by group"
    )
    sizes: dict[int, int] = defaultdict(int)
    for group, n in rows:
        if int(group) in of_group:
            sizes[of_group[int(group)]] += int(n)
    return sizes


def _cells(engine: Engine, of_group: Mapping[int, int], fewest: int, *by: str) -> _Cells:
    """Count the orders of each segment by what is said of them, without cells of too few customers."""
    known = "".join(f" AND ({each}) IS NOT NULL" for each in by)
    rows = engine.rows(
        f"""SELECT {", ".join(("group_id", *by))}, count(*) FROM {_ORDERS} WHERE TRUE{known}
            GROUP BY {", ".join(("group_id", *by))} HAVING count(DISTINCT member) >= {fewest}""",
        step="orders of segments",
    )
    counted: dict[int, dict[tuple[int, ...], int]] = defaultdict(lambda: defaultdict(int))
    for group, *cell, n in rows:
        if int(group) in of_group:
            counted[of_group[int(group)]][tuple(map(int, cell))] += int(n)
    return {id_: dict(sorted(cells.items())) for id_, cells in sorted(counted.items())}


def _in_order(counted: _Cells, n: int) -> Mapping[int, tuple[int, ...]]:
    return {id_: tuple(cells.get((place,), 0) for place in range(n)) for id_, cells in counted.items()}


def _by_month(counted: _Cells) -> tuple[tuple[tuple[int, int], ...], Mapping[int, tuple[int, ...]]]:
    if not counted:
        return (), {}
    seen = {month for cells in counted.values() for (month,) in cells}
    span = range(max(min(seen), max(seen) - MOST_MONTHS + 1), max(seen) + 1)
    months = tuple((month // 12, month % 12 + 1) for month in span)
    return months, {id_: tuple(cells.get((month,), 0) for month in span) for id_, cells in counted.items()}


def _likings(
    labels: Labels, purchases: Purchases, of_group: Mapping[int, int], sizes: Mapping[int, int], fewest: int
) -> Mapping[int, tuple[Liking, ...]]:
    """Rank what each segment buys more than the others by the low end of how many times as large a part it is.

    Compared are parts of what is bought, each product counted once a customer: otherwise those who buy much would seem
    to like everything, and those who buy little nothing.
    """
    buyers: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for product, group, n in _buyers(labels, purchases):
        if int(group) in of_group:
            buyers[str(product)][of_group[int(group)]] += int(n)
    whole: dict[int, int] = defaultdict(int)
    for of_product in buyers.values():
        for id_, n in of_product.items():
            whole[id_] += n
    found, everything = defaultdict(list), sum(whole.values())
    for product, of_product in buyers.items():
        for id_, n in of_product.items():
            # Raised where it is too few to be told of: what is then said of the lift is the least that it is.
            others = max(sum(of_product.values()) - n, fewest)
            if n >= max(fewest, FEWEST_SHARE * sizes[id_]) and everything - whole[id_] > others:
                lift, low, high = _ratio(n, whole[id_], others, everything - whole[id_])
                if low > 1 and lift >= LEAST_LIFT:
                    found[id_].append(Liking(product, n, n / sizes[id_], lift, low, high))
    return {
        id_: tuple(sorted(likings, key=lambda one: (-one.low, one.product))[:MOST_TOLD])
        for id_, likings in sorted(found.items())
    }


def _buyers(labels: Labels, purchases: Purchases) -> list[tuple[str, int, int]]:
    """Count the customers of each group who bought each of the products that most bought."""
    return labels.relation.engine.rows(
        f"""WITH counted AS (
                SELECT o.product, m.group_id, count(DISTINCT m.member) AS n
                FROM {purchases.orders.name} o JOIN {_MEMBERS} m ON o.source_key = m.source_key
                WHERE o.is_purchase AND o.product IS NOT NULL GROUP BY 1, 2),
            most AS (SELECT product FROM counted GROUP BY product ORDER BY sum(n) DESC, product LIMIT {MOST_PRODUCTS})
            SELECT counted.product, counted.group_id, counted.n FROM counted
            JOIN most ON counted.product = most.product ORDER BY counted.product, counted.group_id""",
        step="buyers of products",
    )


def _named(told: tuple[Liking, ...], names: Mapping[str, str]) -> tuple[Liking, ...]:
    """Call products by their names, and those of one name by their codes besides."""
    called = [names.get(one.product.lower(), one.product) for one in told]
    shared = Counter(called)
    return tuple(
        replace(one, product=name if shared[name] == 1 or name == one.product else f"{name} ({one.product})")
        for one, name in zip(told, called, strict=True)
    )


def _are_words(likings: Mapping[int, tuple[Liking, ...]]) -> bool:
    """Say whether products are called by words, as most are that have a blank in them."""
    names = [one.product for told in likings.values() for one in told]
    return 2 * sum(" " in name.strip() for name in names) > len(names)


def _ratio(n: int, whole: int, others: int, other_whole: int) -> tuple[float, float, float]:
    """Compare two shares: their ratio with its interval, that of its logarithm (Katz et al. 1978, Biometrics 34).

    Examples
    --------
    >>> [round(each, 2) for each in _ratio(30, 100, 10, 100)]
    [3.0, 1.55, 5.8]
    """
    ratio = (n / whole) / (others / other_whole)
    spread = math.exp(1.96 * math.sqrt(1 / n - 1 / whole + 1 / others - 1 / other_whole))
    return ratio, ratio / spread, ratio * spread
