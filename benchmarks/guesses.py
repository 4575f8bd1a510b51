"""What twenty public tables are taken for without configuration, beside what they are.

usage: SHOAL_DATASETS=FOLDER python benchmarks/guesses.py

A table counts as right where its kind, its customer, time and money columns all are. A wrong guess is silent where
nothing tells: no question, no refusal, no note that names the column (or each row as a customer), and a confidence of
`SURE` or more.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shoal import sources
from shoal.engine import DuckEngine
from shoal.errors import ShoalError
from shoal.terms import Kind, Role, Silent, SourceSpec

ASKED_RIGHT, ASKED_SILENT = 19, 0
SURE = 0.7
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MONEY = (Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT)


@dataclass(frozen=True)
class Table:
    """A table, and what it is.

    Parameters
    ----------
    path : str
        Below the folder of data sets.
    kind : Kind
    customer, time : str
        Empty where there is none: each row is a customer, or stands for no time.
    money : tuple of str
        Quantity, price of one, amount.
    """

    path: str
    kind: Kind
    customer: str = ""
    time: str = ""
    money: tuple[str, ...] = ()


TABLES = (
    Table("online_retail/online_retail.parquet", Kind.ORDERS, "CustomerID", "InvoiceDate", ("Quantity", "UnitPrice")),
    Table("cdnow/cdnow_master.parquet", Kind.ORDERS, "customer_id", "date", ("number_of_cds", "dollar_value")),
    Table("cdnow/cdnow_sample.csv", Kind.ORDERS, "master_id", "date", ("number_of_cds", "dollar_value")),
    Table("cdnow/cdnow_customers_summary.csv", Kind.CUSTOMERS, "ID"),
    Table("apparel_simulated/apparel_trans.csv", Kind.ORDERS, "Id", "Date", ("Price",)),
    Table("apparel_simulated/apparel_static_cov.csv", Kind.CUSTOMERS, "Id"),
    Table("apparel_simulated/apparel_dyn_cov.parquet", Kind.EVENTS, "Id", "Cov.Date"),
    Table("hillstrom/hillstrom.parquet", Kind.CUSTOMERS),
    Table("telco_churn/Telco-Customer-Churn.csv", Kind.CUSTOMERS, "customerID"),
    Table("marketing_campaign/marketing_campaign.csv", Kind.CUSTOMERS, "ID"),
    Table("online_shoppers/online_shoppers_intention.csv", Kind.CUSTOMERS),
    Table("diginetica_sample/sample_train-item-views.csv", Kind.EVENTS, "user_id", "eventdate"),
    Table("cc_general/CC GENERAL.csv", Kind.CUSTOMERS, "CUST_ID"),
    Table("mall_customers/Mall_Customers.csv", Kind.CUSTOMERS, "CustomerID"),
    Table("wholesale_customers/wholesale_customers.csv", Kind.CUSTOMERS),
    Table("bank_marketing/bank_full.parquet", Kind.CUSTOMERS),
    Table("bank_marketing/bank_additional_full.parquet", Kind.CUSTOMERS),
    Table("womens_clothing_reviews/womens_clothing_reviews.parquet", Kind.TEXTS),
    Table("febrl/febrl1.csv", Kind.CUSTOMERS, "rec_id"),
    Table("splink_datasets/fake_1000.csv", Kind.CUSTOMERS, "unique_id"),
)


@dataclass(frozen=True)
class Verdict:
    """What was guessed of a table.

    Parameters
    ----------
    guessed : str
        In a line.
    is_right : bool
    is_silent : bool
        True for a wrong guess of which nothing tells.
    """

    guessed: str
    is_right: bool
    is_silent: bool = False


def judge(table: Table, folder: Path, scratch: Path) -> Verdict:
    """Guess what a table is, and compare."""
    engine = DuckEngine(scratch / "spill")
    try:
        loaded = sources.load(engine, {table.path: folder / table.path}, scratch=scratch, progress=Silent())
        (one,), notes = sources.guess(loaded, answers={}, now=NOW)
    except ShoalError as error:
        return Verdict(f"asked or refused: {error.found}"[:110], is_right=False)
    finally:
        engine.close()
    if one.spec is None:
        raise LookupError(table.path)
    return _verdict(table, one.spec, notes)


def _verdict(table: Table, spec: SourceSpec, notes: tuple[str, ...]) -> Verdict:
    found = {
        "customer": _names(spec, Role.CUSTOMER),
        "time": _names(spec, Role.OCCURRED_AT),
        "money": tuple(name for role in MONEY for name in _names(spec, role)),
    }
    meant = {
        "customer": (table.customer,) if table.customer else (),
        "time": (table.time,) if table.time else (),
        "money": table.money,
    }
    wrong = [role for role in found if found[role] != meant[role]]
    parts = [spec.kind.value, *(f"{role} {', '.join(names)}" for role, names in found.items() if names)]
    is_kind = spec.kind is table.kind
    silent = (not is_kind and spec.confidence >= SURE) or any(
        not _is_told(spec, (*found[role], *meant[role]), notes) for role in wrong
    )
    return Verdict("; ".join(parts), is_kind and not wrong, silent)


def _names(spec: SourceSpec, role: Role) -> tuple[str, ...]:
    return tuple(column.name for column in spec.having(role))


def _is_told(spec: SourceSpec, names: tuple[str, ...], notes: tuple[str, ...]) -> bool:
    """Say whether a note names one of the columns, or the confidence of one that is used is low."""
    if any(repr(name) in note for name in names for note in notes) or any("EACH ROW" in note for note in notes):
        return True
    sure = [column.confidence for column in spec.columns if column.name in names]
    return bool(sure) and min(sure) < SURE


def main() -> None:
    """Print a line for each table, and the figures beside what is asked."""
    folder = os.environ.get("SHOAL_DATASETS")
    if not folder:
        sys.exit("set SHOAL_DATASETS to the folder that holds the data sets")
    with tempfile.TemporaryDirectory() as scratch:
        verdicts = [judge(table, Path(folder), Path(scratch)) for table in TABLES]
    for table, verdict in zip(TABLES, verdicts, strict=True):
        word = "right" if verdict.is_right else "SILENT" if verdict.is_silent else "told"
        print(f"{Path(table.path).stem[:26]:27}{word:8}{verdict.guessed}")
        if not verdict.is_right:
            meant = [table.kind.value, table.customer, table.time, *table.money]
            print(f"{'':35}but it is: {'; '.join(part for part in meant if part)}")
    n_right, n_silent = sum(one.is_right for one in verdicts), sum(one.is_silent for one in verdicts)
    print(f"\n{'':27}{'asked':>8}{'measured':>10}")
    print(f"{'right of ' + str(len(TABLES)):27}{ASKED_RIGHT:>8}{n_right:>10}")
    print(f"{'wrong and silent':27}{ASKED_SILENT:>8}{n_silent:>10}")


if __name__ == "__main__":
    main()
