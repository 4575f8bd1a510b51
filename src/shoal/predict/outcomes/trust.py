"""How far to trust what is foretold, in plain sentences."""

from __future__ import annotations

from shoal.predict.outcomes.outcome import LearntOutcome
from shoal.predict.outcomes.proof import Proof
from shoal.terms import Kind, Target

WELL = 0.03
"""Calibration error below which a probability can be taken at its word."""

WAYS = {
    "rfm": "recency, frequency and money alone",
    "p_alive": "the probability of being alive, from the days of orders alone",
    "p_order": "the probability of an order, from the days of orders alone",
}


def trust(learnt: LearntOutcome, target: Target) -> tuple[str, ...]:
    """Say how well it tells, how true its probabilities are, what it finds first, and what it is better than.

    Parameters
    ----------
    learnt : LearntOutcome
    target : Target
    """
    proof = learnt.proof
    return (_told_apart(proof), _came_true(proof), _found_first(proof), *_ahead(proof), _how(proof, target))


def _told_apart(proof: Proof) -> str:
    auc = proof.auc
    strength = (
        "no better than chance"
        if auc.low <= 0.5
        else "little"
        if auc.value < 0.65
        else "fairly well"
        if auc.value < 0.75
        else "well"
        if auc.value < 0.9
        else "very well"
    )
    return (
        (
            f"It tells customers apart {strength}: of two, one to whom it happened and one to whom it did not, it names"
            f" the right one in {auc.value:.0%} of cases ({auc.low:.0%} to {auc.high:.0%}; 50 % is chance)."
        )
        .replace("%", " %")
        .replace("  %", " %")
    )


def _came_true(proof: Proof) -> str:
    error = f"{100 * proof.calibration_error:.1f} points"
    if proof.calibration_error < WELL:
        return f"Its probabilities can be taken at their word: they are off by {error} in the mean."
    told = sum(one.told * one.n_customers for one in proof.bins) / proof.n_customers
    came = proof.n_happened / proof.n_customers
    side = "higher" if told > came else "lower"
    return (
        f"Take its probabilities as a ranking, not at their word: they are off by {error} in the mean, and were"
        f" {side} ({100 * told:.0f} %) than what came ({100 * came:.0f} %)."
    )


def _found_first(proof: Proof) -> str:
    tenth = next(gain.found for gain in proof.gains if gain.share == 0.1)
    return (
        f"The likeliest tenth of customers holds {100 * tenth:.0f} % of those to whom it happened,"
        f" {tenth / 0.1:.1f} times as many as a tenth drawn at random."
    )


def _ahead(proof: Proof) -> tuple[str, ...]:
    said = []
    for way, ahead in proof.ahead.items():
        verdict = "better than" if ahead.low > 0 else "worse than" if ahead.high < 0 else "not surely better than"
        said.append(
            f"It is {verdict} {WAYS.get(way, way)}: {_points(ahead.value)} points of such pairs"
            f" ({_points(ahead.low)} to {_points(ahead.high)})."
        )
    return tuple(said)


def _points(share: float) -> str:
    """Write a difference in points, with its sign; none where it is nothing.

    Examples
    --------
    >>> _points(0.0123), _points(-0.0004), _points(-0.02)
    ('+1.2', '0.0', '−2.0')
    """
    points = round(100 * share, 1)
    return f"{points:+.1f}".replace("-", "−") if points else "0.0"


def _how(proof: Proof, target: Target) -> str:
    who = f"{proof.n_customers:,} customers of whom {proof.n_happened:,} it happened to"
    if proof.is_later:
        return f"This was tried on a later day than those learnt from, and on other customers: {who}."
    if target.column and target.kind is Kind.CUSTOMERS:
        return (
            f"This was tried on {who}, each by a model that had not seen them. The label has no date, so that nothing"
            " shows whether what is known of customers was known before."
        )
    return (
        f"This was tried on {who}, each by a model that had not seen them, but on the same day: the history is too"
        " short for an earlier one."
    )


def cautions(horizon_days: int | None, learnt: LearntOutcome) -> tuple[str, ...]:
    """Say aloud what a reader of the table must know."""
    said = []
    if horizon_days is None:
        said.append(
            "Customers whose outcome is known are told of by models that have not seen them; the saved model has seen"
            " all of them."
        )
    if learnt.proof.auc.low <= 0.5:
        said.append("On earlier tries this told customers apart no better than chance; do not act on it.")
    return tuple(said)
