"""What figures speak for: motives, pain points and habits that data can show, and nothing that they cannot."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shoal.interpret.beside import beside, levels_beside
from shoal.interpret.claims import Spread, is_mostly
from shoal.interpret.facts import Facts
from shoal.terms import Feature, Figure, Segment, Sign


@dataclass(frozen=True)
class Sense:
    """What a high or low value of a feature speaks for.

    Parameters
    ----------
    feature, where : str
    says : str
        A verb phrase of which the customers are the subject.
    about : str
        Of several senses about one thing the clearest is said.
    asks : tuple of (feature, lowest, highest)
        Where the medians of features must lie for it to mean that: whoever came a month ago for the first time has
        bought all things lately, and all of them new.
    """

    feature: str
    where: str
    says: str
    about: str
    asks: tuple[tuple[str, float, float], ...] = ()


_EVER = math.inf
A_YEAR = (("tenure_days", 365.0, _EVER), ("order_count", 2.0, _EVER))
_HALFA_YEAR = (("tenure_days", 180.0, _EVER),)
_NO_ORDERS = (("order_count", 0.0, 0.0),)
_SEVERAL = (("order_count", 3.0, _EVER),)
_STILL_HERE = ("recency_days", 0.0, 180.0)
CLEARLY_FALLING = -0.2
"""A trend from here down, on its scale from -1 (only before) to 1 (only lately), is less than before."""


def _falling(feature: str, *more: tuple[str, float, float]) -> tuple[tuple[str, float, float], ...]:
    return ((feature, -_EVER, CLEARLY_FALLING), *more)


MOTIVES = (
    Sense("discount_share", "high", "buy when the price is down", "price"),
    Sense("full_price_share", "high", "buy at full price", "price"),
    Sense("price_level", "high", "choose the dearer products of a category", "level"),
    Sense("price_level", "low", "choose the cheaper products of a category", "level"),
    Sense("unit_price", "high", "buy high-priced products", "level"),
    Sense("unit_price", "low", "buy low-priced products", "level"),
    Sense("product_repeat_share", "high", "buy the same products again", "again"),
    Sense("new_product_count_90d", "high", "try products they never bought before", "again", _HALFA_YEAR),
    Sense("category_entropy", "high", "buy across many categories", "variety"),
    Sense("category_count", "high", "buy across many categories", "variety"),
    Sense("main_category_share", "high", "come for one category", "variety", _SEVERAL),
    Sense("units_per_order", "high", "buy in quantities", "quantity"),
    Sense("lines_per_order", "high", "fill their baskets with many different items", "quantity"),
    Sense("late_year_share", "high", "buy for the end of the year", "season", A_YEAR),
    Sense("summer_share", "high", "buy in summer", "season", A_YEAR),
    Sense("referral_share", "high", "come by recommendation", "source"),
    Sense("campaign_order_share", "high", "answer campaigns", "messages"),
    Sense("click_share", "high", "click on what they are sent", "messages"),
    Sense("open_share", "high", "open what they are sent", "messages"),
    Sense("search_share", "high", "search for what they want", "looking"),
    Sense("view_before_buy_share", "high", "look before they buy", "looking"),
    Sense("category_return_share", "high", "come back to look at the same categories", "looking"),
    Sense("used_feature_count", "high", "use much of what the product can do", "usage"),
    Sense("events_per_active_day", "high", "use it intensely when they use it", "usage"),
    Sense("upgrade_count", "high", "have moved up to larger plans", "plan"),
    Sense("review_rating", "high", "rate well what they got", "content"),
    Sense("contact_satisfaction", "high", "are content with support", "support"),
)
"""What draws them."""

PAINS = (
    Sense("return_share", "high", "send back much of what they buy", "returns"),
    Sense("contacts_per_order", "high", "need help often", "help"),
    Sense("contact_count", "high", "need help often", "help", _NO_ORDERS),
    Sense("complaint_share", "high", "complain more than others", "complaints"),
    Sense("closing_hours", "high", "wait long for help", "waiting"),
    Sense("contact_satisfaction", "low", "are less content with support", "complaints"),
    Sense("contact_tone", "low", "write to support in a bitter tone", "complaints"),
    Sense("review_rating", "low", "rate poorly what they got", "content"),
    Sense("last_review_rating", "low", "rated poorly what they got last", "content"),
    Sense("review_tone", "low", "write about it in a bitter tone", "content"),
    Sense("cart_abandonment_share", "high", "leave carts behind", "cart"),
    Sense("checkout_abandonment_share", "high", "give up at the checkout", "cart"),
    Sense("bounce_share", "high", "leave after a single page", "looking"),
    Sense("usage_trend", "low", "use it less than before", "trend", _falling("usage_trend")),
    Sense("revenue_trend", "low", "spend less than before", "trend", _falling("revenue_trend", _STILL_HERE)),
    Sense("order_trend", "low", "come less often than before", "trend", _falling("order_trend", _STILL_HERE)),
    Sense("downgrade_count", "high", "have moved down to smaller plans", "plan"),
    Sense("is_unsubscribed", "high", "have unsubscribed from messages", "messages"),
    Sense("message_bounce_share", "high", "cannot be reached at the address on record", "messages"),
)
"""What bothers them, or drives them away."""

HABITS = (
    Sense("cadence_spread", "low", "come at even intervals", "rhythm", _SEVERAL),
    Sense("cadence_spread", "high", "come at uneven intervals", "rhythm", _SEVERAL),
    Sense("weekend_share", "high", "come at weekends", "day", _SEVERAL),
    Sense("weekend_share", "low", "come on working days", "day", _SEVERAL),
    Sense("month_end_share", "high", "come at the end of the month", "month", _SEVERAL),
    Sense("office_share", "high", "come in office hours", "hour", _SEVERAL),
    Sense("evening_share", "high", "come in the evening", "hour", _SEVERAL),
    Sense("night_share", "high", "come at night", "hour", _SEVERAL),
    Sense("mobile_share", "high", "use a phone or tablet", "device"),
    Sense("mobile_share", "low", "use a computer", "device"),
    Sense("channel_count", "high", "use several channels", "channels"),
)
"""When and how they come."""

LEVELS = (
    ("main_category", "mostly buy {level}"),
    ("main_channel", "mostly come through {level}"),
    ("main_device", "mostly use {level}"),
    ("current_plan", "mostly have {level}"),
    ("country", "are mostly in {level}"),
)
"""Categories of which a level that most of them have is a preference."""


def signs(
    senses: Sequence[Sense],
    segment: Segment,
    facts: Facts,
    everyone: Mapping[str, Spread],
    features: Mapping[str, Feature],
    currency: str | None,
) -> tuple[Sign, ...]:
    """List what the figures of a segment speak for, the clearest first.

    A figure speaks where the fact of its feature says so, and where it can mean what it seems to.

    Parameters
    ----------
    senses : sequence of Sense
    segment : Segment
    facts : mapping of feature to word
    everyone : mapping of feature to Spread
    features : mapping of name to Feature
        Those that may be spoken of.
    currency : str or None
    """
    clear = [
        (abs(segment.profile[sense.feature].effect or 0.0), -place, sense)
        for place, sense in enumerate(senses)
        if sense.feature in features
        and facts.get(sense.feature) == sense.where
        and means_it(sense.asks, segment.profile)
    ]
    told: dict[str, Sign] = {}
    for _, _, sense in sorted(clear, reverse=True):
        figure, spread = segment.profile[sense.feature], everyone[sense.feature]
        because = beside(features[sense.feature], figure, spread, currency)
        told.setdefault(sense.about, Sign(f"They {sense.says}", because, sense.feature))
    return tuple(told.values())


def preferences(
    segment: Segment,
    facts: Facts,
    everyone: Mapping[str, Spread],
    features: Mapping[str, Feature],
    currency: str | None,
) -> tuple[Sign, ...]:
    """List the likely preferences of a segment: levels that most have and others have less, then habits."""
    told = []
    for name, says in LEVELS:
        level, share = (segment.top_levels.get(name) or (("", 0.0),))[0]
        spread = everyone.get(f"{name} = {level}")
        if name in features and spread is not None and is_mostly(share, spread):
            because = levels_beside(name, level, share, everyone)
            told.append(Sign(f"They {says.format(level=level)}", because, name))
    return (*told, *signs(HABITS, segment, facts, everyone, features, currency))


def means_it(asks: tuple[tuple[str, float, float], ...], profile: Mapping[str, Figure]) -> bool:
    """Say whether the medians of features lie where they must; one that is not known does not stand in the way.

    Examples
    --------
    >>> means_it((("order_count", 3.0, 9.0),), {"order_count": Figure(1.2, 1.0, 30.0)}), means_it((), {})
    (False, True)
    """
    return all(
        name not in profile or (median := profile[name].median) is None or lowest <= median <= highest
        for name, lowest, highest in asks
    )
