"""Is it worth it: the same way of segmenting on earlier days, judged by what customers did next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from shoal import cluster
from shoal.app.forming import Formed, form
from shoal.app.known import Known
from shoal.app.training import origins, split
from shoal.app.workspace import Workspace
from shoal.errors import Refused
from shoal.settings import with_options
from shoal.terms import Evidence, Grouping, Outcomes, Progress, SegmentationSpec, Stretch, tell

BEGINS, ENDS = 0.72, 0.82
"""The share of the whole work that looking back takes."""


@dataclass(frozen=True)
class Before:
    """What was found on one earlier day."""

    judged: cluster.Judged
    outcomes: Outcomes


def with_worth(
    workspace: Workspace, spec: SegmentationSpec, now: Known, formed: Formed, *, progress: Progress
) -> Grouping:
    """Add to the evidence what segments of earlier days told of the time after them, and how like today's they are.

    On each of several earlier days everything is done again on what was known by then, with the algorithm of now; so
    each costs about as much as a build. Where it cannot be measured the evidence says why.

    Parameters
    ----------
    workspace : Workspace
    spec : SegmentationSpec
    now : Known
    formed : Formed
        Of now.
    progress : Progress
        Told of every day; may stop the work between and within them.
    """
    grouping = formed.grouping
    days = origins(workspace, spec, now)
    found: list[Before] = []
    left_out: tuple[str, ...] = ()
    if days.at:
        said = (
            "once more, as of an earlier day" if len(days.at) == 1 else f"{len(days.at)} times more, as of earlier days"
        )
        tell(progress, f"The same is now done {said}; each takes about as long as until here.")
    for place, origin in enumerate(days.at):
        step = (ENDS - BEGINS) / len(days.at)
        title = f"as of {_said(origin)} (earlier day {place + 1} of {len(days.at)})"
        part = Stretch(progress, title, BEGINS + step * place, BEGINS + step * (place + 1))
        try:
            found.append(_before(workspace, spec, now, formed, origin, days.horizon_days, part))
        except Refused as error:
            left_out += (f"What segments were worth as of {_said(origin)} was not measured: {error.found}.",)
    worth = cluster.not_measured("not measurable: " + (days.why_not or " ".join(left_out).removesuffix(".")))
    if found:
        worth = cluster.worth(tuple(one.judged for one in found), tuple(one.outcomes for one in found), seed=spec.seed)
        grouping = replace(grouping, warnings=grouping.warnings + left_out)
    evidence = replace(_with_windows(grouping.evidence, found), worth=worth)
    return replace(grouping, evidence=evidence)


def _before(
    workspace: Workspace,
    spec: SegmentationSpec,
    now: Known,
    formed: Formed,
    origin: datetime,
    horizon_days: int,
    progress: Progress,
) -> Before:
    """Form the segments of an earlier day, and let them and the other ways say what they expect."""
    # the algorithm is that of now; everything else, the number of groups among it, is decided on what was known
    same_way = with_options(spec, {"cluster.algorithm": formed.grouping.algorithm, "full": False})
    with workspace.apart(f"as_of_{origin:%Y%m%d}") as then:
        one = split(then, spec, now, origin=origin, horizon_days=horizon_days, progress=progress)
        again = form(one.table, same_way, progress)
        progress.stage("comparing with what came next", 0.85)
        judged = cluster.judge(
            one,
            again.labels,
            again.grouping.model.n_groups,
            then.engine.outside(formed.labels.relation),
            seed=spec.seed,
        )
    return Before(judged, one.outcomes)


def _with_windows(evidence: Evidence, found: list[Before]) -> Evidence:
    """Say how like the groups of now those of the earlier days are, beside the other ways of coming back."""
    if evidence.stability is None:
        return evidence
    windows = tuple((one.outcomes.origin, one.judged.now) for one in found if one.judged.now is not None)
    return replace(evidence, stability=replace(evidence.stability, windows=windows))


def _said(day: datetime) -> str:
    return f"{day.day} {day:%B %Y}"
