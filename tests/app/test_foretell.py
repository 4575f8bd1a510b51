"""What may happen as users meet it: leaving by label, by holdings, by orders; events; refusals in words."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import shoal
from shoal.errors import ConfigError, PredictError
from shoal.predict import model_from

QUICK = {"models": ("decision_tree",)}
FEW = {
    "features.only": ("order_count", "recency_days", "tenure_days", "cadence_days", "net_revenue", "main_category"),
    "outcomes.origins": 2,
}
TODAY = date(2026, 1, 1)


def written(table: dict[str, list], path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(table), path)
    return path


@pytest.fixture(scope="module")
def subscribers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People with a label; those with many complaints and few visits left more often."""
    folder = tmp_path_factory.mktemp("subscribers")
    random = np.random.default_rng(1)
    n = 500
    complaints, visits, months = random.poisson(1.5, n), random.poisson(6.0, n), random.integers(1, 48, n)
    left = random.random(n) < 1 / (1 + np.exp(-(0.9 * complaints - 0.35 * visits - 0.3)))
    table = {
        "customer_id": [f"K{who}" for who in range(n)],
        "complaints": complaints.tolist(),
        "visits": visits.tolist(),
        "tenure": months.tolist(),
        "fee": random.integers(10, 60, n).tolist(),
        "churned": ["yes" if one else "no" for one in left],
        "closing_letter": [f"sent {who % 3}" if one else None for who, one in enumerate(left)],
    }
    written(table, folder / "people.parquet")
    shoal.run(folder / "people.parquet", out=folder / "ws", algorithm="value_tiers")
    return folder / "ws"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of two years: some order every three weeks or so, some seldom; some leave on the way."""
    folder = tmp_path_factory.mktemp("shop")
    random = np.random.default_rng(2)
    who: list[str] = []
    when: list[date] = []
    paid: list[float] = []
    kind: list[str] = []
    for customer in range(350):
        gap, day = (21.0, random.integers(0, 250)) if customer % 2 else (70.0, random.integers(0, 400))
        lasts = day + random.exponential(400.0)
        while day < min(lasts, 730):
            who.append(f"K{customer}")
            when.append(TODAY - timedelta(days=int(730 - day)))
            paid.append(round(float(random.lognormal(3.0, 0.4)), 2))
            kind.append("tea" if random.random() < (0.7 if customer % 3 else 0.1) else "mugs")
            day += max(1.0, random.exponential(gap))
    table = {"customer_id": who, "ordered_at": when, "amount": paid, "category": kind}
    written(table, folder / "orders.parquet")
    shoal.run(folder / "orders.parquet", out=folder / "ws", algorithm="value_tiers", currency="EUR", settings=FEW)
    return folder / "ws"


def test_leaving_by_a_label(subscribers: Path) -> None:
    result = shoal.churn(subscribers, value="fee", **QUICK)
    assert result["target"]["kind"] == "customers"
    assert [leak["feature"] for leak in result["leaks"]] == ["closing_letter"]
    assert "closing_letter" not in result["model"]["features"]
    assert any("--trust closing_letter" in warning for warning in result["warnings"])
    assert 0.65 < result["proof"]["auc"]["value"] < 0.95
    table = pq.read_table(subscribers / "predictions_churn.parquet")
    assert table.column_names == ["customer_id", "as_of", "version", *list(result["columns"])[1:]]
    assert table.num_rows == 500
    left = set(pq.read_table(subscribers.parent / "people.parquet", filters=[("churned", "=", "yes")])[0].to_pylist())
    stage = dict(zip(table["customer_id"].to_pylist(), table["lifecycle"].to_pylist(), strict=True))
    assert {who for who, one in stage.items() if one == "lost"} == left
    assert set(stage.values()) <= {"lost", "active", "at_risk"}
    risk = table["value_at_risk"].to_numpy()
    assert (risk[[one == "lost" for one in table["lifecycle"].to_pylist()]] == 0).all()
    assert sum(one["value_at_risk"] for one in result["segments"]) == pytest.approx(risk.sum())
    assert result["totals"]["n_here"] == 500 - len(left)
    curve = result["staying"]["curve"]
    assert result["staying"]["unit"] == "tenure"
    assert [one["at"] for one in result["staying"]["ahead"]] == [2.0, 4.0, 8.0]
    assert (np.isnan(table["p_stays_8"].to_numpy()) == [one == "lost" for one in table["lifecycle"].to_pylist()]).all()
    assert [one["at"] for one in result["staying"]["held_back"]] == [2.0, 4.0, 8.0, 16.0]
    assert all(one["share"]["value"] >= two["share"]["value"] for one, two in pairwise(curve))
    low, p, high = (table[name].to_numpy() for name in ("p_churn_low", "p_churn", "p_churn_high"))
    assert ((low <= p) & (p <= high)).all()
    told = [text for text in table["reason_1"].to_pylist() if text]  # who is as usual in everything has none
    assert len(told) > 0.9 * 500
    assert all(text.endswith(("likely", "likelier")) for text in told)


def test_the_files_say_the_same_and_come_out_the_same(subscribers: Path) -> None:
    first = shoal.churn(subscribers, value="fee", **QUICK)
    names = list(first["files"].values())
    assert json.loads((subscribers / first["files"]["foreseen"]).read_text(encoding="utf-8")) == first
    before = [(subscribers / name).read_bytes() for name in names]
    assert shoal.churn(subscribers, value="fee", **QUICK) == first
    assert [(subscribers / name).read_bytes() for name in names] == before
    model = model_from((subscribers / first["files"]["model"]).read_text(encoding="utf-8"), where="model")
    assert model.kind == "decision_tree"
    page = (subscribers / first["files"]["report"]).read_text(encoding="ascii")
    assert "How far to trust it" in page
    assert "K17" not in page
    shown = pyarrow.csv.read_csv(subscribers / first["files"]["predictions_csv"])
    assert shown.num_rows == 500
    assert "K3" in shown["customer_id"].to_pylist()
    shoal.forget("K3", workspace=subscribers)
    assert "K3" not in pq.read_table(subscribers / "predictions_churn.parquet")["customer_id"].to_pylist()
    assert b"K3," not in (subscribers / "predictions_churn.csv").read_bytes()


def test_a_saved_model_tells_again_and_refuses_what_it_does_not_know(subscribers: Path, tmp_path: Path) -> None:
    first = shoal.churn(subscribers, value="fee", **QUICK)
    model = (subscribers / first["files"]["model"]).read_bytes()
    again = shoal.churn(subscribers, value="fee", saved=True)
    assert (subscribers / again["files"]["model"]).read_bytes() == model
    assert again["proof"] == first["proof"]
    assert again["learnt_as_of"] == first["as_of"]
    assert "nothing was learnt anew but how long customers stay, and how far" in again["warnings"][0]
    assert shoal.churn(subscribers, value="fee", saved=True)["warnings"] == again["warnings"]
    with pytest.raises(PredictError, match="looks at no time ahead"):
        shoal.churn(subscribers, horizon_days=30, saved=True)
    people = pq.read_table(subscribers.parent / "people.parquet")
    new = {"customer_id": [f"N{who}" for who in range(people.num_rows)]}
    for name, kept in (("same", people.column_names[1:]), ("less", ["visits", "tenure", "fee", "churned"])):
        folder = tmp_path / name
        written({**new, **{column: people[column].to_pylist() for column in kept}}, folder / "people.parquet")
        shoal.run(folder / "people.parquet", out=folder / "ws", algorithm="value_tiers")
        with pytest.raises(PredictError, match="no model was learnt and saved here yet"):
            shoal.churn(folder / "ws", saved=True)
        for kind in ("model", "foreseen"):
            (folder / "ws" / first["files"][kind]).write_bytes((subscribers / first["files"][kind]).read_bytes())
    assert shoal.churn(tmp_path / "same" / "ws", saved=True)["n_customers"] == 500
    with pytest.raises(PredictError, match="goes by 'complaints', which is not known"):
        shoal.churn(tmp_path / "less" / "ws", saved=True)


def test_leaving_by_orders_and_a_saved_model_is_not_asked_about_days_before_it(shop: Path) -> None:
    result = shoal.churn(shop, **QUICK)
    with pytest.raises(PredictError, match="later than the day that is asked about"):
        shoal.churn(shop, as_of=datetime(2025, 6, 1), saved=True)
    first = pq.read_table(shop / "predictions_churn.parquet").drop_columns(["version"])
    told = shoal.churn(shop, saved=True)
    assert "nothing was learnt anew, and how far" in told["warnings"][0]
    # everybody is told of as they are now, and not as they were on an earlier day
    assert pq.read_table(shop / "predictions_churn.parquet").drop_columns(["version"]).equals(first)
    assert 30 <= result["horizon_days"] <= 90
    assert len(result["origins"]) == 2
    assert result["proof"]["is_later"]
    assert set(result["proof"]["ahead"]) == {"rfm", "p_alive", "p_order"}
    assert result["proof"]["auc"]["low"] > 0.6
    table = pq.read_table(shop / "predictions_churn.parquet")
    counts = result["totals"]["stages"]
    assert sum(counts.values()) == table.num_rows == result["n_customers"]
    assert counts["active"] > 0
    assert counts["lost"] > 0
    assert counts["lead"] == 0
    rows = table.to_pylist()
    assert all(one["lifecycle"] == "at_risk" for one in rows if one["shows_no_sign"])
    assert result["totals"]["value_at_risk"] == pytest.approx(sum(one["value_at_risk"] for one in rows), rel=1e-6)


def test_the_next_build_shows_what_was_predicted_and_leaves_out_what_is_of_another_day(shop: Path) -> None:
    before = json.loads((shop / "segments.json").read_text(encoding="utf-8"))
    told = shop / shoal.churn(shop, **QUICK)["files"]["foreseen"]
    result = shoal.build(shop)
    assert {one["lifecycle"] for one in before["segments"]} == {None}
    assert {one["lifecycle"] for one in result["segments"]} <= {"active", "new", "at_risk", "lapsed", "lost"}
    assert '<section id="coming">' in (shop / "report.html").read_text(encoding="ascii")
    without = [one | {"lifecycle": None} for one in result["segments"]]
    assert without == before["segments"]
    of_another_day = told.read_text(encoding="utf-8").replace(result["as_of"], "2025-11-01T00:00:00Z")
    told.write_text(of_another_day, encoding="utf-8")
    later = shoal.build(shop)
    assert any("are as of 1 November 2025 and are not shown" in warning for warning in later["warnings"])
    assert {one["lifecycle"] for one in later["segments"]} == {None}
    assert '<section id="coming">' not in (shop / "report.html").read_text(encoding="ascii")


def test_a_category_that_somebody_names(shop: Path) -> None:
    result = shoal.propensity("Tea", shop, horizon_days=60, **QUICK)
    assert result["target"]["column"] == "category"
    assert result["files"]["predictions"] == "predictions_propensity_tea.parquet"
    table = pq.read_table(shop / "predictions_propensity_tea.parquet")
    assert "p_tea_60d" in table.column_names
    assert "lifecycle" not in table.column_names
    assert result["proof"]["auc"]["low"] > 0.6
    assert result["totals"]["stages"] is None
    with pytest.raises(ConfigError, match="nothing is called 'coffee'"):
        shoal.propensity("coffee", shop, **QUICK)
    with pytest.raises(ConfigError, match="nothing is asked for"):
        shoal.propensity(" ", shop)


def test_nothing_is_seen_after_as_of(shop: Path, tmp_path: Path) -> None:
    """What is told as of a day is told from the rows of that day alone."""
    day = date(2025, 6, 1)
    orders = pq.read_table(shop.parent / "orders.parquet")
    pq.write_table(
        orders.filter(pa.array([one < day for one in orders["ordered_at"].to_pylist()])), tmp_path / "o.parquet"
    )
    shoal.run(tmp_path / "o.parquet", out=tmp_path / "then", algorithm="value_tiers", currency="EUR", settings=FEW)
    both = []
    for folder in (tmp_path / "then", shop):
        shoal.churn(folder, as_of=datetime(2025, 6, 1), horizon_days=60, **QUICK)
        both.append(pq.read_table(folder / "predictions_churn.parquet").drop_columns(["version"]))
    assert both[0].equals(both[1])


def test_leaving_by_the_end_of_what_is_held(tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    who, start, end, plan = [], [], [], []
    for customer in range(600):
        begins = int(random.integers(0, 900))
        basic = customer % 2 == 0
        lasts = begins + float(random.exponential(150.0 if basic else 1500.0))
        who.append(f"K{customer}")
        start.append(TODAY - timedelta(days=1000 - begins))
        end.append(TODAY - timedelta(days=int(1000 - lasts)) if lasts < 1000 else None)
        plan.append("basic" if basic else "plus")
    table = {"customer_id": who, "start_date": start, "end_date": end, "plan": plan, "monthly_fee": [10.0] * 600}
    written(table, tmp_path / "subscriptions.parquet")
    held = ("holding_count", "holding_tenure_days", "customer_age_days", "lapsed_days", "current_plan", "upgrade_count")
    few = {"features.only": held, "outcomes.origins": 2}
    shoal.run(tmp_path / "subscriptions.parquet", out=tmp_path / "ws", as_of=datetime(2026, 1, 1), k=2, settings=few)
    result = shoal.churn(tmp_path / "ws", as_of=datetime(2026, 1, 1), models=("logistic_regression",))
    assert result["target"]["kind"] == "holdings"
    assert result["horizon_days"] == 90
    assert result["proof"]["auc"]["low"] > 0.5
    staying = result["staying"]
    assert staying["unit"] == "days"
    assert 150 < staying["half_left_after"] < 600
    stages = result["totals"]["stages"]
    assert stages["lead"] == 0
    assert stages["lapsed"] + stages["lost"] == sum(one is not None for one in end)
    table_ = pq.read_table(tmp_path / "ws" / "predictions_churn.parquet")
    here = table_.filter(pa.array([one in ("active", "at_risk", "new") for one in table_["lifecycle"].to_pylist()]))
    assert here["p_stays_90d"].to_numpy() == pytest.approx(1 - here["p_churn_90d"].to_numpy(), abs=1e-6)
    assert (here["p_stays_365d"].to_numpy() <= here["p_stays_90d"].to_numpy()).all()
    assert staying["ahead"][1]["at"] == 90.0
    by_plan = dict(zip(who, plan, strict=True))
    open_ = [row for row in table_.to_pylist() if row["lifecycle"] in ("active", "at_risk", "new")]
    means = {
        one: np.mean([row["p_churn_90d"] for row in open_ if by_plan[row["customer_id"]] == one])
        for one in ("basic", "plus")
    }
    assert means["basic"] > means["plus"]


def orders_on(folder: Path, days: list[date], *, n: int = 60) -> Path:
    who = [f"K{place % n}" for place in range(len(days))]
    paid = [5.0 + place % n for place in range(len(days))]
    written({"customer_id": who, "ordered_at": days, "amount": paid}, folder / "orders.parquet")
    few = {"features.only": ("order_count", "recency_days", "net_revenue")}
    shoal.run(folder / "orders.parquet", out=folder / "ws", algorithm="value_tiers", settings=few)
    return folder / "ws"


def test_too_little_history_says_how_much_is_missing_and_what_can_be_done(tmp_path: Path) -> None:
    one_day = orders_on(tmp_path / "one", [date(2025, 5, 1)] * 120)
    with pytest.raises(PredictError, match="all orders are of one day, 1 May 2025"):
        shoal.churn(one_day, **QUICK)
    month = orders_on(tmp_path / "month", [date(2025, 5, 1 + place % 30) for place in range(240)])
    with pytest.raises(PredictError, match=r"orders are known for 30 days.*60 days in all|56 days in all") as refused:
        shoal.churn(month, **QUICK)
    assert "shorter --horizon" in refused.value.do
    with pytest.raises(PredictError, match="800 days in all"):
        shoal.churn(month, horizon_days=400, **QUICK)
    with pytest.raises(PredictError, match="0 days"):
        shoal.churn(month, horizon_days=0)


def test_a_target_that_never_happens_and_one_that_always_does(tmp_path: Path) -> None:
    steady = [date(2025, 1, 1) + timedelta(days=day) for day in range(0, 300, 5) for _ in range(60)]
    always = orders_on(tmp_path / "steady", steady)
    with pytest.raises(PredictError, match="orders no more: true of none of"):
        shoal.churn(always, horizon_days=30, **QUICK)
    with pytest.raises(PredictError, match="orders again: true of all"):
        shoal.propensity("order", always, horizon_days=30, **QUICK)
    with pytest.raises(ConfigError, match="there are no holdings"):
        shoal.churn(always, by="holdings")
    with pytest.raises(ConfigError, match="which label is meant"):
        shoal.churn(always, by="label")
