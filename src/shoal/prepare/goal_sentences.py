"""How near a goal is, in plain words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from shoal.terms import Goal, GoalProgress
from shoal.terms.names import spoken
from shoal.terms.titles import title


def sentence(progress: GoalProgress, n_to_move: int | None, n: int, currency: str | None) -> str:
    """Say where a metric stands, where it is to go, and how far it has come.

    Parameters
    ----------
    progress : GoalProgress
    n_to_move : int or None
        Customers who would have to change.
    n : int
        Customers who were counted.
    currency : str or None
        Of money.
    """
    parts = [_now(progress, currency)]
    if progress.state in ("just set", "behind", "on the way", "too close to tell"):
        parts.append(_ahead(progress, n_to_move, n, currency))
    if progress.progress is not None:
        parts.append(_came(progress, currency))
    if verdict := _VERDICTS.get(progress.state, ""):
        parts.append(verdict.format(target=amount(progress.target or 0.0, progress.unit, currency), by=_by(progress)))
    return " ".join(parts)


def not_understood(goal: Goal, *, is_measured: bool, named: tuple[str, ...]) -> tuple[str, ...]:
    """Say aloud what of a goal was not understood; nothing where all was.

    Examples
    --------
    >>> not_understood(Goal("more glitter", unknown=("glitter",)), is_measured=False, named=())
    ("Of the goal 'more glitter' it was not understood what 'glitter' is, and nothing known measures it, ...)
    """
    from_names = {word for name in named for word in spoken(name).split()}
    strange = [word for word in goal.unknown if word not in from_names]
    if is_measured and not strange:
        return ()
    what = " ".join(strange)
    said = f"Of the goal '{goal.text}' it was not understood what '{what}' is" if strange else ""
    unmeasured = "" if is_measured else "nothing known measures it, so no progress is shown"
    joined = ", and ".join(part for part in (said, unmeasured) if part)
    first = joined if strange else f"The goal '{goal.text}' is not measured: {unmeasured}"
    return (f"{first}. Its words still decide which features come first.",)


def amount(value: float, unit: str, currency: str | None) -> str:
    """Write a value in the unit of its metric.

    Examples
    --------
    >>> print(amount(0.3421, "share", None), "|", amount(1234.5, "money", "EUR"), "|", amount(12.25, "days", None))
    34.2 % | 1,234 EUR | 12.2 days
    """
    if unit == "share":
        return f"{100 * value:.1f}".removesuffix(".0") + " %"
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}" if unit == "money" else f"{value:.3g}"
    label = (currency or "") if unit == "money" else unit
    return f"{text} {label}".rstrip()


def day(value: date) -> str:
    """Write a day.

    Examples
    --------
    >>> day(date(2026, 6, 1))
    '1 June 2026'
    """
    return f"{value.day} {value:%B %Y}"


_VERDICTS = {
    "reached": "The goal of {target}{by} is reached.",
    "missed": "The goal of {target}{by} was missed.",
    "behind": "That is behind.",
    "on the way": "It is on the way.",
    "too close to tell": "Whether that is fast enough cannot be told apart from chance yet.",
}


def _now(progress: GoalProgress, currency: str | None) -> str:
    value, low, high = (
        amount(x, progress.unit, currency) for x in (progress.now.value, progress.now.low, progress.now.high)
    )
    name = title(progress.metric)
    return f"{name} ({progress.measured_as}) is {value} (95 % interval {low} to {high})."


def _ahead(progress: GoalProgress, n_to_move: int | None, n: int, currency: str | None) -> str:
    target = amount(progress.target or 0.0, progress.unit, currency)
    change = f"; {n_to_move:,} of {n:,} customers would have to change" if n_to_move is not None else ""
    return f"The goal is {target}{_by(progress)}{change}."


def _came(progress: GoalProgress, currency: str | None) -> str:
    done, low, high = progress.progress or (0.0, 0.0, 0.0)
    began = amount(progress.baseline.value, progress.unit, currency)
    when = f"When the goal was set, on {day(progress.baseline.as_of.date())}, it was {began}"
    interval = f"95 % interval {_percent(low)} to {_percent(high)}"
    came = f"{_percent(done)} of the way is done ({interval})" if done >= 0 else "it has moved away from the goal since"
    if progress.by is None:
        return f"{when}: {came}."
    start = progress.baseline.as_of
    whole = datetime.combine(progress.by, time(), UTC) - start
    gone = min(max((progress.now.as_of - start) / whole, 0.0), 1.0) if whole else 1.0
    return f"{when}: {came}, and {_percent(gone)} of the time has gone."


def _percent(share: float) -> str:
    """Write a share without decimals and without a minus before nothing."""
    return f"{round(100 * share):d} %"


def _by(progress: GoalProgress) -> str:
    return "" if progress.by is None else f" by {day(progress.by)}"
