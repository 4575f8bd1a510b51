"""Rules as plain data."""

from __future__ import annotations

from typing import Any

from shoal.registry.plain import rounded
from shoal.terms import Interval, Membership, RuleList, SegmentRule, rule_to_dict


def rule_of(told: SegmentRule | None) -> dict[str, Any] | None:
    """Give the rule of a segment, with the bounds of its 95 % intervals."""
    if told is None:
        return None
    shares = {"precision": told.precision, "recall": told.recall, "coverage": told.coverage}
    return {
        "text": told.text,
        **{name: rounded(share.value) for name, share in shares.items()},
        "f1": rounded(told.f1),
        "intervals": {name: [rounded(share.low), rounded(share.high)] for name, share in shares.items()},
        "n_held_back": told.n_held_back,
        "conditions": rule_to_dict(told.rule),
    }


def rules_of(told: RuleList | None) -> dict[str, Any] | None:
    """Give the list of rules, and how well it and other models give back the segments."""
    if told is None:
        return None
    return {
        "lines": [
            {"segment": line.segment, "text": line.text, "conditions": rule_to_dict(line.rule)} for line in told.lines
        ],
        "otherwise": told.otherwise,
        **_measured(told.fidelity),
        "n_held_back": told.n_held_back,
        "membership": [{"model": one.model, **_measured(one)} for one in told.membership],
    }


def _measured(one: Membership) -> dict[str, Any]:
    return {"accuracy": _interval(one.accuracy), "macro_f1": rounded(one.macro_f1)}


def _interval(of: Interval) -> dict[str, Any]:
    return {"value": rounded(of.value), "low": rounded(of.low), "high": rounded(of.high)}
