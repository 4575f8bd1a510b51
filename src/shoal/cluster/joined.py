"""Groups that a person wants as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shoal.cluster.merged import MergedModel
from shoal.terms import Grouping, Stability


def joined(grouping: Grouping, sets: Sequence[frozenset[int]]) -> Grouping:
    """Join groups; the verdict and the evidence of the whole stay those of what was found.

    Parameters
    ----------
    grouping : Grouping
    sets : sequence of frozenset of int
        Groups that become one; sets that share a group become one together.

    Returns
    -------
    Grouping
        With a model that places customers in the joined groups, numbered in the order of their first part.
    """
    first = list(range(grouping.model.n_groups))
    for each in sets:
        ends = {first[group] for group in each}
        first = [min(ends) if end in ends else end for end in first]
    order = {end: place for place, end in enumerate(dict.fromkeys(first))}
    into = tuple(order[end] for end in first)
    if len(order) == len(into):
        return grouping
    parts = tuple(tuple(group for group, end in enumerate(into) if end == place) for place in range(len(order)))
    said = f"Joined by hand: {len(into)} groups became {len(order)}."
    evidence = grouping.evidence
    stability = None if evidence.stability is None else _of_parts(evidence.stability, parts)
    return replace(
        grouping,
        model=_merged(grouping, into),
        names=tuple(" and ".join(grouping.names[group] for group in part) for part in parts if grouping.names),
        outliers=None if grouping.outliers is None else into[grouping.outliers],
        bounds=(),
        evidence=replace(evidence, stability=stability, reason=f"{evidence.reason} {said}".strip()),
    )


def _merged(grouping: Grouping, into: tuple[int, ...]) -> MergedModel:
    """Join the groups of a model; one that was joined already is joined from its own parts."""
    model = grouping.model
    if isinstance(model, MergedModel):
        return MergedModel(model.parts, tuple(into[group] for group in model.into))
    return MergedModel(model, into)


def _of_parts(stability: Stability, parts: tuple[tuple[int, ...], ...]) -> Stability:
    """Keep how well a group comes back where it is the same group; of a joined one it was not measured."""
    return replace(stability, groups=tuple(stability.groups[part[0]] if len(part) == 1 else None for part in parts))
