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
        "Bezeichnung": "ignored",
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
    with pytest.raises(SourceError, match=r"x.csv and y.csv have no customer column"):
        shelf.guess({"x.csv": text, "y.csv": text})
    with pytest.raises(SourceError, match=r"y.csv has no customer column"):
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


def test_a_configured_source_stays_as_it_is(shelf):
    (configured,), _ = shelf.guess({"o.csv": ORDERS})

    again, _ = sources.guess((configured,), answers={}, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert again == (configured,)


def test_a_guess_is_the_same_each_time(shelf):
    first, _ = shelf.guess({"o.csv": ORDERS, "p.csv": PEOPLE})
    second, _ = shelf.guess({"o.csv": ORDERS, "p.csv": PEOPLE})
    assert [one.spec for one in first] == [one.spec for one in second]
