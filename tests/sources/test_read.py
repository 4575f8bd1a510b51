"""Every row is used or refused for one reason, and the figures add up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from shoal import sources
from shoal.errors import ConfigError, SourceError
from shoal.terms import (
    ColumnSpec,
    ColumnType,
    Kind,
    Role,
    SegmentationSpec,
    Silent,
    SourceSpec,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORDER_COLUMNS = (
    ColumnSpec("customer", Role.CUSTOMER),
    ColumnSpec("order", Role.ORDER),
    ColumnSpec("at", Role.OCCURRED_AT, ColumnType.DATE),
    ColumnSpec("n", Role.QUANTITY, ColumnType.NUMBER),
    ColumnSpec("each", Role.UNIT_PRICE, ColumnType.NUMBER),
)

STATED = "source_key, order_key, occurred_at, occurred_on, product, quantity, amount, country, is_purchase, is_return"
"""Columns of orders that come from the file as it stands."""


def read_as(shelf, content, columns, kind=Kind.ORDERS, *, known_at=NOW, spec=None, name="x.csv", **source):
    loaded = replace(shelf.load(content, name), spec=SourceSpec(name, kind, columns, **source))
    return sources.read(
        shelf.engine, (loaded,), known_at=known_at, now=NOW, spec=spec or SegmentationSpec(), progress=Silent()
    )


def reasons(shelf, records):
    return dict(shelf.rows(records.refused, '"row", reason'))


def adds_up(records):
    quality = records.quality
    used = (records.orders.count() if records.orders else 0) + (records.customers.count() if records.customers else 0)
    assert quality.rows_read == quality.rows_used + sum(quality.rows_refused.values())
    assert quality.rows_used == used
    for one in quality.by_source.values():
        assert one["rows_read"] == one["rows_used"] + sum(one["rows_refused"].values())


BAD = """customer,order,at,n,each
c1,o1,2025-03-01 10:00:00,2,1.50
,o2,2025-03-02,1,1
nan,o3,2025-03-02,1,1
c1,o4,,1,1
c1,o5,yesterday,1,1
c1,o6,2999-01-01,1,1
c1,o7,1969-12-31,1,1
c1,o8,2025-12-30,1,1
c1,o9,2025-03-03,many,1
c1,o10,2025-03-03,1,NaN
c1,o11,2025-03-03,1,inf
c1,o12,2025-03-03,1,1e308
c1,o13,2025-03-03,1e7,1e7
c1,o14,2025-03-03
c1,o1,2025-03-01 10:00:00,2,1.50
c2,C9,2025-03-04,-1,1.50
c2,,2025-03-05,1,0
,o2,2999-01-01,x,y
"""


def test_each_bad_row_has_its_reason(shelf):
    records = read_as(shelf, BAD, ORDER_COLUMNS, known_at=datetime(2025, 6, 1, tzinfo=UTC))
    assert reasons(shelf, records) == {
        2: "customer_missing",
        3: "customer_missing",
        4: "time_missing",
        5: "time_unreadable",
        6: "time_implausible",
        7: "time_implausible",
        8: "after_as_of",
        9: "number_unreadable",
        10: "number_unreadable",
        11: "number_unreadable",
        12: "number_out_of_range",
        13: "number_out_of_range",
        14: "ragged_row",
        15: "exact_duplicate",
        18: "customer_missing",
    }
    adds_up(records)
    assert records.quality.rows_read == 18
    assert shelf.rows(records.orders, STATED) == [
        ("c1", "o1", datetime(2025, 3, 1, 10), date(2025, 3, 1), None, 2.0, Decimal("3.0000"), None, True, False),
        ("c2", "C9", datetime(2025, 3, 4), date(2025, 3, 4), None, -1.0, Decimal("-1.5000"), None, False, True),
        (
            "c2",
            "2025-03-05",
            datetime(2025, 3, 5),
            date(2025, 3, 5),
            None,
            1.0,
            Decimal("0.0000"),
            None,
            False,
            False,
        ),
    ]
    assert shelf.rows(records.keys) == [("c1", 1), ("c2", 2)]
    line = dict(shelf.rows(records.refused, '"row", line'))[9]
    assert json.loads(line) == {"customer": "c1", "order": "o9", "at": "2025-03-03", "n": "many", "each": "1"}


def test_nul_bytes_are_refused_before_anything_else(shelf):
    records = read_as(
        shelf, b"customer,order,at,n,each\nc\x001,o1,2025-01-01,1,1\nc2,o2,2025-01-01,1,1\n", ORDER_COLUMNS
    )
    assert reasons(shelf, records) == {1: "nul_byte"}
    adds_up(records)


def test_an_amount_alone_is_one_piece(shelf):
    columns = (ColumnSpec("c", Role.CUSTOMER), ColumnSpec("d", Role.OCCURRED_AT), ColumnSpec("a", Role.AMOUNT))
    records = read_as(shelf, "c,d,a\n1,2025-01-01,5\n1,2025-01-02,-5\n1,2025-01-02,0\n", columns)
    assert shelf.rows(records.orders, "order_key, quantity, amount, is_purchase, is_return") == [
        ("2025-01-01", 1.0, Decimal(5), True, False),
        ("2025-01-02", 1.0, Decimal(-5), False, True),
        ("2025-01-02", 1.0, Decimal(0), False, False),
    ]


def test_a_blank_quantity_beside_an_amount_is_one_piece_but_text_is_refused(shelf):
    columns = (
        ColumnSpec("c", Role.CUSTOMER),
        ColumnSpec("d", Role.OCCURRED_AT),
        ColumnSpec("n", Role.QUANTITY),
        ColumnSpec("a", Role.AMOUNT),
    )
    records = read_as(shelf, "c,d,n,a\n1,2025-01-01,,5\n1,2025-01-02,two,5\n1,2025-01-03,3,\n", columns)
    assert shelf.rows(records.orders, "quantity, amount") == [(1.0, Decimal(5))]
    assert reasons(shelf, records) == {2: "number_unreadable", 3: "number_unreadable"}


def test_orders_without_money_are_counted_as_purchases(shelf):
    columns = (ColumnSpec("c", Role.CUSTOMER), ColumnSpec("d", Role.OCCURRED_AT), ColumnSpec("o", Role.ORDER))
    records = read_as(shelf, "c,d,o\n1,2025-01-01,a\n1,2025-01-02,b\n", columns)
    assert shelf.rows(records.orders, "amount, is_purchase") == [(None, True), (None, True)]


def test_german_numbers_and_dates(shelf):
    text = "Kunde;Datum;Betrag\n" + "".join(f"k{i % 5};{1 + i % 28:02d}.01.2025;{i + 1}.234,50 €\n" for i in range(40))
    records = shelf.read({"x.csv": text.encode("cp1252")})
    assert shelf.rows(records.orders, "occurred_on, amount")[0] == (date(2025, 1, 1), Decimal("1234.5000"))
    assert records.orders.count() == 40


def test_naive_times_are_in_the_time_zone_of_the_business(shelf):
    columns = (ColumnSpec("c", Role.CUSTOMER), ColumnSpec("d", Role.OCCURRED_AT), ColumnSpec("a", Role.AMOUNT))
    times = ("2025-07-01 00:30:00", "2025-01-01 00:30:00", "2025-07-01T23:30:00Z", "2025-07-01T00:30:00+05:00")
    text = "c,d,a\n" + "".join(f"{i},{time},1\n" for i, time in enumerate(times, start=1))
    records = read_as(shelf, text, columns, spec=SegmentationSpec(timezone="Europe/Berlin"))
    assert shelf.rows(records.orders, "source_key, occurred_at, occurred_on") == [
        ("1", datetime(2025, 6, 30, 22, 30), date(2025, 7, 1)),
        ("2", datetime(2024, 12, 31, 23, 30), date(2025, 1, 1)),
        ("3", datetime(2025, 7, 1, 23, 30), date(2025, 7, 2)),
        ("4", datetime(2025, 6, 30, 19, 30), date(2025, 6, 30)),
    ]
    with pytest.raises(ConfigError, match="no time zone 'Mars/Olympus'"):
        read_as(shelf, text, columns, spec=SegmentationSpec(timezone="Mars/Olympus"))


def test_a_day_is_known_once_it_is_over_an_instant_once_it_has_come(shelf):
    columns = (ColumnSpec("c", Role.CUSTOMER), ColumnSpec("d", Role.OCCURRED_AT), ColumnSpec("a", Role.AMOUNT))
    known_at = datetime(2025, 3, 2, tzinfo=UTC)
    days = pa.table({"c": ["1", "1"], "d": [date(2025, 3, 1), date(2025, 3, 2)], "a": [1.0, 2.0]})
    assert reasons(shelf, read_as(shelf, days, columns, known_at=known_at, name="frame:d")) == {2: "after_as_of"}
    times = pa.table({"c": ["1", "1"], "d": [datetime(2025, 3, 2), datetime(2025, 3, 2, 0, 0, 1)], "a": [1.0, 2.0]})
    assert reasons(shelf, read_as(shelf, times, columns, known_at=known_at, name="frame:t")) == {2: "after_as_of"}


def test_native_types_with_nan_and_missing(shelf):
    table = pa.table(
        {
            "c": pa.array([17850.0, float("nan"), None, 3.0], pa.float64()),
            "d": [datetime(2025, 1, 1)] * 4,
            "a": pa.array([1.0, 1.0, 1.0, float("inf")]),
        }
    )
    columns = (ColumnSpec("c", Role.CUSTOMER), ColumnSpec("d", Role.OCCURRED_AT), ColumnSpec("a", Role.AMOUNT))
    records = read_as(shelf, table, columns, name="frame:x")
    assert reasons(shelf, records) == {2: "customer_missing", 3: "customer_missing", 4: "number_unreadable"}
    assert shelf.rows(records.keys) == [("17850.0", 1)]


def test_kept_duplicates_are_still_said(shelf):
    text = "customer,order,at,n,each\n" + "c1,o1,2025-01-01,1,2\n" * 3
    dropped = read_as(shelf, text, ORDER_COLUMNS)
    assert (dropped.orders.count(), dropped.quality.rows_refused) == (1, {"exact_duplicate": 2})
    assert [(fix.name, fix.n_rows, fix.undo) for fix in dropped.quality.fixes] == [
        ("exact_duplicate", 2, 'delete the line "drop_exact_duplicates" of x.csv in shoal.toml')
    ]
    kept = read_as(shelf, text, ORDER_COLUMNS, fixes=())
    assert (kept.orders.count(), kept.quality.rows_refused) == (3, {})
    assert [(fix.name, fix.n_rows) for fix in kept.quality.fixes] == [("exact_duplicate", 0)]


def test_overlapping_exports_are_counted_once(shelf):
    header = "customer_id,date,amount\n"
    rows = [f"c{i % 5},2025-01-{1 + i % 28:02d},{i}.5\n" for i in range(40)]
    records = shelf.read({"a.csv": header + "".join(rows[:30]), "b.csv": header + "".join(rows[20:])})
    adds_up(records)
    assert (records.orders.count(), records.quality.rows_refused) == (40, {"exact_duplicate": 10})
    assert records.quality.by_source["b.csv"]["rows_refused"] == {"exact_duplicate": 10}


def test_the_fingerprint_depends_on_content_alone(shelf):
    header = "customer_id,date,amount\n"
    rows = [f"c{i % 5},2025-01-{1 + i % 28:02d},{i}.5\n" for i in range(40)]
    one = shelf.read({"a.csv": header + "".join(rows)}).fingerprint
    assert shelf.read({"other.csv": header + "".join(reversed(rows))}).fingerprint == one
    assert shelf.read({"a.csv": header + "".join(rows[:20]), "b.csv": header + "".join(rows[20:])}).fingerprint == one
    assert shelf.read({"a.csv": header + "".join(rows[:-1])}).fingerprint != one
    assert shelf.read({"a.csv": (header + "".join(rows)).replace("c3,", "c9,")}).fingerprint != one


def test_customers_have_one_row_each_and_the_last_one_counts(shelf):
    text = "customer_id,plan,score\na,basic,1\nb,gold,2\na,gold,3\na,gold,3\n,gold,4\n" + "".join(
        f"k{i},basic,{i}\n" for i in range(20)
    )
    records = shelf.read({"x.csv": text})
    adds_up(records)
    assert reasons(shelf, records) == {1: "duplicate_customer", 3: "exact_duplicate", 5: "customer_missing"}
    assert shelf.rows(records.customers)[:2] == [("a", "gold", 3.0), ("b", "gold", 2.0)]
    assert [fix.name for fix in records.quality.fixes] == ["duplicate_customer"]


def test_traits_are_typed(shelf):
    columns = (
        ColumnSpec("id", Role.CUSTOMER),
        ColumnSpec("spend", Role.TRAIT, ColumnType.NUMBER, decimal=","),
        ColumnSpec("member", Role.TRAIT, ColumnType.FLAG),
        ColumnSpec("since", Role.TRAIT, ColumnType.DATE, format="%d.%m.%Y"),
        ColumnSpec("plan", Role.TRAIT, ColumnType.CATEGORY),
        ColumnSpec("churn", Role.LABEL, ColumnType.CATEGORY),
        ColumnSpec("mail", Role.IDENTIFIER),
        ColumnSpec("rest", Role.IGNORED),
    )
    text = (
        "id;spend;member;since;plan;churn;mail;rest\n"
        "1;1.234,5;ja;31.01.2020; gold ;Yes;a@example.org;x\n"
        "2; ;nein;never;;No;;x\n"
        "3;1e308;vielleicht;;gold;;b@example.org;x\n"
        "4;NaN;1;01.02.2021;gold;No; ;x\n"
    )
    records = read_as(shelf, text, columns, Kind.CUSTOMERS)
    assert records.customers.columns == ("source_key", "spend", "member", "since", "plan", "churn")
    assert shelf.rows(records.customers) == [
        ("1", 1234.5, 1.0, date(2020, 1, 31), "gold", "Yes"),
        ("2", None, 0.0, None, None, "No"),
        ("3", None, None, None, "gold", None),
        ("4", None, 1.0, date(2021, 2, 1), "gold", "No"),
    ]
    assert [column.name for column in records.columns] == list(records.customers.columns[1:])
    assert shelf.rows(records.identifiers) == [("1", "email", "a@example.org"), ("3", "email", "b@example.org")]
    assert {(fix.name, fix.n_rows) for fix in records.quality.fixes} == {
        ("blank_is_missing", 1),
        ("number_unreadable", 1),
        ("number_out_of_range", 1),
        ("flag_unreadable", 1),
        ("date_unreadable", 1),
    }
    assert records.snapshot_on == date(2026, 1, 1)


def test_each_row_is_a_customer_though_rows_are_alike(shelf):
    text = "income,visits\n" + "1000,2\n" * 15 + "2000,3\n"
    records = shelf.read({"x.csv": text})
    adds_up(records)
    assert records.customers.count() == 16
    assert sorted(int(key) for (key,) in shelf.rows(records.keys, "source_key")) == list(range(1, 17))


def test_a_table_where_every_row_is_the_same(shelf):
    records = shelf.read({"x.csv": "customer_id,date,amount\n" + "c,2025-01-01,1\n" * 30})
    assert (records.quality.rows_used, records.quality.rows_refused) == (1, {"exact_duplicate": 29})


def test_orders_and_customers_together(shelf):
    orders = "customer_id,date,amount\n" + "".join(f"c{i % 7},2025-01-{1 + i % 28:02d},{i}\n" for i in range(40))
    people = "customer_id,plan\n" + "".join(f"c{i},{'basic' if i % 2 else 'gold'}\n" for i in range(20))
    more = "customer_id,plan,city\n" + "".join(
        f"c{i},{'silver' if i % 2 else 'iron'},{'Ulm' if i % 2 else 'Bonn'}\n" for i in range(10, 30)
    )
    records = shelf.read({"o.csv": orders, "p.csv": people, "q.csv": more})
    assert records.orders.count() == 40
    assert records.keys.count() == 30
    by_key = {row[0]: row[1:] for row in shelf.rows(records.customers)}
    assert by_key["c1"] == ("basic", None)
    assert by_key["c11"] == ("basic", "Ulm")
    assert by_key["c25"] == ("silver", "Ulm")
    assert any("'plan'" in warning for warning in records.warnings)


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("E-Mail-Adresse", "ann{}@example.org", "email"),
        ("contact", "ann{}@example.org", "email"),
        ("Telefonnummer", "030 12345{:02d}", "phone"),
        ("téléphone", "01 44 55 66 {:02d}", "phone"),
        ("soc_sec_id", "69880{:02d}", "national_id"),
        ("Nachname", "Berg", "name"),
        ("home", "Hauptstr. {}", "home"),
    ],
)
def test_an_identifier_is_called_what_it_is_whatever_its_column_is_called(shelf, column, value, field):
    """What links keys asks for ``email`` and ``phone``, and a source calls them as it likes."""
    text = f"kunde,{column},ort\n" + "".join(f"k{i},{value.format(i)},Ulm\n" for i in range(1, 40))
    columns = (ColumnSpec("kunde", Role.CUSTOMER), ColumnSpec(column, Role.IDENTIFIER), ColumnSpec("ort", Role.TRAIT))
    records = read_as(shelf, text, columns, Kind.CUSTOMERS)
    assert {row[1] for row in shelf.rows(records.identifiers)} == {field}
    assert len(shelf.rows(records.identifiers)) == 39


def test_an_e_mail_as_key_goes_to_the_vault_too(shelf):
    text = "email,date,amount\n" + "".join(f"p{i % 5}@example.org,2025-01-{1 + i % 28:02d},{i}\n" for i in range(40))
    records = shelf.read({"x.csv": text})
    assert records.key_is_identifier
    assert shelf.rows(records.identifiers)[0] == ("p0@example.org", "email", "p0@example.org")


@pytest.mark.parametrize(("written", "code"), [("EUR", "EUR"), ("eur", "EUR"), ("€", "EUR")])
def test_one_currency_is_taken(shelf, written, code):
    text = "customer_id,date,amount,currency\n" + "".join(
        f"c{i % 5},2025-01-0{1 + i % 9},{i},{written}\n" for i in range(30)
    )
    assert shelf.read({"x.csv": text}).currency == code


def test_several_currencies_are_refused_unless_one_is_named(shelf):
    text = "customer_id,date,amount,currency\n" + "".join(
        f"c{i % 5},2025-01-0{1 + i % 9},{i},{'EUR' if i % 2 else 'USD'}\n" for i in range(30)
    )
    with pytest.raises(SourceError, match="several currencies: EUR, USD"):
        shelf.read({"x.csv": text})
    records = shelf.read({"x.csv": text}, spec=SegmentationSpec(currency="EUR"))
    assert records.currency == "EUR"
    assert any("USD" in warning for warning in records.warnings)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        (ORDER_COLUMNS[1:], "no column has the role 'customer'"),
        (ORDER_COLUMNS[:2], "no column has the role 'occurred_at'"),
        ((*ORDER_COLUMNS, ColumnSpec("eech", Role.AMOUNT)), "no column 'eech'.*write 'each'"),
    ],
)
def test_a_configuration_that_does_not_fit_is_refused(shelf, columns, says):
    with pytest.raises(ConfigError, match=says):
        read_as(shelf, BAD, columns)


def test_nothing_usable_is_refused_with_the_reasons(shelf):
    with pytest.raises(SourceError, match=r"none of the 2 rows can be used \(time_implausible 2\)"):
        read_as(shelf, "customer,order,at,n,each\nc,o,2999-01-01,1,1\nd,o,2999-01-01,1,1\n", ORDER_COLUMNS)


def test_last_event_is_plausible_and_local(shelf):
    text = "customer_id,date,amount\n" + "".join(f"c{i % 5},2025-01-{1 + i % 28:02d} 23:30:00,{i}\n" for i in range(40))
    loaded, _ = shelf.guess({"x.csv": text + "c1,2999-01-01 00:00:00,1\nc1,1901-01-01 00:00:00,1\n"})
    assert sources.last_event(loaded, timezone="UTC", now=NOW) == date(2025, 1, 28)
    people, _ = shelf.guess(
        {"p.csv": "customer_id,birth_date\n" + "".join(f"c{i},1990-01-{1 + i % 28:02d}\n" for i in range(30))}
    )
    assert sources.last_event(people, timezone="UTC", now=NOW) is None


def test_nothing_is_left_behind_in_the_engine(shelf):
    before = {row[0] for row in shelf.engine.rows("SELECT table_name FROM information_schema.tables")}
    records = shelf.read({"x.csv": BAD.replace("customer", "customer_id", 1)})
    after = {row[0] for row in shelf.engine.rows("SELECT table_name FROM information_schema.tables")}
    kept = {records.orders.name, records.keys.name, records.refused.name}
    assert {name for name in after - before if not name.startswith("loaded_")} == kept


def test_columns_may_be_called_like_our_own(shelf):
    names = (
        "customer_id",
        "date",
        "amount",
        "n",
        "each",
        "total",
        "value",
        "source",
        "reason",
        "place",
        "row_hash",
        "k",
    )
    row = "c{0},2025-01-{1:02d},{0}.5,a,b,c,d,e,f,g,h,i\n"
    text = ",".join(names) + "\n" + "".join(row.format(i % 5, 1 + i % 9) for i in range(60)) + "short,row\n"
    records = shelf.read({"x.csv": text})
    adds_up(records)
    assert records.quality.rows_refused == {"exact_duplicate": 15, "ragged_row": 1}
    people = "customer_id,reason,source,shoal_row,source_key,value\n" + "".join(
        f"c{i},{'price' if i % 2 else 'move'},{'web' if i % 3 else 'shop'},{i},{i % 5},{i}\n" for i in range(40)
    )
    records = shelf.read({"p.csv": people + people.splitlines()[1].replace("move", "price") + "\n"})
    adds_up(records)
    assert records.customers.columns == ("source_key", "reason", "source", "shoal_row_2", "source_key_2", "value")


@pytest.mark.parametrize(("file", "time"), [("refunds.csv", "order_date"), ("o.csv", "refund_date")])
def test_a_file_of_refunds_that_are_counted_as_sales_is_said(shelf, file, time):
    rows = [f"R{i},k{i % 3},2025-03-{1 + i:02d},5.00\n" for i in range(9)]
    text = f"order_id,customer_id,{time},amount\n" + "".join(rows)
    named = file if "refund" in file else time
    (said,) = [warning for warning in shelf.read({file: text}).warnings if "COUNTED AS SALES" in warning]
    assert said.startswith(f"{file}: 9 lines ARE COUNTED AS SALES though {named!r} calls them what is none")
    below_zero = shelf.read({file: text.replace(",5.00", ",-5.00")})
    assert not any("COUNTED AS SALES" in warning for warning in below_zero.warnings)


def test_sales_that_a_column_calls_undone_are_said(shelf):
    header = "customer_id,date,amount,Order Status\n"
    words = ("completed", "Cancelled", "refunded", "completed")
    text = header + "".join(f"c{i % 7},2025-03-{i + 1:02d},{i + 1}.5,{words[i % 4]}\n" for i in range(24))
    (said,) = [warning for warning in shelf.read({"o.csv": text}).warnings if "COUNTED AS SALES" in warning]
    assert "12 lines" in said
    assert "'Order Status' calls them 'cancelled' (6), 'refunded' (6)" in said
    returns = header + "".join(
        f"c{i % 7},2025-03-{i + 1:02d},{-1 if i % 4 else 1}.5,{words[i % 4]}\n" for i in range(24)
    )
    assert not any("COUNTED AS SALES" in warning for warning in shelf.read({"o.csv": returns}).warnings)
