"""Every published figure of every set, through the loader, on the real files."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.datasets import Contents, catalogue, find, load

pytestmark = pytest.mark.data

Check = Callable[[Contents], Any]


@pytest.fixture(scope="session")
def contents(datasets: Path) -> Callable[[str], Contents]:
    """Load each set once."""
    loaded: dict[str, Contents] = {}

    def of(name: str) -> Contents:
        if name not in loaded:
            loaded[name] = load(name, datasets / name)
        return loaded[name]

    return of


def table(name: str) -> Callable[[Contents], pa.Table]:
    return lambda contents: contents.tables[name]


def rows(name: str) -> Check:
    return lambda contents: contents.tables[name].num_rows


def columns(name: str) -> Check:
    return lambda contents: contents.tables[name].num_columns


def nulls(name: str, column: str | None = None) -> Check:
    """Count missing values: of a column, or in all."""
    return lambda contents: sum(
        each.null_count for each in ([contents.tables[name][column]] if column else contents.tables[name].columns)
    )


def different(name: str, column: str) -> Check:
    return lambda contents: len(contents.tables[name][column].drop_null().unique())


def where(name: str, column: str, value: object) -> Check:
    return lambda contents: pc.sum(pc.equal(contents.tables[name][column], value)).as_py()


def share(name: str, column: str, value: object, digits: int) -> Check:
    """Give a share in percent."""
    return lambda contents: round(100 * where(name, column, value)(contents) / contents.tables[name].num_rows, digits)


def total(name: str, column: str, digits: int = 2) -> Check:
    return lambda contents: round(pc.sum(contents.tables[name][column]).as_py(), digits)


def repeated(name: str, leave_out: str = "") -> Check:
    """Count rows that are as an earlier one."""

    def count(contents: Contents) -> int:
        shown = contents.tables[name]
        shown = shown.drop_columns([leave_out]) if leave_out else shown
        return shown.num_rows - shown.group_by(shown.column_names).aggregate([]).num_rows

    return count


def in_arm(column: str, arm: str, digits: int, *, percent: bool = True) -> Check:
    """Give the mean of an outcome among those who were sent the same."""

    def mean(contents: Contents) -> float:
        sent = contents.tables["hillstrom"].filter(pc.field("segment") == arm)
        return float(round((100 if percent else 1) * pc.mean(sent[column]).as_py(), digits))

    return mean


def pairs_in(name: str, column: str, person: Callable[[Any], Any]) -> Check:
    """Count pairs of rows that are one person."""

    def count(contents: Contents) -> int:
        sizes: dict[Any, int] = {}
        for value in contents.tables[name][column].to_pylist():
            sizes[person(value)] = sizes.get(person(value), 0) + 1
        return sum(len(list(combinations(range(size), 2))) for size in sizes.values())

    return count


def revenue(contents: Contents) -> float:
    lines = contents.tables["online_retail"]
    return float(round(pc.sum(pc.multiply(lines["Quantity"], lines["UnitPrice"])).as_py(), 3))


def cancelled(contents: Contents) -> int:
    return int(pc.sum(pc.starts_with(contents.tables["online_retail"]["InvoiceNo"], "C")).as_py())


def sample_lines_of_the_master(contents: Contents) -> int:
    """Count the sample's lines that are lines of the same customer in the master, which must have no other."""
    sample, master = contents.tables["cdnow_sample"], contents.tables["cdnow_master"]
    own = master.filter(pc.is_in(master["customer_id"], value_set=sample["master_id"].unique()))
    named = sample.drop_columns(["sample_id"]).rename_columns({"master_id": "customer_id"})
    assert sorted(map(str, own.to_pylist())) == sorted(map(str, named.to_pylist()))
    return own.num_rows


def purchase_days(contents: Contents) -> int:
    return contents.tables["cdnow_sample"].group_by(["sample_id", "date"]).aggregate([]).num_rows


def summaries_found_again(contents: Contents) -> int:
    """Build x, t_x and T of the 39 weeks to 1997-09-30 from the sample; count those equal to the published.

    They are published to two decimals, so they may differ by half of the last.
    """
    end, days = date(1997, 9, 30), {}
    for line in contents.tables["cdnow_sample"].to_pylist():
        days.setdefault(int(line["sample_id"]), set()).add(line["date"])
    found = 0
    for row in contents.tables["cdnow_customers_summary"].to_pylist():
        bought = sorted(day for day in days[row["ID"]] if day <= end)
        x, t_x, age = len(bought) - 1, (bought[-1] - bought[0]).days / 7, (end - bought[0]).days / 7
        found += x == row["frequency"] and max(abs(t_x - row["recency"]), abs(age - row["T"])) <= 0.005 + 1e-9
    return found


def sets_of(folder: str) -> Check:
    return lambda contents: sum(name.startswith(folder + "/") for name in contents.tables)


def uneven_labels(contents: Contents) -> int:
    """Count label columns with a missing row; a table with uneven columns cannot be made at all."""
    labels = [column for table in contents.tables.values() for column in table.column_names if "labels" in column]
    assert len(labels) >= len(contents.tables) == 38
    return sum(table.column(name).null_count for table in contents.tables.values() for name in table.column_names)


def file_size(name: str, file: str) -> Check:
    return lambda _: next(each.size for each in find(name).file if each.name == file)


RETAIL, CARDS, TELCO, SHOPPERS = "online_retail", "CC GENERAL", "Telco-Customer-Churn", "online_shoppers_intention"
FULL, MORE, MAIL = "bank_full", "bank_additional_full", "hillstrom"
VIEWS, REVIEWS = "sample_train-item-views", "womens_clothing_reviews"
MENS, WOMENS, NONE = "Mens E-Mail", "Womens E-Mail", "No E-Mail"

CHECKS: dict[str, dict[str, Check]] = {
    "online_retail": {
        "rows": rows(RETAIL),
        "columns": columns(RETAIL),
        "customers": different(RETAIL, "CustomerID"),
        "invoices": different(RETAIL, "InvoiceNo"),
        "stock codes": different(RETAIL, "StockCode"),
        "countries": different(RETAIL, "Country"),
        "missing CustomerID": nulls(RETAIL, "CustomerID"),
        "missing Description": nulls(RETAIL, "Description"),
        "sum of Quantity * UnitPrice": revenue,
        "cancellation lines": cancelled,
        "exact duplicate lines": repeated(RETAIL),
    },
    "cdnow": {
        "transactions in the master": rows("cdnow_master"),
        "customers in the master": different("cdnow_master", "customer_id"),
        "CDs in the master": total("cdnow_master", "number_of_cds"),
        "dollars in the master": total("cdnow_master", "dollar_value"),
        "transactions in the sample": rows("cdnow_sample"),
        "customers in the sample": different("cdnow_sample", "sample_id"),
        "CDs in the sample": total("cdnow_sample", "number_of_cds"),
        "sample lines that are the master lines of its customers": sample_lines_of_the_master,
        "exact duplicate lines in the master": repeated("cdnow_master"),
        "orders of value 0 in the master": where("cdnow_master", "dollar_value", 0.0),
        "purchase days in the sample": purchase_days,
        "customers in the calibration summary": rows("cdnow_customers_summary"),
        "summaries that the sample gives again to 0.005 weeks": summaries_found_again,
    },
    "apparel_simulated": {
        "transactions": rows("apparel_trans"),
        "customers": different("apparel_trans", "Id"),
        "customers with fixed traits": different("apparel_static_cov", "Id"),
        "weekly covariate rows": rows("apparel_dyn_cov"),
    },
    "marketing_campaign": {
        "rows": rows("marketing_campaign"),
        "columns": columns("marketing_campaign"),
        "missing Income": nulls("marketing_campaign", "Income"),
        "responses": total("marketing_campaign", "Response"),
        "ids": different("marketing_campaign", "ID"),
        "rows that are as another apart from the ID": repeated("marketing_campaign", leave_out="ID"),
    },
    "mall_customers": {
        "rows": rows("Mall_Customers"),
        "columns": columns("Mall_Customers"),
        "missing values": nulls("Mall_Customers"),
    },
    "wholesale_customers": {
        "rows": rows("wholesale_customers"),
        "columns": columns("wholesale_customers"),
        "missing values": nulls("wholesale_customers"),
        "clients of channel 1 (hotels, restaurants, cafes)": where("wholesale_customers", "Channel", 1),
        "clients of channel 2 (retail)": where("wholesale_customers", "Channel", 2),
    },
    "cc_general": {
        "rows": rows(CARDS),
        "columns": columns(CARDS),
        "missing MINIMUM_PAYMENTS": nulls(CARDS, "MINIMUM_PAYMENTS"),
        "missing CREDIT_LIMIT": nulls(CARDS, "CREDIT_LIMIT"),
        "bytes of the file": file_size("cc_general", "CC GENERAL.csv"),
    },
    "telco_churn": {
        "rows": rows(TELCO),
        "columns": columns(TELCO),
        "churned": where(TELCO, "Churn", "Yes"),
        "churned, percent": share(TELCO, "Churn", "Yes", 2),
        "blank TotalCharges": where(TELCO, "TotalCharges", " "),
    },
    "online_shoppers": {
        "rows": rows(SHOPPERS),
        "columns": columns(SHOPPERS),
        "sessions that bought": where(SHOPPERS, "Revenue", True),
        "sessions that bought, percent": share(SHOPPERS, "Revenue", True, 1),
        "missing values": nulls(SHOPPERS),
        "rows that are as an earlier one": repeated(SHOPPERS),
    },
    "hillstrom": {
        "rows": rows(MAIL),
        "columns": columns(MAIL),
        "sent men's e-mail": where(MAIL, "segment", MENS),
        "sent women's e-mail": where(MAIL, "segment", WOMENS),
        "sent none": where(MAIL, "segment", NONE),
        "missing values": nulls(MAIL),
        "visits": total(MAIL, "visit"),
        "visits, percent": share(MAIL, "visit", 1, 3),
        "conversions": total(MAIL, "conversion"),
        "conversions, percent": share(MAIL, "conversion", 1, 3),
        "mean spend": lambda contents: round(pc.mean(contents.tables[MAIL]["spend"]).as_py(), 4),
        "visits without e-mail, percent": in_arm("visit", NONE, 3),
        "visits with men's e-mail, percent": in_arm("visit", MENS, 3),
        "visits with women's e-mail, percent": in_arm("visit", WOMENS, 3),
        "conversions without e-mail, percent": in_arm("conversion", NONE, 3),
        "conversions with men's e-mail, percent": in_arm("conversion", MENS, 3),
        "conversions with women's e-mail, percent": in_arm("conversion", WOMENS, 3),
        "mean spend without e-mail": in_arm("spend", NONE, 3, percent=False),
        "mean spend with men's e-mail": in_arm("spend", MENS, 3, percent=False),
        "mean spend with women's e-mail": in_arm("spend", WOMENS, 3, percent=False),
    },
    "bank_marketing": {
        "rows of bank_full": rows(FULL),
        "yes in bank_full": where(FULL, "y", "yes"),
        "yes in bank_full, percent": share(FULL, "y", "yes", 1),
        "rows of bank_additional_full": rows(MORE),
        "yes in bank_additional_full": where(MORE, "y", "yes"),
        "yes in bank_additional_full, percent": share(MORE, "y", "yes", 1),
    },
    "diginetica_sample": {
        "rows": rows(VIEWS),
        "columns": columns(VIEWS),
        "sessions": different(VIEWS, "session_id"),
        "known users": different(VIEWS, "user_id"),
        "views without a user": nulls(VIEWS, "user_id"),
    },
    "womens_clothing_reviews": {
        "rows": rows(REVIEWS),
        "products": different(REVIEWS, "Clothing ID"),
        **{
            f"missing {column}": nulls(REVIEWS, column)
            for column in ("Title", "Review Text", "Division Name", "Department Name", "Class Name")
        },
        "recommended, percent": share(REVIEWS, "Recommended IND", 1, 1),
    },
    "banking77": {
        "rows of train": rows("train"),
        "rows of test": rows("test"),
        "intents": lambda contents: len(
            {*contents.tables["train"]["category"].to_pylist(), *contents.tables["test"]["category"].to_pylist()}
        ),
    },
    "febrl": {
        "rows of febrl1": rows("febrl1"),
        "true pairs in febrl1": pairs_in("febrl1", "rec_id", lambda rec: re.findall(r"\d+", rec)[0]),
        "rows of febrl3": rows("febrl3"),
        "true pairs in febrl3": pairs_in("febrl3", "rec_id", lambda rec: re.findall(r"\d+", rec)[0]),
    },
    "splink_datasets": {
        "records": rows("fake_1000"),
        "people": different("fake_1000", "cluster"),
        "true pairs": pairs_in("fake_1000", "cluster", lambda cluster: cluster),
        "labels by clerks": rows("fake_1000_labels"),
    },
    "clustering_benchmarks": {
        "sets of fcps": sets_of("fcps"),
        "sets of graves": sets_of("graves"),
        "sets of sipu": sets_of("sipu"),
        "label files with another number of rows than their data": uneven_labels,
    },
}


def test_every_published_figure_has_its_check() -> None:
    assert {name: set(dataset.figures) for name, dataset in catalogue().items()} == {
        name: set(checks) for name, checks in CHECKS.items()
    }


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, checks in CHECKS.items() for figure in checks])
def test_a_published_figure_holds(contents: Callable[[str], Contents], name: str, figure: str) -> None:
    assert CHECKS[name][figure](contents(name)) == find(name).figures[figure]


@pytest.mark.parametrize("name", list(CHECKS))
def test_tables_are_typed_and_counted_as_the_catalogue_says(contents: Callable[[str], Contents], name: str) -> None:
    dataset, loaded = find(name), contents(name)
    types = {
        "text": "string",
        "int": "int64",
        "float": "double",
        "flag": "bool",
        "day": "date32[day]",
        "instant": "timestamp[ms]",
    }
    for file in () if dataset.manifest else dataset.file:
        shown = loaded.tables[file.table]
        assert shown.num_rows == file.rows
        assert {field.name: str(field.type) for field in shown.schema} == {
            column: types[kind] for column, kind in file.columns.items()
        }
    assert set(loaded.kinds.values()) <= set(dataset.kinds)
    assert len(loaded.run) == len(dataset.run)
    assert sum(shown.num_rows for kind in dataset.kinds for shown in loaded.of_kind(kind).values()) == sum(
        shown.num_rows for shown in loaded.tables.values()
    )
