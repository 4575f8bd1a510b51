"""The Python face: the use cases as functions; the only place, with the command line, that knows clock and home."""

from shoal.api.building import build, check, demo, run, score
from shoal.api.keeping import data_get, data_list, jobs
from shoal.api.outside import surroundings
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
    "surroundings",
    "unlock_segment",
]
