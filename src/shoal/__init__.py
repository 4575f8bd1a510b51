"""shoal finds the natural groups among a business's customers, and shows whether they are real.

The data flow one way, and each room is a module that can be used alone::

    sources -> unify -> features -> prepare -> cluster -> interpret -> registry -> report

The function that joins them is `shoal.app.build.build`; read it first.

Examples
--------
>>> import shoal, pyarrow as pa
>>> shop = shoal.simulate.shop(500, seed=1)
>>> result = shoal.run({"orders": shop.orders}, out="shoal-out")
>>> result["population"]
'buyers'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shoal.api.building import build, check, demo, run, score
    from shoal.api.keeping import data_get, data_list, jobs
    from shoal.api.people import explain, forget, identity, split
    from shoal.api.predicting import churn, demand, next_products, predictions, propensity
    from shoal.api.result import Result
    from shoal.api.segmenting import (
        lock_segment,
        merge_segments,
        playbook,
        rename_segment,
        segment,
        segments,
        segments_sql,
        unlock_segment,
    )

__version__ = "0.1.0"

_ROOMS = (
    "simulate",
    "datasets",
    "sources",
    "unify",
    "features",
    "prepare",
    "cluster",
    "interpret",
    "report",
    "registry",
    "predict",
)

_FACE = {
    "building": ("build", "check", "demo", "run", "score"),
    "keeping": ("data_get", "data_list", "jobs"),
    "people": ("explain", "forget", "identity", "split"),
    "predicting": ("churn", "demand", "next_products", "predictions", "propensity"),
    "result": ("Result",),
    "segmenting": (
        "lock_segment",
        "merge_segments",
        "playbook",
        "rename_segment",
        "segment",
        "segments",
        "segments_sql",
        "unlock_segment",
    ),
}
"""Which module of the Python face has which of the names below."""

__all__ = [
    "Result",
    "build",
    "check",
    "churn",
    "data_get",
    "data_list",
    "demand",
    "demo",
    "explain",
    "forget",
    "identity",
    "jobs",
    "lock_segment",
    "merge_segments",
    "next_products",
    "playbook",
    "predictions",
    "propensity",
    "rename_segment",
    "run",
    "score",
    "segment",
    "segments",
    "segments_sql",
    "split",
    "unlock_segment",
]


def __getattr__(name: str) -> Any:
    """Load the rest on first use, so that ``import shoal`` costs nothing."""
    for module, names in _FACE.items():
        if name in names:
            return getattr(import_module(f"shoal.api.{module}"), name)
    if name in (*_ROOMS, "api"):
        return import_module(f"shoal.{name}")
    raise AttributeError(f"module 'shoal' has no attribute '{name}'")


def __dir__() -> list[str]:
    """List what can be reached."""
    return sorted([*__all__, *_ROOMS, "__version__"])
