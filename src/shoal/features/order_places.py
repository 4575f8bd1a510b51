"""Where and through what somebody orders: country, channel, campaign."""

from __future__ import annotations

from shoal.features.definition import Definition, Subject, category, count, share
from shoal.features.favourite import favourite
from shoal.features.moment import Moment
from shoal.terms import Kind, Lens

COUNTRY = "country"
NO_CHANNEL = "no order names its channel"


def order_places(moment: Moment) -> Subject:
    """Define countries, channels and campaigns, over the orders."""
    steps = (
        *favourite("main_countries", "order_sums", "order_country"),
        *favourite("main_channels", "order_sums", "order_channel"),
    )
    return Subject((Kind.ORDERS,), steps, (*_countries(), *_channels(moment)))


def _countries() -> tuple[Definition, ...]:
    return (
        category(
            COUNTRY,
            Lens.GEOGRAPHIC,
            "The country of most orders, the first in the alphabet where two tie; else the one that the customer "
            "states.",
            "main_countries.main",
            null_means="no country is named",
        ),
        count(
            "country_count",
            Lens.GEOGRAPHIC,
            "countries",
            "Different countries of orders.",
            "main_countries.different_n",
            needs=("orders.country",),
            null_means="no order names its country",
        ),
    )


def _channels(moment: Moment) -> tuple[Definition, ...]:
    return (
        category(
            "main_channel",
            Lens.BEHAVIOUR,
            "The channel of most orders, the first in the alphabet where two tie.",
            "main_channels.main",
            needs=("orders.channel",),
            null_means=NO_CHANNEL,
        ),
        share(
            "main_channel_share",
            Lens.BEHAVIOUR,
            "Orders through the main channel, as a share of orders whose channel is known.",
            moment.ratio("main_channels.main_n", "main_channels.known_n"),
            needs=("orders.channel",),
            null_means=NO_CHANNEL,
        ),
        count(
            "channel_count",
            Lens.BEHAVIOUR,
            "channels",
            "Different channels of orders.",
            "main_channels.different_n",
            needs=("orders.channel",),
            null_means=NO_CHANNEL,
        ),
        share(
            "campaign_order_share",
            Lens.ENGAGEMENT,
            "Orders that are put down to a campaign, as a share of orders.",
            moment.ratio("purchases.campaign_count", "purchases.order_count"),
            needs=("orders.campaign",),
            is_default=True,
        ),
    )
