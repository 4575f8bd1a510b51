"""The names of features as people say them; a feature that is not here is called by the words of its own name."""

from __future__ import annotations

import re

from shoal.terms.names import spoken

TITLES = {
    "net_revenue": "Net revenue",
    "order_count": "Orders",
    "recency_days": "Days since the last order",
    "average_order_value": "Average order value",
    "tenure_days": "Days since the first order",
    "product_count": "Different products",
    "return_share": "Share of spending returned",
    "largest_order_value": "Largest order",
    "order_value_spread": "Unevenness of order values",
    "unit_price": "Price per unit",
    "discount_share": "Average discount",
    "full_price_share": "Share of spending at full price",
    "margin_share": "Margin as a share of sales",
    "repeat_count": "Repeat orders",
    "active_days": "Days from first to last order",
    "cadence_days": "Days between orders",
    "cadence_spread": "Irregularity of orders",
    "overdue_days": "Days the next order is overdue",
    "revenue_trend": "Trend of spending",
    "order_trend": "Trend of orders",
    "weekend_share": "Share of orders on weekends",
    "main_weekday": "Main day of the week",
    "month_end_share": "Share of orders at the end of the month",
    "office_share": "Share of orders in office hours",
    "evening_share": "Share of orders in the evening",
    "night_share": "Share of orders at night",
    "late_year_share": "Share of orders in November and December",
    "summer_share": "Share of orders in summer",
    "strongest_quarter_share": "Share of spending in the strongest quarter",
    "return_count": "Returns",
    "cancelled_count": "Cancelled orders",
    "product_repeat_share": "Share of products bought again",
    "new_product_count": "Products bought for the first time",
    "unit_count": "Units bought",
    "lines_per_order": "Different items per order",
    "first_category": "Category of the first purchase",
    "last_category": "Category of the last purchase",
    "category_count": "Different categories",
    "main_category_share": "Share of spending in the main category",
    "category_entropy": "Variety of categories",
    "country_count": "Different countries",
    "main_channel_share": "Share of orders through the main channel",
    "channel_count": "Different channels",
    "campaign_order_share": "Share of orders from campaigns",
    "active_days_30d": "Days active in the last 30 days",
    "events_per_active_day": "Actions per active day",
    "usage_trend": "Trend of usage",
    "login_count": "Logins",
    "used_feature_count": "Product features used",
    "session_count": "Visits",
    "visit_recency_days": "Days since the last visit",
    "pages_per_session": "Pages per visit",
    "session_minutes": "Minutes per visit",
    "bounce_share": "Share of visits with a single action",
    "search_share": "Share of visits with a search",
    "mobile_share": "Share of visits on a phone or tablet",
    "first_referrer": "Where the first visit came from",
    "last_referrer": "Where the last visit came from",
    "referral_share": "Share of visits from recommendations",
    "view_count": "Product pages viewed",
    "category_return_share": "Share of categories viewed again",
    "cart_count": "Visits with a cart",
    "cart_abandonment_share": "Share of carts abandoned",
    "checkout_abandonment_share": "Share of checkouts abandoned",
    "view_before_buy_share": "Share of products viewed before they were bought",
    "message_count": "Messages sent",
    "message_bounce_share": "Share of messages that came back",
    "is_unsubscribed": "Unsubscribed",
    "open_share": "Share of messages opened",
    "click_share": "Share of messages clicked",
    "click_to_open_share": "Share of opened messages clicked",
    "open_recency_days": "Days since a message was opened",
    "contact_count": "Contacts with support",
    "contact_recency_days": "Days since the last contact with support",
    "contact_satisfaction": "Satisfaction with support",
    "contact_tone": "Tone of messages to support",
    "complaint_share": "Share of contacts that are complaints",
    "closing_hours": "Hours until a contact is closed",
    "review_count": "Reviews written",
    "review_rating": "Average rating given",
    "last_review_rating": "Last rating given",
    "review_letters": "Length of reviews",
    "review_tone": "Tone of reviews",
    "holding_count": "Open holdings",
    "holding_amount": "Amount of open holdings",
    "holding_tenure_days": "Days since the oldest open holding began",
    "current_plan_days": "Days on the current plan",
    "customer_age_days": "Days since the first holding began",
    "plan_change_count": "Changes of plan",
    "upgrade_count": "Upgrades",
    "downgrade_count": "Downgrades",
    "ended_holding_count": "Holdings that ended",
    "lapsed_days": "Days since the last holding ended",
    "contacts_per_order": "Contacts with support per order",
    "message_cost": "Cost of messages sent",
}
"""Features whose column name is not how people would say it; a window is added by `title`."""

LONGEST_ACRONYM = 4
"""A name of so many capitals is read letter by letter (PLZ); a longer one is a word that is shouted."""

_WINDOW = re.compile(r"(?P<what>.+)_(?P<days>\d+)d")
_DAYS_AGO = re.compile(r"(?P<what>.+?)(_on|_at|_date)?_days_ago", re.IGNORECASE)


def title(name: str) -> str:
    """Name a feature, a column of a matrix or any other column as people say it.

    Parameters
    ----------
    name : str
        Such as ``net_revenue_90d``, ``MonthlyCharges`` or, for the level of a category, ``country = France``.

    Examples
    --------
    >>> title("recency_days"), title("net_revenue_365d"), title("order_count_90d")
    ('Days since the last order', 'Net revenue, last 365 days', 'Orders in the last 90 days')
    >>> title("MonthlyCharges"), title("PLZ"), title("signup_on_days_ago"), title("country = France")
    ('Monthly charges', 'PLZ', 'Days since signup', 'Country = France')
    """
    if name in TITLES:
        return TITLES[name]
    of, equals, level = name.partition(" = ")
    if of and equals:
        return f"{title(of)} = {level}"
    if windowed := _WINDOW.fullmatch(name):
        what, last = windowed["what"], f"last {windowed['days']} days"
        return f"{title(what)} in the {last}" if what.endswith("_count") else f"{title(what)}, {last}"
    if ago := _DAYS_AGO.fullmatch(name):
        return f"Days since {in_sentence(ago['what'])}"
    words = name if name.isupper() and name.isalpha() and len(name) <= LONGEST_ACRONYM else spoken(name)
    return words[0].upper() + words[1:]


def in_sentence(name: str) -> str:
    """Give the title of a feature as it stands inside a sentence.

    Examples
    --------
    >>> in_sentence("order_count_90d"), in_sentence("PLZ")
    ('orders in the last 90 days', 'PLZ')
    """
    said = title(name)
    return said if said[1:2].isupper() else said[0].lower() + said[1:]


def without_window(name: str) -> str:
    """Give the name of a feature without its window.

    Examples
    --------
    >>> without_window("net_revenue_365d"), without_window("net_revenue")
    ('net_revenue', 'net_revenue')
    """
    windowed = _WINDOW.fullmatch(name)
    return windowed["what"] if windowed else name
