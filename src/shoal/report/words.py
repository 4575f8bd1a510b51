"""Sentences about the evidence, for people who have never heard of a silhouette."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.numbers import count, estimate, percent, spelled
from shoal.terms import Evidence, Segmentation
from shoal.terms.titles import in_sentence, title

SURE = 0.02
"""Up to this chance of a coincidence the verdict is called sure; the bound of the structure test is left to it."""

NOTICEABLE = 0.05
"""Below this chance of a coincidence there is something, even where it is too weak to be called groups."""

ALGORITHMS = {
    "kmeans": "k-means",
    "bisecting_kmeans": "Bisecting k-means",
    "hierarchical": "Hierarchical clustering",
    "birch": "BIRCH",
    "gaussian_mixture": "Gaussian mixture",
    "kprototypes": "k-prototypes",
    "dbscan": "DBSCAN",
    "hdbscan": "HDBSCAN",
    "micro_segments": "Micro-segments",
    "rfm_grid": "RFM grid",
    "value_tiers": "Value tiers",
}


@dataclass(frozen=True)
class Verdict:
    """The answer in words: a title, what it means, and how sure it is."""

    title: str
    meaning: str
    sureness: str


def algorithm(name: str) -> str:
    """Name an algorithm for people.

    Examples
    --------
    >>> algorithm("kmeans"), algorithm("something_new")
    ('k-means', 'Something new')
    """
    return ALGORITHMS.get(name, title(name))


def by_algorithm(name: str) -> str:
    """Say inside a sentence by what customers were cut.

    Examples
    --------
    >>> by_algorithm("hierarchical"), by_algorithm("rfm_grid"), by_algorithm("kmeans")
    ('by hierarchical clustering', 'by RFM grid', 'by k-means')
    """
    said = algorithm(name)
    return f"by {said if said[1:2].isupper() else said[0].lower() + said[1:]}"


def verdict(segmentation: Segmentation) -> Verdict:
    """Say whether the groups are natural or a continuum was cut, and how sure that is."""
    grouping = segmentation.grouping
    n = sum(1 for segment in segmentation.segments if segment.profile)
    apart = sum(segment.n_customers for segment in segmentation.segments if not segment.profile)
    who = f"{count(segmentation.n_customers)} {who_are(segmentation)}"
    groups = f"{spelled(n)} {'group' if n == 1 else 'groups'}"
    if n <= 1:
        title = "One group of customers"
        meaning = f"The {who} are described as one group: there is nothing here that would divide them."
    elif grouping.verdict == "clusters" and grouping.is_natural:
        title = f"{spelled(n).capitalize()} natural groups of customers"
        meaning = (
            f"The {who} fall into {groups} by themselves: customers crowd around a few typical patterns, and fewer "
            "stand between them. The groups were found, not drawn."
        )
    elif grouping.verdict == "clusters":
        title = f"{spelled(n).capitalize()} segments drawn by rule"
        meaning = (
            f"The {who} do fall into groups by themselves, but these {spelled(n)} segments were drawn by a rule that "
            "was asked for. They are easy to explain; their borders need not run where customers are few."
        )
    else:
        title = f"A continuum, cut into {spelled(n)} {'tiers' if grouping.algorithm == 'value_tiers' else 'segments'}"
        made = f"along {in_sentence(grouping.axis)}" if grouping.axis else by_algorithm(grouping.algorithm)
        meaning = (
            f"The {who} shade into one another without gaps: there are no natural groups. The {spelled(n)} segments "
            f"are cuts {made}, useful for treating customers differently, but the borders are ours, not theirs."
        )
    if apart:
        meaning += f" {count(apart)} of them are in groups too small to be described."
    return Verdict(title, meaning, sureness(segmentation))


def sureness(segmentation: Segmentation) -> str:
    """Say how sure the verdict is."""
    p, verdict_is_groups = segmentation.grouping.evidence.p_structure, segmentation.grouping.verdict == "clusters"
    if p is None:
        return "How sure this is was not measured."
    how_often = chance(p)
    if verdict_is_groups:
        text = f"A population without any groups would look this divided {how_often}."
        return ("We are sure of it: " if p <= SURE else "We are fairly sure of it: ") + text[0].lower() + text[1:]
    if p < NOTICEABLE:
        return f"There is some structure that chance would give only {how_often}, but it is too weak to call it groups."
    return f"A population without any groups would look at least this divided {how_often}: nothing speaks for groups."


def chance(p: float) -> str:
    """Put a probability in words.

    Examples
    --------
    >>> chance(0.0004), chance(0.02)
    ('in less than 1 of 1,000 cases', 'in about 1 of 50 cases')
    """
    if p < 0.001:
        return "in less than 1 of 1,000 cases"
    if p < 0.1:
        return f"in about 1 of {count(1 / p)} cases"
    return f"in {percent(round(p, 2))} of cases"


def who_are(segmentation: Segmentation) -> str:
    """Name the population."""
    return "buyers" if segmentation.population == "buyers" else "customers"


def real_sentence(segmentation: Segmentation) -> str:
    """Answer in a sentence whether there are groups."""
    p = segmentation.grouping.evidence.p_structure
    if segmentation.grouping.verdict == "clusters":
        return "Yes: these customers are divided, more than customers without groups would be."
    if p is None:
        return "It cannot be told: there are too few different customers."
    if p < NOTICEABLE:
        return "Hardly: there is some structure among these customers, but too little to call it groups."
    return "No: customers without any groups would look much the same."


def effect_sentence(evidence: Evidence) -> str:
    """Say how strong the structure is, against what is needed."""
    effect = evidence.effect
    if effect is None:
        return "How strong the structure is was not measured."
    said = (
        f"How far they stand out ({in_sentence(effect.name)}) is {estimate(effect.value)}, where 0 is not at all and 1 "
        f"is perfectly apart; the 95 % interval, what it could as well have been, is {estimate(effect.low)} to "
        f"{estimate(effect.high)}. To be called groups it must reach {estimate(effect.threshold)}."
    )
    if effect.low >= effect.threshold:
        return said + " Even the low end of the interval is beyond that."
    if effect.value >= effect.threshold:
        return said + " The estimate is beyond that, but its interval is not."
    return said + " It does not."


def elbow_sentence(evidence: Evidence, k: int | None) -> str:
    """Say how to read the elbow, and what it says here."""
    read = "The more groups, the closer customers are to the middle of theirs; look for the bend where that slows down."
    vote = evidence.votes.get("elbow")
    if vote is None:
        return f"{read} Here the line has no clear bend."
    return f"{read} Here it bends at {vote}{_agreeing(vote, k)}."


def silhouette_sentence(evidence: Evidence, k: int | None) -> str:
    """Say how to read the silhouette, and what it says here."""
    read = "How much closer customers are to their own group than to the next one: 1 is far apart, 0 is on the border."
    vote, chosen = evidence.votes.get("silhouette"), evidence.silhouette
    here = f" Here it is highest at {vote}{_agreeing(vote, k)}." if vote is not None else " Here it has no maximum."
    if chosen is not None:
        here += (
            f" The segments shown{'' if k else ', which were not found this way,'} reach {estimate(chosen.value)}"
            f" ({estimate(chosen.low)} to {estimate(chosen.high)}),"
            f" which is {_silhouette_word(chosen.value)}."
        )
    return read + here


def gap_sentence(evidence: Evidence, k: int | None) -> str:
    """Say how to read the gap statistic, and what it says here."""
    read = (
        "How much tighter the groups are than groups cut from evenly scattered points; the first number that is not "
        "clearly beaten by the next wins (bars: one standard error)."
    )
    vote = evidence.votes.get("gap")
    if vote is None:
        return f"{read} Here it rises all the way and names no number."
    if vote == 1:
        return f"{read} Here it says 1: no division is worth making."
    return f"{read} Here it says {vote}{_agreeing(vote, k)}."


def has(evidence: Evidence, criterion: str) -> bool:
    """Say whether a criterion was computed for any number of groups."""
    return any(getattr(row, criterion) is not None for row in evidence.by_k)


def _agreeing(vote: int, k: int | None) -> str:
    if k is None:
        return ""
    return ", the number shown" if vote == k else f", not the {k} shown"


def _silhouette_word(value: float) -> str:
    """Put a silhouette in words, by the bounds of Kaufman & Rousseeuw (1990), table 4 of chapter 2."""
    if value > 0.7:
        return "strongly divided"
    if value > 0.5:
        return "reasonably divided"
    if value > 0.25:
        return "weakly divided"
    return "hardly divided"
