"""Whether something will happen to each customer: leaving, or whatever event, order or label somebody names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from shoal import features, registry, report
from shoal import predict as room
from shoal.app.foreseen import known_now, note, whole_spec_of
from shoal.app.jobs import working
from shoal.app.known import Known
from shoal.app.looking_back import BEGINS, LOOKED, look_back
from shoal.app.telling import tell
from shoal.app.workspace import Surroundings, Workspace
from shoal.errors import PredictError
from shoal.terms import Progress, SegmentationSpec, Stretch, Target

LEARNT = 0.95
"""Share of the whole work when learning ends."""


@dataclass(frozen=True)
class Request:
    """What a face was asked to foretell.

    Parameters
    ----------
    folder : Path
        The workspace.
    asked : str
        An event, an order, a label by name; empty asks who leaves.
    segmentation : str
        Whose sources and settings are read, and for whose segments it is added up.
    as_of : datetime or None
        None means the midnight after the last event.
    horizon_days : int or None
        None means as outcomes.horizon_days says: by how often customers come back.
    by, label : str
        What leaving means: ``label``, ``holdings``, ``orders`` or ``auto``; and which label.
    value, tenure : str or None
        Features that say what a customer is worth, and how long they have been there.
    learning : Learning
    saved : bool
        Whether the model that lies in the workspace tells, and nothing is learnt.
    """

    folder: Path
    asked: str = ""
    segmentation: str = "main"
    as_of: datetime | None = None
    horizon_days: int | None = None
    by: str = "auto"
    label: str = ""
    value: str | None = None
    tenure: str | None = None
    learning: room.Learning = room.Learning()
    saved: bool = False

    @property
    def question(self) -> str:
        """The question, as files are named by it."""
        return "propensity" if self.asked else "churn"


def foretell(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Learn from earlier days, or from a label, tell of every customer, and write it into the workspace.

    Returns
    -------
    dict
        The object of ``predictions_churn.json``, or of ``predictions_propensity_NAME.json``.

    Raises
    ------
    PredictError
        If too little is known to learn from; it says what is missing, and what is possible meanwhile. If the saved
        model is asked for: if there is none, it tells of something else, was learnt later than the day that is asked
        about, or goes by what is not known.
    ConfigError
        If nothing has the name that is asked for.
    """
    if request.horizon_days is not None and not 1 <= request.horizon_days <= 1095:
        raise PredictError(f"a horizon of {request.horizon_days} days", expected="1 to 1095 days", where="--horizon")
    with working(request.folder, "predict", create=False, surroundings=surroundings) as job:
        workspace = job.workspace
        spec = whole_spec_of(workspace, request.segmentation)
        now = known_now(workspace, spec, request.as_of, Stretch(progress, "now", 0.0, BEGINS))
        target = _target(workspace, now, request)
        name = request.question if not request.asked else f"{request.question}_{target.name}"
        if request.saved:
            taught = _read_back(workspace, now, name, target, request)
        else:
            taught = _learn(workspace, spec, now, target, request, progress)
        progress.stage("writing predictions", LEARNT)
        said, table = tell(
            workspace, spec, now, target, taught, is_leaving=not request.asked, value=request.value,
            tenure=request.tenure,
        )  # fmt: skip
        registered = workspace.engine.register("foretold", table)
        with workspace.store.writing():
            written = registry.write_predictions(
                workspace.folder,
                registered,
                said,
                question=name,
                documents=lambda result: {
                    registry.model_file(name): room.model_text(taught.model),
                    f"predictions_{name}.html": report.render_foreseen(report.foretold_page(result)),
                },
            )
        note(job, now, n_customers=registered.count(), segmentation=spec.name, version=written["version"])
        progress.stage("done", 1.0)
    return written


def _target(workspace: Workspace, now: Known, request: Request) -> Target:
    if request.asked:
        return features.named_target(workspace.engine, now.records, request.asked)
    return features.churn_target(workspace.engine, now.records, by=request.by, label=request.label)


def _learn(
    workspace: Workspace, spec: SegmentationSpec, now: Known, target: Target, request: Request, progress: Progress
) -> room.Taught:
    """Learn from earlier days, or from a label."""
    looked = look_back(workspace, spec, now, target, horizon_days=request.horizon_days, progress=progress)
    progress.stage("learning", LOOKED)
    learnt = room.learn_outcome(
        looked.examples,
        looked.features,
        target,
        replace(request.learning, seed=spec.seed),
        step=lambda share: progress.step(LOOKED + share * (LEARNT - LOOKED)),
    )
    taught = room.just_taught(
        learnt,
        target,
        as_of=now.table.as_of,
        origins=() if looked.origins is None else looked.origins.at,
        horizon_days=None if looked.origins is None else looked.origins.horizon_days,
        n_known=len(looked.examples.facts.names),
    )
    return replace(taught, warnings=(*taught.warnings, *looked.warnings))


def _read_back(workspace: Workspace, now: Known, name: str, target: Target, request: Request) -> room.Taught:
    """Read the model that lies in the workspace."""
    text, written = registry.read_model(workspace.folder, name)
    where = registry.model_file(name)
    as_of = now.table.as_of
    return room.taught_before(text, written, target, horizon_days=request.horizon_days, as_of=as_of, where=where)
