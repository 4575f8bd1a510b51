"""How many groups: what each way of counting says, and every figure for every number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shoal.report.numbers import count, estimate, percent, spelled
from shoal.report.words import algorithm, by_algorithm
from shoal.terms import ByK, Candidate, Evidence, Interval, Segmentation
from shoal.terms.titles import in_sentence

WAYS = {
    "valley": (
        "Gaps between groups",
        "valleys",
        "The most groups of which every two have a gap between them: a zone where clearly fewer customers stand than "
        "in the groups on either side.",
    ),
    "elbow": ("Bend of the spread", "elbow", "Where one more group stops bringing customers much closer together."),
    "silhouette": (
        "Closeness",
        "silhouette",
        "Where customers are closest to their own group, measured against the next one.",
    ),
    "gap": (
        "Against no groups",
        "gap statistic",
        "Where the groups are tightest, measured against customers scattered evenly.",
    ),
}
"""The ways of counting, as people say them: a name, the term for it, and what it does."""


@dataclass(frozen=True)
class Column:
    """A criterion in the table: its name, how to read it, and its cell for each number of groups."""

    name: str
    reading: str
    cells: tuple[tuple[str, str], ...]
    best: int | None


@dataclass(frozen=True)
class Counting:
    """What the page says of the number of groups.

    Parameters
    ----------
    verdict : str
        The answer in one sentence.
    votes : tuple of (way of counting, the term for it, the number it names, what it does)
    ks : tuple of int
    shown : int or None
        The number of groups of the report, where it was found this way.
    columns : tuple of Column
    considered : str
        How many ways of grouping were tried, and which was taken.
    """

    verdict: str
    votes: tuple[tuple[str, str, str, str], ...]
    ks: tuple[int, ...]
    shown: int | None
    columns: tuple[Column, ...]
    considered: str

    @property
    def has_silent(self) -> bool:
        """Whether a way of counting names no number."""
        return any(named == "–" for _, _, named, _ in self.votes)


def counting(segmentation: Segmentation, k: int | None) -> Counting:
    """Gather what the page says of the number of groups.

    Parameters
    ----------
    segmentation : Segmentation
    k : int or None
        The number of groups, where the segments were found by what was tried for every number.
    """
    evidence = segmentation.grouping.evidence
    return Counting(
        verdict=_verdict(segmentation, k),
        votes=tuple(
            (name, term, "–" if evidence.votes[way] is None else str(evidence.votes[way]), does)
            for way, (name, term, does) in WAYS.items()
            if way in evidence.votes
        ),
        ks=tuple(row.k for row in evidence.by_k),
        shown=k,
        columns=_columns(evidence),
        considered=_considered(evidence.candidates),
    )


def _verdict(segmentation: Segmentation, k: int | None) -> str:
    """Say in a sentence how the number came about."""
    grouping, asked = segmentation.grouping, segmentation.spec.cluster
    n = grouping.model.n_groups - (grouping.outliers is not None)
    one, several = ("group", "groups") if grouping.verdict == "clusters" else ("segment", "segments")
    groups = f"{spelled(n).capitalize()} {one if n == 1 else several}"
    if any(len(edit.like) > 1 or edit.locked for edit in segmentation.spec.interpret.by_hand):
        return f"{groups}, after a person joined or locked some; how many were found stands in the table."
    if grouping.model.kind == "merged":
        return f"{groups}, after those that would not come back were joined with their nearest."
    if grouping.algorithm == "rfm_grid":
        return f"{groups}, because the RFM grid always has as many; nothing was counted."
    if asked.k != "auto":
        return f"{groups}, because that number was asked for."
    if grouping.algorithm == "value_tiers":
        return _tiers(segmentation, spelled(n))
    if grouping.verdict == "continuum":
        groups += f", cut {by_algorithm(grouping.algorithm)} for use"
    elif not k:
        groups += f", as {algorithm(grouping.algorithm)} found them"
    return f"{groups}: {_backing(grouping.evidence, k)}." if k else f"{groups}."


def _considered(candidates: tuple[Candidate, ...]) -> str:
    """Say how many ways of grouping were tried, and which was taken."""
    n = sum(one.tried or one.chosen for one in candidates)
    taken = ", ".join(algorithm(one.algorithm) for one in candidates if one.chosen)
    ways = f"{spelled(n).capitalize()} {'way' if n == 1 else 'ways'} of grouping {'was' if n == 1 else 'were'} tried"
    return f"{ways}; taken: {taken}." if taken else f"{ways}."


def _tiers(segmentation: Segmentation, n: str) -> str:
    """Say why customers were cut."""
    grouping = segmentation.grouping
    if segmentation.spec.cluster.algorithm == "value_tiers":
        return f"{n.capitalize()} tiers, because tiers were asked for."
    if grouping.verdict == "clusters":
        return f"There are natural groups, but some are too small to keep, so customers were cut into {n} tiers."
    along = f" along {in_sentence(grouping.axis)}" if grouping.axis else ""
    return f"No number of groups is right for these customers, so they were cut into {n} tiers{along}."


def _backing(evidence: Evidence, k: int) -> str:
    voting = [vote for way, vote in evidence.votes.items() if way in WAYS]
    n = voting.count(k)
    if n == 0:
        return "none of the ways of counting below names just this number, so the best that all allow was taken"
    ways = f"{spelled(n)} of the {spelled(len(voting))} ways of counting below"
    return f"{ways} {'names' if n == 1 else 'name'} this number"


def _columns(evidence: Evidence) -> tuple[Column, ...]:
    whole = next((row.inertia for row in evidence.by_k if row.k == 1), 0.0)
    listed = (
        _column(evidence, "Spread", "what is left inside the groups; always falls, so look for the bend",
                lambda row: row.inertia / whole if whole else None, percent_of, best=None),
        _column(evidence, "Silhouette", "own group against the next, up to 1; higher is better",
                lambda row: row.silhouette, estimate, small=_silhouette_range),
        _column(evidence, "Gap", "against evenly scattered customers, with its standard error; higher is better",
                lambda row: row.gap, estimate, small=_gap_error),
        _column(evidence, "Prediction strength", "how well half of the customers foretells the groups of the other "
                "half, up to 1; 0.8 is good", lambda row: row.prediction_strength, estimate),
        _column(evidence, "Calinski-Harabasz", "spread between groups over spread inside; higher is better",
                lambda row: row.calinski_harabasz, count),
        _column(evidence, "Davies-Bouldin", "width of groups over the distance between them; lower is better",
                lambda row: row.davies_bouldin, estimate, best=min),
        _column(evidence, "BIC", "misfit of bell-shaped groups, more of them costing more; lower is better",
                lambda row: row.bic, count, best=min),
        _column(evidence, "Smallest group", "its share of customers", lambda row: row.smallest_share, percent_of,
                best=None),
    )  # fmt: skip
    return tuple(column for column in listed if any(text != "–" for text, _ in column.cells))


def compared(candidates: tuple[Candidate, ...]) -> tuple[Column, ...]:
    """Gather what algorithms were compared by: a cell for each of them, and no column that all leave empty."""
    listed = (
        (
            "Prediction strength",
            "how well groups found among some of the customers foretell those of others, up to 1; 0.8 is asked, "
            "with the bounds of a single try",
            tuple(
                ("–", "") if one.strength is None else (estimate(one.strength.value), _range(one.strength))
                for one in candidates
            ),
        ),
        (
            "Kept",
            "share of the customers whom the model that places everyone puts where the algorithm did",
            tuple((percent(one.agreement), "") for one in candidates),
        ),
        (
            "Outliers",
            "share of the customers whom it leaves out of every group",
            tuple((percent(one.outlier_share), "") for one in candidates),
        ),
        (
            "Density",
            "of algorithms that look for crowds: whether it is denser inside the groups than between them, -1 to 1; "
            "above 0 it is",
            tuple(("–" if one.density_validity is None else estimate(one.density_validity), "") for one in candidates),
        ),
    )
    return tuple(
        Column(name, reading, cells, None) for name, reading, cells in listed if any(text != "–" for text, _ in cells)
    )


def _range(interval: Interval) -> str:
    return f"{estimate(interval.low)} to {estimate(interval.high)}"


def percent_of(share: float) -> str:
    """Write a share in whole per cent, with a decimal below ten.

    Examples
    --------
    >>> print(percent_of(0.4321), percent_of(0.0321))
    43 % 3.2 %
    """
    return percent(round(share, 2 if share >= 0.1 else 3))


def _column(
    evidence: Evidence,
    name: str,
    reading: str,
    value: Callable[[ByK], float | None],
    write: Callable[[float], str],
    *,
    small: Callable[[ByK], str] = lambda _: "",
    best: Callable[[list[float]], float] | None = max,
) -> Column:
    values = [value(row) for row in evidence.by_k]
    known = [one for one in values if one is not None]
    return Column(
        name,
        reading,
        tuple(
            ("–", "") if one is None else (write(one), small(row))
            for one, row in zip(values, evidence.by_k, strict=True)
        ),
        None if best is None or len(known) < 2 else evidence.by_k[values.index(best(known))].k,
    )


def _silhouette_range(row: ByK) -> str:
    if row.silhouette_low is None or row.silhouette_high is None:
        return ""
    return f"{estimate(row.silhouette_low)} to {estimate(row.silhouette_high)}"


def _gap_error(row: ByK) -> str:
    return "" if row.gap_se is None else f"± {estimate(row.gap_se)}"
