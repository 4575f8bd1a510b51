"""Rules in words: each condition as people say it, in real units."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shoal.interpret.sentences import number, percent
from shoal.terms import AllOf, AnyOf, Blank, Bound, Feature, FeatureType, Not, OneOf, Rule, SomeOf
from shoal.terms.titles import in_sentence

_SINCE = re.compile(r"days since (the )?(?P<what>.+)")
_FIRST_PLURAL = re.compile(r"s\b")
_SILENT = ("ratio", "share", "money", "flag")


@dataclass(frozen=True)
class Wording:
    """What conditions are about.

    Parameters
    ----------
    features : mapping of name to Feature
    currency : str or None
    """

    features: Mapping[str, Feature]
    currency: str | None = None


def in_words(rule: Rule, wording: Wording) -> str:
    """Say a rule.

    Parameters
    ----------
    rule : Rule
    wording : Wording

    Examples
    --------
    >>> rule = AllOf((Bound("net_revenue", 120.0, 950.0), OneOf("plan", ("pro",)), Not(Blank("cadence_days"))))
    >>> in_words(rule, Wording({}))
    'net revenue above 120 up to 950, plan pro and days between orders known'
    >>> in_words(AllOf(()), Wording({}))
    'everyone'
    """
    match rule:
        case Bound():
            said = _bound(rule, wording)
        case OneOf(column, levels):
            said = f"{in_sentence(column)} {_listed(list(levels), 'or')}"
        case Blank(column):
            said = f"{in_sentence(column)} not known"
        case Not(Blank(column)):
            said = f"{in_sentence(column)} known"
        case Not(OneOf(column, levels)):
            said = f"{in_sentence(column)} not {_listed(list(levels), 'or')}"
        case Not(part):
            said = f"not ({in_words(part, wording)})"
        case AllOf(parts):
            said = _listed([_grouped(part, wording) for part in parts], "and") if parts else "everyone"
        case SomeOf(parts, least, most):
            said = f"{_so_many(least, most, len(parts))} of these {len(parts)}: "
            said += "; ".join(_grouped(part, wording) for part in parts)
        case AnyOf(parts):
            said = _listed([_grouped(part, wording) for part in parts], "or") if parts else "nobody"
    return said


def _so_many(least: int, most: int, n: int) -> str:
    """Say how many of some conditions hold.

    Examples
    --------
    >>> _so_many(3, 5, 5), _so_many(2, 3, 5), _so_many(1, 3, 5), _so_many(2, 2, 5)
    ('at least 3', '2 or 3', '1 to 3', 'just 2')
    """
    if most >= n:
        return f"at least {least}"
    if least == most:
        return f"just {least}"
    return f"{least} {'or' if most == least + 1 else 'to'} {most}"


def _grouped(rule: Rule, wording: Wording) -> str:
    """Say a part of a rule, in brackets where it has parts of its own and is not a number or its blank."""
    said = in_words(rule, wording)
    return f"({said})" if isinstance(rule, AllOf | AnyOf | SomeOf) and len(rule.parts) > 1 else said


def _listed(parts: list[str], word: str) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _bound(bound: Bound, wording: Wording) -> str:
    feature = wording.features.get(bound.column)
    name = in_sentence(bound.column)
    if feature is None:
        return f"{name} {_sides(bound, number)}"
    if feature.type is FeatureType.FLAG:
        return name if bound.above is not None else f"not {name}"
    if feature.type is FeatureType.SHARE:
        return f"{name} {_sides(bound, percent)}"
    return _measured(bound, feature, name, wording.currency)


def _measured(bound: Bound, feature: Feature, name: str, currency: str | None) -> str:
    """Say between which amounts something lies, with their unit."""
    if since := _SINCE.fullmatch(name):
        return f"{since['what']} {_ago(bound)}"
    if feature.type is FeatureType.COUNT and not feature.source:
        return _counted(bound, name)
    if name.startswith("days ") and feature.unit == "days":
        return f"{_amount(bound)} {name}"
    unit = (currency or "") if feature.unit == "money" and not feature.source else feature.unit
    return f"{name} {_sides(bound, number)} {'' if unit in _SILENT else unit}".rstrip()


def _sides(bound: Bound, written: Callable[[float], str]) -> str:
    above = "" if bound.above is None else f"above {written(bound.above)}"
    upto = "" if bound.upto is None else f"up to {written(bound.upto)}"
    return f"{above} {upto}".strip()


def _ago(bound: Bound) -> str:
    """Say how long ago something was."""
    if bound.above is None:
        return f"within {number(bound.upto or 0.0)} days"
    if bound.upto is None:
        return f"more than {number(bound.above)} days ago"
    return f"more than {number(bound.above)} and up to {number(bound.upto)} days ago"


def _amount(bound: Bound) -> str:
    """Say how much of something there is: `at most 30` days between orders."""
    if bound.above is None:
        return f"at most {number(bound.upto or 0.0)}"
    if bound.upto is None:
        return f"more than {number(bound.above)}"
    return f"more than {number(bound.above)} and up to {number(bound.upto)}"


def _counted(bound: Bound, name: str) -> str:
    """Say how many things there are: whole numbers, so that `above 2.5` is at least 3."""
    least = None if bound.above is None else math.floor(bound.above) + 1
    most = None if bound.upto is None else math.floor(bound.upto)
    single = _FIRST_PLURAL.sub("", name, count=1)
    if least is not None and least == most:
        return f"just {least} {single if least == 1 else name}"
    if least is None:
        return f"no {name}" if most == 0 else f"at most {number(most or 0)} {single if most == 1 else name}"
    if most is None:
        return f"at least {number(least)} {single if least == 1 else name}"
    return f"{number(least)} to {number(most)} {name}"
