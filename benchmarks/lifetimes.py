"""Orders and value to come: published figures, what came on CDNOW, and the time and memory of many customers.

usage: SHOAL_DATASETS=FOLDER python benchmarks/lifetimes.py [--customers N ...] [--peer PYTHON] [--peer-customers N ...]

CDNOW is the 1/10 sample, 39 weeks to learn from and 39 to come. The many customers are simulated: gamma rates, a beta
probability of leaving after each order, 600 days; they are fitted, and everything is told of each, with intervals. Each
size runs in a process of its own, so that its peak of memory is its own. The peer is pymc-marketing's maximum a
posteriori, which tells means without intervals: `--peer` names the interpreter that has it (`python -m venv peer &&
peer/bin/pip install pymc-marketing`). It does not come with shoal.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import hyp2f1

from shoal.predict import Histories, OrderModel, Purchases, fit_orders, fit_spend, histories, outlook, purchases

WEEKS = 39.0
PUBLISHED = {
    "bg_nbd": ((0.243, 4.414, 0.793, 2.426), -9582.4),
    "pareto_nbd": ((0.553, 10.578, 0.606, 11.669), -9595.0),
}
SPEND = (6.25, 3.74, 15.45)
BARS = {200_000: (20.0, 1.0), 1_000_000: (90.0, 3.0)}


def cdnow(folder: Path) -> None:
    """Print the published figures beside ours."""
    rows = np.loadtxt(
        folder / "cdnow/cdnow_customers_summary_with_transactions.csv", delimiter=",", skiprows=1, usecols=(1, 2, 3, 4)
    )
    each, paid = histories(rows[:, 0], rows[:, 1], rows[:, 2]), purchases(rows[:, 0], rows[:, 3])
    came = later(folder, len(rows))
    print("CDNOW, maximum likelihood; each parameter within 0.5 % of the published one")
    for name, (asked, log_likelihood) in PUBLISHED.items():
        model = fit_orders(each, process=name, shrink=False)
        print(f"  {name:11} {said(tuple(model.parameters.values()), asked)}")
        print(f"  {'':11} log-likelihood {model.found.log_likelihood:.2f}, published {log_likelihood}")
        print(f"  {'':11} {told(model, each, came)}")
        if name == "bg_nbd":
            by_count(model, each)
    mbg = fit_orders(each, process="mbg_nbd", shrink=False)
    print(f"  {'mbg_nbd':11} log-likelihood {mbg.found.log_likelihood:.2f}; {told(mbg, each, came)}")
    spend = fit_spend(paid, shrink=False)
    print(f"  gamma_gamma {said(tuple(spend.parameters.values()), SPEND)}, {spend.n_customers} repeat buyers")


def by_count(model: OrderModel, each: Histories) -> None:
    """Print what is expected of customers by their past orders, beside the formula as it stands in the paper."""
    r, alpha, a, b = model.at
    x, last, age = each.repeat_count, each.active, each.age
    series = hyp2f1(r + x, b + x, a + b + x - 1, WEEKS / (alpha + age + WEEKS))
    above = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + WEEKS)) ** (r + x) * series)
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    formula, ours = above / (1 + np.where(x > 0, odds, 0.0)), model.expected(each, WEEKS)
    pairs, worst = [], 0.0
    for count in range(8):
        these = x >= 7 if count == 7 else x == count
        mine, theirs = ours[these].mean(), formula[these].mean()
        pairs.append(f"{count}{'+' if count == 7 else ''}: {mine:.3f} ({theirs:.3f})")
        worst = max(worst, abs(mine - theirs))
    print(f"  {'':11} by past orders {', '.join(pairs)}: at most {worst:.6f} off, asked 0.0005")
    rises = model.p_alive(Histories(np.full(40, 3.0), np.linspace(1.0, 38.0, 40), np.full(40, 39.0), np.ones(40)))
    held = "rises" if (np.diff(rises) > 0).all() else "DOES NOT RISE"
    print(
        f"  {'':11} P(alive) {held} with the last order: {rises[0]:.3f} to {rises[-1]:.3f} of three repeats in 39 weeks"
    )


def later(folder: Path, n: int) -> NDArray[np.float64]:
    """Count the days with orders after the 39 weeks."""
    lines = np.loadtxt(folder / "cdnow/cdnow_sample.csv", delimiter=",", skiprows=1, usecols=(1, 2), dtype=np.str_)
    days = np.unique(lines, axis=0)
    who = days[days[:, 1] >= "1997-10-01", 0].astype(np.intp) - 1
    return np.bincount(who, minlength=n).astype(np.float64)


def said(ours: tuple[float, ...], asked: tuple[float, ...]) -> str:
    """Give pairs of figures, and the largest difference."""
    pairs = ", ".join(f"{one:.3f} ({other:g})" for one, other in zip(ours, asked, strict=True))
    worst = max(abs(one / other - 1) for one, other in zip(ours, asked, strict=True))
    return f"{pairs}: at most {worst:.2%} off"


def told(model: OrderModel, each: Histories, came: NDArray[np.float64]) -> str:
    """Give what was expected of the weeks to come, what came, and how many counts lie where they were predicted."""
    order = np.argsort(each.repeat_count, kind="stable")
    least, more = model.reaching(each.rows(order), WEEKS, came[order])
    placed = 1 - least + np.random.default_rng(0).random(len(order)) * (least - more)
    inside = np.mean((placed >= 0.1) & (placed <= 0.9))
    expected = model.expected(each, WEEKS).sum()
    return f"expected {expected:,.0f} orders, {came.sum():,.0f} came; {inside:.1%} inside [0.1, 0.9], asked 75 to 85 %"


def simulated(n: int, seed: int) -> tuple[Histories, Purchases]:
    """Let customers order for up to 600 days, on whole days."""
    random = np.random.default_rng(seed)
    rates, leaves = random.gamma(0.8, 1 / 60, n), random.beta(0.8, 2.4, n)
    value, ages = 6.0 / random.gamma(4.0, 1 / 15.0, n), random.integers(1, 600, n).astype(np.float64)
    count, last, time_, there = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    while there.any():
        time_ = np.maximum(np.round(time_ + random.exponential(1 / rates)), time_ + 1)
        there &= time_ <= ages
        count[there] += 1
        last[there] = time_[there]
        there &= random.random(n) >= leaves
    return histories(count, last, ages), purchases(count + 1, value * random.gamma(6 * (count + 1)) / 6 / (count + 1))


def many(n: int, process: str) -> None:
    """Fit, look ahead, and print what it took."""
    each, paid = simulated(n, seed=1)
    began, busy = time.perf_counter(), time.process_time()
    model, spend = fit_orders(each, process=process), fit_spend(paid)
    fitted = time.perf_counter() - began
    outlook(model, spend, each, paid, horizon=365.0, discount=np.log(1.1) / 365.25)
    busy = time.process_time() - busy
    took, peak = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    bar = f", asked {BARS[n][0]:.0f} s and {BARS[n][1]:.0f} GiB" if n in BARS else ""
    print(
        f"  {n:>9,} {process:10} fit {fitted:5.1f} s, with values {took:5.1f} s ({busy:.1f} s of one processor),"
        f" peak {peak:.2f} GiB{bar}",
        flush=True,
    )


def beside(n: int, peer: str) -> None:
    """Fit the same customers by us and by the peer, and print both."""
    each, paid = simulated(n, seed=1)
    began = time.perf_counter()
    model, spend = fit_orders(each, process="bg_nbd"), fit_spend(paid)
    fitted = time.perf_counter() - began
    outlook(model, spend, each, paid, horizon=365.0, discount=np.log(1.1) / 365.25)
    took, peak = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    theirs = asked(peer, each, paid)
    at = np.array([theirs["parameters"][name] for name in model.parameters])
    likelihood = float(model.process.likelihood(at, each)[0].sum())
    print(f"  {n:>9,} ours: fit {fitted:.1f} s, with values and intervals {took:.1f} s, peak {peak:.2f} GiB;", end=" ")
    print(f"log-likelihood {model.found.log_likelihood:.2f}")
    print(f"  {'':>9} peer: fit {theirs['fit_seconds']:.1f} s, with values {theirs['seconds']:.1f} s,", end=" ")
    print(f"peak {theirs['gib']:.2f} GiB; log-likelihood {likelihood:.2f}", flush=True)


def asked(peer: str, each: Histories, paid: Purchases) -> dict[str, Any]:
    """Let the peer do the same in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "customers.npz"
        np.savez(file, frequency=each.repeat_count, recency=each.active, T=each.age, monetary_value=paid.mean_value)
        command = [peer, str(Path(__file__).with_name("lifetimes_peer.py")), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the peer ended with an error:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def apart(work: Any, *given: object) -> None:
    """Do something in a process of its own."""
    job = multiprocessing.get_context("spawn").Process(target=work, args=given)
    job.start()
    job.join()
    if job.exitcode:
        raise SystemExit(job.exitcode)


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, nargs="*", default=[20_000, 200_000])
    options.add_argument("--peer", help="the interpreter that has pymc-marketing")
    options.add_argument("--peer-customers", type=int, nargs="*", default=[2_000, 20_000])
    chosen = options.parse_args()
    folder = os.environ.get("SHOAL_DATASETS")
    if folder:
        cdnow(Path(folder))
    else:
        print("CDNOW was left out: set SHOAL_DATASETS to the folder that holds it.")
    print("\nSimulated customers: fit of orders and spend; values with intervals, 365 days")
    for n in chosen.customers:
        for process in ("bg_nbd", "auto"):
            apart(many, n, process)
    print("\nBeside pymc-marketing, maximum a posteriori, BG/NBD and Gamma-Gamma on the same customers")
    if not chosen.peer:
        print("  The peer is not installed: name the interpreter that has it with --peer.")
        return
    for n in chosen.peer_customers:
        apart(beside, n, chosen.peer)


if __name__ == "__main__":
    main()
