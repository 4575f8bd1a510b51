"""Time-split data: nothing of an earlier day sees what came after it, and outcomes are what came."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import shoal
from app.opened import opened
from shoal import simulate
from shoal.app import training
from shoal.terms import Silent

ORIGIN = datetime(2025, 9, 1, tzinfo=UTC)


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """The files of a small business; some customers have keys that are learnt late to be theirs."""
    folder = tmp_path / "files"
    kinds = ("orders", "customers", "events", "tickets")
    plan = simulate.business(120, seed=5, files=kinds, duplicate_identities=0.1)
    simulate.write(plan, folder, format="parquet")
    customers = pq.read_table(folder / "customers.parquet")
    told = pa.array([float(place % 7) for place in range(customers.num_rows)])
    pq.write_table(customers.append_column("spends_next", told), folder / "customers.parquet")
    return folder


def earlier(folder: Path, out: Path, origin: datetime = ORIGIN) -> tuple[bytes, pa.Table]:
    """Give the feature table that training computes, as a published one is written, and the outcomes after it."""
    with opened(folder) as (workspace, spec, now), workspace.apart("earlier") as then:
        one = training.split(then, spec, now, origin=origin, horizon_days=60, progress=Silent())
        then.engine.write(f"SELECT * FROM {one.table.relation.name} ORDER BY md5(customer_id), customer_id", out)
        outcomes = then.engine.arrow(f"SELECT * FROM {one.outcomes.relation.name}")
    return out.read_bytes(), outcomes


def test_an_earlier_day_is_seen_as_a_build_of_that_day_sees_it(everything: Path, tmp_path: Path) -> None:
    shoal.run(everything, out=tmp_path / "now", k=3)
    # the settings and the understanding of now, but a workspace that has never seen a later day
    shoal.run(everything, out=tmp_path / "then", config=tmp_path / "now" / "shoal.toml", as_of=ORIGIN, k=3)
    built = tmp_path / "then" / "features.parquet"
    assert pq.read_table(built).num_rows > 60
    honest, did = earlier(tmp_path / "now", tmp_path / "earlier.parquet")
    assert honest == built.read_bytes()
    # a table of customers says what they are now, so nobody knew it then
    assert pq.read_table(built)["spends_next"].null_count == pq.read_table(built).num_rows

    # what customers will do is planted in every later row: a leak would show it
    path = everything / "orders.parquet"
    orders = pq.read_table(path)
    later = pc.greater_equal(orders["ordered_at"].cast(pa.date32()), ORIGIN.date())
    place = orders.column_names.index("unit_price")
    told = pc.if_else(later, pc.multiply(orders["unit_price"].cast(pa.float64()), 1000.0), orders["unit_price"])
    pq.write_table(orders.set_column(place, "unit_price", told), path)
    planted, did_too = earlier(tmp_path / "now", tmp_path / "planted.parquet")
    assert planted == honest
    assert pc.sum(did_too["spend"]).as_py() > 500 * pc.sum(did["spend"]).as_py() > 0


ORDERS = [
    # who, when, what is paid; the origin is 1 May, the window 30 days
    ("K1", date(2025, 4, 1), 100.0),
    ("K1", date(2025, 5, 10), 20.0),
    ("K1", date(2025, 5, 11), -5.0),  # of the order before the origin, sent back after it
    ("K2", date(2025, 4, 2), 50.0),
    ("K2", date(2025, 5, 30), 30.0),
    ("K2", date(2025, 6, 2), -30.0),  # cancelled when the window was over
    ("K3", date(2025, 4, 3), 10.0),
    ("K3", date(2025, 5, 31), 80.0),  # the window is over
    ("K4", date(2025, 5, 2), 70.0),  # no customer yet
    ("K5", date(2025, 4, 4), 10.0),
    ("K5", date(2025, 5, 1), 15.0),  # a day is known once it is over
    ("K6", date(2025, 4, 5), 10.0),
    ("K7", date(2025, 5, 20), 40.0),  # turns out to be K6
    ("K8", date(2025, 4, 6), 5.0),
    ("K8", date(2025, 4, 7), -5.0),  # cancelled in time, a customer all the same
]
MAILS = {key: f"{key.lower()}@example.org" for key in ("K1", "K2", "K3", "K4", "K5", "K6", "K8")} | {
    "K7": "k6@example.org"
}


def test_outcomes_are_what_became_known_in_the_window(tmp_path: Path) -> None:
    others = [(f"L{i}", date(2025, 4, 1 + i), 1.0) for i in range(12)]
    rows = [(*row, MAILS.get(row[0], f"{row[0].lower()}@example.org")) for row in (*ORDERS, *others)]
    who, day, paid, mail = zip(*rows, strict=True)
    orders = {"customer_id": who, "ordered_at": day, "amount": paid, "email": mail}
    pq.write_table(pa.table(orders), tmp_path / "orders.parquet")
    shoal.run(tmp_path / "orders.parquet", out=tmp_path / "ws", k=2, settings={"privacy.min_count": 1})
    with opened(tmp_path / "ws") as (workspace, spec, now), workspace.apart("earlier") as then:
        origin = datetime(2025, 5, 1, tzinfo=UTC)
        one = training.split(then, spec, now, origin=origin, horizon_days=30, progress=Silent())
        columns = "customer_id, person_id, spend, order_count, is_churned"
        did = {row[0]: row[1:] for row in then.engine.rows(f"SELECT {columns} FROM {one.outcomes.relation.name}")}
    assert {key: did[key] for key in did if key.startswith("K")} == {
        "K1": ("K1", 15.0, 1, 0),
        "K2": ("K2", 30.0, 1, 0),
        "K3": ("K3", 0.0, 0, 1),
        "K5": ("K5", 15.0, 1, 0),
        "K6": ("K6", 40.0, 1, 0),
        "K8": ("K8", 0.0, 0, 1),
    }
    assert (one.outcomes.n_customers, one.outcomes.until) == (18, datetime(2025, 5, 31, tzinfo=UTC))
