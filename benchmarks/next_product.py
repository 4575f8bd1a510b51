"""What customers buy next: ten suggestions of an earlier day against what they bought, beside what sells most.

usage: SHOAL_DATASETS=FOLDER python benchmarks/next_product.py [--simulated N]

On Online Retail, out of time: suggestions are made as of three days that lie 90 days apart,
by the way that did best on a day 90 days before each, and held against the 90 days after it. Products new to the
customer and products bought before are told and judged apart. Of what a customer bought of the kind, recall@10 is the
share that was among the ten; the mean over the customers who bought something of it. Then the same on a simulated shop.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

import shoal
from shoal.api import outside
from shoal.app.identity import memory
from shoal.app.jobs import working
from shoal.app.known import Known, known
from shoal.app.workspace import Workspace
from shoal.predict import NextAsked, Tastes, learn, read_bought, read_tastes, untaught
from shoal.predict.arrays import Places
from shoal.predict.products.learning import parted, recall
from shoal.predict.products.ranking import Assortment, assortment, first_new, first_own, fit_way
from shoal.predict.products.tastes import Sparse
from shoal.stats.bootstrap import redrawn
from shoal.terms import Silent

HORIZON, N = 90, 10
ASKED = 1.7
Floats = NDArray[np.float64]
Texts = NDArray[np.str_]


def measured(folder: Path, n_days: int) -> None:
    """Judge suggestions of earlier days of a workspace."""
    with working(folder, "predict next", create=False, surroundings=outside.surroundings()) as job:
        workspace = job.workspace
        spec = workspace.project().segmentations["main"]
        result = workspace.store.current("main")
        assert result is not None  # noqa: S101 - it was run before
        as_of = datetime.fromisoformat(result.result["as_of"])
        now = known(workspace, spec, memory(workspace, None), as_of=as_of, progress=Silent())
        news: list[tuple[Texts, Floats, Floats, Floats]] = []
        owns: list[tuple[Texts, Floats, Floats]] = []
        for back in range(1, n_days + 1):
            new, own = on_day(workspace, now, as_of.date() - timedelta(days=HORIZON * back))
            news.append(new)
            owns.append(own)
    who = np.concatenate([one[0] for one in news])
    ours, lately, ever = (np.concatenate([one[i] for one in news]) for i in (1, 2, 3))
    print(f"  new to the customer, {len(ours):,} customers and days: recall@10 {ours.mean():.4f}")
    for name, theirs in (("most popular unseen, of all time", ever), ("most popular unseen, lately", lately)):
        print(f"    {name}: {theirs.mean():.4f}, {ratio(who, ours, theirs)}; asked {ASKED}")
    who = np.concatenate([one[0] for one in owns])
    again, often = (np.concatenate([one[i] for one in owns]) for i in (1, 2))
    print(f"  bought before, {len(again):,} customers and days: recall@10 {again.mean():.4f}")
    print(f"    the customer's own most bought: {often.mean():.4f}, {ratio(who, again, often)}", flush=True)


def on_day(
    workspace: Workspace, now: Known, day: date
) -> tuple[tuple[Texts, Floats, Floats, Floats], tuple[Texts, Floats, Floats]]:
    """Give who bought, and the recall of each: ours, lately popular and ever popular; who again, ours, own history."""
    asked = NextAsked(horizon_days=HORIZON)
    tastes, bought = looked_at(workspace, now, day)
    first, last = day - timedelta(days=HORIZON), day
    learnt = learn(*looked_at(workspace, now, first), asked) if has_orders(workspace, now, first) else untaught(asked)
    goods = assortment(tastes, frozenset())
    again, unseen = parted(tastes, bought)
    new = recall(first_new(tastes, fit_way(learnt.new_way, tastes, goods, seed=0), goods, N), unseen)
    lately = recall(first_new(tastes, fit_way("popular", tastes, goods, seed=0), goods, N), unseen)
    own = recall(first_own(tastes, learnt.own_way, goods, N), again)
    often = recall(first_own(tastes, "often", goods, N), again)
    print(
        f"  as of {last}: {tastes.shape[0]:,} customers, {int(goods.is_offered.sum()):,} products on offer; new by"
        f" {learnt.new_way} {new.mean():.4f}, popular {lately.mean():.4f}; again by {learnt.own_way} {own.mean():.4f},"
        f" most bought {often.mean():.4f}",
        flush=True,
    )
    ever = recall(ever_popular(tastes, goods), unseen)
    return (who_bought(tastes, unseen), new, lately, ever), (who_bought(tastes, again), own, often)


def who_bought(tastes: Tastes, bought: Sparse) -> Texts:
    """Name those who bought something, in the order of `recall`."""
    names: Texts = np.array(tastes.customer_id.to_pylist(), dtype=np.str_)
    return names[np.asarray(bought.sum(axis=1)).ravel() > 0]


def has_orders(workspace: Workspace, now: Known, day: date) -> bool:
    """Say whether orders are known for as long before a day as customers are watched after it."""
    assert now.records.orders is not None  # noqa: S101 - the data have orders
    ((begun,),) = workspace.engine.rows(f"SELECT min(occurred_on) FROM {now.records.orders.name}")
    return int((day - begun).days) >= HORIZON // 2


def looked_at(workspace: Workspace, now: Known, day: date) -> tuple[Tastes, object]:
    """Read what had been bought by a day, and what was bought in the window after it."""
    assert now.records.orders is not None  # noqa: S101 - the data have orders
    tastes = read_tastes(workspace.engine, now.records, now.identity, None, before=day)
    until = day + timedelta(days=HORIZON)
    bought = read_bought(workspace.engine, now.records.orders, now.identity, tastes, since=day, until=until)
    return tastes, bought


class Ever:
    """What most customers ever bought."""

    def __init__(self, buyers: Floats) -> None:
        self.buyers = buyers

    def scores(self, bought: object) -> Floats:
        """Give everyone the same."""
        return np.tile(self.buyers, (bought.shape[0], 1))  # type: ignore[attr-defined]


def ever_popular(tastes: Tastes, goods: Assortment) -> Places:
    """Suggest what most customers ever bought and the customer did not."""
    buyers = np.bincount(tastes.product, minlength=tastes.shape[1]).astype(np.float64)
    return first_new(tastes, Ever(buyers[goods.columns]), goods, N)


def ratio(who: Texts, ours: Floats, theirs: Floats) -> str:
    """Say how many times as much, with the interval of drawing persons again, each with all of their days."""
    persons, of = np.unique(who, return_inverse=True)
    draws = (draw[of.reshape(-1)] for draw in redrawn(len(persons), 500, np.random.default_rng(0)))
    drawn = [float(w @ ours / (w @ theirs)) for w in draws]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return f"{ours.mean() / theirs.mean():.2f} times ({low:.2f} to {high:.2f})"


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--simulated", type=int, default=1_000)
    chosen = options.parse_args()
    few = {"features.only": ("order_count", "net_revenue")}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if os.environ.get("SHOAL_DATASETS"):
            print("Online Retail, out of time, 90 days ahead")
            retail = Path(os.environ["SHOAL_DATASETS"]) / "online_retail" / "online_retail.parquet"
            shoal.run(retail, out=folder / "retail", k=3, settings=few)
            measured(folder / "retail", 3)
        else:
            print("Online Retail was left out: set SHOAL_DATASETS to the folder that holds it.")
        print(f"A simulated shop of {chosen.simulated:,} customers, 90 days ahead")
        made = shoal.simulate.shop(chosen.simulated, seed=11)
        pq.write_table(made.orders, folder / "orders.parquet")
        shoal.run(folder / "orders.parquet", out=folder / "shop", k=3, settings=few)
        measured(folder / "shop", 3)


if __name__ == "__main__":
    main()
