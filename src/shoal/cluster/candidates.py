"""Which algorithms were considered, which was chosen, and why, in plain words."""

from __future__ import annotations

from shoal.cluster.algorithms import ALGORITHMS
from shoal.cluster.rfm import has_rfm
from shoal.cluster.study import Study
from shoal.terms import Candidate, Grouping


def candidates(study: Study, grouping: Grouping, chosen_k: int | None, why: str) -> tuple[Candidate, ...]:
    """List every algorithm, tried or not, with the reason."""
    chosen, is_asked = grouping.algorithm, study.spec.algorithm != "auto"
    natural = study.verdict == "clusters"
    if chosen == "kmeans":
        kmeans_why = why
    elif is_asked:
        kmeans_why = f"{chosen} was asked for"
    elif chosen_k is None:
        kmeans_why = why
    else:
        kmeans_why = "the customers are a continuum; its groups would be cut, not found"
    listed = [Candidate("kmeans", chosen_k, tried=True, chosen=chosen == "kmeans", why=kmeans_why)]
    listed += [_other(name, grouping) for name in ALGORITHMS]
    if has_rfm(study.table):
        asked = "it was asked for" if chosen == "rfm_grid" else "a fixed grid, not formed by these customers"
        listed.append(Candidate("rfm_grid", 11, tried=chosen == "rfm_grid", chosen=chosen == "rfm_grid", why=asked))
    if chosen == "value_tiers":
        tiers_why = "it was asked for" if is_asked else _no_groups(study)
    else:
        tiers_why = f"{chosen} was asked for" if is_asked or not natural else "there are natural groups"
    n_tiers = grouping.model.n_groups if chosen == "value_tiers" else study.spec.n_tiers
    listed.append(
        Candidate("value_tiers", n_tiers, tried=chosen == "value_tiers", chosen=chosen == "value_tiers", why=tiers_why)
    )
    return tuple(listed)


def _other(name: str, grouping: Grouping) -> Candidate:
    if name == grouping.algorithm:
        n_groups = grouping.model.n_groups - (grouping.outliers is not None)
        return Candidate(name, n_groups, tried=True, chosen=True, why="it was asked for")
    words = ALGORITHMS[name].words
    return Candidate(name, None, tried=False, chosen=False, why=f"not tried ({words}); ask for it with --algorithm")


def _no_groups(study: Study) -> str:
    if study.verdict == "clusters":
        return "there are natural groups, but some would be too small to keep"
    return "the customers are a continuum, so they are cut by value"


def reason(study: Study, grouping: Grouping, why: str) -> str:
    """Say in plain words what was found and what was done."""
    structure = study.structure
    if structure.p_structure is None or structure.effect is None:
        found = "There are too few different customers to tell natural groups from chance."
    else:
        figures = (
            f"(p = {structure.p_structure:.3f}, separation {structure.effect.value:.2f} beyond one smooth population, "
            f"threshold {structure.effect.threshold:.2f})"
        )
        if study.verdict == "clusters":
            found = f"The customers form natural groups {figures}."
        elif structure.stands_out:
            found = f"The customers are no single smooth population, but no valleys part them into groups {figures}."
        else:
            found = f"The customers are a continuum without natural groups {figures}."
    if grouping.algorithm == "kmeans":
        done = f"k-means with {grouping.model.n_groups}: {why}."
    elif grouping.algorithm in ALGORITHMS:
        n_groups = grouping.model.n_groups - (grouping.outliers is not None)
        apart = " and outliers apart" if grouping.outliers is not None else ""
        done = f"{grouping.algorithm} was asked for: {n_groups} groups{apart}."
    elif grouping.algorithm == "rfm_grid":
        done = "The RFM grid was asked for: quintile scores and eleven fixed groups."
    else:
        asked = "were asked for" if study.spec.algorithm == "value_tiers" else "are given instead"
        done = f"{grouping.model.n_groups} tiers along {grouping.axis} {asked}."
    return f"{found} {done}"
