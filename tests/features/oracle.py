"""The features of one customer, computed slowly in plain Python from the same rows, subject by subject."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

Row = dict[str, Any]
Found = dict[str, Any]
TREND_DAYS = 90
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ON_SITE = {"visit", "view", "search", "cart", "uncart", "checkout", "purchase", "login"}
OF_MESSAGES = {"sent", "delivered", "opened", "clicked", "bounced", "unsubscribed"}
COMPLAINTS = ("fault", "cancel", "refund")
FORGOTTEN = "gone"
MOBILE = ("mobile", "phone", "tablet")


@dataclass(frozen=True)
class Business:
    """What is known of everyone: rows by kind, the day of `as_of`, and whose each row is."""

    today: date
    orders: tuple[Row, ...] = ()
    events: tuple[Row, ...] = ()
    texts: tuple[Row, ...] = ()
    holdings: tuple[Row, ...] = ()
    campaigns: tuple[Row, ...] = ()
    devices: tuple[tuple[str, str], ...] = ()

    def who(self, event: Row) -> str | None:
        return event["source_key"] or dict(self.devices).get(event["anonymous_key"])

    @property
    def people(self) -> list[str]:
        named = {row["source_key"] for rows in (self.orders, self.events, self.texts, self.holdings) for row in rows}
        return sorted(name for name in named if name and name != FORGOTTEN)

    def within(self, on: date, days: int, *, before: int = 0) -> bool:
        newest = self.today - timedelta(days=before)
        return newest - timedelta(days=days) <= on and (not before or on < newest)

    def age(self, on: date | None) -> int | None:
        return None if on is None else (self.today - on).days


def features_of(business: Business, who: str) -> Found:
    """Give every feature of a customer; those of orders are None for somebody who never bought."""
    lines = [row for row in business.orders if row["source_key"] == who]
    events = [row for row in business.events if business.who(row) == who]
    texts = [row for row in business.texts if row["source_key"] == who]
    held = [row for row in business.holdings if row["source_key"] == who]
    found: Found = {}
    orders = _orders(lines)
    if orders:
        for subject in (_value, _rhythm, _calendar, _returns, _taste, _places):
            found |= subject(business, lines, orders)
    found |= _visits(business, events) | _usage(business, events) | _messages(business, events)
    found |= _contacts(business, texts) | _reviews(texts) | _holdings(business, held)
    found["view_before_buy_share"] = _seen_first(business, lines, events)
    found["contacts_per_order"] = found["contact_count"] / len(orders) if orders else None
    return found


def _is_bought(line: Row) -> bool:
    return line["quantity"] > 0 and line["amount"] > 0


def _orders(lines: list[Row]) -> dict[str, list[Row]]:
    """Put what was bought together by order."""
    orders = defaultdict(list)
    for line in lines:
        if _is_bought(line):
            orders[line["order_key"]].append(line)
    return dict(orders)


def _on(order: list[Row]) -> date:
    return min(line["occurred_on"] for line in order)


def _first(order: list[Row], column: str) -> Any:
    return min((line[column] for line in order if line[column] is not None), default=None)


def _ratio(part: Any, whole: Any) -> float | None:
    return float(part) / float(whole) if whole else None


def _mean(values: Iterable[Any]) -> float | None:
    listed = [float(value) for value in values]
    return sum(listed) / len(listed) if listed else None


def _most(values: Iterable[Any]) -> tuple[Any, int, int, int]:
    """Give the most frequent value that is there, its count, the count of all, and how many differ."""
    counts = Counter(value for value in values if value is not None)
    if not counts:
        return None, 0, 0, 0
    value = min(counts, key=lambda each: (-counts[each], each))
    return value, counts[value], counts.total(), len(counts)


def _value(business: Business, lines: list[Row], orders: dict[str, list[Row]]) -> Found:
    sums = [sum(line["amount"] for line in order) for order in orders.values()]
    gross = sum(sums)
    mean = _mean(sums) or 0.0
    spread = math.sqrt(sum((float(each) - mean) ** 2 for each in sums) / len(sums)) / mean
    bought = [line for order in orders.values() for line in order]
    off = [(line, taken) for line in bought if (taken := _off(line)) is not None]
    paid = sum(line["amount"] for line, _ in off)
    costed = [line for line in bought if line["cost"] is not None]
    margin = sum(line["amount"] - line["cost"] for line in costed) if costed else None
    recent = {
        days: sum(line["amount"] for line in lines if business.within(line["occurred_on"], days)) for days in (90, 365)
    }
    return {
        "net_revenue": sum(line["amount"] for line in lines),
        "average_order_value": _ratio(gross, len(orders)),
        "net_revenue_90d": recent[90],
        "net_revenue_365d": recent[365],
        "largest_order_value": max(sums),
        "order_value_spread": spread if len(orders) > 1 else None,
        "unit_price": _ratio(gross, sum(line["quantity"] for line in bought)),
        "discount_share": _ratio(sum(taken for _, taken in off), paid + sum(taken for _, taken in off)),
        "full_price_share": _ratio(sum(line["amount"] for line, taken in off if not taken), paid),
        "margin": margin,
        "margin_share": _ratio(margin, sum(line["amount"] for line in costed)) if costed else None,
    }


def _off(line: Row) -> Decimal | None:
    if line["discount"] is not None:
        return Decimal(line["discount"])
    return None if line["list_amount"] is None else max(line["list_amount"] - line["amount"], Decimal(0))


def _rhythm(business: Business, _lines: list[Row], orders: dict[str, list[Row]]) -> Found:
    placed = [_on(order) for order in orders.values()]
    days = sorted(set(placed))
    gaps = [(after - before).days for before, after in pairwise(days)]
    cadence = _mean(gaps)
    recent, before = (
        [order for order in orders.values() if business.within(_on(order), TREND_DAYS, before=before)]
        for before in (0, TREND_DAYS)
    )
    money, money_before = (sum(line["amount"] for order in some for line in order) for some in (recent, before))
    recency = (business.today - max(placed)).days
    spread = None
    if len(gaps) >= 2 and cadence:
        spread = math.sqrt(sum((gap - cadence) ** 2 for gap in gaps) / len(gaps)) / cadence
    return {
        "order_count": len(orders),
        "recency_days": recency,
        "tenure_days": (business.today - min(placed)).days,
        "repeat_count": len(orders) - 1,
        "active_days": (max(placed) - min(placed)).days,
        "order_count_90d": sum(business.within(on, 90) for on in placed),
        "order_count_365d": sum(business.within(on, 365) for on in placed),
        "cadence_days": cadence,
        "cadence_spread": spread,
        "overdue_days": None if cadence is None else recency - cadence,
        "revenue_trend": _ratio(money - money_before, money + money_before),
        "order_trend": _ratio(len(recent) - len(before), len(recent) + len(before)),
    }


def _calendar(business: Business, _lines: list[Row], orders: dict[str, list[Row]]) -> Found:
    placed = [_on(order) for order in orders.values()]
    timed = [(on, hour) for on, order in zip(placed, orders.values(), strict=True)
             if (hour := _first(order, "occurred_hour")) is not None]  # fmt: skip
    counts = Counter(on.weekday() for on in placed)
    quarters: Counter[int] = Counter()
    for on, order in zip(placed, orders.values(), strict=True):
        quarters[(on.month - 1) // 3] += sum(line["amount"] for line in order)
    n = len(orders)
    found = {
        "weekend_share": sum(on.weekday() >= 5 for on in placed) / n,
        "main_weekday": WEEKDAYS[min(counts, key=lambda weekday: (-counts[weekday], weekday))],
        "month_end_share": sum(on.day >= 25 for on in placed) / n,
        "office_share": _mean(9 <= hour < 17 and on.weekday() < 5 for on, hour in timed),
        "evening_share": _mean(18 <= hour < 22 for _, hour in timed),
        "night_share": _mean(hour >= 22 or hour < 6 for _, hour in timed),
    }
    if min(line["occurred_on"] for line in business.orders) <= business.today - timedelta(days=365):
        found |= {
            "late_year_share": sum(on.month >= 11 for on in placed) / n,
            "summer_share": sum(6 <= on.month <= 8 for on in placed) / n,
            "strongest_quarter_share": _ratio(max(quarters.values()), quarters.total()),
        }
    return found


def _returns(_business: Business, lines: list[Row], orders: dict[str, list[Row]]) -> Found:
    gross = sum(line["amount"] for order in orders.values() for line in order)
    back = sum(-line["amount"] for line in lines if line["amount"] < 0)
    returned = {line["order_key"] for line in lines if line["is_return"]}
    nets: Counter[str] = Counter()
    for line in lines:
        nets[line["order_key"]] += line["amount"]
    return {
        "return_share": _ratio(back, gross),
        "return_count": len(returned),
        "cancelled_count": sum(key in returned and nets[key] <= 0 for key in orders),
    }


def _taste(business: Business, _lines: list[Row], orders: dict[str, list[Row]]) -> Found:
    bought = [line for order in orders.values() for line in order]
    days: dict[str, set[date]] = defaultdict(set)
    for line in bought:
        if line["product"] is not None:
            days[line["product"]].add(line["occurred_on"])
    money: Counter[str] = Counter()
    firsts: dict[str, list[date]] = defaultdict(list)
    for line in bought:
        if line["category"] is not None:
            money[line["category"]] += line["amount"]
            firsts[line["category"]].append(line["occurred_on"])
    shares = [float(each) / float(money.total()) for each in money.values()]
    usual = _usual_prices(business)
    priced = [line for line in bought if line["category"] in usual]
    n = len(orders)
    units = sum(line["quantity"] for line in bought)
    return {
        "product_count": len(days) or None,
        "product_repeat_share": _mean(len(its) > 1 for its in days.values()),
        "new_product_count_90d": sum(business.within(min(its), 90) for its in days.values()) if days else None,
        "unit_count": units,
        "units_per_order": units / n,
        "lines_per_order": len(bought) / n,
        "main_category": min(money, key=lambda name: (-money[name], name), default=None),
        "first_category": min(money, key=lambda name: (min(firsts[name]), -money[name], name), default=None),
        "last_category": min(
            money, key=lambda name: (-max(firsts[name]).toordinal(), -money[name], name), default=None
        ),
        "category_count": len(money) or None,
        "main_category_share": max(shares, default=None),
        "category_entropy": -sum(share * math.log(share) for share in shares) if shares else None,
        "price_level": _ratio(
            sum(line["amount"] for line in priced), sum(line["quantity"] * usual[line["category"]] for line in priced)
        ),
    }


def _usual_prices(business: Business) -> dict[str, float]:
    """Give the price of the product in the middle of each category, over everyone."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for line in business.orders:
        if _is_bought(line) and line["category"] is not None and line["product"] is not None:
            its = sums[line["category"], line["product"]]
            its[0] += float(line["amount"])
            its[1] += line["quantity"]
    prices: dict[str, list[float]] = defaultdict(list)
    for (category, _), (amount, units) in sums.items():
        prices[category].append(math.floor(amount / units * 10_000 + 0.5) / 10_000)
    return {category: sorted(its)[(len(its) - 1) // 2] for category, its in prices.items()}


def _places(_business: Business, _lines: list[Row], orders: dict[str, list[Row]]) -> Found:
    country, _, _, countries = _most(_first(order, "country") for order in orders.values())
    channel, top, known, channels = _most(_first(order, "channel") for order in orders.values())
    return {
        "country": country,
        "country_count": countries or None,
        "main_channel": channel,
        "main_channel_share": _ratio(top, known),
        "channel_count": channels or None,
        "campaign_order_share": _mean(_first(order, "campaign") is not None for order in orders.values()),
    }


def _sessions(events: list[Row]) -> list[list[Row]]:
    """Put events together by session; those without one by day, if they happened on the site."""
    visits = [
        event
        for event in events
        if event["action"] in ON_SITE or (event["session_key"] is not None and event["action"] not in OF_MESSAGES)
    ]

    def key(event: Row) -> tuple[str, str]:
        return (event["session_key"] or "", "" if event["session_key"] else str(event["occurred_on"]))

    return [list(its) for _, its in groupby(sorted(visits, key=key), key=key)]


def _visits(business: Business, events: list[Row]) -> Found:
    sessions = _sessions(events)
    began = [_on(session) for session in sessions]
    devices = [device for session in sessions if (device := _first(session, "device")) is not None]
    by_time = sorted(
        (session for session in sessions if _first(session, "referrer") is not None),
        key=lambda its: (
            min(event["occurred_at"] for event in its),
            its[0]["session_key"] or str(its[0]["occurred_on"]),
        ),
    )
    origins = [_first(session, "referrer") for session in by_time]
    lengths = [length for session in sessions if (length := _milliseconds(session)) is not None]
    carts, checkouts = ([session for session in sessions if _has(session, action)] for action in ("cart", "checkout"))
    views = [event for event in events if event["action"] == "view"]
    seen: dict[str, set[date]] = defaultdict(set)
    for view in views:
        if view["category"] is not None:
            seen[view["category"]].add(view["occurred_on"])
    pages = sum(event["action"] in ("visit", "view", "search") for session in sessions for event in session)
    return {
        "session_count": len(sessions),
        "session_count_30d": sum(business.within(on, 30) for on in began),
        "session_count_90d": sum(business.within(on, 90) for on in began),
        "visit_recency_days": business.age(max(began, default=None)),
        "pages_per_session": _ratio(pages, len(sessions)),
        "session_minutes": _ratio(sum(lengths) / 60_000, len(lengths)),
        "bounce_share": _mean(len(session) == 1 for session in sessions),
        "search_share": _mean(_has(session, "search") for session in sessions),
        "mobile_share": _mean(any(word in device.lower() for word in MOBILE) for device in devices),
        "main_device": _most(devices)[0],
        "first_referrer": origins[0] if origins else None,
        "last_referrer": origins[-1] if origins else None,
        "referral_share": _mean("refer" in origin.lower() for origin in origins),
        "view_count": len(views),
        "category_return_share": _mean(len(days) > 1 for days in seen.values()),
        "cart_count": len(carts),
        "cart_abandonment_share": _mean(not _has(session, "purchase") for session in carts),
        "checkout_abandonment_share": _mean(not _has(session, "purchase") for session in checkouts),
    }


def _has(session: list[Row], action: str) -> bool:
    return any(event["action"] == action for event in session)


def _milliseconds(session: list[Row]) -> int | None:
    stated = [event["duration"] for event in session if event["duration"] is not None]
    if session[0]["session_key"] is None and not stated:
        return None
    lasts = 0
    if session[0]["session_key"] is not None:
        times = [int(event["occurred_at"].timestamp() // 1) for event in session]
        lasts = 1000 * (max(times) - min(times))
    return max(lasts, sum(math.floor(each * 1000 + 0.5) for each in stated))


def _usage(business: Business, events: list[Row]) -> Found:
    deeds = [event for event in events if event["action"] not in OF_MESSAGES]
    days = {event["occurred_on"] for event in deeds}
    recent, before = (
        sum(business.within(event["occurred_on"], TREND_DAYS, before=days) for event in deeds)
        for days in (0, TREND_DAYS)
    )
    return {
        "active_days_30d": sum(business.within(on, 30) for on in days),
        "events_per_active_day": _ratio(len(deeds), len(days)),
        "usage_trend": _ratio(recent - before, recent + before),
        "login_count": sum(event["action"] == "login" for event in deeds),
        "used_feature_count": len({event["event"] for event in deeds if event["action"] == "use"}),
    }


def _messages(business: Business, events: list[Row]) -> Found:
    by_campaign: dict[str | None, list[Row]] = defaultdict(list)
    for event in events:
        if event["action"] in OF_MESSAGES:
            by_campaign[event["campaign"]].append(event)

    def counted(of: Callable[[list[Row]], int]) -> int:
        return sum(of(its) for its in by_campaign.values())

    def number(its: list[Row], *actions: str) -> int:
        return max(sum(event["action"] == action for event in its) for action in actions)

    def sent(its: list[Row]) -> int:
        return number(its, "sent", "delivered")

    total = counted(sent)
    opened = counted(lambda its: min(sent(its), number(its, "opened", "clicked")))
    clicked = counted(lambda its: min(sent(its), number(its, "clicked")))
    of_messages = [event for its in by_campaign.values() for event in its]
    costs = {campaign["campaign"]: campaign["cost"] for campaign in business.campaigns}
    return {
        "message_count": total,
        "message_count_90d": counted(
            lambda its: sent([event for event in its if business.within(event["occurred_on"], 90)])
        ),
        "message_bounce_share": _ratio(counted(lambda its: min(sent(its), number(its, "bounced"))), total),
        "is_unsubscribed": any(event["action"] == "unsubscribed" for event in of_messages),
        "open_share": _ratio(opened, total),
        "click_share": _ratio(clicked, total),
        "click_to_open_share": _ratio(clicked, opened),
        "open_recency_days": business.age(
            max((event["occurred_on"] for event in of_messages if event["action"] == "opened"), default=None)
        ),
        "message_cost": sum(sent(its) * (costs.get(name) or 0) for name, its in by_campaign.items()),
    }


def _seen_first(business: Business, lines: list[Row], events: list[Row]) -> float | None:
    began = min((event["occurred_on"] for event in business.events), default=None)
    bought = {
        (line["product"], line["occurred_on"])
        for line in lines
        if _is_bought(line) and line["product"] is not None and (began is None or line["occurred_on"] >= began)
    }
    views = [(event["product"], event["occurred_on"]) for event in events if event["action"] == "view"]
    return _mean(
        any(seen == product and 0 <= (on - day).days <= 30 for seen, day in views) for product, on in sorted(bought)
    )


def _contacts(business: Business, texts: list[Row]) -> Found:
    asked = [text for text in texts if text["is_contact"]]
    closed = [text for text in asked if text["ended_at"] is not None and text["ended_at"] >= text["occurred_at"]
              and text["ended_at"].date() < business.today]  # fmt: skip
    topics = [text["topic"] for text in asked if text["topic"] is not None]
    return {
        "contact_count": len(asked),
        "contact_count_90d": sum(business.within(text["occurred_on"], 90) for text in asked),
        "contact_recency_days": business.age(max((text["occurred_on"] for text in asked), default=None)),
        "contact_satisfaction": _mean(text["rating"] for text in asked if text["rating"] is not None),
        "contact_tone": _mean(text["tone"] for text in asked if text["tone"] is not None),
        "complaint_share": _mean(any(word in topic.lower() for word in COMPLAINTS) for topic in topics),
        "closing_hours": _mean((text["ended_at"] - text["occurred_at"]).total_seconds() / 3600 for text in closed),
    }


def _reviews(texts: list[Row]) -> Found:
    written = [text for text in texts if not text["is_contact"]]
    rated = sorted((text for text in written if text["rating"] is not None), key=lambda text: -text["rating"])
    last = sorted(rated, key=lambda text: text["occurred_at"])
    return {
        "review_count": len(written),
        "review_rating": _mean(text["rating"] for text in rated),
        "last_review_rating": last[-1]["rating"] if last else None,
        "review_letters": _mean(text["n_letters"] for text in written if text["n_letters"] is not None),
        "review_tone": _mean(text["tone"] for text in written if text["tone"] is not None),
    }


def _holdings(business: Business, held: list[Row]) -> Found:
    late = date.max

    def order(row: Row) -> tuple[Any, ...]:
        return (row["started_on"], row["holding_key"], row["product"], row["ended_on"] or late, row["amount"])

    begun = sorted((row for row in held if row["started_on"] <= business.today), key=order)
    is_open = [row for row in begun if row["ended_on"] is None or row["ended_on"] > business.today]
    ended = [row for row in begun if row not in is_open]
    followed = [
        (before, after) for before, after in pairwise(begun)
        if before["ended_on"] is not None and before["ended_on"] <= after["started_on"]
    ]  # fmt: skip
    newest = max((row["started_on"] for row in is_open), default=None)
    return {
        "current_plan": next((row["product"] for row in is_open if row["started_on"] == newest), None),
        "holding_count": len(is_open),
        "holding_amount": sum(row["amount"] for row in is_open) if is_open else None,
        "holding_tenure_days": business.age(min((row["started_on"] for row in is_open), default=None)),
        "current_plan_days": business.age(newest),
        "customer_age_days": business.age(begun[0]["started_on"] if begun else None),
        "plan_change_count": sum(a["product"] != b["product"] for a, b in followed) if begun else None,
        "upgrade_count": sum(a["amount"] < b["amount"] for a, b in followed) if begun else None,
        "downgrade_count": sum(a["amount"] > b["amount"] for a, b in followed) if begun else None,
        "ended_holding_count": len(ended),
        "lapsed_days": business.age(max(row["ended_on"] for row in ended)) if ended and not is_open else None,
    }
