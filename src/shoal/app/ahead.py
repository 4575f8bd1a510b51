"""Predictions that lie in a workspace, as a build shows them: never learnt from, and never of another day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from shoal import registry
from shoal.app.known import Known
from shoal.app.workspace import Workspace
from shoal.terms import Ahead, Labels, Segment, SegmentationSpec

if TYPE_CHECKING:
    from shoal import predict

QUESTIONS = {"churn": "shoal predict churn", "": "shoal predict"}
"""What is shown of segments, and the command that predicts it."""


def told_ahead(
    workspace: Workspace, spec: SegmentationSpec, now: Known, labels: Labels, segments: Sequence[Segment]
) -> tuple[Ahead | None, tuple[str, ...]]:
    """Read what was predicted as of the same instant from the same data, and add it up for the segments.

    Predictions are of customers, so it does not matter for which segmentation they were made.

    Parameters
    ----------
    workspace : Workspace
    spec : SegmentationSpec
    now : Known
    labels : Labels
    segments : sequence of Segment

    Returns
    -------
    tuple of (Ahead or None, what to say of predictions that are of another day or of other data)
    """
    told: dict[str, predict.Written] = {}
    said = []
    for question, command in QUESTIONS.items():
        found = registry.read_predictions(workspace.folder, question)
        if found is None:
            continue
        table, written = found
        day = datetime.fromisoformat(written["as_of"])
        if day == now.table.as_of and written["fingerprint"] == now.records.fingerprint:
            told[question] = (workspace.engine.register(f"lying_{question or 'orders'}", table), written)
        else:
            why = f"as of {day.day} {day:%B %Y}" if day != now.table.as_of else "of other data"
            again = command if spec.name == "main" else f"{command} --segmentation {spec.name}"
            said.append(f"Predictions in this folder are {why} and are not shown; `{again}` makes them anew.")
    if not told:
        return None, tuple(said)
    from shoal import predict  # noqa: PLC0415 - a run without predictions does not pay for loading the room

    ahead = predict.segments_ahead(
        labels, segments, leaving=told.get("churn"), orders=told.get(""), min_count=spec.privacy.min_count
    )
    return ahead, tuple(said)


def with_stages(segments: Sequence[Segment], ahead: Ahead | None) -> tuple[Segment, ...]:
    """Give every persona the stage that most of the customers of its segment are at."""
    stage = {} if ahead is None else {one.segment_id: one.lifecycle for one in ahead.segments}
    return tuple(
        segment
        if segment.persona is None or stage.get(segment.id) is None
        else replace(segment, persona=replace(segment.persona, lifecycle=stage[segment.id]))
        for segment in segments
    )
