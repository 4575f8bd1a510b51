"""Tickets come at the planted rate, and those who leave say before what drives them away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.simulate.customer_types import CAUSES, DAYS_PER_MONTH, CustomerType
from shoal.simulate.engagement import Engagement
from shoal.simulate.part import Part, parts
from shoal.simulate.plan import business
from shoal.simulate.tickets import PERSONAL_SHAPE, RATED_SHARE, WARNING_DAYS, WARNINGS, draw_tickets


def asking(n_customers: int = 2500, **rates: object) -> Part:
    steady = {"stays_months": 1e6, "engagement": Engagement(tickets_per_month=0.2)} | rates
    one = CustomerType("one", 1.0, "", (650.0, 720.0), 0.2, **steady)  # type: ignore[arg-type]
    plan = replace(business(n_customers, seed=4, files=("orders", "customers", "tickets")), types=(one,))
    return next(iter(parts(plan)))


@pytest.fixture(scope="module")
def part() -> Part:
    return asking()


@pytest.fixture(scope="module")
def tickets(part: Part) -> pa.Table:
    return draw_tickets(part)


def test_customers_ask_at_the_planted_rate(part: Part, tickets: pa.Table) -> None:
    months = (part.plan.days - part.lives.joined) / DAYS_PER_MONTH
    expected = 0.2 * months.sum()
    personal = 0.2 * months * np.sqrt(1 / PERSONAL_SHAPE)
    error = np.sqrt(expected + (personal**2).sum())
    assert abs(tickets.num_rows - expected) < 4 * error


def test_tickets_are_opened_within_the_history_and_closed_afterwards(part: Part, tickets: pa.Table) -> None:
    opened, closed = tickets["opened_at"], tickets["closed_at"]
    assert opened.to_pylist() == sorted(opened.to_pylist())
    both = closed.is_valid()
    assert pc.all(pc.less(opened.filter(both), closed.filter(both))).as_py()
    assert 0 < closed.null_count < 0.02 * tickets.num_rows
    assert pc.max(closed).as_py().date() <= part.plan.until
    assert tickets["ticket_id"].value_counts().field("counts").to_numpy().max() == 1
    assert pc.all(pc.is_in(tickets["customer_id"], value_set=part.people["customer_id"].combine_chunks())).as_py()


def test_some_of_the_closed_tickets_are_rated_and_no_open_one(tickets: pa.Table) -> None:
    is_open = tickets["closed_at"].is_null()
    assert tickets.filter(is_open)["satisfaction"].null_count == pc.sum(is_open).as_py()
    closed = tickets.filter(pc.invert(is_open))
    rated = 1 - closed["satisfaction"].null_count / closed.num_rows
    assert abs(rated - RATED_SHARE) < 4 * np.sqrt(RATED_SHARE * (1 - RATED_SHARE) / closed.num_rows)
    assert set(closed["satisfaction"].drop_null().unique().to_pylist()) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("cause", CAUSES)
def test_who_leaves_asks_before_about_the_cause(cause: str) -> None:
    quiet = Engagement(tickets_per_month=0.0)
    part = asking(1500, stays_months=8.0, causes=((cause, 1.0),), engagement=quiet)
    tickets = draw_tickets(part)
    topic, share = WARNINGS[cause]
    assert set(tickets["topic"].to_pylist()) == {topic}
    row_of = {key: row for row, key in enumerate(part.people["customer_id"].to_pylist())}
    asked = np.array([row_of[key] for key in tickets["customer_id"].to_pylist()])
    day = tickets["opened_at"].cast(pa.date32()).cast(pa.int32()).to_numpy() - np.datetime64(part.plan.start).astype(
        int
    )
    ahead = part.lives.left[asked] - day
    assert (ahead > -1).all()
    assert (ahead < WARNING_DAYS + 1).all()
    # Those who stayed long enough, and whose last weeks are in the history, ask with the planted chance.
    might = (part.lives.left - part.lives.joined > WARNING_DAYS) & (part.lives.left < part.plan.days)
    found = np.isin(np.flatnonzero(might), asked).mean()
    assert abs(found - share) < 4 * np.sqrt(share * (1 - share) / might.sum())


def test_content_customers_rate_the_answers_better() -> None:
    def satisfaction(tone: float) -> float:
        part = asking(1500, engagement=Engagement(tickets_per_month=0.2, tone=tone))
        return float(pc.mean(draw_tickets(part)["satisfaction"]).as_py())

    assert satisfaction(-0.5) < satisfaction(0.5) - 1.0
