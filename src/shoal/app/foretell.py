"""Whether something will happen to each customer: leaving, or whatever event, order or label somebody names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shoal import features, registry, report
from shoal import predict as room
from shoal.app.foreseen import known_now, note, whole_spec_of
from shoal.app.jobs import working
from shoal.app.known import Known
from shoal.app.predict import read_buyers
from shoal.app.training import after, known_then
from shoal.app.workspace import Surroundings, Workspace
from shoal.errors import ConfigError, PredictError, Refused
from shoal.terms import Kind, Origins, Progress, SegmentationSpec, Stretch, Target

BEGINS, LOOKED, LEARNT = 0.3, 0.55, 0.95
"""Shares of the whole work: when looking back begins, when learning does, when it ends."""


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

    @property
    def question(self) -> str:
        """The question, as files are named by it."""
        return "propensity" if self.asked else "churn"


@dataclass(frozen=True)
class _Looked:
    """The examples, and how they came about."""

    examples: room.Examples
    features: tuple[Any, ...]
    origins: Origins | None
    has_left: frozenset[str]
    warnings: tuple[str, ...]


def foretell(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Learn from earlier days, or from a label, tell of every customer, and write it into the workspace.

    Returns
    -------
    dict
        The object of ``predictions_churn.json``, or of ``predictions_propensity_NAME.json``.

    Raises
    ------
    PredictError
        If too little is known to learn from; it says what is missing, and what is possible meanwhile.
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
        looked = _look_back(workspace, spec, now, target, request, progress)
        progress.stage("learning", LOOKED)
        learnt = room.learn_outcome(
            looked.examples,
            looked.features,
            target,
            replace(request.learning, seed=spec.seed),
            step=lambda share: progress.step(LOOKED + share * (LEARNT - LOOKED)),
        )
        progress.stage("writing predictions", LEARNT)
        said, table, model = _said(workspace, spec, now, target, looked, learnt, request)
        name = request.question if not request.asked else f"{request.question}_{target.name}"
        registered = workspace.engine.register("foretold", table)
        with workspace.store.writing():
            written = registry.write_predictions(
                workspace.folder,
                registered,
                said,
                question=name,
                documents=lambda result: {
                    f"predictions_{name}_model.json": model,
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


def _look_back(
    workspace: Workspace, spec: SegmentationSpec, now: Known, target: Target, request: Request, progress: Progress
) -> _Looked:
    """Look at customers as they were on earlier days; or, where a label tells, as they are."""
    allowed = spec.privacy.sensitive
    if target.kind is Kind.CUSTOMERS:
        happened = room.labelled(now.table, target)
        usable = room.usable(now.table, allowed)
        return _Looked(room.of_days([room.look(now.table, usable, happened)]), usable, None, room.those(happened), ())
    asked_days = request.horizon_days or spec.outcomes.horizon_days
    watched = replace(spec, outcomes=replace(spec.outcomes, horizon_days=asked_days))
    days = features.origins(
        workspace.engine,
        now.records,
        now.identity,
        watched.outcomes,
        as_of=now.table.as_of,
        timezone=spec.timezone,
        kind=target.kind,
    )
    if days.why_not:
        raise PredictError(
            f"nothing can be learnt from earlier days: {days.why_not.removeprefix('not measurable: ')}",
            expected="a history of at least twice the horizon",
            do="choose a shorter --horizon; meanwhile `shoal predict` tells what to expect from how customers ordered",
            where=f"predict {request.question}",
        )
    parts: list[room.Examples] = []
    known_features: list[tuple[Any, ...]] = []
    left_out: list[str] = []
    for place, origin in enumerate(days.at):
        step = (LOOKED - BEGINS) / len(days.at)
        title = f"as of {origin:%d %B %Y} (earlier day {place + 1} of {len(days.at)})"
        part = Stretch(progress, title, BEGINS + step * place, BEGINS + step * (place + 1))
        try:
            with workspace.apart(f"as_of_{origin:%Y%m%d}") as then:
                examples, usable = _one_day(then, spec, now, target, days.horizon_days, origin, part, first=not parts)
            parts.append(examples)
            known_features.append(usable)
        except Refused as error:
            left_out.append(f"As of {origin:%d %B %Y} nothing could be learnt: {error.found}.")
    if not parts:
        raise PredictError(
            " ".join(left_out).removesuffix("."), expected="customers on an earlier day", where="predict"
        )
    names = {feature.name for feature in known_features[0]}.intersection(
        *({f.name for f in one} for one in known_features)
    )
    usable = tuple(feature for feature in known_features[0] if feature.name in names)
    return _Looked(room.of_days(parts), usable, days, frozenset(), tuple(left_out))


def _one_day(
    then: Workspace,
    spec: SegmentationSpec,
    now: Known,
    target: Target,
    horizon_days: int,
    origin: datetime,
    progress: Progress,
    *,
    first: bool,
) -> tuple[room.Examples, tuple[Any, ...]]:
    """Look at the customers of one earlier day; of the first, other ways tell as well."""
    found = known_then(then, spec, origin=origin, progress=progress)
    rows = features.rows_of(now.records, target.kind)
    assert rows is not None  # noqa: S101 - there is no origin without rows
    later = features.Later(
        then.engine.outside(rows),
        then.engine.outside(now.identity.relation),
        then.engine.outside(now.permission.relation),
        None if now.identity.anonymous is None else then.engine.outside(now.identity.anonymous),
    )
    happened = features.happened(
        then.engine,
        found.table,
        (found.records, found.identity),
        later,
        target,
        until=after(origin, horizon_days, spec.timezone),
        timezone=spec.timezone,
    )
    usable = room.usable(found.table, spec.privacy.sensitive)
    asides: Mapping[str, Mapping[str, float]] = {}
    if first and target.kind is Kind.ORDERS and not target.column:
        asked = room.Asked(horizon_days=horizon_days, seed=spec.seed)
        asides = room.alive(read_buyers(then, spec, found), asked, returns=not target.is_absence)
    return room.look(found.table, usable, happened, asides), usable


def _said(
    workspace: Workspace,
    spec: SegmentationSpec,
    now: Known,
    target: Target,
    looked: _Looked,
    learnt: room.LearntOutcome,
    request: Request,
) -> tuple[dict[str, Any], Any, str]:
    """Tell of every customer of now: what is written, the table, and the model as text."""
    customer_id, facts = room.everyone(now.table, room.usable(now.table, spec.privacy.sensitive))
    horizon = None if looked.origins is None else looked.origins.horizon_days
    foretold = _foretold(customer_id, facts, target, looked, learnt, request, horizon)
    version = workspace.store.current(spec.name)
    assignments = None if version is None else registry.read_assignments(workspace.folder, version)
    window = "" if horizon is None else f" within {horizon} days"
    table = foretold.table()
    lasting = _lasting(now, target, facts, looked, request, customer_id)
    said = {
        "as_of": now.table.as_of,
        "segmentation": spec.name,
        "currency": now.table.currency,
        "fingerprint": now.records.fingerprint,
        "n_customers": len(customer_id),
        "question": request.question,
        "target": target,
        "horizon_days": horizon,
        "origins": [] if looked.origins is None else list(looked.origins.at),
        "model": {
            "kind": learnt.model.kind,
            "n_known": len(looked.examples.facts.names),
            "features": learnt.model.columns.features,
            "weights": dict(list(foretold.reasons.weight.items())[:10]),
            "candidates": learnt.weighed,
        },
        "proof": learnt.proof,
        "trust": room.trust(learnt, target),
        "leaks": learnt.leaks,
        "totals": room.summed(foretold),
        "segments": room.by_segment(foretold, assignments, min_count=spec.privacy.min_count),
        "staying": lasting,
        "columns": foretold.columns(target.in_words, window),
        "warnings": [
            *learnt.warnings,
            *looked.warnings,
            *room.cautions(horizon, learnt),
            now.permission.sentence,
        ],
    }
    return said, table, room.model_text(learnt.model)


def _foretold(
    customer_id: Any,
    facts: room.Facts,
    target: Target,
    looked: _Looked,
    learnt: room.LearntOutcome,
    request: Request,
    horizon: int | None,
) -> room.Foretold:
    """Tell of every customer how likely it is, why, where they stand and what is at risk."""
    persons = customer_id.to_pylist()
    probability = learnt.model.probabilities(facts)
    if target.kind is Kind.CUSTOMERS:  # their own outcome is never part of what tells of them
        probability = room.probabilities(learnt, probability, persons)
    of_leaving = not request.asked
    stands = (
        room.standing(
            target,
            facts,
            probability,
            has_left=[who in looked.has_left for who in persons],
            horizon_days=horizon or 0,
        )
        if of_leaving
        else None
    )
    name = "p_churn" if of_leaving else f"p_{target.name}"
    return room.Foretold(
        name if horizon is None else f"{name}_{horizon}d",
        customer_id,
        probability,
        learnt.proof.bins,
        room.reasons(learnt.model, facts, looked.features),
        stands,
        _worth(facts, request, horizon) if of_leaving else None,
    )


def _worth(facts: room.Facts, request: Request, horizon: int | None) -> Any:
    for option, name in (("--value", request.value), ("--tenure", request.tenure)):
        if name is not None and name not in facts.numbers:
            raise ConfigError(
                f"there is no number '{name}'", expected="one of " + ", ".join(facts.numbers), where=option
            )
    return room.worth(facts, request.value, horizon)


def _lasting(
    now: Known, target: Target, facts: room.Facts, looked: _Looked, request: Request, persons: Any
) -> dict[str, Any] | None:
    """Say who stays how long, where holdings or a feature say since when."""
    if request.asked:
        return None
    if target.kind is Kind.HOLDINGS and now.records.holdings is not None:
        on = now.table.as_of.astimezone(ZoneInfo("UTC")).date().isoformat()
        return room.lasting(*room.holdings_lasted(now.records.holdings, now.identity, on), unit="days")
    name = request.tenure or ("tenure" if "tenure" in facts.numbers else None)
    if target.kind is Kind.CUSTOMERS and name is not None:
        has_left = [who in looked.has_left for who in persons.to_pylist()]
        return room.lasting(*room.label_lasted(facts, name, has_left), unit=name)
    return None
