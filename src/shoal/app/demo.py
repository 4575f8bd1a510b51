"""A simulated shop whose customer types are known, from its raw files to segments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shoal import registry, simulate
from shoal.app.run import Ran, Request, run
from shoal.app.workspace import Surroundings
from shoal.terms import Progress


def demo(out: Path, *, n_customers: int, seed: int, surroundings: Surroundings, progress: Progress) -> Ran:
    """Simulate a shop into ``out/data``, segment it, and say how well the planted types were found."""
    shop = simulate.shop(n_customers, seed=seed)
    paths = simulate.write(shop, out / "data")
    ran = run(Request(out, paths), surroundings=surroundings, progress=progress)
    assignments = registry.read_assignments(out, ran.version)
    agreement = simulate.agreement(shop.truth, assignments)
    note = (
        f"The simulated shop was made of {simulate.n_types(shop.truth)} types of customer; the segments agree with"
        f" them to {agreement:.2f} (adjusted Rand index: 0 is chance, 1 is perfect)."
    )
    return replace(ran, notes=(*ran.notes, note))
