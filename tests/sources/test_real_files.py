"""Public data with no configuration: kinds, columns and published figures."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shoal import sources
from shoal.terms import Kind, Role, SegmentationSpec, Silent

pytestmark = pytest.mark.data
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def understood(engine, datasets, tmp_path, *files):
    inputs = {file: datasets / file for file in files}
    loaded = sources.load(engine, inputs, scratch=tmp_path, progress=Silent())
    return sources.guess(loaded, answers={}, now=NOW)


def having(loaded, role):
    return [column.name for column in loaded.spec.having(role)]


@pytest.mark.parametrize(
    ("file", "customer", "time", "money"),
    [
        ("online_retail/online_retail.parquet", "CustomerID", "InvoiceDate", ["Quantity", "UnitPrice"]),
        ("cdnow/cdnow_master.parquet", "customer_id", "date", ["number_of_cds", "dollar_value"]),
        ("cdnow/cdnow_sample.csv", "master_id", "date", ["number_of_cds", "dollar_value"]),
        ("apparel_simulated/apparel_trans.csv", "Id", "Date", ["Price"]),
    ],
)
def test_orders(engine, datasets, tmp_path, file, customer, time, money):
    (loaded,), _ = understood(engine, datasets, tmp_path, file)
    assert loaded.spec.kind is Kind.ORDERS
    assert (having(loaded, Role.CUSTOMER), having(loaded, Role.OCCURRED_AT)) == ([customer], [time])
    found = [name for role in (Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT) for name in having(loaded, role)]
    assert found == money


@pytest.mark.parametrize(
    ("file", "customer", "labels", "sensitive"),
    [
        ("cdnow/cdnow_customers_summary.csv", ["ID"], [], []),
        ("cc_general/CC GENERAL.csv", ["CUST_ID"], [], []),
        ("telco_churn/Telco-Customer-Churn.csv", ["customerID"], ["Churn"], ["gender", "SeniorCitizen"]),
        ("mall_customers/Mall_Customers.csv", ["CustomerID"], [], ["Genre", "Age"]),
        ("wholesale_customers/wholesale_customers.csv", [], [], []),
        ("marketing_campaign/marketing_campaign.csv", ["ID"], ["Response"], ["Year_Birth"]),
        ("online_shoppers/online_shoppers_intention.csv", [], ["Revenue"], []),
        ("hillstrom/hillstrom.parquet", [], ["segment", "visit", "conversion", "spend"], []),
        ("apparel_simulated/apparel_static_cov.csv", ["Id"], [], ["Gender"]),
        ("bank_marketing/bank_full.parquet", [], ["y"], ["age"]),
        ("bank_marketing/bank_additional_full.parquet", [], ["y"], ["age"]),
    ],
)
def test_customers(engine, datasets, tmp_path, file, customer, labels, sensitive):
    (loaded,), _ = understood(engine, datasets, tmp_path, file)
    assert loaded.spec.kind is Kind.CUSTOMERS
    assert having(loaded, Role.CUSTOMER) == customer
    assert loaded.spec.each_row_is_a_customer == (not customer)
    assert having(loaded, Role.LABEL) == labels
    assert [column.name for column in loaded.spec.columns if column.sensitive] == sensitive
    assert not having(loaded, Role.IDENTIFIER)


def test_online_retail(engine, datasets, tmp_path):
    loaded, _ = understood(engine, datasets, tmp_path, "online_retail/online_retail.parquet")
    assert sources.last_event(loaded, timezone="UTC", now=NOW) == date(2011, 12, 9)
    records = sources.read(engine, loaded, known_at=NOW, now=NOW, spec=SegmentationSpec(), progress=Silent())
    assert records.quality.rows_read == 541_909
    assert records.quality.rows_refused == {"customer_missing": 135_080, "exact_duplicate": 5_225}
    n, customers, orders, buyers = engine.rows(
        """SELECT count(*), count(DISTINCT source_key), count(DISTINCT order_key),
        count(DISTINCT CASE WHEN is_purchase THEN source_key END) FROM orders"""
    )[0]
    assert (n, customers, orders, buyers) == (401_604, 4_372, 22_190, 4_338)
    net = engine.rows(
        "SELECT sum(amount) FROM orders WHERE source_key IN ('12346', '16446') GROUP BY source_key ORDER BY 1"
    )
    assert [float(row[0]) for row in net] == [0.0, 2.9]


def test_cdnow_sample(engine, datasets, tmp_path):
    loaded, notes = understood(engine, datasets, tmp_path, "cdnow/cdnow_sample.csv")
    assert any("'master_id'" in note and "'sample_id'" in note for note in notes)
    records = sources.read(engine, loaded, known_at=NOW, now=NOW, spec=SegmentationSpec(), progress=Silent())
    assert (records.quality.rows_read, records.keys.count()) == (6_919, 2_357)


def test_telco(engine, datasets, tmp_path):
    loaded, _ = understood(engine, datasets, tmp_path, "telco_churn/Telco-Customer-Churn.csv")
    records = sources.read(engine, loaded, known_at=NOW, now=NOW, spec=SegmentationSpec(), progress=Silent())
    assert engine.rows(
        """SELECT count(*), count(TotalCharges), sum(CASE WHEN Churn = 'Yes' THEN 1 ELSE 0 END), sum(SeniorCitizen)
        FROM customers"""
    ) == [(7_043, 7_032, 1_869, 1_142.0)]
    assert [(fix.name, fix.n_rows) for fix in records.quality.fixes] == [("blank_is_missing", 11)]


def test_orders_and_customers_of_one_folder(engine, datasets, tmp_path):
    loaded, _ = understood(
        engine, datasets, tmp_path, "apparel_simulated/apparel_trans.csv", "apparel_simulated/apparel_static_cov.csv"
    )
    records = sources.read(engine, loaded, known_at=NOW, now=NOW, spec=SegmentationSpec(), progress=Silent())
    assert (records.orders.count(), records.customers.count(), records.keys.count()) == (3_187, 600, 600)
