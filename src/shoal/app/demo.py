"""A demonstration: a simulated shop whose customer types are known, or public data, from raw files to segments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shoal import datasets, registry, simulate
from shoal.app import data
from shoal.app.data import Places
from shoal.app.jobs import working
from shoal.app.run import Ran, Request, run_in
from shoal.app.workspace import Surroundings
from shoal.datasets import Network
from shoal.errors import DatasetError
from shoal.terms import Progress


def demo(out: Path, *, n_customers: int, seed: int, surroundings: Surroundings, progress: Progress) -> Ran:
    """Simulate a shop into ``out/data``, segment it, and say how well the planted types were found."""
    shop = simulate.shop(n_customers, seed=seed)
    with working(out, "demo", create=True, surroundings=surroundings) as job:
        with job.workspace.store.writing():
            paths = simulate.write(shop, out / "data")
        ran = run_in(job, Request(out, paths), progress=progress)
    assignments = registry.read_assignments(out, ran.version)
    agreement = simulate.agreement(shop.truth, assignments)
    note = (
        f"The simulated shop was made of {simulate.n_types(shop.truth)} types of customer; the segments agree with"
        f" them to {agreement:.2f} (adjusted Rand index: 0 is chance, 1 is perfect)."
    )
    return replace(ran, notes=(*ran.notes, note))


def demo_public(
    out: Path, name: str, *, places: Places, network: Network, surroundings: Surroundings, progress: Progress
) -> Ran:
    """Segment a public data set that is found on this machine, or fetched, with what a reader must be told of it."""
    dataset = datasets.find(name)
    if not dataset.run:
        raise DatasetError(
            f"there are no customers to segment: {dataset.no_run}",
            expected="a set whose rows are customers or their orders",
            do="choose another with `shoal data list`; `shoal data get` brings this one for other uses",
            where=name,
        )
    obtained = data.obtain(dataset, places, network, progress)
    paths = tuple(obtained.files[each] for each in dataset.run)
    with working(out, "demo", create=True, surroundings=surroundings) as job:
        ran = run_in(job, Request(out, paths), progress=progress)
    origin = f"Published by {dataset.publisher}, {dataset.home}. Licence: {dataset.licence}."
    return replace(ran, notes=(*ran.notes, f"{dataset.title}: {dataset.about} {origin}", *dataset.notes))
