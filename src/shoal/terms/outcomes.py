"""Known outcomes: which values of a label mean that it happened."""

from __future__ import annotations

from collections.abc import Mapping

POSITIVE = frozenset({"1", "1.0", "true", "t", "yes", "y"})
MOST_VALUES = 5
NEGATIVE = frozenset({"0", "0.0", "false", "f", "no", "n"})


def named_outcomes(label: str, totals: Mapping[str, int]) -> Mapping[str, frozenset[str]]:
    """Decide which values of a label are the outcome, and what it is called.

    Examples
    --------
    >>> named_outcomes("churn", {"Yes": 30, "No": 70})
    {'churn': frozenset({'Yes'})}
    >>> named_outcomes("status", {"left": 20, "stayed": 80})
    {'status = left': frozenset({'left'})}
    """
    positive = frozenset(value for value in totals if value.strip().casefold() in POSITIVE)
    others = [value for value in totals if value not in positive]
    if positive or all(value.strip().casefold() in NEGATIVE for value in others):
        return {label: positive} if totals else {}
    ordered = sorted(others, key=lambda value: (totals[value], value))
    chosen = ordered[:1] if len(ordered) == 2 else sorted(ordered[-MOST_VALUES:])
    return {f"{label} = {value}": frozenset({value}) for value in chosen}
