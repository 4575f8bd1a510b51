"""Whether what is planted is found: each kind of dirt by itself, a broken feed, and cents taken for whole units.

Rows are compared, not words: recall is the share of the planted rows that a finding or a refusal counts, precision the
share of the counted rows that were planted. Beside it, the CPU time that looking through a source adds to a run.

usage: python benchmarks/quality.py [--customers N] [--seeds N]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from shoal import simulate, sources
from shoal.engine import DuckEngine
from shoal.terms import Examined, Progress, Records, SegmentationSpec, Severity, Silent

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHARE = 0.02
ALL_FILES = ("orders", "customers", "emails", "events", "reviews", "tickets", "products", "campaigns")

FOUND_BY = {
    "copies": ("orders", ("exact_duplicates",)),
    "test_orders": ("orders", ("test_customers",)),
    "missing_traits": ("customers", ("missing",)),
    "padded_keys": ("orders", ("padded_keys",)),
    "invisible_keys": ("orders", ("padded_keys",)),
    "key_case": ("orders", ("key_case",)),
    "homoglyph_keys": ("orders", ("foreign_letters",)),
    "orphans": ("orders", ("orphans",)),
    "unreadable_dates": ("orders", ("unreadable",)),
    "impossible_dates": ("orders", ("early_days", "future_days")),
    "other_date_formats": ("orders", ("unreadable",)),
    "unreadable_prices": ("orders", ("unreadable", "missing")),  # #REF! stands for nothing
    "negative_prices": ("orders", ("negative_prices",)),
    "zero_prices": ("orders", ("zero_prices",)),
    "currency_signs": ("orders", ("mixed_signs",)),
    "fat_fingers": ("orders", ("fat_fingers",)),
    "formulas": ("customers", ("formulas",)),
    "mojibake": ("customers", ("wrong_encoding",)),
    "reversed_names": ("customers", ("unseen_marks",)),
}
"""Which findings should count the rows of each kind of dirt; thousands marks are read, and are no flaw."""


def look(engine: DuckEngine, plan: simulate.Business, name: str) -> tuple[dict[str, Examined], Records, dict[str, int]]:
    """Draw a business, look through its orders and customers, and read them."""
    drawn = simulate.tables(plan)
    tables = {f"frame:{name}-{file}": drawn[file] for file in ("orders", "customers")}
    loaded = sources.load(engine, tables, scratch=Path(tempfile.gettempdir()), progress=Silent())
    guessed, _ = sources.guess(loaded, answers={}, now=NOW)
    examined = sources.examine(engine, guessed, now=NOW, timezone="UTC", cells=sources.THOROUGH)
    quiet: Progress = Silent()
    records = sources.read(
        engine, guessed, known_at=NOW, now=NOW, spec=SegmentationSpec(), progress=quiet, examined=examined
    )
    kinds = drawn["truth_dirt"]["kind"].to_pylist()
    return {one.source.rpartition("-")[2]: one for one in examined}, records, {k: kinds.count(k) for k in set(kinds)}


def counted(records: Records, file: str, names: tuple[str, ...]) -> int:
    """Count what findings of these names are about."""
    (account,) = [one for one in records.quality.accounts if one.source.endswith(file)]
    return sum(finding.n for finding in account.findings if finding.name in names)


def main() -> None:
    """Print asked and measured, one line a kind."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--customers", type=int, default=1_000)
    options.add_argument("--seeds", type=int, default=1)
    asked = options.parse_args()
    engine = DuckEngine(Path(tempfile.mkdtemp()))
    began = time.process_time()
    n_found = n_planted = 0
    print(f"{'planted':<20}{'rows':>8}{'found':>8}{'clean':>8}{'recall':>9}")
    for seed in range(1, asked.seeds + 1):
        files = ("orders", "customers")
        _, clean, known = look(engine, simulate.business(asked.customers, seed=seed, files=files), f"clean{seed}")
        for kind, (file, names) in FOUND_BY.items():
            dirt = simulate.Dirt(**{kind: SHARE})
            plan = simulate.business(asked.customers, seed=seed, files=files, dirt=dirt)
            _, records, planted = look(engine, plan, f"{kind}{seed}")
            # what the clean shop has of it already is nobody's dirt, unless the truth counts it as well
            before, n = counted(clean, file, names) - known.get(kind, 0), planted.get(kind, 0)
            found = max(0, counted(records, file, names) - before)
            n_found, n_planted = n_found + min(found, n), n_planted + n
            print(f"{kind:<20}{n:>8,}{found:>8,}{before:>8,}{min(1.0, found / max(1, n)):>9.1%}")
        shifts(engine, asked.customers, seed)
        false_alarms(engine, asked.customers, seed)
    print(f"\nrecall of all planted rows: asked 95.0%, measured {n_found / max(1, n_planted):.1%}")
    print(f"CPU time of it all: {time.process_time() - began:.1f} s")
    engine.close()


def false_alarms(engine: DuckEngine, customers: int, seed: int) -> None:
    """Count warnings and errors on all files of a clean shop, and what looking through them costs."""
    drawn = simulate.tables(simulate.business(customers, seed=seed, files=ALL_FILES))
    tables = {f"frame:all{seed}-{file}": table for file, table in drawn.items() if not file.startswith("truth")}
    loaded = sources.load(engine, tables, scratch=Path(tempfile.gettempdir()), progress=Silent())
    guessed, _ = sources.guess(loaded, answers={}, now=NOW)
    began = time.process_time()
    examined = sources.examine(engine, guessed, now=NOW, timezone="UTC", cells=sources.THOROUGH)
    spent = time.process_time() - began
    alarms = [f"{x.source}: {x.name}" for one in examined for x in one.findings if x.severity is not Severity.NOTE]
    print(f"false alarms on {len(examined)} clean files: asked 0, measured {len(alarms)} {'; '.join(alarms)}")
    print(f"looking through them: {spent:.1f} s of CPU")


def shifts(engine: DuckEngine, customers: int, seed: int) -> None:
    """Plant a week without orders, and a week in cents, and say which findings there are."""
    on = date(2025, 6, 2)
    for shift, name in (
        (simulate.BrokenFeed(on, days=7, lost_share=1.0), "feed_gap"),
        (simulate.BrokenFeed(on, days=7, unit_factor=100.0), "unit_break"),
    ):
        plan = simulate.business(customers, seed=seed, files=("orders", "customers"), shifts=(shift,))
        examined, _, _ = look(engine, plan, f"{name}{seed}")
        hits = [one.found for one in examined["orders"].findings if one.name == name]
        print(f"{name:<20}asked: 2025-06-02 to 2025-06-08; measured: {'; '.join(hits) or 'nothing'}")


if __name__ == "__main__":
    main()
