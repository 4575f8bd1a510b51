"""Who leaves and who orders again: how well it is told, beside the four kinds of models and simpler ways.

usage: SHOAL_DATASETS=FOLDER python benchmarks/foretelling.py [--telco] [--retail] [--leaks] [--seeds N]

Without a choice everything is done. telco_churn has a label and no dates: nested cross-validation over customers, the
kind chosen anew in each part; how long customers stay, by rates learnt on others. online_retail: who orders within 90
days, told for the last 90 days by models that learnt on the days before and on other customers; beside it logistic
regression on recency, frequency and money, and what the model of orders says (it has left, it orders). Differences are
of AUC, with 95 % intervals over customers.

Leakage: ten kinds are planted, one at a time, into the features of telco_churn; honest are those of both data sets.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

import shoal
from shoal.predict import Examples, Facts
from shoal.predict.outcomes.leaks import leaks
from shoal.terms import Feature, FeatureType, Lens

DATA = Path(os.environ.get("SHOAL_DATASETS", "../shared/data"))
TELCO, RETAIL = "telco_churn/Telco-Customer-Churn.csv", "online_retail/online_retail.parquet"
BEHIND, CALIBRATED = 0.005, 0.03
PLANTED = (
    "the outcome in other words",
    "the outcome with slips",
    "a reason that only leavers have",
    "a date after the day",
    "calls after the fact",
    "a sum that goes on",
    "rows sorted by the outcome",
    "a score that has seen it",
    "small groups made of it",
    "the same persons twice",
)

Values = NDArray[Any]


def telco(out: Path) -> dict[str, Any]:
    """Print how well leavers are told from those who stay, and how true the probabilities are."""
    shoal.run(DATA / TELCO, out=out)
    result = shoal.churn(out, value="MonthlyCharges", budget=1000.0)
    proof = result["proof"]
    best = max(proof["kinds"].values())
    print("telco_churn, nested cross-validation")
    for kind, auc in proof["kinds"].items():
        print(f"  {kind:22} AUC {auc:.4f}")
    own = proof["auc"]
    print(f"  {'chosen in each part':22} AUC {own['value']:.4f} ({own['low']:.4f} to {own['high']:.4f})")
    print(f"  behind the best by {best - own['value']:.4f}, asked at most {BEHIND}")
    print(f"  expected calibration error {proof['calibration_error']:.4f}, asked below {CALIBRATED}")
    print("  staying, told of customers held back from the day they came: error by Brier, beside the share of all")
    for one in result["staying"]["held_back"]:
        off, skill = max(abs(group["told"] - group["came"]["value"]) for group in one["groups"]), one["skill"]
        print(
            f"    {one['at']:4.0f} months  {one['brier']:.4f} beside {one['brier_of_all']:.4f}, asked less:"
            f" {skill['value']:.1%} ({skill['low']:.1%} to {skill['high']:.1%}) less;"
            f" a fifth is off by {off:.3f} at most"
        )
    print(end="", flush=True)
    return result


def retail(out: Path) -> dict[str, Any]:
    """Print how well those who order within 90 days are told, out of time."""
    shoal.run(DATA / RETAIL, out=out)
    result = shoal.propensity("order", out, horizon_days=90, budget=1000.0)
    proof = result["proof"]
    own = proof["auc"]
    print(f"online_retail, an order within 90 days of {result['origins'][0][:10]}: {proof['n_customers']:,} customers")
    print(f"  {'chosen in each part':22} AUC {own['value']:.4f} ({own['low']:.4f} to {own['high']:.4f})")
    for kind, auc in proof["kinds"].items():
        print(f"  {kind:22} AUC {auc:.4f}")
    for way, other in proof["others"].items():
        ahead = proof["ahead"][way]
        said = f"ahead by {ahead['value']:+.4f} ({ahead['low']:+.4f} to {ahead['high']:+.4f}), asked above 0"
        print(f"  {way:22} AUC {other['value']:.4f}, {said}")
    print(f"  expected calibration error {proof['calibration_error']:.4f}", flush=True)
    return result


def features_of(folder: Path) -> Facts:
    """Read the features of telco_churn that a run left, without its sensitive ones."""
    table = pq.read_table(folder / "features.parquet").drop_columns(["gender", "SeniorCitizen", "Churn"])
    numbers, texts = {}, {}
    for name in table.column_names[1:]:
        column = table[name]
        if str(column.type) == "double":
            numbers[name] = column.to_numpy().astype(np.float64)
        else:
            texts[name] = np.array([value or "" for value in column.to_pylist()], dtype=np.str_)
    return Facts(numbers, texts)


def examples_of(folder: Path) -> Examples:
    """Give the customers of telco_churn with their label."""
    labels = pyarrow.csv.read_csv(DATA / TELCO)
    left = dict(zip(labels["customerID"].to_pylist(), labels["Churn"].to_pylist(), strict=True))
    who = pq.read_table(folder / "features.parquet", columns=["customer_id"])["customer_id"].to_pylist()
    happened = np.array([1.0 if str(left[one]) in ("Yes", "true", "True") else 0.0 for one in who])
    return Examples(features_of(folder), happened, np.array(who, dtype=np.str_), np.zeros(len(who), np.int64), {})


def planted(kind: str, examples: Examples, random: np.random.Generator) -> Examples:
    """Plant a leak of a kind."""
    y, left, n = examples.happened, examples.happened > 0, len(examples)
    if kind == "the same persons twice":
        rows = np.concatenate([np.arange(n), random.permutation(n)[: n // 10]])
        return replace(examples.rows(rows), person=np.array([f"P{place}" for place in range(len(rows))], dtype=np.str_))
    made: Mapping[str, Values] = {
        "the outcome in other words": np.where(left, "closed", "open"),
        "the outcome with slips": np.where(random.random(n) < 0.03, 1 - y, y),
        "a reason that only leavers have": np.where(left, random.choice(["price", "moved", "rival"], n), ""),
        "a date after the day": np.where(left, random.integers(1, 300, n), random.integers(-60, 30, n)).astype(float),
        "calls after the fact": np.where(left & (random.random(n) < 0.6), 1.0 + random.poisson(1.0, n), 0.0),
        "a sum that goes on": examples.facts.numbers["TotalCharges"]
        + np.where(left, 0.0, examples.facts.numbers["MonthlyCharges"]),
        "rows sorted by the outcome": np.argsort(np.argsort(y + random.random(n) * 0.9)).astype(float),
        "a score that has seen it": 4 * y + random.normal(0.0, 1.2, n),
        "small groups made of it": np.array(
            [f"g{int(one)}" for one in np.where(left, random.integers(0, 60, n), 60 + random.integers(0, 150, n))]
        ),
    }
    values = made[kind]
    numbers, texts = dict(examples.facts.numbers), dict(examples.facts.texts)
    if values.dtype.kind == "U":
        texts["planted_days_ago"] = values
    else:
        numbers["planted_days_ago"] = values
    return replace(examples, facts=Facts(numbers, texts))


def leakage(examples: Examples, n_seeds: int) -> None:
    """Print which kinds are found, and whether anything honest is accused with them."""
    unit = {"a date after the day": "days"}
    found, accused = 0, 0
    print(f"Leakage planted in telco_churn, {n_seeds} times each")
    for kind in PLANTED:
        hits = 0
        for seed in range(n_seeds):
            some = planted(kind, examples, np.random.default_rng([7, seed]))
            own = Feature(
                "planted_days_ago", FeatureType.NUMBER, Lens.BEHAVIOUR, unit.get(kind, ""), "", "", source="planted"
            )
            named = [leak.feature for leak in leaks(some, (own,), seed=seed)]
            hits += ("" if kind == "the same persons twice" else "planted_days_ago") in named
            accused += sum(name not in ("", "planted_days_ago") for name in named)
        found += hits == n_seeds
        print(f"  {kind:34}{hits} of {n_seeds}", flush=True)
    print(f"  kinds found every time: {found} of {len(PLANTED)}, asked 10 of 10; honest accused on the way: {accused}")


def honest(results: Mapping[str, dict[str, Any]]) -> None:
    """Print how many honest features are accused."""
    n, accused = sum(result["model"]["n_known"] for result in results.values()), 0
    for name, result in results.items():
        named = [leak["feature"] for leak in result["leaks"]]
        accused += len(named)
        print(f"  honest features of {name}: {result['model']['n_known']}, accused {named or 'none'}")
    print(f"  accused: {accused} of {n}, asked 0 of 40", flush=True)


def main() -> None:
    """Print the figures that are asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("telco", "retail", "leaks"):
        options.add_argument(f"--{name}", action="store_true")
    options.add_argument("--seeds", type=int, default=3, help="how often each kind of leak is planted")
    chosen = options.parse_args()
    everything = not (chosen.telco or chosen.retail or chosen.leaks)
    with tempfile.TemporaryDirectory() as place:
        folder, results = Path(place), {}
        if everything or chosen.telco:
            results["telco_churn"] = telco(folder / "telco")
        if everything or chosen.retail:
            results["online_retail"] = retail(folder / "retail")
        if everything or chosen.leaks:
            if not (folder / "telco").is_dir():
                shoal.run(DATA / TELCO, out=folder / "telco")
            leakage(examples_of(folder / "telco"), chosen.seeds)
        if results:
            honest(results)


if __name__ == "__main__":
    main()
