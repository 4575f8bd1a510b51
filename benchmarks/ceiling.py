"""The ceiling put to the test: do its chances come true, and does nobody beat it who was taught the true types.

usage: python benchmarks/ceiling.py [--train N] [--test N] [--seed N] [--write FILE]

A random forest and gradient boosting are taught the true types of one shop, from some thirty features of the same
tables, and asked about another shop. Both see many more customers than any business could label.
"""

from __future__ import annotations

import argparse
import itertools
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

from shoal import simulate
from shoal.simulate.bayes.evidence import Evidence, read_evidence
from shoal.simulate.business import DAYS, UNTIL
from shoal.stats.agreement import adjusted_rand
from shoal.stats.intervals import wilson

BORDERS = (0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.01)
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
STRUCTURES = {"distinct": simulate.DISTINCT_TYPES, "touching": simulate.TOUCHING_TYPES}


PAGE = """# The ceiling

`simulate.ceiling(shop, types)` is the Bayes classifier that knows the rates of the planted types. Nobody can be
expected to tell more customers' types apart; a segmentation is read as a share of it. What follows was written by

```
{command}
```

## What it computes

For each customer and each type, the likelihood of the records under the simulator's own rules. Given the type, the
personal rates are independent of each other, so the likelihood is a product, and each personal rate is integrated out
by itself:

| part | read | personal rates | how |
|---|---|---|---|
| joining | the first order | | beta in busy time |
| orders | every later order | order rate | gamma renewal in busy time; the rate in closed form |
| silence | from the last order on | order rate, day of leaving | the rate in closed form, the day by 40 nodes |
| baskets | lines and items of orders, different products | picks, quantities, breadth | 11 x 11 x 55 nodes |
| prices | list prices of the different products | price level | 61 nodes |
| discounts | which orders were cheaper | | binomial |
| returns | lines sent back of each order; what would come too late is not seen | return share | 32 Gauss-Jacobi nodes |
| traits | newsletter, year of birth | | Bernoulli, rounded normal |

Hours of the day, delays of returns, country, names and sign-up days are the same for every type and cancel.

## What is not exact

- Equal picks of an order are one line, so that picks are not seen. They are summed over: exactly up to 32 picks of an
  order, near enough beyond.
- Of the quantities in an order only their sum is read.
- Which products come again would say a little of the breadth of an assortment beyond how many do; only the number is
  read, with the mean and the variance of sampling without repetition.
- Two places of an assortment may hold one product. That is counted in the number of products, not in prices.
- List prices are the dearest at which each product was sold. With few customers a product may never be sold at it.
- Each type's number of customers is exact in the simulator; here customers are independent.
- `churned` is not read: it is an outcome, which no shop knows.

That none of it matters is shown below: were a likelihood wrong, its chances would not come true; were something left
out that tells types apart, whoever learns from it would be ahead.

## Nobody beats it

Taught the true types of {n_train:,} customers by 36 features of the same records, asked about {n_test:,} others.
"Behind" is in points of accuracy with its 95 % interval, customer by customer; below zero would be ahead.

| types | who | right | behind | log loss | adjusted Rand |
|---|---|---|---|---|---|
{beaten}

## Its chances come true

All pairs of customer and type, by the chance given; the interval is Wilson's, 95 %.

| types | chance given | pairs | mean chance | share true | interval |
|---|---|---|---|---|---|
{calibrated}
"""


def features(shop: simulate.Shop) -> Floats:
    """Describe every buyer by what could tell the types apart: array (customers, features)."""
    seen = read_evidence(shop, until=UNTIL, days=DAYS)
    n_orders = seen.of_customers(np.ones(len(seen.day)))
    columns = [seen.newsletter, seen.birth_year, *_when(seen, n_orders), *_what(seen, n_orders)]
    return np.column_stack(columns)


def _when(seen: Evidence, n_orders: Floats) -> list[Floats]:
    last = np.append(seen.first[1:], len(seen.day)) - 1
    joined, ended = seen.day[seen.first], seen.day[last]
    gap = np.diff(seen.day, prepend=0.0)
    is_repeat = np.ones(len(seen.day), dtype=bool)
    is_repeat[seen.first] = False
    n_gaps = np.maximum(n_orders - 1, 1)
    mean_gap = seen.of_customers(gap * is_repeat) / n_gaps
    squared_gap = seen.of_customers(gap**2 * is_repeat) / n_gaps
    log_gap = seen.of_customers(np.log(np.maximum(gap, 0.01)) * is_repeat) / n_gaps
    weekday = (seen.start.weekday() + np.floor(seen.day)) % 7
    year_day = (seen.day - (DAYS - 365)) % 365  # the history ends with a year
    season = (year_day > 305) & (year_day < 362)
    half = seen.of_customers((seen.day > ((joined + ended) / 2)[seen.customer]).astype(float))
    windows = [seen.of_customers((seen.day > DAYS - days).astype(float)) for days in (30, 90, 180, 365)]
    return [
        n_orders, joined, ended, ended - joined, n_orders / (DAYS - joined), n_orders / (ended - joined + 1), mean_gap,
        np.sqrt(np.maximum(squared_gap - mean_gap**2, 0)) / np.maximum(mean_gap, 0.1), log_gap,
        (DAYS - ended) / np.maximum(mean_gap, 0.1), seen.of_customers((weekday >= 5).astype(float)) / n_orders,
        seen.of_customers(season.astype(float)) / n_orders, year_day[seen.first], weekday[seen.first], half / n_orders,
        *windows,
    ]  # fmt: skip


def _what(seen: Evidence, n_orders: Floats) -> list[Floats]:
    n_lines, n_items = seen.of_customers(seen.n_lines.astype(float)), seen.of_customers(seen.n_items.astype(float))
    n_products = np.bincount(seen.owner).astype(float)
    log_price = np.bincount(seen.owner, seen.log_price[seen.product]) / n_products
    squared = np.bincount(seen.owner, seen.log_price[seen.product] ** 2) / n_products
    returned = seen.of_customers(seen.n_returned.astype(float))
    return [
        n_lines, n_items, n_lines / n_orders, n_items / n_lines, n_items / n_orders, n_products, n_products / n_lines,
        log_price, np.sqrt(np.maximum(squared - log_price**2, 0)), returned, returned / n_lines,
        seen.of_customers((seen.n_returned > 0).astype(float)) / n_orders,
        seen.of_customers(seen.is_cheaper.astype(float)) / n_orders,
        np.sqrt(seen.of_customers(seen.n_lines.astype(float) ** 2) / n_orders),
        np.maximum.reduceat(seen.n_items, seen.first).astype(float),
    ]  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What was found on one structure: rows of two tables, and the ceiling's seconds for 2,000 customers."""

    beaten: list[str]
    calibrated: list[str]
    seconds: float


def examine(structure: str, n_train: int, n_test: int, seed: int) -> Result:
    """Teach the peers one shop and ask everyone about another."""
    types = STRUCTURES[structure]
    names = [each.name for each in types]
    taught, asked = (simulate.shop(n, seed=seed + i, types=types) for i, n in enumerate((n_train, n_test)))
    known, truth = (np.array([names.index(name) for name in s.truth["type"].to_pylist()]) for s in (taught, asked))
    started = time.perf_counter()
    reached = simulate.ceiling(asked, types)
    seconds = (time.perf_counter() - started) * 2_000 / n_test
    posterior = np.column_stack([reached.posterior[name].to_numpy() for name in names])
    rows, columns = features(taught), features(asked)
    forest = RandomForestClassifier(500, min_samples_leaf=5, n_jobs=-1, random_state=0)
    boosting = HistGradientBoostingClassifier(max_iter=300, learning_rate=0.05, max_leaf_nodes=15, random_state=0)
    beaten = [_line(structure, "ceiling", posterior, truth, posterior)]
    for who, model in (("random forest", forest), ("gradient boosting", boosting)):
        chances = model.fit(rows, known).predict_proba(columns)
        beaten.append(_line(structure, who, chances, truth, posterior))
    return Result(beaten, _calibration(structure, posterior, truth), seconds)


def _line(structure: str, who: str, chances: Floats, truth: Ints, best: Floats) -> str:
    """Give a row of the first table; ``best`` are the chances of the ceiling."""
    said = chances.argmax(axis=1)
    ahead = (best.argmax(axis=1) == truth).astype(float) - (said == truth)
    margin = 1.96 * ahead.std() / np.sqrt(len(ahead))
    behind = "" if chances is best else f"{100 * ahead.mean():.2f} ± {100 * margin:.2f}"
    loss = -np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-9)).mean()
    right, rand = 100 * float((said == truth).mean()), adjusted_rand(truth, said)
    return f"| {structure} | {who} | {right:.2f} % | {behind} | {loss:.4f} | {rand:.3f} |"


def _calibration(structure: str, posterior: Floats, truth: Ints) -> list[str]:
    """Sort all pairs of customer and type by the chance given, and count those that are true."""
    is_true = truth[:, None] == np.arange(posterior.shape[1])
    answer = []
    for low, high in itertools.pairwise(BORDERS):
        rows = (posterior >= low) & (posterior < high)
        if rows.any():
            found = wilson(int(is_true[rows].sum()), int(rows.sum()))
            answer.append(
                f"| {structure} | {low:g} to {min(high, 1):g} | {rows.sum():,} | {posterior[rows].mean():.4f} "
                f"| {found.value:.4f} | {found.low:.4f} to {found.high:.4f} |"
            )
    return answer


def main() -> None:
    """Print, or write, what was found."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--train", type=int, default=40_000)
    options.add_argument("--test", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1_000)
    options.add_argument("--write", type=Path)
    chosen = options.parse_args()
    results = [examine(structure, chosen.train, chosen.test, chosen.seed) for structure in STRUCTURES]
    text = page(results, chosen.train, chosen.test, chosen.seed)
    if chosen.write:
        chosen.write.write_text(text, encoding="utf-8")
    else:
        print(text)


def page(results: list[Result], n_train: int, n_test: int, seed: int) -> str:
    """Give the page of the docs."""
    return PAGE.format(
        command=f"python benchmarks/ceiling.py --train {n_train} --test {n_test} --seed {seed} --write FILE",
        n_train=n_train,
        n_test=n_test,
        beaten="\n".join(row for result in results for row in result.beaten),
        calibrated="\n".join(row for result in results for row in result.calibrated),
    )


if __name__ == "__main__":
    main()
