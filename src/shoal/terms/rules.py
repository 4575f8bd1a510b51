"""Rules: a typed tree of conditions on features, its truth for one profile, and how well a rule tells a segment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shoal.terms.evidence import Interval

Profile = Mapping[str, Any]
"""Feature name to value of one customer; what is missing or None is not known."""


@dataclass(frozen=True)
class Bound:
    """A number lies above one value and does not pass another; a number that is not known lies nowhere.

    Parameters
    ----------
    column : str
    above, upto : float or None
        In the unit of the feature; None where there is no bound on that side.

    Examples
    --------
    >>> Bound("order_count", 8, None).holds({"order_count": 9}), Bound("order_count", 8, None).holds({})
    (True, False)
    """

    column: str
    above: float | None
    upto: float | None

    def holds(self, profile: Profile) -> bool:
        """Say whether it is true of a customer."""
        value = profile.get(self.column)
        if value is None:
            return False
        return (self.above is None or value > self.above) and (self.upto is None or value <= self.upto)


@dataclass(frozen=True)
class OneOf:
    """A category has one of some levels; one that is not known has none.

    Examples
    --------
    >>> OneOf("country", ("France", "Spain")).holds({"country": "Spain"})
    True
    """

    column: str
    levels: tuple[str, ...]

    def holds(self, profile: Profile) -> bool:
        """Say whether it is true of a customer."""
        return profile.get(self.column) in self.levels


@dataclass(frozen=True)
class Blank:
    """A feature has no value.

    Examples
    --------
    >>> Blank("cadence_days").holds({"order_count": 1})
    True
    """

    column: str

    def holds(self, profile: Profile) -> bool:
        """Say whether it is true of a customer."""
        return profile.get(self.column) is None


@dataclass(frozen=True)
class AllOf:
    """Every part is true; without parts it is true of everyone."""

    parts: tuple[Rule, ...]

    def holds(self, profile: Profile) -> bool:
        """Say whether it is true of a customer."""
        return all(part.holds(profile) for part in self.parts)


@dataclass(frozen=True)
class AnyOf:
    """At least one part is true; without parts it is true of nobody."""

    parts: tuple[Rule, ...]

    def holds(self, profile: Profile) -> bool:
        """Say whether it is true of a customer."""
        return any(part.holds(profile) for part in self.parts)


@dataclass(frozen=True)
class Not:
    """The part is not true.

    Examples
    --------
    >>> Not(Bound("age", 30, None)).holds({})
    True
    """

    part: Rule

    def holds(self, profile: Profile) -> bool:
        """Say whether it is true of a customer."""
        return not self.part.holds(profile)


@dataclass(frozen=True)
class SomeOf:
    """So many of the parts are true, no fewer than `least` and no more than `most`.

    Examples
    --------
    >>> rule = SomeOf((Bound("age", 30, None), Bound("visits", 5, None), Blank("phone")), 1, 2)
    >>> rule.holds({"age": 40, "visits": 9, "phone": 1}), rule.holds({"age": 40, "visits": 9}), rule.holds({"phone": 1})
    (True, False, False)
    """

    parts: tuple[Rule, ...]
    least: int
    most: int

    def holds(self, profile: Profile) -> bool:
        """Say whether it is true of a customer."""
        return self.least <= sum(part.holds(profile) for part in self.parts) <= self.most


Rule = Bound | OneOf | Blank | AllOf | AnyOf | Not | SomeOf


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """Give a rule as plain data.

    Examples
    --------
    >>> rule_to_dict(AllOf((Bound("order_count", 8.0, None), Not(Blank("age")))))["all"][1]
    {'not': {'blank': 'age'}}
    """
    data: dict[str, Any]
    match rule:
        case Bound(column, above, upto):
            data = {"column": column, "above": above, "upto": upto}
        case OneOf(column, levels):
            data = {"column": column, "one_of": list(levels)}
        case Blank(column):
            data = {"blank": column}
        case AllOf(parts):
            data = {"all": [rule_to_dict(part) for part in parts]}
        case AnyOf(parts):
            data = {"any": [rule_to_dict(part) for part in parts]}
        case Not(part):
            data = {"not": rule_to_dict(part)}
        case SomeOf(parts, least, most):
            data = {"some": [rule_to_dict(part) for part in parts], "least": least, "most": most}
    return data


def rule_from_dict(data: Mapping[str, Any]) -> Rule:
    """Read what `rule_to_dict` gave.

    Raises
    ------
    ValueError
        If it is no rule.

    Examples
    --------
    >>> rule_from_dict({"not": {"column": "country", "one_of": ["France"]}})
    Not(part=OneOf(column='country', levels=('France',)))
    """
    match data:
        case {"all": [*parts]} | {"any": [*parts]}:
            together = AllOf if "all" in data else AnyOf
            return together(tuple(rule_from_dict(part) for part in parts))
        case {"some": [*parts], "least": int(least), "most": int(most)}:
            return SomeOf(tuple(rule_from_dict(part) for part in parts), least, most)
        case {"not": part}:
            return Not(rule_from_dict(part))
        case {"blank": str(column)}:
            return Blank(column)
        case {"column": str(column), "one_of": [*levels]}:
            return OneOf(column, tuple(str(level) for level in levels))
        case {"column": str(column), "above": above, "upto": upto}:
            return Bound(column, *(None if side is None else float(side) for side in (above, upto)))
    raise ValueError(f"{dict(data)} is not a rule")


@dataclass(frozen=True)
class SegmentRule:
    """Who is in a segment, in few conditions, and how well that holds of customers it was not made on.

    Parameters
    ----------
    rule : Rule
    text : str
        In plain words and real units.
    precision : Interval
        Of those whom the rule describes, the share who are in the segment.
    recall : Interval
        Of those in the segment, the share whom the rule describes.
    coverage : Interval
        Of everyone, the share whom the rule describes.
    f1 : float
        The harmonic mean of precision and recall.
    n_held_back : int
        Customers that it was measured on.
    """

    rule: Rule
    text: str
    precision: Interval
    recall: Interval
    coverage: Interval
    f1: float
    n_held_back: int


@dataclass(frozen=True)
class RuleLine:
    """A line of a list of rules: whoever it describes is in the segment, unless an earlier line described them."""

    segment: int
    rule: Rule
    text: str


@dataclass(frozen=True)
class Membership:
    """How well a model tells the segments of customers it was not fitted on.

    Parameters
    ----------
    model : str
    accuracy : Interval
        Share of customers whose segment it gives.
    macro_f1 : float
        Mean over segments of the harmonic mean of precision and recall.
    """

    model: str
    accuracy: Interval
    macro_f1: float


@dataclass(frozen=True)
class RuleList:
    """The whole segmentation as a list of rules, the first that holds counts.

    Parameters
    ----------
    lines : tuple of RuleLine
    otherwise : int
        The segment of those whom no line describes.
    fidelity : Membership
        How well the list gives back the segments, on customers it was not made on.
    n_held_back : int
        Customers that it was measured on.
    membership : tuple of Membership
        Other models that were taught the segments, measured on the same customers; empty where none was.
    """

    lines: tuple[RuleLine, ...]
    otherwise: int
    fidelity: Membership
    n_held_back: int
    membership: tuple[Membership, ...] = ()

    def segment_of(self, profile: Profile) -> int:
        """Give the segment of a customer.

        Examples
        --------
        >>> few = RuleLine(2, Bound("order_count", None, 3.0), "at most 3 orders")
        >>> told = RuleList((few,), 1, Membership("rules", Interval(1.0, 0.9, 1.0), 1.0), 40)
        >>> told.segment_of({"order_count": 2}), told.segment_of({"order_count": 4})
        (2, 1)
        """
        return next((line.segment for line in self.lines if line.rule.holds(profile)), self.otherwise)


def columns_of(rule: Rule) -> tuple[str, ...]:
    """Name the features that a rule speaks of, in its order.

    Examples
    --------
    >>> columns_of(AllOf((Bound("age", 30, None), Not(Blank("city")), Bound("age", None, 60))))
    ('age', 'city')
    """
    match rule:
        case Bound(column) | OneOf(column) | Blank(column):
            return (column,)
        case AllOf(parts) | AnyOf(parts) | SomeOf(parts):
            return tuple(dict.fromkeys(name for part in parts for name in columns_of(part)))
        case Not(part):
            return columns_of(part)
