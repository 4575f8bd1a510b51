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
    from shoal.api import (
        Result,
        build,
        check,
        churn,
        data_get,
        data_list,
        demand,
        demo,
        explain,
        forget,
        identity,
        jobs,
        lock_segment,
        merge_segments,
        next_products,
        playbook,
        predictions,
        propensity,
        rename_segment,
        run,
        score,
        segment,
        segments,
        segments_sql,
        split,
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
    if name in __all__:
        return getattr(import_module("shoal.api"), name)
    if name in (*_ROOMS, "api"):
        return import_module(f"shoal.{name}")
    raise AttributeError(f"module 'shoal' has no attribute '{name}'")


def __dir__() -> list[str]:
    """List what can be reached."""
    return sorted([*__all__, *_ROOMS, "__version__"])
