"""What files are taken for, without and with real data."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from shoal import sources
from shoal.errors import ConfigError, OpenQuestion, SourceError
from shoal.terms import ColumnType, Kind, Role

ORDERS = "customer_id,date,amount\n" + "".join(
    f"c{i % 7},2025-{1 + i % 12:02d}-{1 + i % 28:02d},{i}.50\n" for i in range(60)
)
PEOPLE = "customer_id,age,plan\n" + "".join(f"c{i},{20 + i},{'basic' if i % 2 else 'gold'}\n" for i in range(7))


def lines(header: str, row, n: int = 40) -> str:
    return header + "\n" + "".join(row(i) + "\n" for i in range(n))


def test_orders_and_customers_are_told_apart_by_structure(shelf, roles):
    (orders, people), notes = shelf.guess({"o.csv": ORDERS, "p.csv": PEOPLE})
    assert (orders.spec.kind, people.spec.kind) == (Kind.ORDERS, Kind.CUSTOMERS)
    assert roles(orders) == {"customer_id": "customer", "date": "occurred_at", "amount": "amount"}
    assert roles(people) == {"customer_id": "customer", "age": "trait", "plan": "trait"}
    assert any("o.csv: taken as orders" in note for note in notes)
    assert all(column.why and 0 < column.confidence <= 1 for column in (*orders.spec.columns, *people.spec.columns))


def test_german_orders(shelf, roles):
    text = lines(
        "Bestellnummer;Kundennummer;Bestelldatum;Artikelnummer;Bezeichnung;Menge;Stückpreis;Währung;Lieferland",
        lambda i: (
            f"B{i // 2};{1000 + i % 9};{1 + i % 28:02d}.{1 + i % 12:02d}.2025;A{i % 5};Ding {i};"
            f"{i % 3 + 1};1.{i:03d},50 €;EUR;Österreich"
        ),
    )
    (orders,), _ = shelf.guess({"bestellungen.csv": text.encode("cp1252")})
    assert orders.spec.kind is Kind.ORDERS
    assert roles(orders) == {
        "Bestellnummer": "order",
        "Kundennummer": "customer",
        "Bestelldatum": "occurred_at",
        "Artikelnummer": "product",
        "Bezeichnung": "text",
        "Menge": "quantity",
        "Stückpreis": "unit_price",
        "Währung": "currency",
        "Lieferland": "country",
    }
    assert orders.spec.column(Role.OCCURRED_AT).format == "%d.%m.%Y"
    assert orders.spec.column(Role.UNIT_PRICE).decimal == ","
    assert (orders.delimiter, orders.spec.encoding) == (";", "cp1252")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("KdNr,Datum,Umsatz", ["customer", "occurred_at", "amount"]),
        ("Kunde,Rechnungsdatum,Betrag", ["customer", "occurred_at", "amount"]),
        ("userId,createdAt,totalPrice", ["customer", "occurred_at", "amount"]),
        ("CUST_NO,TRANSACTION DATE,SALES", ["customer", "occurred_at", "amount"]),
        ("id_cliente,fecha,importe", ["customer", "occurred_at", "amount"]),
        ("client,date_commande,montant", ["customer", "occurred_at", "amount"]),
        ("Member ID,Purchase Date,Price", ["customer", "occurred_at", "amount"]),
    ],
)
def test_names_of_many_houses(shelf, roles, header, expected):
    text = lines(header, lambda i: f"k{i % 6},2025-03-{1 + i % 28:02d},{i}.25")
    (orders,), _ = shelf.guess({"x.csv": text})
    assert orders.spec.kind is Kind.ORDERS
    assert list(roles(orders).values()) == expected


@pytest.mark.parametrize(
    ("write", "form"),
    [
        (lambda d, m: f"2025-{m:02d}-{d:02d}", ""),
        (lambda d, m: f"2025-{m:02d}-{d:02d}T10:30:00Z", ""),
        (lambda d, m: f"2025-{m:02d}-{d:02d} 10:30:00", ""),
        (lambda d, m: f"2025{m:02d}{d:02d}", "%Y%m%d"),
        (lambda d, m: f"{d:02d}.{m:02d}.2025", "%d.%m.%Y"),
        (lambda d, m: f"{d}/{m}/2025", "%d/%m/%Y"),
        (lambda d, m: f"{m}/{d}/2025 8:26", "%m/%d/%Y %H:%M"),
        (lambda d, m: f"{m}/{d}/25", "%m/%d/%y"),
        (lambda d, m: f"{d:02d}-{m:02d}-2025", "%d-%m-%Y"),
        (lambda d, m: f"{d} Mar 2025", "%d %b %Y"),
        (lambda d, m: f"March {d:02d}, 2025", "%b %d, %Y"),
        (lambda d, m: f"{m}/{d}/2025 8:26 PM", "%m/%d/%Y %I:%M %p"),
    ],
)
def test_date_formats(shelf, write, form):
    text = lines("customer_id|date|amount", lambda i: f"k{i % 6}|{write(1 + i % 28, 1 + i % 12)}|1.5", 84)
    (orders,), _ = shelf.guess({"x.csv": text})
    column = orders.spec.column(Role.OCCURRED_AT)
    assert (column.type, column.format) == (ColumnType.DATE, form)
    assert shelf.read({"x.csv": text}).quality.rows_refused.keys() <= {"exact_duplicate"}


AMBIGUOUS = lines("customer_id,Order Date,amount", lambda i: f"k{i % 6},{1 + i % 12:02d}/{1 + i % 11:02d}/2025,{i}.5")


def test_dates_that_read_both_ways_are_an_open_question(shelf):
    with pytest.raises(OpenQuestion) as asked:
        shelf.guess({"x.csv": AMBIGUOUS})
    question = asked.value
    assert (question.name, question.options) == ("date_order_order_date", ("day-first", "month-first"))
    assert question.exit_code == 1
    assert "x.csv" in question.where
    parsed = tomllib.loads(question.toml)
    assert parsed == {"Order Date": {"role": "occurred_at", "type": "date", "format": "%d/%m/%Y"}}


@pytest.mark.parametrize(("answer", "form"), [("day-first", "%d/%m/%Y"), ("month-first", "%m/%d/%Y")])
def test_the_answer_decides(shelf, answer, form):
    (orders,), _ = shelf.guess({"x.csv": AMBIGUOUS}, {"date_order_order_date": answer})
    assert orders.spec.column(Role.OCCURRED_AT).format == form


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"date_order_order_date": "year-first"}, "one of day-first, month-first"),
        ({"colour": "blue"}, "no question 'colour'"),
        ({"customer": "nobody"}, "one of customer_id, Order Date, amount"),
    ],
)
def test_wrong_answers_are_refused_with_the_options(shelf, answers, says):
    with pytest.raises(ConfigError, match=says):
        shelf.guess({"x.csv": AMBIGUOUS}, answers)


def test_one_late_row_settles_the_order_of_dates(shelf):
    text = AMBIGUOUS + "k1,25/02/2025,1.5\n"
    (orders,), _ = shelf.guess({"x.csv": text})
    assert orders.spec.column(Role.OCCURRED_AT).format == "%d/%m/%Y"


def test_days_that_equal_their_months_are_no_question(shelf):
    text = lines("customer_id,date,amount", lambda i: f"k{i % 6},{1 + i % 12:02d}/{1 + i % 12:02d}/2025,{i}.5")
    (orders,), _ = shelf.guess({"x.csv": text})
    assert orders.spec.column(Role.OCCURRED_AT).format == "%d/%m/%Y"


def test_two_columns_that_could_be_the_customer(shelf):
    text = lines("customer_id,user_id,date,amount", lambda i: f"c{i % 5},u{i % 8},2025-01-{1 + i % 28:02d},2.5")
    with pytest.raises(OpenQuestion) as asked:
        shelf.guess({"x.csv": text})
    assert (asked.value.name, asked.value.options) == ("customer", ("customer_id", "user_id"))
    assert tomllib.loads(asked.value.toml) == {"customer_id": {"role": "customer"}}
    (orders,), _ = shelf.guess({"x.csv": text}, {"customer": "user_id"})
    assert orders.spec.column(Role.CUSTOMER).name == "user_id"


def test_one_to_one_candidates_are_no_question(shelf):
    text = lines("customer_id,user_id,date,amount", lambda i: f"c{i % 5},u{i % 5},2025-01-{1 + i % 28:02d},2.5")
    (orders,), notes = shelf.guess({"x.csv": text})
    assert orders.spec.column(Role.CUSTOMER).name == "customer_id"
    assert any("'customer_id'" in note and "'user_id'" in note for note in notes)


def test_no_customer_column_makes_each_row_a_customer_and_is_said_aloud(shelf):
    text = lines("income,visits", lambda i: f"{1000 + i},{i % 9}")
    (people,), notes = shelf.guess({"x.csv": text})
    assert (people.spec.kind, people.spec.each_row_is_a_customer) == (Kind.CUSTOMERS, True)
    assert any("EACH ROW" in note for note in notes)


def test_tables_without_a_customer_column_are_never_stacked(shelf):
    text = lines("income,visits", lambda i: f"{1000 + i},{i % 9}")
    with pytest.raises(SourceError, match=r"^x\.csv and y\.csv: they have no customer column"):
        shelf.guess({"x.csv": text, "y.csv": text})
    with pytest.raises(SourceError, match=r"^y\.csv: it has no customer column"):
        shelf.guess({"x.csv": ORDERS, "y.csv": text})


def test_orders_in_several_files_are_stacked_and_it_is_said(shelf):
    _, notes = shelf.guess({"jan.csv": ORDERS, "feb.csv": ORDERS})
    assert any("jan.csv, feb.csv" in note and "stacked" in note for note in notes)


def test_an_id_of_its_own_for_each_order_is_not_the_customer(shelf, roles):
    text = lines("id,email,order_date,total", lambda i: f"{i},p{i % 6}@example.org,2025-01-{1 + i % 28:02d},{i}.5")
    (orders,), _ = shelf.guess({"x.csv": text})
    assert (orders.spec.kind, roles(orders)["email"], roles(orders)["id"]) == (Kind.ORDERS, "customer", "ignored")


def test_a_total_that_is_repeated_on_each_line_is_left_out(shelf, roles):
    rows = [(i // 3, i % 4 + 1, 2.5) for i in range(60)]
    total = {order: sum(n * each for o, n, each in rows if o == order) for order, _, _ in rows}
    text = lines(
        "order_id,customer_id,date,quantity,price,order_total",
        lambda i: (
            f"{rows[i][0]},c{rows[i][0] % 5},2025-01-{1 + rows[i][0]:02d},{rows[i][1]},{rows[i][2]},{total[rows[i][0]]}"
        ),
        60,
    )
    (orders,), notes = shelf.guess({"x.csv": text})
    assert roles(orders)["order_total"] == "ignored"
    assert any("'order_total'" in note for note in notes)


def test_columns_of_customers(shelf, roles):
    header = (
        "customer_id,E-Mail,Phone,first_name,Geschlecht,birth_date,income,newsletter_opt_in,gekündigt,constant,notes,"
        "account_id,score"
    )
    text = lines(
        header,
        lambda i: (
            f"{i},a{i}@example.org,030 {100000 + i},Ann,{'m' if i % 2 else 'w'},19{50 + i % 40}-03-04,{i * 100},"
            f"{'ja' if i % 3 else 'nein'},{'yes' if i % 4 else 'no'},x,some words {i} {i * 7},acc-{i * 13},{i % 10}"
        ),
        120,
    )
    (people,), _ = shelf.guess({"x.csv": text})
    assert roles(people) == {
        "customer_id": "customer",
        "E-Mail": "identifier",
        "Phone": "identifier",
        "first_name": "identifier",
        "Geschlecht": "trait",
        "birth_date": "trait",
        "income": "trait",
        "newsletter_opt_in": "consent",
        "gekündigt": "label",
        "constant": "ignored",
        "notes": "ignored",
        "account_id": "ignored",
        "score": "trait",
    }
    by_name = {column.name: column for column in people.spec.columns}
    assert (by_name["Geschlecht"].sensitive, by_name["birth_date"].sensitive) == ("sex", "age")
    assert by_name["birth_date"].is_fixed
    assert not by_name["income"].is_fixed


def test_numbers_with_blanks_are_numbers(shelf):
    text = lines("customer_id,total_charges", lambda i: f"{i},{' ' if i % 10 == 0 else f'{i}.5'}", 100)
    (people,), _ = shelf.guess({"x.csv": text})
    assert people.spec.columns[1].type is ColumnType.NUMBER


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("traveller_id,trip,booked_at,travellers,price_per_traveller,country",
         "customer product occurred_at quantity unit_price country"),
        ("patient_id,treatment,visit_date,quantity,unit_amount,country_of_residence",
         "customer product occurred_at quantity unit_price country"),
        ("account_no,merchant,booking_date,items,price,country",
         "customer product occurred_at quantity unit_price country"),
        ("member_id,course,date,participants,price,discount_code",
         "customer product occurred_at quantity unit_price ignored"),
        ("subscriber,plan,billed_at,quantity,price,delivery_fee",
         "customer product occurred_at quantity unit_price ignored"),
        ("tenant_no,service,orderdate,itemcount,unitprice,landcode",
         "customer product occurred_at quantity unit_price country"),
    ],
)  # fmt: skip
def test_words_count_as_wholes(shelf, roles, header, expected):
    text = lines(
        header, lambda i: f"k{i % 8},thing {i % 3},2025-03-{1 + i % 28:02d},{1 + i % 3},{5 + i % 3}.25,X{i % 4}"
    )
    (orders,), _ = shelf.guess({"x.csv": text})
    assert list(roles(orders).values()) == expected.split()


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("visit_id", "order"), ("appointment_id", "order"), ("reservation_no", "order"), ("receipt", "order"),
        ("trip_id", "order"), ("visit_minutes", "ignored"),
    ],
)  # fmt: skip
def test_what_an_order_is_called(shelf, roles, name, role):
    text = lines(f"patient_id,{name},date,fee", lambda i: f"k{i % 8},{100 + i},2025-03-{1 + i % 28:02d},{i % 9 + 3}.5")
    (orders,), _ = shelf.guess({"x.csv": text})
    assert roles(orders) == {"patient_id": "customer", name: role, "date": "occurred_at", "fee": "amount"}


def test_a_trip_that_many_take_is_a_product(shelf, roles):
    text = lines("traveller_id,trip_id,date,amount", lambda i: f"k{i % 8},{i % 3},2025-03-{1 + i % 28:02d},{i}.5")
    (orders,), _ = shelf.guess({"x.csv": text})
    assert roles(orders)["trip_id"] == "product"


@pytest.mark.parametrize("name", ["delivery_fee", "shipping_fee", "booking_fee", "handling_charge"])
def test_a_fee_on_top_is_not_what_was_bought(shelf, roles, name):
    text = lines(f"customer_id,order_id,date,{name}", lambda i: f"k{i % 8},{i},2025-03-{1 + i % 28:02d},{i}.5")
    (orders,), _ = shelf.guess({"x.csv": text})
    assert roles(orders)[name] == "ignored"


PIECES = "customer_id,product,date,quantity,amount"


def pieces(i: int, worth: float) -> str:
    return f"k{i % 8},p{i % 3},2025-03-{1 + i % 28:02d},{1 + i % 4},{worth:.2f}"


def test_an_amount_that_grows_with_the_quantity_is_the_total(shelf, roles):
    text = lines(PIECES, lambda i: pieces(i, (1 + i % 4) * (5.2 + i % 3)), 60)
    (orders,), _ = shelf.guess({"x.csv": text})
    assert roles(orders)["amount"] == "amount"


def test_an_amount_that_does_not_is_the_price_of_one_and_it_is_said(shelf, roles):
    text = lines(PIECES, lambda i: pieces(i, 5.2 + i % 3), 60)
    (orders,), notes = shelf.guess({"x.csv": text})
    assert roles(orders)["amount"] == "unit_price"
    assert any("'amount' is taken as the price of one" in note for note in notes)


@pytest.mark.parametrize(("answer", "role"), [("line-total", "amount"), ("price-of-one", "unit_price")])
def test_an_amount_that_may_be_either_is_asked_about(shelf, roles, answer, role):
    text = lines(PIECES, lambda i: pieces(i, [3.0, 41.0, 7.5, 18.0, 2.2, 90.0, 11.0][i % 7]), 60)
    with pytest.raises(OpenQuestion) as asked:
        shelf.guess({"x.csv": text})
    assert (asked.value.name, asked.value.options) == ("money_amount", ("line-total", "price-of-one"))
    (orders,), _ = shelf.guess({"x.csv": text}, {"money_amount": answer})
    assert roles(orders)["amount"] == role


@pytest.mark.parametrize(
    ("name", "cell", "role"),
    [
        ("row", lambda i: i + 1, "ignored"),
        ("Unnamed: 0", lambda i: i, "ignored"),
        ("index", lambda i: 7 * i % 600, "ignored"),
        ("", lambda i: i, "ignored"),
        ("anything", lambda i: i + 1, "ignored"),
        ("unique_id_l", lambda i: i // 2, "ignored"),
        ("wave", lambda i: 480_000 + 7919 * i % 100_000, "ignored"),
        ("income", lambda i: 480_000 + 7919 * i % 100_000 // 50, "trait"),
        ("money_cents", lambda i: 480_000 + 7919 * i % 100_000, "trait"),
        ("points", lambda i: i % 90, "trait"),
    ],
)
def test_counters_and_keys_form_no_segments(shelf, roles, name, cell, role):
    text = lines(f"{name},size,spend", lambda i: f"{cell(i)},{i % 37},{i % 11}.5", 600)
    (people,), _ = shelf.guess({"x.csv": text})
    assert list(roles(people).values()) == [role, "trait", "trait"]


def experiment(i: int) -> str:
    bought = i * 7 % 11 == 0
    return f"{i % 29},{'abc'[i % 3]},{'xyz'[i * 13 % 29 // 10]},{int(bought)},{12.5 * bought}"


def test_arms_and_what_an_outcome_was_worth_are_held_aside(shelf, roles):
    text = lines("size,segment,tier,converted,spend", experiment, 29 * 33)
    (people,), notes = shelf.guess({"x.csv": text})
    assert list(roles(people).values()) == ["trait", "label", "trait", "label", "label"]
    assert any("'segment' is held aside" in note for note in notes)
    assert any("'spend' is held aside" in note and "'converted'" in note for note in notes)


def test_a_segment_that_says_something_is_a_trait(shelf, roles):
    text = lines("size,segment,spend", lambda i: f"{i % 29},{'abc'[i % 29 // 10]},{i % 7}.5", 29 * 33)
    (people,), _ = shelf.guess({"x.csv": text})
    assert list(roles(people).values()) == ["trait", "trait", "trait"]


EVENTS = lines("user_id,page,seen_on", lambda i: f"u{i % 9},p{i % 5},2025-03-{1 + i % 28:02d}", 60)


def test_what_customers_did_other_than_buying_is_events_unless_the_user_says_customers(shelf, roles):
    (events,), notes = shelf.guess({"x.csv": EVENTS})
    assert events.spec.kind is Kind.EVENTS
    assert roles(events) == {"user_id": "customer", "page": "ignored", "seen_on": "occurred_at"}
    assert any("60 rows of 9 customers" in note for note in notes)
    (people,), _ = shelf.guess({"x.csv": EVENTS}, {"kind": "customers"})
    assert people.spec.kind is Kind.CUSTOMERS
    with pytest.raises(ConfigError, match="one of customers"):
        shelf.guess({"x.csv": EVENTS}, {"kind": "events"})


def test_measurements_day_after_day_are_refused_unless_the_user_says_customers(shelf):
    text = lines("user_id,week,marketing,gender", lambda i: f"u{i // 12},2025-03-{1 + i % 12:02d},{i % 7}.5,1", 72)
    with pytest.raises(SourceError, match="it measures customers day after day: 72 rows, one for each of 6") as refused:
        shelf.guess({"x.csv": text})
    assert "--answer kind=customers" in refused.value.do
    (people,), _ = shelf.guess({"x.csv": text}, {"kind": "customers"})
    assert people.spec.kind is Kind.CUSTOMERS


def test_a_few_customers_twice_are_customers(shelf):
    text = lines("user_id,page,seen_on", lambda i: f"u{i % 50},p{i % 5},2025-03-{1 + i % 28:02d}", 60)
    (people,), _ = shelf.guess({"x.csv": text})
    assert people.spec.kind is Kind.CUSTOMERS


def test_nothing_to_form_segments_on_is_refused_in_words(shelf):
    text = lines("text,topic", lambda i: f"why is my card {i} late,topic {i}", 80)
    with pytest.raises(SourceError, match="nothing to form segments on: no column says who the customer is"):
        shelf.read({"x.csv": text})


def test_a_configured_source_stays_as_it_is(shelf):
    (configured,), _ = shelf.guess({"o.csv": ORDERS})

    again, _ = sources.guess((configured,), answers={}, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert again == (configured,)


def test_a_guess_is_the_same_each_time(shelf):
    first, _ = shelf.guess({"o.csv": ORDERS, "p.csv": PEOPLE})
    second, _ = shelf.guess({"o.csv": ORDERS, "p.csv": PEOPLE})
    assert [one.spec for one in first] == [one.spec for one in second]


def test_a_column_called_the_id_of_the_customer_is_never_passed_over(shelf, roles):
    """Whatever its values are: else each row would be a customer."""
    for write in (lambda i: "B2B-17" if i == 9 else str(500 + i % 7), lambda i: f"{i % 7}.25", lambda i: str(i % 2)):
        text = lines("customer_id,date,amount", lambda i, write=write: f"{write(i)},2025-03-{1 + i % 28:02d},{i}.25")
        (orders,), _ = shelf.guess({"x.csv": text})
        assert roles(orders)["customer_id"] == "customer"
    dates = lines("customer_id,date,amount", lambda i: f"2024-01-{1 + i % 7:02d},2025-03-{1 + i % 28:02d},{i}.25")
    with pytest.raises(SourceError, match=r"called the id of the customer.*read as dates"):
        shelf.guess({"x.csv": dates})
    (orders,), _ = shelf.guess({"x.csv": dates}, {"customer": "customer_id"})
    assert roles(orders)["customer_id"] == "customer"


def baskets(header: str, row) -> str:
    """Write ten orders of two lines each, of different products."""
    return header + "\n" + "".join(row(o, line) + "\n" for o in range(10) for line in range(2))


def test_the_total_of_an_order_on_each_line_is_not_added_up_by_lines(shelf, roles):
    text = baskets(
        "customer_id,order_id,date,sku,quantity,order_total",
        lambda o, line: f"k{o % 4},{o},2025-03-{o + 1:02d},A{line},{line + 1},{20 + 7 * o}.50",
    )
    with pytest.raises(OpenQuestion, match="the total of the order") as asked:
        shelf.guess({"x.csv": text})
    assert (asked.value.name, asked.value.options) == ("money_order_total", ("leave-out", "line-total"))
    (orders,), _ = shelf.guess({"x.csv": text}, {"money_order_total": "leave-out"})
    assert "amount" not in roles(orders).values()
    (orders,), _ = shelf.guess({"x.csv": text}, {"money_order_total": "line-total"})
    assert roles(orders)["order_total"] == "amount"


def test_other_money_is_taken_where_the_total_of_the_order_is_on_each_line(shelf, roles):
    text = baskets(
        "order_number,email,date,Order Total Amount,sku,quantity,Item Cost",
        lambda o, line: f"{o},k{o % 4}@x.org,2025-03-{o + 1:02d},{20 + 7 * o}.50,A{line},{o % 3 + 1},{3 + line}.25",
    )
    (orders,), notes = shelf.guess({"x.csv": text})
    assert (roles(orders)["Item Cost"], roles(orders)["Order Total Amount"]) == ("unit_price", "ignored")
    assert any("'Order Total Amount' is the same on every line of an order" in note for note in notes)


@pytest.mark.parametrize("write", [lambda o, line: 20 + 7 * o + line, lambda o, line: 5])
def test_amounts_of_lines_are_added_up(shelf, roles, write):
    """They differ within an order, or agree by chance since all are one price."""
    text = baskets(
        "customer_id,order_id,date,sku,order_total",
        lambda o, line: f"k{o % 4},{o},2025-03-{o + 1:02d},A{line},{write(o, line)}",
    )
    (orders,), _ = shelf.guess({"x.csv": text})
    assert roles(orders)["order_total"] == "amount"


def test_words_for_pieces_behind_quantities_are_set_aside_and_other_units_refused(shelf, roles):
    def sales(unit: str) -> str:
        header = "customer_id,order_id,date,quantity,unit_price"
        return lines(header, lambda i: f"k{i % 4},{i},2025-03-{i % 28 + 1:02d},{i % 3 + 1}{unit},2.5")

    for unit in (" pcs", " Stk.", " Stück", "pc"):
        orders = shelf.read({"x.csv": sales(unit)}).orders
        assert shelf.rows(orders, "CAST(sum(amount) AS DOUBLE)") == [(2.5 * sum(i % 3 + 1 for i in range(40)),)]
    with pytest.raises(SourceError, match=r"'quantity' is a quantity by its name, but .* '1 boxes'"):
        shelf.guess({"x.csv": sales(" boxes")})


def test_in_a_folder_what_is_no_kind_of_record_is_passed_over_and_said(shelf):
    texts = {
        "orders.csv": lines("customer_id,date,amount", lambda i: f"k{i % 7},2025-03-{1 + i % 28:02d},{i}.25"),
        "emails.csv": lines("customer_id,occurred_at,event", lambda i: f"k{i % 7},2025-03-{1 + i % 28:02d},sent"),
        "visits.csv": lines("customer_id,order_id,written_at", lambda i: f"k{i % 7},{i},2025-03-{1 + i % 28:02d}"),
        "clicks.csv": lines(
            "customer_id,occurred_at,value", lambda i: f"k{i % 7},2025-03-{1 + i % 28:02d},{'' if i % 9 else i + 0.5}"
        ),
        "products.csv": lines("product,list_price", lambda i: f"P{i},{i}.5"),
        "weeks.csv": lines("customer_id,week,index", lambda i: f"k{i // 10},2025-03-{1 + i % 10:02d},{i % 7}.5", 60),
    }
    loaded = tuple(shelf.load(text, name) for name, text in texts.items())
    kept, notes = sources.guess(loaded, answers={}, now=datetime(2026, 1, 1, tzinfo=UTC), optional=tuple(texts))
    assert [one.name for one in kept] == ["orders.csv", "emails.csv", "products.csv"]
    over = [note.partition(" was passed over: ")[0] for note in notes if "passed over" in note]
    assert sorted(over) == ["clicks.csv", "visits.csv", "weeks.csv"]
    with pytest.raises(SourceError, match="measures customers day after day"):
        sources.guess(loaded, answers={}, now=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(SourceError, match="measures customers day after day"):
        sources.guess(loaded[-1:], answers={}, now=datetime(2026, 1, 1, tzinfo=UTC), optional=tuple(texts))


def test_lines_of_orders_without_a_customer_are_not_passed_over(shelf):
    """Else the orders beside them would be counted without their money."""
    texts = {
        "orders.csv": lines("customer_id,order_id,date", lambda i: f"k{i % 7},{i},2025-03-{1 + i % 28:02d}"),
        "lines.csv": lines("order_id,sku,price", lambda i: f"{i},A{i % 5},{i}.5"),
    }
    loaded = tuple(shelf.load(text, name) for name, text in texts.items())
    with pytest.raises(SourceError, match="no customer column"):
        sources.guess(loaded, answers={}, now=datetime(2026, 1, 1, tzinfo=UTC), optional=tuple(texts))


def test_fields_of_the_order_on_its_first_line_only(shelf, roles):
    """The id is that of the order, and its total is on one line of it."""

    def row(o: int, line: int) -> str:
        at = f"2025-03-{o + 1:02d} 11:04:15 +0200"
        first = f"{at},{30 + 7 * o}.5,{90000 + o}" if line == 0 else ",,"
        return f"k{o % 4}@x.org,{at},{line + 1},{9 + o}.25,{first}"

    text = baskets("Email,Created at,Lineitem quantity,Lineitem price,Paid at,Total,Id", row)
    (orders,), _ = shelf.guess({"x.csv": text})
    assert orders.spec.kind is Kind.ORDERS
    assert roles(orders) == {
        "Email": "customer", "Created at": "occurred_at", "Lineitem quantity": "quantity",
        "Lineitem price": "unit_price", "Paid at": "ignored", "Total": "ignored", "Id": "ignored",
    }  # fmt: skip
    records = shelf.read({"y.csv": text})
    assert (records.quality.rows_used, records.quality.rows_refused) == (20, {})
    assert shelf.rows(records.orders, "min(occurred_at)") == [(datetime(2025, 3, 1, 9, 4, 15),)]
