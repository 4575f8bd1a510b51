"""Which algorithms were considered, which was chosen, and why, in plain words."""

from __future__ import annotations

from shoal.cluster.algorithms import ALGORITHMS
from shoal.cluster.auto import Contest, is_by_contest
from shoal.cluster.entrants import Entrant
from shoal.cluster.rfm import has_rfm
from shoal.cluster.structure import P_THRESHOLD
from shoal.cluster.study import Study
from shoal.stats.prediction_strength import ENOUGH
from shoal.terms import Candidate, Grouping


def candidates(
    study: Study, grouping: Grouping, chosen_k: int | None, why: str, contest: Contest | None
) -> tuple[Candidate, ...]:
    """List every algorithm, tried or not, with the reason."""
    chosen, is_asked = grouping.algorithm, study.spec.algorithm != "auto"
    entered = {} if contest is None else {one.algorithm: one for one in contest.entrants}
    listed = [
        _entered(entered[name], grouping, contest)
        if name in entered and contest is not None
        else _alone(name, study, grouping, chosen_k, why)
        for name in ("kmeans", *ALGORITHMS)
    ]
    if has_rfm(study.table):
        asked = "it was asked for" if chosen == "rfm_grid" else "a fixed grid, not formed by these customers"
        listed.append(Candidate("rfm_grid", 11, tried=chosen == "rfm_grid", chosen=chosen == "rfm_grid", why=asked))
    if chosen == "value_tiers":
        tiers_why = "it was asked for" if is_asked else _no_groups(study)
    else:
        is_natural = grouping.verdict == "clusters"
        tiers_why = f"{chosen} was asked for" if is_asked or not is_natural else "there are natural groups"
    n_tiers = grouping.model.n_groups if chosen == "value_tiers" else study.spec.n_tiers
    listed.append(
        Candidate("value_tiers", n_tiers, tried=chosen == "value_tiers", chosen=chosen == "value_tiers", why=tiers_why)
    )
    return tuple(listed)


def _entered(one: Entrant, grouping: Grouping, contest: Contest) -> Candidate:
    """Say how an algorithm did in the comparison."""
    is_chosen = one.algorithm == grouping.algorithm
    return Candidate(
        one.algorithm,
        one.n_groups or None,
        tried=True,
        chosen=is_chosen,
        why=_outcome(one, is_chosen, grouping, contest),
        strength=None if one.strength is None else one.strength.interval,
        agreement=one.agreement,
        outlier_share=one.outlier_share,
        density_validity=one.validity,
    )


def _outcome(one: Entrant, is_chosen: bool, grouping: Grouping, contest: Contest) -> str:
    if one.fault:
        return one.fault
    if not one.is_strong:
        asked = f"{_strength(one)}, and {ENOUGH:.0%} is asked"
        return f"groups that it finds among one part of the customers do not hold for the others ({asked})"
    if is_chosen:
        apart = "its groups stand apart and hold" if one.is_apart else "its groups hold"
        return f"{apart} for customers they were not found on ({_strength(one)})"
    return _beaten(one, grouping, contest)


def _beaten(one: Entrant, grouping: Grouping, contest: Contest) -> str:
    """Say why another was better."""
    best = next((other for other in contest.entrants if other.algorithm == grouping.algorithm), None)
    if best is None or grouping.verdict != "clusters":
        return f"its groups hold ({_strength(one)}), but customers without any groups can be divided as firmly"
    if best.is_apart and not one.is_apart:
        return "it cuts through crowds that others leave whole"
    if best.is_apart and one.n_groups < best.n_groups:
        return f"it finds {one.n_groups} of the {best.n_groups} groups that stand apart"
    return f"its groups hold no better ({_strength(one)})"


def _strength(one: Entrant) -> str:
    return "unknown" if one.strength is None else f"{one.strength.interval.value:.0%}"


def _alone(name: str, study: Study, grouping: Grouping, chosen_k: int | None, why: str) -> Candidate:
    """Say why an algorithm was chosen, or not, where nothing was compared."""
    if name == "kmeans":
        return Candidate(
            name,
            chosen_k,
            tried=True,
            chosen=grouping.algorithm == name,
            why=_kmeans_why(study, grouping, chosen_k, why),
        )
    if name == grouping.algorithm:
        n_groups = grouping.model.n_groups - (grouping.outliers is not None)
        return Candidate(
            name, n_groups, tried=True, chosen=True, why="it was asked for", agreement=grouping.evidence.agreement
        )
    algorithm = ALGORITHMS[name]
    return Candidate(name, None, tried=False, chosen=False, why=f"not tried ({algorithm.words}); {_how(name, study)}")


def _how(name: str, study: Study) -> str:
    """Say what brings an algorithm in that was left out."""
    if ALGORITHMS[name].cuts:
        return "ask for it with --algorithm"
    if name == "kprototypes" and not study.recipe.categories:
        return "there are no categories that it could take as such"
    return "ask for it with --algorithm or --candidates, or for all with --full"


def _kmeans_why(study: Study, grouping: Grouping, chosen_k: int | None, why: str) -> str:
    if grouping.algorithm == "kmeans" or chosen_k is None:
        return why
    if study.spec.algorithm != "auto":
        return f"{grouping.algorithm} was asked for"
    return "the customers are a continuum; its groups would be cut, not found"


def _no_groups(study: Study) -> str:
    if study.verdict == "clusters":
        return "there are natural groups, but some would be too small to keep"
    return "the customers are a continuum, so they are cut by value"


def reason(study: Study, grouping: Grouping, why: str, contest: Contest | None) -> str:
    """Say in plain words what was looked at, what was found and what was done."""
    sentences = [_found(study, grouping, contest), *study.structure.facts, _done(study, grouping, why, contest)]
    return " ".join(sentences if contest is None else [f"Looked at: {contest.looked_at}.", *sentences])


def _found(study: Study, grouping: Grouping, contest: Contest | None) -> str:
    structure = study.structure
    if contest is not None and is_by_contest(study, grouping, contest):
        p = structure.p_structure if study.verdict == "clusters" else None
        return _found_by(grouping.algorithm, contest, p)
    if structure.p_structure is None or structure.effect is None:
        return "There are too few different customers to tell natural groups from chance."
    effect = structure.effect
    figures = (
        f"(p = {structure.p_structure:.3f}; the shallowest valley between two of them is {effect.value:.2f} deep, "
    )
    figures += f"surely {effect.low:.2f}; {effect.threshold:.2f} is asked)"
    if study.verdict == "clusters":
        return f"The customers form natural groups {figures}."
    if structure.p_structure < P_THRESHOLD:
        return f"The customers are no single smooth population, but no valleys part them into groups {figures}."
    return f"The customers are a continuum without natural groups {figures}."


def _found_by(algorithm: str, contest: Contest, p: float | None) -> str:
    """Say what speaks for the groups of an algorithm that came first; p is that of k-means where it sees groups."""
    effect = contest.effect(algorithm)
    held = "" if effect is None else f"; {effect.name} {effect.value:.2f}, and {effect.threshold:.2f} is asked"
    also = ", though not for k-means" if p is None and algorithm != "kmeans" else ""
    seen = "" if p is None else f"p = {p:.3f}; of these very groups: "
    return (
        f"The customers form natural groups{also} ({seen}one smooth population is not parted as widely by any of"
        f" {len(contest.entrants)} algorithms, p = {contest.p_chance[algorithm]:.3f}{held})."
    )


def _done(study: Study, grouping: Grouping, why: str, contest: Contest | None) -> str:
    if grouping.algorithm == "kmeans":
        return f"k-means with {grouping.model.n_groups}: {why}."
    if grouping.algorithm in ALGORITHMS:
        n_groups = grouping.model.n_groups - (grouping.outliers is not None)
        apart = " and outliers apart" if grouping.outliers is not None else ""
        cause = "was asked for" if contest is None else f"holds best of {len(contest.entrants)} algorithms"
        return f"{grouping.algorithm} {cause}: {n_groups} groups{apart}."
    if grouping.algorithm == "rfm_grid":
        return "The RFM grid was asked for: quintile scores and eleven fixed groups."
    asked = "were asked for" if study.spec.algorithm == "value_tiers" else "are given instead"
    return f"{grouping.model.n_groups} tiers along {grouping.axis} {asked}."
