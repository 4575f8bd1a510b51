"""Mails tell one story each: sent, then perhaps bounced, or opened, clicked, answered for the last time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shoal.simulate.customer_types import CustomerType
from shoal.simulate.emails import draw_emails
from shoal.simulate.engagement import Engagement
from shoal.simulate.part import Part, parts
from shoal.simulate.plan import business

RATES = Engagement(open_rate=0.5, click_rate=0.3, unsubscribed_share=0.02, mail_bounce_share=0.05)


@pytest.fixture(scope="module")
def part() -> Part:
    loyal = CustomerType(
        "loyal", 1.0, "", (600.0, 720.0), 0.2, stays_months=1e4, newsletter_share=0.9, engagement=RATES
    )
    plan = replace(business(2500, seed=9, files=("orders", "customers", "emails")), types=(loyal,))
    return next(iter(parts(plan)))


@pytest.fixture(scope="module")
def mails(part: Part) -> dict[str, dict[str, object]]:
    """Give the moments of each mail by what happened."""
    answer: dict[str, dict[str, object]] = {}
    for row in draw_emails(part).to_pylist():
        mail = answer.setdefault(row["message_id"], {"customer": row["customer_id"], "campaign": row["campaign_id"]})
        assert row["event"] not in mail
        mail[row["event"]] = row["occurred_at"]
    return answer


def test_every_mail_is_sent_first_and_clicked_only_after_it_was_opened(mails) -> None:
    for mail in mails.values():
        assert not {"opened", "clicked", "unsubscribed"} & set(mail) or "bounced" not in mail
        order = [mail[event] for event in ("sent", "opened", "clicked", "unsubscribed") if event in mail]
        assert order == sorted(order)
        assert len(set(order)) == len(order)
        assert "sent" in mail
        if {"clicked", "unsubscribed"} & set(mail):
            assert "opened" in mail


def test_the_planted_rates_are_found(mails) -> None:
    def share(event: str, of: str) -> tuple[float, int]:
        arrived = event == "opened"  # a mail that bounced cannot be opened
        base = [mail for mail in mails.values() if of in mail and not (arrived and "bounced" in mail)]
        return sum(event in mail for mail in base) / len(base), len(base)

    # Open rates are personal, about 20 mails each: their spread adds to the error of the mean.
    for event, of, rate, extra in (
        ("bounced", "sent", RATES.mail_bounce_share, 0.0),
        ("opened", "sent", RATES.open_rate, 0.01),
        ("clicked", "opened", RATES.click_rate, 0.0),
        ("unsubscribed", "opened", RATES.unsubscribed_share, 0.0),
    ):
        found, n = share(event, of)
        assert n > 5000
        assert abs(found - rate) < 4 * (np.sqrt(rate * (1 - rate) / n) + extra)


def test_nothing_happens_to_a_customer_after_they_unsubscribe(mails) -> None:
    gone = {mail["customer"]: mail["unsubscribed"] for mail in mails.values() if "unsubscribed" in mail}
    assert len(gone) > 50
    for mail in mails.values():
        if mail["customer"] in gone:
            assert all(
                at <= gone[mail["customer"]] for name, at in mail.items() if name not in {"customer", "campaign"}
            )


def test_mails_go_to_the_treated_of_mail_campaigns_and_to_nobody_else(part: Part, mails) -> None:
    keys = part.people["customer_id"].to_pylist()
    treated = {
        (part.campaigns[campaign].campaign_id, keys[customer])
        for campaign, customer, is_treated in zip(
            part.sends.campaign, part.sends.customer, part.sends.is_treated, strict=True
        )
        if is_treated and part.campaigns[campaign].channel == "email"
    }
    assert {(mail["campaign"], mail["customer"]) for mail in mails.values()} == treated


def test_the_log_is_in_the_order_of_time_and_ends_with_the_history(part: Part) -> None:
    at = draw_emails(part)["occurred_at"].to_pylist()
    assert at == sorted(at)
    assert at[-1].date() <= part.plan.until


def test_no_campaigns_make_an_empty_log() -> None:
    plan = business(50, seed=1, files=("orders", "customers"))
    assert draw_emails(next(iter(parts(plan)))).num_rows == 0
