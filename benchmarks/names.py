"""Names and personas against their profiles: simulated segmentations, each word held against the rows.

usage: python benchmarks/names.py [--segmentations N] [--seed N]

Tables of orders, of usage and of traits are simulated and divided at random: along a mixture of their columns, from
telling groups to none at all. Every word of every name, the value tier and every motive and pain point is checked
against the rows, by the definitions below and not by the code under test. Beside it stands what a textbook does: it
calls a group by the feature whose mean lies furthest from everyone's, in standard deviations.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa

from shoal import interpret
from shoal.engine import DuckEngine
from shoal.terms import (
    Evidence,
    Feature,
    FeatureTable,
    FeatureType,
    Grouping,
    InterpretSpec,
    Labels,
    Lens,
    Reach,
    Segment,
    Silent,
)

Columns = dict[str, Any]
ASKED_CONTRADICTIONS = 0
SHORT = 60
"""Letters of a name that fits on a line beside its figures."""
ONCE = ("one-time", "new")
SMALLEST = 11


@dataclass
class Tally:
    """What was found over all segmentations."""

    n_segmentations: int = 0
    n_segments: int = 0
    n_claims: int = 0
    n_signs: int = 0
    repeated: int = 0
    letters: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    textbook_claims: int = 0
    textbook_wrong: int = 0


def feature(name: str, kind: FeatureType = FeatureType.NUMBER, unit: str = "") -> Feature:
    """Describe a simulated feature."""
    return Feature(name, kind, Lens.BEHAVIOUR, unit, "all history", "Simulated.")


def orders(random: np.random.Generator, n: int) -> Columns:
    """Simulate a shop's features, with ties, zeros and customers without a rhythm."""
    count = np.maximum(1, random.negative_binomial(1, random.uniform(0.1, 0.8), n)).astype(float)
    return {
        "net_revenue": count * random.lognormal(3, 0.9, n) * np.where(random.random(n) < 0.04, -1, 1),
        "order_count": count,
        "recency_days": np.floor(random.gamma(1, 80, n)),
        "tenure_days": np.floor(random.uniform(1, 900, n)),
        "return_share": np.where(random.random(n) < 0.7, 0.0, random.random(n)),
        "discount_share": np.where(random.random(n) < 0.4, 0.0, random.beta(2, 6, n)),
        "cadence_days": np.where(count > 1, random.gamma(3, 20, n), np.nan),
        "cadence_spread": np.where(count > 2, random.gamma(4, 0.2, n), np.nan),
        "weekend_share": np.minimum(1, random.binomial(3, 0.3, n) / np.minimum(count, 3)),
        "main_category": random.choice(["Kitchen", "Garden", "Toys"], n, p=[0.5, 0.3, 0.2]),
    }


def usage(random: np.random.Generator, n: int) -> Columns:
    """Simulate the features of subscribers."""
    return {
        "holding_amount": random.choice([9.0, 29.0, 99.0], n, p=[0.5, 0.3, 0.2]),
        "holding_count": random.integers(0, 4, n).astype(float),
        "usage_trend": random.uniform(-1, 1, n),
        "used_feature_count": random.poisson(5, n).astype(float),
        "contact_count": random.poisson(0.6, n).astype(float),
        "complaint_share": np.where(random.random(n) < 0.8, 0.0, random.random(n)),
        "contact_satisfaction": np.where(random.random(n) < 0.5, np.nan, random.integers(1, 6, n)),
        "current_plan": random.choice(["basic", "pro", "team"], n, p=[0.6, 0.3, 0.1]),
    }


def traits(random: np.random.Generator, n: int) -> Columns:
    """Simulate a table of customers without any history."""
    return {
        "CASH_ADVANCE": np.where(random.random(n) < 0.6, 0.0, random.lognormal(6, 1, n)),
        "purchases": random.lognormal(5, 1.2, n),
        "CreditLimit": random.choice([500.0, 1000.0, 5000.0], n),
        "is_partner": (random.random(n) < random.uniform(0.05, 0.7)).astype(float),
        "plan": random.choice(["basic", "pro", "team"], n, p=[0.6, 0.3, 0.1]),
    }


COUNTS = frozenset({"order_count", "recency_days", "tenure_days", "holding_count", "used_feature_count"})


def features_of(columns: Columns) -> tuple[Feature, ...]:
    """Say what kind of feature each column is."""
    return tuple(
        feature(name, FeatureType.CATEGORY)
        if values.dtype.kind == "U"
        else feature(name, FeatureType.SHARE)
        if name.endswith("_share")
        else feature(name, FeatureType.FLAG)
        if name.startswith("is_")
        else feature(name, FeatureType.COUNT if name in COUNTS else FeatureType.NUMBER)
        for name, values in columns.items()
    )


def divided(random: np.random.Generator, columns: Columns, k: int) -> Any:
    """Divide customers along a random mixture of their columns, with some noise."""
    ranked = [np.argsort(np.argsort(np.nan_to_num(c))) for c in columns.values() if c.dtype.kind == "f"]
    mixture = np.column_stack(ranked) @ random.normal(size=len(ranked))
    mixture = mixture + random.normal(size=len(mixture)) * float(random.choice([0, 300, 3000]))
    return np.searchsorted(np.quantile(mixture, np.sort(random.random(k - 1))), mixture)


def segmented(engine: DuckEngine, columns: Columns, groups: Any, k: int) -> tuple[Segment, ...]:
    """Describe and portray the groups as a build does."""
    ids = [f"c{i}" for i in range(len(groups))]
    listed = {name: pa.array(values, from_pandas=True) for name, values in columns.items()}
    engine.register("rows", pa.table({"customer_id": ids, **listed}))
    engine.register("groups", pa.table({"customer_id": ids, "group_id": groups, "confidence": np.ones(len(ids))}))
    described = features_of(columns)
    table = FeatureTable(
        engine.create("features", "SELECT * FROM rows ORDER BY md5(customer_id)"),
        described,
        (),
        "buyers",
        len(ids),
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    labels = Labels(engine.create("labels", "SELECT * FROM groups"))
    model: Any = SimpleNamespace(n_groups=k, columns=())
    grouping = Grouping("kmeans", model, "clusters", is_natural=True, evidence=Evidence())
    everyone = interpret.everyone(table)
    segments = interpret.describe(table, labels, grouping, min_count=SMALLEST, progress=Silent(), spreads=everyone)
    return interpret.portrayed(
        table,
        labels,
        segments,
        grouping,
        everyone=everyone,
        spoken=described,
        playbook=interpret.read_playbook(),
        spec=InterpretSpec(),
        reach={segment.id: Reach(segment.n_customers) for segment in segments},
    )


def check(segment: Segment, columns: Columns, groups: Any, tally: Tally) -> None:
    """Hold every word that is said of a segment against its rows."""
    mine = np.isin(groups, segment.groups)
    for claim in segment.claims:
        name, _, level = claim.feature.partition(" = ")
        told = level_is_so(columns[name], mine, level) if level else claim_is_so(claim, columns, mine)
        tally.n_claims += 1
        if not told:
            tally.wrong.append(f"{segment.name}: {claim}")
    persona = segment.persona
    if persona is None:
        return
    if not tier_is_so(persona.value_tier, columns, mine):
        tally.wrong.append(f"{segment.name}: {persona.value_tier} value")
    for sign in (*persona.motives, *persona.pains):
        tally.n_signs += 1
        values = columns[sign.feature]
        inside, everyone = np.nanmean(values[mine]), np.nanmean(values)
        falls = sign.feature.endswith(("_trend", "_satisfaction"))
        if sign.feature != "contact_satisfaction" and (inside >= everyone) == falls:
            tally.wrong.append(f"{segment.name}: {sign.text}")


def claim_is_so(claim: Any, columns: Columns, mine: Any) -> bool:
    """Say whether a word about a number is true of the median and the mean of the rows."""
    values = columns[claim.feature]
    inside, known = values[mine][~np.isnan(values[mine])], values[~np.isnan(values)]
    median, mean = np.median(inside), inside.mean()
    everyone, low, high, top = np.quantile(known, [0.5, 1 / 3, 2 / 3, 0.9])
    slack = 1e-6 * (1 + abs(median))
    beyond = {
        "high": mean > known.mean() - slack and median >= min(high, everyone) - slack,
        "low": mean < known.mean() + slack and median <= max(low, everyone) + slack,
        "typical": True,
    }
    if not beyond[claim.direction]:
        return False
    needs = {
        "lapsed": median >= 2 * everyone - slack,
        "cooling": median >= 1.25 * everyone - slack,
        "repeat": median >= 2,
        "regular": median >= 3,
        "frequent": median >= 3,
        "very frequent": median >= max(top, 3) - slack,
        "top spenders": median >= top - slack,
        "active": median <= low + slack,
    }
    if claim.words in ONCE:
        count = columns["order_count"][mine]
        return bool(np.median(count) == 1 and (count == 1).mean() >= 0.75)
    if claim.words.startswith("no "):
        return bool(mean <= 0.02 + slack)
    if claim.words.startswith("mostly "):
        return bool(mean > 0.5)
    return bool(needs.get(claim.words, True))


def level_is_so(values: Any, mine: Any, level: str) -> bool:
    """Say whether more than half of a segment have a level, and clearly more than of everyone."""
    share = (values[mine] == level).mean()
    return bool(share > 0.5 and share >= 1.24 * (values == level).mean())


def tier_is_so(tier: str | None, columns: Columns, mine: Any) -> bool:
    """Say whether the value tier is that of the median customer."""
    money = next((columns[name] for name in ("net_revenue", "holding_amount") if name in columns), None)
    if money is None:
        return tier is None
    median = np.median(money[mine])
    middle, low, high, top = np.quantile(money, [0.5, 1 / 3, 2 / 3, 0.9])
    slack = 1e-6 * (1 + abs(median))
    return bool(
        {
            "top": median >= top - slack,
            "high": median >= high - slack and median < top + slack,
            "low": median <= low + slack,
            "middle": (low - slack < median or median >= middle - slack)
            and (median < high + slack or median <= middle + slack),
        }[tier or "middle"]
    )


def textbook(columns: Columns, groups: Any, tally: Tally) -> None:
    """Count how often a name by the furthest mean says what the median customer does not do."""
    numbers = {name: values for name, values in columns.items() if values.dtype.kind == "f"}
    for group in np.unique(groups):
        mine = groups == group
        if mine.sum() < SMALLEST:
            continue
        distances = {
            name: (np.nanmean(values[mine]) - np.nanmean(values)) / (np.nanstd(values) or 1.0)
            for name, values in numbers.items()
            if not np.isnan(values[mine]).all()
        }
        name = max(distances, key=lambda one: abs(distances[one]))
        values, rises = numbers[name], distances[name] > 0
        median, usual = np.nanmedian(values[mine]), np.nanquantile(values, 2 / 3 if rises else 1 / 3)
        tally.textbook_claims += 1
        tally.textbook_wrong += bool(median < usual if rises else median > usual)


def main() -> int:
    """Run the benchmark; leave with 1 where a figure that is asked is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segmentations", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckEngine(Path(scratch))
        for place in range(asked.segmentations):
            random = np.random.default_rng([asked.seed, place])
            n, k = int(random.integers(80, 600)), int(random.integers(2, 9))
            columns = (orders, usage, traits)[place % 3](random, n)
            groups = divided(random, columns, k)
            segments = segmented(engine, columns, groups, k)
            names = [segment.name for segment in segments]
            tally.n_segmentations += 1
            tally.n_segments += len(segments)
            tally.repeated += len(names) - len(set(names))
            tally.letters += [len(name) for name in names]
            for segment in segments:
                check(segment, columns, groups, tally)
            textbook(columns, groups, tally)
        engine.close()
    return report(tally)


def report(tally: Tally) -> int:
    """Print what was asked beside what was measured."""
    longest = max(tally.letters)
    short = sum(n <= SHORT for n in tally.letters) / len(tally.letters)
    print(f"{tally.n_segmentations} segmentations, {tally.n_segments} segments, {tally.n_claims} words of names,")
    print(f"{tally.n_signs} motives and pain points\n")
    print(f"{'':38}{'asked':>10}{'measured':>12}")
    print(f"{'words and signs that are not so':38}{ASKED_CONTRADICTIONS:>10}{len(tally.wrong):>12}")
    print(f"{'names that two segments have':38}{0:>10}{tally.repeated:>12}")
    print(f"{f'names of at most {SHORT} letters':38}{'':>10}{short:>12.1%}")
    print(f"{'letters of the longest name':38}{'':>10}{longest:>12}")
    share = tally.textbook_wrong / max(tally.textbook_claims, 1)
    print(f"{'not so, named by the furthest mean':38}{'(peer)':>10}{share:>12.1%}")
    for line in tally.wrong[:20]:
        print(f"  {line}")
    return int(len(tally.wrong) > ASKED_CONTRADICTIONS or tally.repeated > 0)


if __name__ == "__main__":
    sys.exit(main())
