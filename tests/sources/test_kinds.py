"""Events, texts, products, holdings and campaigns: told apart, and read row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shoal import simulate, sources
from shoal.errors import ConfigError, SourceError
from shoal.simulate import SECTORS, business
from shoal.sources.actions import action_of
from shoal.terms import ACTIONS, ColumnSpec, Kind, Role, SegmentationSpec, Silent, SourceSpec

NOW = datetime(2026, 1, 1, tzinfo=UTC)

ORDERS = "customer_id,ordered_at,sku,quantity,unit_price\n" + "".join(
    f"k{i % 7},2025-03-{1 + i % 28:02d} 10:00:00,P{i % 3},{1 + i % 2},{9 + i}.50\n" for i in range(40)
)
PEOPLE = "customer_id,age\n" + "".join(f"k{i},{20 + i}\n" for i in range(7))
LOG = "user_id,visitor_id,event,product,created,received_at,device,source,value\n" + "".join(
    f"{f'k{i % 7}' if i % 2 else ''},v{i % 11},{('view_item', 'add_to_cart', 'purchase')[i % 3]},P{i % 3},"
    f"2025-03-{1 + i % 28:02d} {i % 24:02d}:15:00,2025-12-31 00:00:00,mobile,https://search.example/q?who=ann,{i}\n"
    for i in range(60)
)
PLANS = """contract_no,customer_id,plan,started_on,ended_on,monthly_fee,status,cancel_reason
H1,k1,Large,2024-05-01,2025-02-01,12.50,cancelled,too dear
H2,k2,Small,2024-06-01,,5.00,active,
H3,k3,Small,2024-06-01,2025-11-30,5.00,cancelled,moved away
H4,k3,Small,2025-12-01,,5.00,active,
H5,k4,Small,2024-06-01,2024-05-01,5.00,cancelled,
H6,,Small,2024-06-01,,5.00,active,
H7,k5,Small,,,5.00,active,
"""
TICKETS = "ticket_id,customer_id,opened_at,closed_at,topic,channel,message,csat\n" + "".join(
    f"T{i},k{i % 7},2025-03-{1 + i % 28:02d} 09:00:00,2025-04-{1 + i % 28:02d} 09:00:00,billing,phone,"
    f"{('This is a terrible mess number', 'Thank you for the very friendly help with')[i % 2]} {i},{1 + 4 * (i % 2)}\n"
    for i in range(40)
)


@pytest.mark.parametrize("sector", sorted(SECTORS))
def test_all_files_of_all_sectors_are_told_apart(shelf, tmp_path, sector):
    written = simulate.write(business(40, seed=3, sector=sector, files=None), tmp_path / "b")
    loaded = sources.load(shelf.engine, {path.name: path for path in written}, scratch=shelf.scratch, progress=Silent())
    guessed, notes = sources.guess(loaded, answers={}, now=NOW)
    kinds = {one.name.partition(".")[0]: one.spec for one in guessed}
    expected = {"emails": "events", "reviews": "texts", "tickets": "texts"}
    assert {name: spec.kind.value for name, spec in kinds.items()} == {name: expected.get(name, name) for name in kinds}
    needed = {
        "events": {Role.CUSTOMER, Role.ANONYMOUS, Role.SESSION, Role.EVENT, Role.PRODUCT, Role.AMOUNT, Role.REFERRER},
        "emails": {Role.CUSTOMER, Role.EVENT, Role.CAMPAIGN, Role.OCCURRED_AT},
        "reviews": {Role.CUSTOMER, Role.RATING, Role.PRODUCT, Role.TEXT, Role.OCCURRED_AT},
        "tickets": {Role.CUSTOMER, Role.RATING, Role.TOPIC, Role.TEXT, Role.OCCURRED_AT, Role.ENDED_AT, Role.CHANNEL},
        "products": {Role.PRODUCT, Role.TEXT, Role.CATEGORY, Role.LIST_PRICE, Role.COST},
        "campaigns": {Role.CAMPAIGN, Role.TEXT, Role.CHANNEL, Role.COST, Role.OCCURRED_AT},
        "holdings": {Role.CUSTOMER, Role.HOLDING, Role.PRODUCT, Role.STARTED_AT, Role.ENDED_AT, Role.AMOUNT,
                     Role.STATUS, Role.REASON},
    }  # fmt: skip
    for name, roles in needed.items():
        if name in kinds:
            assert roles <= {column.role for column in kinds[name].columns}, name
    assert len([note for note in notes if ": taken as " in note]) == len(guessed)


def test_events_are_read_with_their_meaning(shelf):
    records = shelf.read({"o.csv": ORDERS, "log.csv": LOG})
    assert records.quality.by_source["log.csv"]["rows_used"] == 60
    rows = shelf.engine.rows(
        f"SELECT event, action, count(*), count(source_key), max(referrer) FROM {records.events.name} GROUP BY 1, 2"
        " ORDER BY 1"
    )
    assert rows == [
        ("add_to_cart", "cart", 20, 10, "search.example"),
        ("purchase", "purchase", 20, 10, "search.example"),
        ("view_item", "view", 20, 10, "search.example"),
    ]
    assert shelf.rows(records.events, "max(occurred_at) < TIMESTAMP '2025-04-01'") == [(True,)]
    assert shelf.rows(records.events, "max(occurred_hour)") == [(23,)]
    assert records.orders.count() == 40  # purchases of an event log are no orders beside orders


def test_purchases_among_events_are_orders_where_there_are_no_others(shelf):
    records = shelf.read({"log.csv": LOG})
    assert records.orders.count() == 10
    assert records.quality.rows_used == records.quality.rows_read == 60
    assert any("10 purchases with money among the events ARE TAKEN AS ORDERS" in said for said in records.warnings)


def test_an_event_of_nobody_is_refused_and_a_session_stands_for_a_visitor(shelf):
    text = "session_id,user_id,item_id,eventdate\n" + "".join(
        f"{i // 4 if i % 9 else 'NA'},{f'u{i % 5}' if i % 2 else 'NA'},{i % 6},2025-03-{1 + i % 28:02d}\n"
        for i in range(60)
    )
    records = shelf.read({"item-views.csv": text})
    nobody = len([i for i in range(60) if not i % 9 and not i % 2])
    assert records.quality.rows_refused == {"customer_missing": nobody}
    assert shelf.rows(records.events, "min(action), max(action), count(anonymous_key)") == [("view", "view", 53)]
    assert shelf.rows(records.keys, "count(*)") == [(5,)]


def test_holdings_know_nothing_of_what_comes_later(shelf):
    records = shelf.read({"h.csv": PLANS}, known_at=datetime(2025, 6, 1, tzinfo=UTC))
    assert records.quality.rows_refused == {
        "after_as_of": 1, "customer_missing": 1, "ends_before_start": 1, "time_missing": 1,
    }  # fmt: skip
    assert shelf.rows(records.holdings) == [
        ("k1", "H1", "Large", None, date(2024, 5, 1), date(2025, 2, 1), Decimal("12.5000"), "cancelled", "too dear"),
        ("k2", "H2", "Small", None, date(2024, 6, 1), None, Decimal("5.0000"), "active", None),
        ("k3", "H3", "Small", None, date(2024, 6, 1), None, Decimal("5.0000"), None, None),
    ]


@pytest.mark.parametrize("nothing", ["NULL", "n/a", "-"])
def test_a_word_for_nothing_ends_no_holding(shelf, nothing):
    records = shelf.read({"h.csv": PLANS.replace("2024-06-01,,5.00,active", f"2024-06-01,{nothing},5.00,active")})
    assert "time_unreadable" not in records.quality.rows_refused
    assert shelf.engine.rows(f"SELECT ended_on FROM {records.holdings.name} WHERE holding_key = 'H2'") == [(None,)]


def test_of_texts_only_length_rating_and_tone_stay(shelf):
    records = shelf.read({"t.csv": TICKETS}, known_at=datetime(2025, 4, 15, tzinfo=UTC))
    assert records.texts.columns == (
        "source_key", "occurred_at", "occurred_on", "is_contact", "product", "topic", "channel", "rating", "ended_at",
        "n_letters", "tone",
    )  # fmt: skip
    rows = shelf.engine.rows(
        f"""SELECT max(tone) FILTER (rating = 1), min(tone) FILTER (rating = 5), bool_and(is_contact),
        count(ended_at), count(rating), min(n_letters) FROM {records.texts.name}"""
    )[0]
    assert rows[0] < -0.5 < 0.5 < rows[1]
    assert rows[2] is True
    assert rows[3] == rows[4] == len([i for i in range(40) if 1 + i % 28 < 15])  # what is closed later is still open
    assert rows[5] == len("This is a terrible mess number 0")


def test_products_fill_orders_by_key_or_by_name(shelf):
    products = (
        "product_id,name,category,list_price,unit_cost\n"
        "P0,Lamp,Home,12.00,4\nP1,Chair,Home,3,1\nP1,Chair,Office,30,10\nP9,Desk,Office,99,50\n"
        + "".join(f"Q{i},Thing {i},Home,{i}.5,1\n" for i in range(8))
    )
    records = shelf.read({"o.csv": ORDERS, "p.csv": products})
    assert records.quality.rows_refused == {"duplicate_product": 1}
    assert any("2 of the 3 products that orders name (66.7%)" in said for said in records.warnings)
    by_key = shelf.engine.rows(
        "SELECT product, category, count(*), min(list_amount / quantity), bool_and(discount >= 0),"
        f" bool_and(discount = greatest(list_amount - amount, 0)) FROM {records.orders.name} GROUP BY 1, 2 ORDER BY 1"
    )
    assert by_key == [
        ("P0", "Home", 14, 12.0, True, True), ("P1", "Office", 13, 30.0, True, True),
        ("P2", None, 13, None, None, None),
    ]  # fmt: skip
    named = ORDERS.replace(",P0,", ",lamp ,").replace(",P1,", ",Chair,")
    records = shelf.read({"o2.csv": named, "p2.csv": products})
    assert shelf.engine.rows(f"SELECT DISTINCT product FROM {records.orders.name} ORDER BY 1") == [
        ("P0",), ("P1",), ("P2",)
    ]  # fmt: skip


def test_campaigns_say_by_which_channel_their_messages_went(shelf):
    campaigns = "campaign_id,name,channel,sent_at,cost_per_contact\n" + "".join(
        f"C{i},Spring {i},{('email', 'sms')[i % 2]},2025-02-{1 + i:02d},0.0{i}\n" for i in range(8)
    )
    mails = "message_id,campaign_id,customer_id,event,occurred_at\n" + "".join(
        f"M{i},C{i % 8},k{i % 7},{('sent', 'opened', 'clicked')[i % 3]},2025-03-{1 + i % 28:02d} 10:00:00\n"
        for i in range(48)
    )
    records = shelf.read({"o.csv": ORDERS, "c.csv": campaigns, "mails.csv": mails})
    assert records.campaigns.count() == 8
    assert shelf.engine.rows(
        f"SELECT channel, count(*), min(action), max(action) FROM {records.events.name} GROUP BY 1 ORDER BY 1"
    ) == [("email", 24, "clicked", "sent"), ("sms", 24, "clicked", "sent")]


def test_the_number_of_a_ticket_makes_a_contact_of_a_text(shelf):
    rows = [f"{i},k{i % 7},2025-03-{1 + i % 28:02d} 09:00:00,It is broken again and again {i}\n" for i in range(40)]
    for key, is_contact in (("ticket_id", True), ("review_id", False)):
        records = shelf.read({"t.csv": f"{key},customer_id,created_at,message\n" + "".join(rows)})
        assert shelf.engine.rows(f"SELECT DISTINCT is_contact FROM {records.texts.name}") == [(is_contact,)]


def test_a_column_that_was_renamed_is_no_guess(shelf):
    loaded, _ = shelf.guess({"o.csv": ORDERS})
    renamed = replace(shelf.load(ORDERS.replace("customer_id", "who", 1), "o.csv"), spec=loaded[0].spec)
    with pytest.raises(ConfigError, match=r"no column 'customer_id'.*write its new name where it was renamed"):
        sources.read(shelf.engine, (renamed,), known_at=NOW, now=NOW, spec=SegmentationSpec(), progress=Silent())


def test_keys_that_never_meet_are_said_loudly(shelf):
    records = shelf.read({"o.csv": ORDERS, "p.csv": PEOPLE, "t.csv": TICKETS.replace(",k", ",X-")})
    assert any("NONE of the 7 customers of t.csv are in the orders or tables" in said for said in records.warnings)


def test_identifiers_and_consent_of_any_kind_are_kept_apart(shelf):
    head, *rows = TICKETS.splitlines()
    text = "\n".join([f"{head},email,consent_profiling", *(
        f"{row},ann{i % 7}@example.org,{'no' if i == 3 else 'yes'}" for i, row in enumerate(rows)
    )])  # fmt: skip
    records = shelf.read({"o.csv": ORDERS, "t.csv": text})
    assert shelf.engine.rows(f"SELECT count(*), min(field) FROM {records.identifiers.name}") == [(7, "email")]
    assert [column.role for column in records.columns] == [Role.CONSENT]
    assert sorted(shelf.rows(records.customers)) == [(f"k{i}", 0.0 if i == 3 else 1.0) for i in range(7)]


def test_only_catalogues_are_refused(shelf):
    with pytest.raises(SourceError, match="products or campaigns only"):
        shelf.guess({"p.csv": "product_id,name,list_price\nP1,Lamp,3.5\nP2,Chair,9\n"})


def test_a_kind_without_its_roles_is_refused(shelf):
    loaded = shelf.load(LOG)
    spec = SourceSpec("file.csv", Kind.EVENTS, (ColumnSpec("created", Role.OCCURRED_AT),))
    with pytest.raises(ConfigError, match="'customer' or 'anonymous' or 'session', which events need"):
        sources.last_event((replace(loaded, spec=spec),), timezone="UTC", now=NOW)


def test_the_last_event_is_that_of_all_kinds(shelf):
    loaded, _ = shelf.guess({"o.csv": ORDERS, "t.csv": TICKETS, "h.csv": PLANS})
    assert sources.last_event(loaded, timezone="UTC", now=NOW) == date(2025, 12, 1)
    assert sources.last_event(loaded[:2], timezone="UTC", now=NOW) == date(2025, 4, 28)


@pytest.mark.parametrize(
    ("event", "action"),
    [
        ("Product Viewed", "view"), ("addToCart", "cart"), ("remove_from_cart", "uncart"),
        ("Order Completed", "purchase"),
        ("begin_checkout", "checkout"), ("Signed Up", "signup"), ("login", "login"), ("search", "search"),
        ("page_view", "visit"), ("email_open", "opened"), ("bounced", "bounced"), ("opt_out", "unsubscribed"),
        ("delivered", "delivered"), ("link_clicked", "clicked"), ("report_exported", "use"),
        ("payment_failed", "other"),
        ("in den Warenkorb", "cart"), ("gekauft", "purchase"), ("angemeldet", "login"), ("Abgemeldet", "unsubscribed"),
    ],
)  # fmt: skip
def test_what_events_mean(event, action):
    assert action_of(event) == action
    assert action in ACTIONS


SURVEY = "customer_id,recommend,service,newsletter,plan\n" + "".join(
    f"k{i},{('strongly disagree', 'Disagree', 'agree', 'Strongly Agree')[i % 4]},{('nie', 'selten', 'oft', '')[i % 4]},"
    f"{('yes', 'no')[i % 2]},{('a', 'b', 'c')[i % 3]}\n"
    for i in range(60)
)


def test_answers_in_words_are_numbers_in_their_order(shelf):
    _, notes = shelf.guess({"s.csv": SURVEY})
    assert any("'recommend' holds answers in words and is read as the numbers 1 to 5" in note for note in notes)
    records = shelf.read({"s2.csv": SURVEY})
    rows = shelf.engine.rows(f"SELECT DISTINCT recommend, service FROM {records.customers.name} ORDER BY 1")
    assert rows == [(1.0, 1.0), (2.0, 2.0), (4.0, 4.0), (5.0, None)]
    assert {column.name: column.type.value for column in records.columns} == {
        "recommend": "number", "service": "number", "newsletter": "flag", "plan": "category",
    }  # fmt: skip


def test_the_account_is_the_customer_of_its_contacts(shelf, roles):
    contacts = "contact_id,account_id,email,job\n" + "".join(
        f"p{i},a{i % 7},ann{i}@example.org,{('buyer', 'user')[i % 2]}\n" for i in range(40)
    )
    orders = "account_id,ordered_at,amount\n" + "".join(
        f"a{i % 7},2025-03-{1 + i % 28:02d},{9 + i}\n" for i in range(40)
    )
    tickets = TICKETS.replace("customer_id", "contact_id").replace(",k", ",p")
    loaded, notes = shelf.guess({"c.csv": contacts})
    assert roles(loaded[0]) == {"contact_id": "identifier", "account_id": "account", "email": "identifier",
                                "job": "ignored"}  # fmt: skip
    assert any("the ACCOUNT is the customer" in note for note in notes)
    records = shelf.read({"o.csv": orders, "c2.csv": contacts, "t.csv": tickets}, answers={})
    assert records.quality.rows_refused == {}
    assert sorted(shelf.rows(records.customers)) == [(f"a{i}", 6.0 if i < 5 else 5.0) for i in range(7)]
    assert any("t.csv: 40 rows name a contact and count for the account" in said for said in records.warnings)
    assert shelf.engine.rows(f"SELECT count(DISTINCT source_key), min(source_key) FROM {records.texts.name}") == [
        (7, "a0")
    ]


def test_order_lines_say_discount_cost_channel_and_campaign(shelf, roles):
    text = "customer_id,date,sku,quantity,unit_price,unit_cost,original_price,discount,channel,campaign_id\n" + "".join(
        f"k{i % 7},2025-03-{1 + i % 28:02d},P{i % 3},2,{8 + i % 5}.50,3.20,12.00,{i % 4}.75,"
        f"{('Web', 'Store')[i % 2]},C{i % 3}\n"
        for i in range(60)
    )
    loaded, _ = shelf.guess({"x.csv": text})
    found = roles(loaded[0])
    assert (found["unit_price"], found["unit_cost"], found["original_price"]) == ("unit_price", "cost", "list_price")
    assert (found["discount"], found["channel"], found["campaign_id"]) == ("discount", "channel", "campaign")
    records = shelf.read({"y.csv": text})
    row = shelf.rows(
        records.orders, "max(CAST(cost AS DOUBLE)), max(CAST(list_amount AS DOUBLE)), max(CAST(discount AS DOUBLE)),"
        " min(channel), min(campaign)"
    )  # fmt: skip
    assert row == [(6.4, 24.0, 3.75, "store", "C0")]


@pytest.mark.parametrize("write", [lambda i: f"0.{i % 4}", lambda i: str(5 * (i % 4)), lambda i: f"{i % 4}%"])
def test_a_discount_that_may_be_a_share_is_no_money(shelf, roles, write):
    text = "customer_id,date,amount,discount\n" + "".join(
        f"k{i % 7},2025-03-{1 + i % 28:02d},{8 + i}.50,{write(i)}\n" for i in range(60)
    )
    (loaded,), _ = shelf.guess({"x.csv": text})
    assert roles(loaded)["discount"] == "ignored"


def test_reviews_of_nobody_are_one_customer_each_with_their_traits(shelf, roles):
    text = "age,title,review,rating,department\n" + "".join(
        f"{20 + i % 40},Nice {i},I am {('very happy', 'quite disappointed')[i % 2]} with number {i},{5 - 3 * (i % 2)},"
        f"{('a', 'b')[i % 2]}\n"
        for i in range(80)
    )
    loaded, notes = shelf.guess({"r.csv": text})
    assert (loaded[0].spec.kind, loaded[0].spec.each_row_is_a_customer) == (Kind.TEXTS, True)
    assert any("EACH ROW IS TAKEN AS A CUSTOMER" in note for note in notes)
    assert roles(loaded[0]) == {
        "age": "trait", "title": "text", "review": "text", "rating": "rating", "department": "trait",
    }  # fmt: skip
    records = shelf.read({"s.csv": text})
    assert records.quality.rows_used == records.texts.count() == records.customers.count() == 80
    assert records.customers.columns == ("source_key", "age", "department")
    turned = "\n".join([text.splitlines()[0], *reversed(text.splitlines()[1:])])
    assert shelf.read({"t.csv": turned}).fingerprint == records.fingerprint


def test_events_of_nobody_but_visitors_are_refused(shelf):
    text = "visitor_id,session_id,event,occurred_at\n" + "".join(
        f",s{i % 9},{('view', 'search')[i % 2]},2025-03-{1 + i % 28:02d}\n" for i in range(40)
    )
    with pytest.raises(SourceError, match="no row names a customer"):
        shelf.read({"x.csv": text})


def test_the_numbers_of_groups_are_no_measure(shelf, roles):
    text = "customer_id,age,cluster\n" + "".join(f"k{i},{20 + i % 50},{i * 7 % 90}\n" for i in range(200))
    (loaded,), _ = shelf.guess({"x.csv": text})
    assert roles(loaded) == {"customer_id": "customer", "age": "trait", "cluster": "ignored"}
