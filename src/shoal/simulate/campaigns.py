"""Campaigns: what a business sends to its customers, about once a month, always with some held out at random."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from shoal.simulate.chance import Chance
from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType
from shoal.simulate.decimals import Bools, decimals
from shoal.simulate.lives import Lives
from shoal.simulate.orders import SECONDS_PER_DAY
from shoal.simulate.population import personal_shares
from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.sectors.sector import Sector
from shoal.simulate.sends import Sends
from shoal.simulate.timestamps import as_times

EMAIL = "email"
CHANNELS = (EMAIL, EMAIL, "sms", EMAIL, EMAIL, "letter")  # one after the other
CENTS_PER_CONTACT = {EMAIL: 1, "sms": 7, "letter": 95}
OFFERS = ("none", "10 % off", "20 % off", "a gift")
SHARES = ((0.8, 0.2), (0.9, 0.1), (0.5, 0.5), (0.45, 0.15))  # treated and held out, of those who may be contacted
FIRST_DAY = 12.0
OPENING_WEIGHT = 10.0  # how many observations the beta distribution of personal open rates is worth
SENDING_SECONDS = 7_200  # the mails of one campaign leave within two hours


@dataclass(frozen=True)
class Campaign:
    """One campaign.

    Parameters
    ----------
    campaign_id, name, channel, subject, offer : str
    second : int
        When its sending begins, since the start of the history.
    cents_per_contact : int
    treated_share, holdout_share : float
        Of those who may be contacted on that day; who is which is drawn at random, the others are not in it.
    """

    campaign_id: str
    name: str
    channel: str
    subject: str
    offer: str
    second: int
    cents_per_contact: int
    treated_share: float
    holdout_share: float


def plan_campaigns(sector: Sector, *, start: date, days: int, seed: int) -> tuple[Campaign, ...]:
    """Plan about one campaign a month, on weekdays in the morning.

    Examples
    --------
    >>> from shoal.simulate.sectors import SECTORS
    >>> planned = plan_campaigns(SECTORS["shop"], start=date(2025, 1, 1), days=365, seed=1)
    >>> len(planned), planned[0].campaign_id, planned[0].channel
    (12, 'C001', 'email')
    """
    draw = Chance(seed)("campaigns")
    answer = []
    for row, planned in enumerate(np.arange(FIRST_DAY, days, DAYS_PER_MONTH)):
        day = int(planned + draw.integers(-3, 4))
        day -= max((start + timedelta(days=day)).weekday() - 4, 0)
        name, subject = sector.subjects[row % len(sector.subjects)]
        channel = CHANNELS[row % len(CHANNELS)]
        treated, held_out = SHARES[draw.integers(len(SHARES))]
        answer.append(
            Campaign(
                campaign_id=f"C{row + 1:03}",
                name=f"{name} {(start + timedelta(days=day)).year}",
                channel=channel,
                subject=subject,
                offer=OFFERS[draw.integers(len(OFFERS))],
                second=day * SECONDS_PER_DAY + int(draw.integers(8 * 3600, 11 * 3600)),
                cents_per_contact=CENTS_PER_CONTACT[channel],
                treated_share=treated,
                holdout_share=held_out,
            )
        )
    return tuple(each for each in answer if each.second < days * SECONDS_PER_DAY)


def campaign_table(campaigns: tuple[Campaign, ...], start: date) -> pa.Table:
    """Tell what was sent.

    Returns
    -------
    pa.Table
        ``campaign_id``, ``name``, ``channel`` string, ``sent_at`` timestamp, ``subject`` string, ``cost_per_contact``
        decimal(12, 2), ``offer`` string, ``treated_share``, ``holdout_share`` float64.
    """
    return pa.table(
        {
            "campaign_id": pa.array([each.campaign_id for each in campaigns], pa.string()),
            "name": pa.array([each.name for each in campaigns], pa.string()),
            "channel": pa.array([each.channel for each in campaigns], pa.string()),
            "sent_at": as_times(np.array([each.second for each in campaigns], dtype=np.int64), start),
            "subject": pa.array([each.subject for each in campaigns], pa.string()),
            "cost_per_contact": decimals(np.array([each.cents_per_contact for each in campaigns], dtype=np.int32)),
            "offer": pa.array([each.offer for each in campaigns], pa.string()),
            "treated_share": pa.array([each.treated_share for each in campaigns], pa.float64()),
            "holdout_share": pa.array([each.holdout_share for each in campaigns], pa.float64()),
        }
    )


def draw_sends(
    lives: Lives,
    takes_newsletter: Bools,
    types: tuple[CustomerType, ...],
    campaigns: tuple[Campaign, ...],
    chance: Chance,
) -> Sends:
    """Choose at random whom each campaign contacts and whom it holds out.

    Everyone who takes the newsletter and is a customer on the day may be chosen, until they unsubscribe.

    Parameters
    ----------
    lives : Lives
    takes_newsletter : bool array (n,)
    types : tuple of CustomerType
    campaigns : tuple of Campaign
    chance : Chance

    Returns
    -------
    Sends
        By campaign, then customer. Those whose `is_treated` is false are held out.
    """
    rows, chosen = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=bool)]
    unsubscribed = np.zeros(len(lives), dtype=bool)
    opening = open_rates(lives, types, chance)
    for campaign in campaigns:
        day = campaign.second / SECONDS_PER_DAY
        may = takes_newsletter & ~unsubscribed & (lives.joined <= day) & (day < lives.left)
        place = chance(f"audience {campaign.campaign_id}").random(len(lives))
        is_treated = place < campaign.treated_share
        audience = np.flatnonzero(may & (place < campaign.treated_share + campaign.holdout_share))
        rows.append(audience)
        chosen.append(is_treated[audience])
        if campaign.channel == EMAIL:
            fate = draw_fates(lives, types, opening, campaign, chance)
            unsubscribed |= may & is_treated & fate.is_unsubscribed
    customer = np.concatenate(rows)
    campaign_row = np.repeat(np.arange(len(campaigns)), [len(each) for each in rows[1:]])
    began = np.array([each.second for each in campaigns], dtype=np.int64)[campaign_row]
    return Sends(
        campaign=campaign_row.astype(np.int64),
        customer=customer,
        is_treated=np.concatenate(chosen),
        second=began + chance("sending").integers(0, SENDING_SECONDS, len(customer)),
    )


@dataclass(frozen=True)
class Fates:
    """What becomes of one campaign's mail to each customer, if it is sent to them: one element per customer.

    Parameters
    ----------
    is_bounced, is_opened, is_clicked, is_unsubscribed : bool array (n,)
        A bounced mail is not opened; one that is not opened is neither clicked nor answered.
    """

    is_bounced: Bools
    is_opened: Bools
    is_clicked: Bools
    is_unsubscribed: Bools

    def take(self, rows: Ints) -> Fates:
        """Give some rows."""
        return Fates(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def open_rates(lives: Lives, types: tuple[CustomerType, ...], chance: Chance) -> tuple[Floats, Floats]:
    """Draw everyone's own open rate around that of their type: before they turn into another type, and after."""
    mean = np.array([each.engagement.open_rate for each in types])
    before, after = (
        personal_shares(mean[type_id], OPENING_WEIGHT, chance("opening"))
        for type_id in (lives.type_id, lives.turned_into)
    )
    return before, after


def draw_fates(
    lives: Lives,
    types: tuple[CustomerType, ...],
    opening: tuple[Floats, Floats],
    campaign: Campaign,
    chance: Chance,
) -> Fates:
    """Draw what would become of a campaign's mail to everyone."""
    day = campaign.second / SECONDS_PER_DAY
    type_id = lives.type_at(day)

    def happens(rate: str, name: str) -> Bools:
        by_type = np.array([getattr(each.engagement, rate) for each in types])
        return chance(f"{name} {campaign.campaign_id}").random(len(lives)) < by_type[type_id]

    is_bounced = happens("mail_bounce_share", "bounced")
    own = np.where(lives.turned <= day, opening[1], opening[0])
    is_opened = ~is_bounced & (chance(f"opened {campaign.campaign_id}").random(len(lives)) < own)
    return Fates(
        is_bounced=is_bounced,
        is_opened=is_opened,
        is_clicked=is_opened & happens("click_rate", "clicked"),
        is_unsubscribed=is_opened & happens("unsubscribed_share", "unsubscribed"),
    )
