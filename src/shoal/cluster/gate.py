"""How well the chosen groups come back; where it is the setting, those that would not are joined with their nearest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shoal.cluster.again import rows_read
from shoal.cluster.found import Groups
from shoal.cluster.merged import MergedModel
from shoal.cluster.stability import Repeats, by_seed, repeat, stability, without_each
from shoal.cluster.study import Study
from shoal.cluster.tiers import TierModel
from shoal.terms import Evidence, Grouping, Matrix, Stability


def gated(study: Study, grouping: Grouping, *, full: bool) -> Grouping:
    """Measure how well the groups come back, and join those that would not where the settings say so.

    That groups come back says nothing of whether they exist, so the verdict stays as it is.

    Parameters
    ----------
    study : Study
    grouping : Grouping
        With its evidence.
    full : bool
        Whether other seeds and leaving out features are looked at as well.
    """
    repeats = repeat(study, grouping, full=full)
    if repeats is None:
        return grouping
    found = stability(repeats, grouping.model.n_groups)
    if full:
        found = replace(found, seeds=by_seed(study, grouping), without=without_each(study, grouping))
    if study.spec.unstable == "merge":
        return _joined(study, grouping, repeats, found)
    return replace(grouping, evidence=replace(grouping.evidence, stability=found))


def _joined(study: Study, grouping: Grouping, repeats: Repeats, found: Stability) -> Grouping:
    """Join the group that comes back least with its nearest, and judge again, until all that are left come back."""
    into, judged = tuple(range(grouping.model.n_groups)), found
    places = _places(study, grouping, len(repeats.groups))
    while (least := _least(judged, _outliers(grouping, into))) is not None:
        near = _nearest(places, np.array(into)[repeats.groups], least, _outliers(grouping, into))
        if near is None:
            break
        into = _numbered(tuple(min(least, near) if group in (least, near) else group for group in into))
        judged = stability(repeats.joined(into), max(into) + 1)
    judged = replace(judged, seeds=found.seeds, without=found.without)
    if judged is found or max(into) + 1 == len(into):
        return replace(grouping, evidence=replace(grouping.evidence, stability=judged))
    return _regrouped(grouping, into, judged)


def _regrouped(grouping: Grouping, into: tuple[int, ...], judged: Stability) -> Grouping:
    before, after = len(into), max(into) + 1
    said = f"Groups that would not come back were joined with their nearest: {before} became {after}."
    names = tuple(
        " and ".join(name for name, group in zip(grouping.names, into, strict=True) if group == joined)
        for joined in range(after if grouping.names else 0)
    )
    evidence: Evidence = grouping.evidence
    return replace(
        grouping,
        model=MergedModel(grouping.model, into),
        names=names,
        outliers=_outliers(grouping, into),
        warnings=(*grouping.warnings, said),
        # What was computed of the groups before is not said of the joined ones.
        evidence=replace(
            evidence, stability=judged, silhouette=None, gap=None, reason=f"{evidence.reason} {said}".strip()
        ),
    )


def _outliers(grouping: Grouping, into: tuple[int, ...]) -> int | None:
    return None if grouping.outliers is None else into[grouping.outliers]


def _least(judged: Stability, outliers: int | None) -> int | None:
    """Give the unstable group that comes back least; outliers are no group, and may come and go."""
    unstable = [
        (one.value, group)
        for group, one in enumerate(judged.groups)
        if one is not None and one.low < judged.threshold and group != outliers
    ]
    return min(unstable)[1] if unstable else None


def _nearest(places: Matrix, groups: Groups, one: int, outliers: int | None) -> int | None:
    """Give the other group whose mean is nearest; None where there is none."""
    others: list[int] = [group for group in np.unique(groups).tolist() if group not in (one, outliers)]
    if not others:
        return None
    mean = places[groups == one].mean(axis=0)
    return min(others, key=lambda group: (float(np.square(places[groups == group].mean(axis=0) - mean).sum()), group))


def _places(study: Study, grouping: Grouping, n: int) -> Matrix:
    """Give where customers stand: in the matrix; along their axis where tiers were cut."""
    if isinstance(grouping.model, TierModel):
        return grouping.model.scores(rows_read(study, grouping, n))[:, None]
    return study.rows[:n]


def _numbered(into: tuple[int, ...]) -> tuple[int, ...]:
    """Give groups the numbers 0, 1, ... in the order of their first part."""
    order = {group: place for place, group in enumerate(dict.fromkeys(into))}
    return tuple(order[group] for group in into)
