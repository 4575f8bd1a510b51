"""Events: every order has its session, nobody is known before they log in, and the planted rates are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.simulate import SECTORS
from shoal.simulate.customer_types import DAYS_PER_MONTH, CustomerType
from shoal.simulate.engagement import Engagement
from shoal.simulate.events import draw_events
from shoal.simulate.part import Part, parts
from shoal.simulate.plan import business
from shoal.simulate.sectors import Activity

RATES = Engagement(
    sessions_per_month=2.0, session_spread=0.3, views_per_session=5.0, bounce=0.4, cart_share=0.25, login_share=0.3
)
FILES = ("orders", "customers", "campaigns", "emails", "events")
QUIET = Activity(inside=(), visitor_share=0.0, bot_share=0.0, late_share=0.0, private_share=0.0)


def acting(activity: Activity, *, engagement: Engagement = RATES, n: int = 500, **rates: object) -> Part:
    steady = {"stays_months": 1e4, "newsletter_share": 0.5} | rates
    one = CustomerType("one", 1.0, "", (600.0, 720.0), 1.0, engagement=engagement, **steady)  # type: ignore[arg-type]
    sector = replace(SECTORS["shop"], activity=activity)
    plan = replace(business(n, seed=4, files=FILES), types=(one,), sector=sector)
    return next(iter(parts(plan)))


@pytest.fixture(scope="module")
def part() -> Part:
    return acting(SECTORS["shop"].activity)


@pytest.fixture(scope="module")
def events(part: Part) -> pa.Table:
    return draw_events(part)


def of(events: pa.Table, name: str) -> pa.Table:
    return events.filter(pc.equal(events["name"], name))


def test_every_order_of_the_history_has_one_purchase_that_is_worth_what_was_paid(part: Part, events) -> None:
    purchases = of(events, "order_completed")
    paid: dict[str, int] = {}
    is_bought = part.lines.quantity > 0
    value = part.lines.cents.astype(np.int64) * part.lines.quantity
    number = part.order_number.astype(str)
    for order, cents in zip(number[part.lines.order[is_bought]], value[is_bought], strict=True):
        paid[order] = paid.get(order, 0) + int(cents)
    orders = number[part.orders.second < part.end].tolist()
    assert sorted(purchases["order_id"].to_pylist()) == sorted(orders)
    for order, value_of in zip(purchases["order_id"].to_pylist(), purchases["value"].to_pylist(), strict=True):
        assert int(value_of * 100) == paid[order]


def test_a_purchase_is_the_end_of_a_session_of_views_carts_and_a_checkout(events) -> None:
    keyed = events.select(["session_id", "name", "occurred_at", "product_id"]).filter(events["session_id"].is_valid())
    bought = of(events, "order_completed")["session_id"]
    inside = keyed.filter(pc.is_in(keyed["session_id"], value_set=bought.combine_chunks()))
    steps: dict[str, list[tuple[object, str, str | None]]] = {}
    for row in inside.to_pylist():
        steps.setdefault(row["session_id"], []).append((row["occurred_at"], row["name"], row["product_id"]))
    whole = 0
    for session in list(steps.values())[:1000]:
        session.sort(key=lambda step: step[0])
        names = [name for _, name, _ in session]
        assert names[-2:] == ["checkout_started", "order_completed"]
        if "product_viewed" not in names:
            continue  # began before the first day of the history
        whole += 1
        for place, (_, name, product) in enumerate(session):
            if name == "product_added" and place:
                assert session[place - 1][1:] == ("product_viewed", product)
    assert whole > 950


def test_purchases_happen_at_the_second_of_the_order_by_its_buyer(part: Part, events) -> None:
    purchases = of(events, "order_completed")
    row_of = {str(number): row for row, number in enumerate(part.order_number.tolist())}
    rows = np.array([row_of[order] for order in purchases["order_id"].to_pylist()])
    start = np.datetime64(part.plan.start, "s").astype(np.int64)
    assert np.array_equal(purchases["occurred_at"].cast(pa.int64()).to_numpy() - start, part.orders.second[rows])
    keys = part.people["customer_id"].to_pylist()
    expected = [None if part.orders.is_guest[row] else keys[part.order_customer[row]] for row in rows]
    assert purchases["customer_id"].to_pylist() == expected
    assert None in expected


def test_an_order_under_another_key_is_ascribed_to_that_key(part: Part) -> None:
    other = part.order_customer.copy()
    other[::7] = (other[::7] + 1) % len(part.lives)
    purchases = of(draw_events(replace(part, order_key=other)), "order_completed")
    row_of = {str(number): row for row, number in enumerate(part.order_number.tolist())}
    keys = part.people["customer_id"].to_pylist()
    for order, customer in zip(purchases["order_id"].to_pylist(), purchases["customer_id"].to_pylist(), strict=True):
        row = row_of[order]
        assert customer == (None if part.orders.is_guest[row] else keys[other[row]])


def test_nobody_is_known_on_a_device_before_its_first_login(events) -> None:
    rows = events.filter(events["anonymous_id"].is_valid())
    logins = of(rows, "signed_in").group_by("anonymous_id").aggregate([("occurred_at", "min")])
    first = dict(zip(logins["anonymous_id"].to_pylist(), logins["occurred_at_min"].to_pylist(), strict=True))
    known = rows.filter(rows["customer_id"].is_valid())
    assert known.num_rows > 5_000
    for device, at in zip(known["anonymous_id"].to_pylist(), known["occurred_at"].to_pylist(), strict=True):
        assert first[device] <= at
    owners = known.group_by("anonymous_id").aggregate([("customer_id", "count_distinct")])
    assert pc.max(owners["customer_id_count_distinct"]).as_py() == 1
    anonymous = 1 - known.num_rows / rows.num_rows
    assert 0.1 < anonymous < 0.6


def test_in_a_private_session_a_known_device_stays_anonymous_until_the_login() -> None:
    part = acting(replace(QUIET, private_share=1.0), engagement=replace(RATES, login_share=0.0), n=200)
    events = draw_events(part)
    known = events.filter(events["customer_id"].is_valid())
    assert set(known["name"].to_pylist()) == {"signed_in", "checkout_started", "order_completed"}


def test_sessions_beside_orders_come_at_the_planted_rates() -> None:
    part = acting(QUIET, newsletter_share=0.0)
    events = draw_events(part)
    bought = of(events, "order_completed")["session_id"].combine_chunks()
    beside = events.filter(pc.invert(pc.is_in(events["session_id"], value_set=bought)))
    sessions = beside.group_by("session_id").aggregate([("name", "list")])["name_list"].to_pylist()
    months = (part.plan.days - part.lives.joined) / DAYS_PER_MONTH
    expected = RATES.sessions_per_month * months.sum()
    error = np.sqrt(expected + RATES.session_spread**2 * ((RATES.sessions_per_month * months) ** 2).sum())
    assert abs(len(sessions) - expected) < 4 * error
    views = np.array([session.count("product_viewed") for session in sessions])
    for found, rate in (
        ((views == 1).mean(), RATES.bounce),
        (np.mean(["product_added" in session for session in sessions]), (1 - RATES.bounce) * RATES.cart_share),
    ):
        assert abs(found - rate) < 4 * np.sqrt(rate * (1 - rate) / len(views)) + 0.001
    several = views[views > 1]
    assert abs(several.mean() - RATES.views_per_session) < 4 * several.std() / np.sqrt(len(several))


def test_arrivals_are_in_order_and_some_are_late(events) -> None:
    received, occurred = (events[name].cast(pa.int64()).to_numpy() for name in ("received_at", "occurred_at"))
    delay = received - occurred
    assert (np.diff(received) >= 0).all()
    assert (delay >= 0).all()
    sessions = events.filter(events["session_id"].is_valid())
    late = sessions.filter(delay[events["session_id"].is_valid().to_numpy()] > 600)["session_id"].unique()
    share = len(late) / len(sessions["session_id"].unique())
    assert abs(share - SECTORS["shop"].activity.late_share) < 0.006
    assert (np.diff(occurred) < 0).any()


def test_clicks_in_mails_lead_to_sessions_with_their_campaign(part: Part, events) -> None:
    from shoal.simulate.emails import draw_emails

    mails = draw_emails(part)
    clicks = mails.filter(pc.equal(mails["event"], "clicked"))
    led = events.filter(events["campaign_id"].is_valid())
    assert set(led["source"].to_pylist()) == {"newsletter"}
    sessions = led.group_by("session_id").aggregate([("campaign_id", "min")])
    assert sorted(sessions["campaign_id_min"].to_pylist()) == sorted(clicks["campaign_id"].to_pylist())


def test_bots_have_their_share_and_an_even_beat() -> None:
    part = acting(replace(QUIET, bot_share=0.2), n=200)
    events = draw_events(part)
    without = draw_events(acting(QUIET, n=200))
    n_bots = events.num_rows - without.num_rows
    assert n_bots / without.num_rows == pytest.approx(0.2, abs=0.02)
    sizes = events.group_by("session_id").aggregate([("name", "count")])
    large = sizes.filter(pc.greater(sizes["name_count"], 100))["session_id"]
    rows = events.filter(pc.is_in(events["session_id"], value_set=large.combine_chunks())).sort_by("occurred_at")
    assert rows["customer_id"].null_count == rows.num_rows
    assert {"bot"} < set(rows["device"].to_pylist())
    one = rows.filter(pc.equal(rows["session_id"], large[0]))["occurred_at"].cast(pa.int64()).to_numpy()
    assert set(np.diff(one).tolist()) == {2}


def test_without_bots_and_visitors_everybody_elses_events_stay_as_they_were() -> None:
    """What is drawn for one kind of session never moves another."""
    plain = draw_events(acting(QUIET, n=150))
    mixed = draw_events(acting(replace(QUIET, visitor_share=0.5, bot_share=0.1), n=150))
    columns = ["customer_id", "name", "product_id", "order_id", "occurred_at", "value"]
    known = [
        table.filter(table["customer_id"].is_valid())
        .select(columns)
        .sort_by([("occurred_at", "ascending"), ("customer_id", "ascending"), ("name", "ascending")])
        for table in (plain, mixed)
    ]
    assert known[0].num_rows > 1000
    assert (
        known[0]
        .select(["customer_id", "name", "occurred_at"])
        .equals(known[1].select(["customer_id", "name", "occurred_at"]))
    )


def test_bills_have_no_session_and_events_of_systems_have_no_device() -> None:
    plan = business(150, seed=2, sector="telecom", files=("orders", "customers", "events"))
    part = next(iter(parts(plan)))
    events = draw_events(part)
    names = {name for name, _ in plan.sector.activity.aside}
    aside = events.filter(pc.is_in(events["name"], value_set=pa.array(sorted(names))))
    assert aside.num_rows > 50
    assert aside["session_id"].null_count == aside["device"].null_count == aside.num_rows
    assert aside["customer_id"].null_count == 0
    goods = part.catalogue.product_id.slice(0, part.catalogue.n_goods)
    assert pc.all(pc.is_in(events["product_id"].drop_null(), value_set=goods)).as_py()


def test_ids_are_unique_over_parts_and_do_not_repeat(part: Part, events) -> None:
    assert len(events["event_id"].unique()) == events.num_rows
    second = draw_events(replace(part, number=1))
    assert not pc.any(pc.is_in(second["event_id"], value_set=events["event_id"].combine_chunks())).as_py()
    devices = [set(table["anonymous_id"].drop_null().unique().to_pylist()) for table in (events, second)]
    assert not devices[0] & devices[1]
