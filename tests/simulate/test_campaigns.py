"""Campaigns contact and hold out at random whom they may, and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow.compute as pc
import pytest

from shoal.simulate.campaigns import campaign_table, draw_sends, plan_campaigns
from shoal.simulate.chance import Chance
from shoal.simulate.part import Part, parts
from shoal.simulate.plan import business
from shoal.simulate.sectors import SECTORS

DAY = 86_400


@pytest.fixture(scope="module")
def part() -> Part:
    return next(iter(parts(business(4000, seed=5, files=("orders", "customers", "campaigns")))))


def takes_newsletter(part: Part) -> np.ndarray:
    return np.array([word == "yes" for word in part.people["newsletter"].to_pylist()[: len(part.lives)]])


def test_campaigns_come_about_once_a_month_on_weekdays_within_the_history() -> None:
    start = date(2024, 1, 2)
    planned = plan_campaigns(SECTORS["bank"], start=start, days=730, seed=2)
    days = np.array([each.second // DAY for each in planned])
    assert len(planned) == 24
    assert np.diff(days).min() >= 20
    assert all((start + timedelta(days=int(day))).weekday() < 5 for day in days)
    assert len({each.campaign_id for each in planned}) == len(planned)
    assert all(each.treated_share > 0 and each.treated_share + each.holdout_share <= 1 for each in planned)
    assert campaign_table(planned, start)["sent_at"].to_pylist() == sorted(
        campaign_table(planned, start)["sent_at"].to_pylist()
    )


def test_the_planned_shares_are_treated_and_held_out(part: Part) -> None:
    takes = takes_newsletter(part)
    for row, campaign in enumerate(part.campaigns[:4]):
        day = campaign.second / DAY
        n_may = int((takes & (part.lives.joined <= day) & (day < part.lives.left)).sum())
        chosen = part.sends.campaign == row
        for is_treated, share in ((True, campaign.treated_share), (False, campaign.holdout_share)):
            count = int((chosen & (part.sends.is_treated == is_treated)).sum())
            # the few who have unsubscribed are no longer among them
            assert abs(count - n_may * share) < 4 * np.sqrt(n_may * share * (1 - share)) + 0.02 * n_may


def test_only_customers_who_take_the_newsletter_are_chosen_while_they_are_there(part: Part) -> None:
    who, day = part.sends.customer, part.sends.second / DAY
    assert len(who) > 1000
    assert takes_newsletter(part)[who].all()
    assert (part.lives.joined[who] <= day).all()
    assert (day - 0.1 < part.lives.left[who]).all()  # a campaign is sent over two hours
    pairs = part.sends.campaign * len(part.lives) + who
    assert len(np.unique(pairs)) == len(pairs)


def test_treatment_does_not_depend_on_the_kind_of_customer(part: Part) -> None:
    """The types' shares among the treated are those among the held out: what makes a lift an effect."""
    type_id = part.lives.type_id[part.sends.customer]
    even = np.isin(part.sends.campaign, [row for row, each in enumerate(part.campaigns) if each.holdout_share == 0.2])
    treated = part.sends.is_treated
    assert even.sum() > 1000
    for one in range(len(part.plan.types)):
        share_of = [(type_id[even & chosen] == one).mean() for chosen in (treated, ~treated)]
        error = np.sqrt(0.25 / (even & treated).sum() + 0.25 / (even & ~treated).sum())
        assert abs(share_of[0] - share_of[1]) < 4 * error


def test_who_unsubscribes_is_not_chosen_again(part: Part) -> None:
    loud = tuple(
        replace(each, engagement=replace(each.engagement, open_rate=1.0, unsubscribed_share=1.0, mail_bounce_share=0.0))
        for each in part.plan.types
    )
    sends = draw_sends(part.lives, takes_newsletter(part), loud, part.campaigns, Chance(5, 0))
    is_mail = np.array([each.channel == "email" for each in part.campaigns])[sends.campaign]
    contacted = sends.customer[is_mail & sends.is_treated]
    assert len(contacted) > 500
    assert len(np.unique(contacted)) == len(contacted)


def test_without_campaigns_nobody_is_contacted(part: Part) -> None:
    assert len(draw_sends(part.lives, takes_newsletter(part), part.plan.types, (), Chance(5, 0))) == 0


def test_sends_are_the_same_whenever_they_are_drawn(part: Part) -> None:
    again = draw_sends(part.lives, takes_newsletter(part), part.plan.types, part.campaigns, part.chance)
    assert np.array_equal(again.customer, part.sends.customer)
    assert np.array_equal(again.second, part.sends.second)
    assert pc.sum(campaign_table(part.campaigns, part.plan.start)["treated_share"]).as_py() > 0
