"""What tells of customers: a model just learnt, or one that was learnt on an earlier day and lies in a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shoal.errors import PredictError, StoreError
from shoal.predict.facts import Facts
from shoal.predict.models.calibrate import Bin
from shoal.predict.models.choosing import Model
from shoal.predict.models.saved import model_from
from shoal.predict.outcomes.outcome import LearntOutcome
from shoal.predict.outcomes.trust import cautions, trust
from shoal.terms import Interval, Target


@dataclass(frozen=True)
class Taught:
    """A model with all that is written of it.

    Parameters
    ----------
    model : Model
    bins : tuple of Bin
        What came of probabilities when it was tried.
    horizon_days : int or None
    said : mapping
        ``learnt_as_of``, ``origins``, ``model``, ``proof``, ``trust`` and ``leaks``, as they are written.
    warnings : tuple of str
    unseen : mapping of person to float
        Probabilities of customers whose outcome is known, each by a model that has not seen them.
    is_saved : bool
        Whether it was learnt on an earlier day.
    """

    model: Model
    bins: tuple[Bin, ...]
    horizon_days: int | None
    said: Mapping[str, Any]
    warnings: tuple[str, ...]
    unseen: Mapping[str, float] = field(default_factory=dict)
    is_saved: bool = False

    def cautions(self, *, lasting: bool) -> tuple[str, ...]:
        """Say what to beware of; `lasting` says whether it is told beside it how long customers stay."""
        if not self.is_saved:
            return self.warnings
        day = datetime.fromisoformat(self.said["learnt_as_of"])
        anew = "nothing was learnt anew" + " but how long customers stay" * lasting
        told = f"Told by the model that was learnt as of {day.day} {day:%B %Y}: {anew}"
        return (f"{told}, and how far to trust it was tried then.", *self.warnings)


def just_taught(
    learnt: LearntOutcome,
    target: Target,
    *,
    as_of: datetime,
    origins: Sequence[datetime],
    horizon_days: int | None,
    n_known: int,
) -> Taught:
    """Put down what was learnt.

    Parameters
    ----------
    learnt : LearntOutcome
    target : Target
    as_of : datetime
        When it was learnt.
    origins : sequence of datetime
        The earlier days that it was learnt from; none where a label tells.
    horizon_days : int or None
    n_known : int
        Features that were known.
    """
    said = {
        "learnt_as_of": as_of,
        "origins": list(origins),
        "model": {
            "kind": learnt.model.kind,
            "n_known": n_known,
            "features": learnt.model.columns.features,
            "candidates": learnt.weighed,
        },
        "proof": learnt.proof,
        "trust": trust(learnt, target),
        "leaks": learnt.leaks,
    }
    warnings = (*learnt.warnings, *cautions(horizon_days, learnt))
    return Taught(learnt.model, learnt.proof.bins, horizon_days, said, warnings, learnt.unseen)


def taught_before(
    text: str, written: Mapping[str, Any], target: Target, *, horizon_days: int | None, as_of: datetime, where: str
) -> Taught:
    """Read back what was learnt on an earlier day.

    Parameters
    ----------
    text : str
        The model, as `model_text` writes it.
    written : mapping
        What was written of it when it was learnt, or used last.
    target : Target
        What is asked now.
    horizon_days : int or None
        What is asked now; None takes what the model tells of.
    as_of : datetime
        The day that is asked about.
    where : str
        The file of the model.

    Raises
    ------
    PredictError
        If the model answers another question, or was learnt later than the day that is asked about.
    StoreError
        If it has changed since it was written, or what is written of it cannot be read.
    """
    model = model_from(text, where=where)
    try:
        before, days = written["target"], written["horizon_days"]
        said = {name: written[name] for name in ("learnt_as_of", "origins", "model", "proof", "trust", "leaks")}
        bins = tuple(
            Bin(one["n_customers"], one["told"], Interval(**one["came"]), one["upto"]) for one in said["proof"]["bins"]
        )
        same = (before["name"], before["kind"], before["column"], before["value"]) == (
            target.name,
            target.kind.value,
            target.column,
            target.value,
        )
        learnt = datetime.fromisoformat(said["learnt_as_of"])
        is_later = learnt > as_of
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise StoreError(
            f"what is written of the saved model cannot be read ({type(error).__name__}: {error})",
            do="predict without --saved to learn anew",
            where=where,
        ) from error
    if not same:
        raise PredictError(
            f"the saved model says whether a customer {before['in_words']}, and it is asked whether one"
            f" {target.in_words}",
            expected="the same question",
            do="leave --saved away to learn anew",
            where=where,
        )
    if horizon_days not in (None, days):
        raise PredictError(
            f"the saved model looks {'at no time' if days is None else f'{days} days'} ahead",
            expected=f"{horizon_days} days, as asked",
            do="leave --horizon away, or leave --saved away to learn anew",
            where=where,
        )
    if is_later:
        raise PredictError(
            f"the saved model was learnt as of {learnt.day} {learnt:%B %Y}, later than the day that is asked about",
            expected="a model that knew no more than that day",
            do="leave --saved away to learn from what was known then",
            where=where,
        )
    seen = ("Customers whose outcome was known then are told of by a model that has seen it.",)
    return Taught(model, bins, days, said, seen if days is None else (), is_saved=True)


def refuse_unlike(model: Model, facts: Facts, *, where: str) -> None:
    """Refuse to tell by a model of customers of whom other things are known than it has learnt from.

    Parameters
    ----------
    model : Model
    facts : Facts
        Of the customers.
    where : str
        The file of the model.
    """
    lacking = [
        column.feature
        for column in model.columns.each
        if column.feature not in (facts.texts if column.what == "level" else facts.numbers)
    ]
    if lacking:
        names = list(dict.fromkeys(lacking))
        shown = ", ".join(f"'{name}'" for name in names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")
        raise PredictError(
            f"the saved model goes by {shown}, which "
            + ("is" if len(names) == 1 else "are")
            + " not known of these customers in that form",
            expected="the features that it was learnt from",
            do="leave --saved away to learn anew from what is known now",
            where=where,
        )
