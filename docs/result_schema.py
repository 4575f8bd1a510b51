"""The schema of `segments.json`: the keys of real results, with the types and words of `shoal.terms`.

What a type says of itself is not said again here; `WORDS` holds the rest.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
from pydantic import TypeAdapter

import shoal
from shoal import simulate
from shoal.terms import (
    Contrast,
    Difference,
    Experiment,
    Finding,
    Grouping,
    Interval,
    Linking,
    Part,
    PlannedFix,
    Play,
    RuleLine,
    RuleList,
    Segmentation,
    SegmentationSpec,
    SegmentRule,
    Sign,
    SourceAccount,
    Stability,
    Version,
    Worth,
)

TOP = (Segmentation, Grouping, SegmentationSpec)


@dataclasses.dataclass(frozen=True)
class Window:
    """An earlier day as the result writes it.

    Parameters
    ----------
    as_of : datetime
        The earlier day, UTC.
    agreement : float
        Adjusted Rand index of the groups of that day with those of now, of the customers in common.
    """

    as_of: datetime
    agreement: float


@dataclasses.dataclass(frozen=True)
class Contrasts:
    """What sets a segment apart, as the result writes it.

    Parameters
    ----------
    everyone_else, nearest : Contrast or None
        Against everyone else, and against its nearest neighbour.
    """

    everyone_else: Contrast | None
    nearest: Contrast | None


WORDS: Mapping[str, tuple[Any, str]] = {
    "schema_version": (int, "1; it grows when a reader of an older result would misread a newer one."),
    "segmentation": (Version, "Which segmentation this is."),
    "segmentation.name": (str, "Its name, `main` unless another was given."),
    "segmentation.version": (str, "Hash of its content: the same data and settings give the same version."),
    "as_of": (None, "Everything was computed as of this instant, UTC."),
    "currency": (None, "Of all money; null where it is not known."),
    "goal_progress": (None, "How near the goal is; null where there is none, or nothing known measures it."),
    "goal_progress.metric": (str, "What is measured."),
    "goal_progress.measured_as": (str, "How it is measured, in words."),
    "goal_progress.unit": (str, "`share`, `money`, `days`... or empty."),
    "goal_progress.direction": (str, "`lower` or `higher` is better."),
    "goal_progress.baseline": (None, "Where it stood when the goal was first set in this workspace."),
    "goal_progress.now": (None, "Where it stands."),
    "goal_progress.baseline.as_of": (None, "The instant of that, UTC."),
    "goal_progress.now.as_of": (None, "The instant of that, UTC."),
    "goal_progress.target": (None, "In the unit of the metric; null where the goal names none."),
    "goal_progress.by": (None, "The last day; null where the goal names none."),
    "goal_progress.progress": (
        Interval | None,
        "Share of the way from the baseline to the target; null where there is no target, or it has just been set.",
    ),
    "goal_progress.state": (None, "`just set`, `on the way`, `behind`, `reached`, `missed`..."),
    "goal_progress.sentence": (str, "All of it in plain words."),
    "goal_progress.segments": (None, "The metric in every segment that is large enough to describe."),
    "goal_progress.segments[].id": (int, "Of the segment."),
    "goal_progress.segments[].n_to_move": (
        None,
        "Customers who would have to change there, if every segment did its part; null where it is no share.",
    ),
    "population": (None, "Who was segmented: `buyers`, or everyone `known`."),
    "n_customers": (None, "Customers in all segments together."),
    "n_outliers": (int, "Customers whom the algorithm leaves out of every group: the last segment, `Outliers`."),
    "algorithm": (None, "What formed the segments."),
    "k": (int, "Number of segments."),
    "verdict": (None, "`clusters` where there are natural groups, `continuum` where there are none."),
    "evidence": (None, "Why these groups, and whether they are real."),
    "evidence.effect": (None, "How strong the structure is, beside the threshold that it must pass."),
    "evidence.gap": (None, "Gap statistic of the chosen number of groups."),
    "evidence.stability": (float | None, "Mean adjusted Rand index of the groups with those of resampled customers."),
    "evidence.resampling": (
        Stability | None,
        "How the groups came back when customers were drawn again; null with one group, or too few customers.",
    ),
    "evidence.resampling.n_resamples": (None, "How often customers were drawn."),
    "evidence.resampling.n_sample": (None, "How many customers they were drawn from."),
    "evidence.resampling.overall.low": (float, "Nine of ten draws give at least this."),
    "evidence.resampling.overall.high": (float, "Nine of ten draws give at most this."),
    "evidence.resampling.without": (
        Mapping[str, float],
        "Adjusted Rand index with the groups formed without each feature; empty where not looked at.",
    ),
    "evidence.resampling.windows": (
        list[Window],
        "Adjusted Rand index with the groups formed as of earlier days; empty where not looked at.",
    ),
    "evidence.by_k": (None, "The evidence for each number of groups."),
    "evidence.by_k[].inertia": (None, "Squared distances of customers to their centres, added up."),
    "evidence.by_k[].silhouette": (None, "Mean silhouette; null for one group."),
    "evidence.by_k[].silhouette_low": (None, "Lower bound of the 95 % interval of the silhouette."),
    "evidence.by_k[].silhouette_high": (None, "Upper bound of the 95 % interval of the silhouette."),
    "evidence.by_k[].calinski_harabasz": (None, "Spread between groups over spread inside; higher is better."),
    "evidence.by_k[].davies_bouldin": (
        None,
        "Width of groups over the distance between them; lower is better.",
    ),
    "evidence.by_k[].prediction_strength": (
        None,
        "How well groups of half of the customers foretell those of the other half, up to 1.",
    ),
    "evidence.by_k[].bic": (
        None,
        "Misfit of bell-shaped groups, every group costing something; lower is better.",
    ),
    "evidence.by_k[].gap_se": (None, "Standard error of the gap."),
    "evidence.candidates": (None, "The algorithms that were considered."),
    "evidence.candidates[].why": (None, "Why it was chosen, or not."),
    "evidence.agreement": (
        None,
        "Share of the customers that the algorithm looked at whom the published model places where it did; null where"
        " the model is the algorithm's own.",
    ),
    "evidence.votes": (None, "The number of groups that each criterion asks for; null where it has no maximum."),
    "evidence.worth": (
        Worth | None,
        "What segments of earlier days told of the time after them; null unless `full` is set.",
    ),
    "evidence.worth.horizon_days": (None, "How long customers were watched after each of the earlier days."),
    "evidence.worth.outcomes": (None, "Spend, orders and staying away, those of them that could be judged."),
    "evidence.worth.outcomes[].by": (None, "By way of telling customers apart, how well it told what they did."),
    "evidence.worth.why_not": (str | None, "Why it could not be measured, in words; null where it could."),
    "features": (None, "Every feature that was computed."),
    "features[].used": (bool, "Whether segments were formed on it."),
    "features[].why": (str, "Why it was used, or not."),
    "features[].same_as": (str | None, "The feature that stands for it, where the two say nearly the same."),
    "interactions": (None, "Pairs of features worth trying, each with its evidence; none of them is applied unasked."),
    "interactions[].pair": (str, "The pair, as `features.interactions` names it."),
    "interactions[].of": (str, "What it tells better than its two parts: the label that the goal is about."),
    "interactions[].gain": (None, "Share of the variance that it explains beyond its parts, on held-back customers."),
    "interactions[].toml": (str, "The line of shoal.toml that adds it."),
    "segments": (None, "The segments, the one with the highest mean value first."),
    "segments[].is_natural": (None, "False for groups that were cut rather than found: tiers, grids."),
    "segments[].share": (None, "Of all customers of the population."),
    "segments[].value_share": (None, "Of their net revenue; null where there is no money."),
    "segments[].stability": (
        float | None,
        "How much of it comes back when other customers are drawn: mean Jaccard similarity; null where not measured.",
    ),
    "segments[].is_stable": (bool | None, "Whether nine of ten draws reach `evidence.resampling.threshold`."),
    "segments[].profile": (
        None,
        "By feature; empty where the segment is too small to describe. With more than 50 segments just those features "
        "that formed them; profiles.csv has all.",
    ),
    "segments[].profile{}.index": (None, "100 x segment / everyone; null where the mean is not positive."),
    "segments[].labels": (None, "By known outcome: the share who have it. Never used to form segments."),
    "segments[].labels{}.share": (float, "Of the segment's customers of whom the outcome is known."),
    "segments[].labels{}.low": (None, "Lower bound of the 95 % Wilson interval."),
    "segments[].labels{}.high": (None, "Upper bound of the 95 % Wilson interval."),
    "segments[].contrast": (Contrasts, "What sets it apart."),
    "segments[].contrast.everyone_else": (
        Contrast | None,
        "What sets it apart from everyone else, on customers held back; null where too few are.",
    ),
    "segments[].contrast.everyone_else.segment": (int | None, "Whom it is compared with; null is everyone else."),
    "segments[].contrast.everyone_else.differences": (
        list[Difference],
        "What differs by at least 0.2 standard deviations and would hardly be chance (one in twenty of what is told),"
        " the clearest first; empty where nothing does. Correlated features are told once (`along_with`).",
    ),
    "segments[].contrast.nearest": (Contrast | None, "The same against its nearest neighbour, with its id."),
    "segments[].contrast.nearest.segment": (int | None, "Id of the neighbour."),
    "segments[].contrast.nearest.differences": (list[Difference], "As against everyone else."),
    "segments[].rule": (
        SegmentRule | None,
        "Who is in it, in at most five conditions, measured on customers that it was not made on; null where the"
        " segment is too small to describe.",
    ),
    "segments[].rule.precision": (float, "Of those whom the rule describes, the share who are in the segment."),
    "segments[].rule.recall": (float, "Of those in the segment, the share whom the rule describes."),
    "segments[].rule.coverage": (float, "Of everyone, the share whom the rule describes."),
    "segments[].rule.intervals": (Mapping[str, list[float]], "The bounds of the 95 % Wilson intervals of the three."),
    "segments[].rule.conditions": (
        Mapping[str, Any],
        "The rule as a tree: `all`, `any`, `not` and `some` (with `least` and `most`: so many of them hold) of `column`"
        " with `above` and `upto` (null: no bound), `column` with `one_of`, and `blank`.",
    ),
    "rules": (
        RuleList | None,
        "The whole as a list of rules, the first that holds counts; null with fewer than two segments or more than 40.",
    ),
    "rules.lines": (list[RuleLine], "The rules, in order."),
    "rules.lines[].segment": (int, "Id of the segment of those whom it describes."),
    "rules.lines[].text": (str, "In plain words and real units."),
    "rules.lines[].conditions": (Mapping[str, Any], "As in `segments[].rule`."),
    "rules.otherwise": (int, "Id of the segment of everyone else."),
    "rules.accuracy": (Interval, "Share of customers that it was not made on whose segment it gives."),
    "rules.macro_f1": (float, "Mean over segments of the harmonic mean of precision and recall."),
    "rules.membership": (
        list[Mapping[str, Any]],
        "Models taught the segments (`full`), measured on the same customers: `model`, `accuracy`, `macro_f1`.",
    ),
    "segments[].persona": (str, "The segment in two sentences."),
    "segments[].motives": (list[Sign], "What draws them, where data speak of it."),
    "segments[].pains": (list[Sign], "What bothers them, where data speak of it."),
    "segments[].preferences": (list[Sign], "What they seem to prefer, and when they come."),
    "segments[].value_tier": (
        Literal["top", "high", "middle", "low"] | None,
        "Where its typical customer lies among everyone by value; null where there is no money.",
    ),
    "segments[].lifecycle": (
        str | None,
        "The stage most of its customers are at, if that was predicted.",
    ),
    "segments[].is_named_by_hand": (bool, "Whether a person gave the name."),
    "segments[].is_locked": (bool, "Whether its borders are kept by the next builds."),
    "segments[].actions": (
        list[Play],
        "The play that suits it; [what to do about segments](../guides/playbook.md). Empty where it is too small.",
    ),
    "segments[].actions[].play": (str, "Name of the play in the playbook."),
    "segments[].actions[].reach.addresses": (Mapping[str, float], "Share of whom an address is known, by kind."),
    "segments[].actions[].reach.sentence": (str, "All of it in plain words."),
    "segments[].actions[].experiment": (
        Experiment | None,
        "How many customers it takes to see that it works; null where nothing is known that it could be planned by.",
    ),
    "segments[].product_hints": (list[Sign], "What unusual use or unmet demand says to those who make the product."),
    "identity": (Linking, "How source keys became customers, in counts; [who is who](../guides/identity.md)."),
    "identity.by_field": (
        Mapping[str, int],
        "Pairs of keys that were linked, by what links them. A pair that two identifiers link counts in both.",
    ),
    "quality": (None, "What was read, used, refused and repaired."),
    "quality.rows_read": (None, "Always `rows_used` and all of `rows_refused` together."),
    "quality.rows_refused": (None, "By reason."),
    "quality.fixes": (None, "Repairs, each with its reason and how to undo it."),
    "quality.fixes[].name": (None, "Short name of the repair."),
    "quality.fixes[].n_rows": (None, "Rows that it changed."),
    "quality.fixes[].reason": (None, "Why."),
    "quality.fixes[].undo": (None, "The setting that undoes it."),
    "quality.by_source": (list[SourceAccount], "What was found in each source, in the order of the sources."),
    "quality.by_source[].source": (str, "Its path, as in `shoal.toml`."),
    "quality.by_source[].kind": (str, "What it was taken for."),
    "quality.by_source[].score": (float, "From 0 to 100: its parts multiplied, each as a share."),
    "quality.by_source[].parts": (Mapping[str, float], "From 0 to 100; `timeliness` only where there are events."),
    "quality.by_source[].n_rows": (int, "Rows of the file."),
    "quality.by_source[].span": (list[str], "First and last day of its events; empty without time."),
    "quality.by_source[].findings": (list[Finding], "What was found, the gravest first."),
    "quality.by_source[].findings[].rows": (list[int], "Numbers of at most five rows that show it, from 1."),
    "quality.by_source[].findings[].part": (Part | None, "The part of the score that it takes from; null: none."),
    "quality.by_source[].findings[].fix": (str, "The repair that treats it, or empty."),
    "quality.by_source[].fixes[].reason": (str, "Why."),
    "quality.by_source[].findings[].name": (str, "A stable word."),
    "quality.by_source[].fixes": (list[PlannedFix], "Repairs that are made, and those that are proposed."),
    "quality.by_source[].fixes[].is_applied": (bool, "Whether it is made; else it is proposed."),
    "warnings": (None, "What a reader should know before they rely on the answer."),
    "files": (Mapping[str, str], "The files of the version, by what they are."),
}
"""Type (None: the type says it) and meaning of what the types in `terms` do not explain, by path."""

COMMON = {
    "algorithm": "Its name.",
    "chosen": "Whether it formed the segments.",
    "description": "What it means.",
    "gap": "Gap statistic.",
    "high": "Upper bound of its 95 % interval.",
    "k": "Number of groups.",
    "low": "Lower bound of its 95 % interval.",
    "mean": "Mean of the segment's customers, in the unit of the feature.",
    "median": "Their median.",
    "n_customers": "Its customers.",
    "name": "Its name.",
    "rows_used": "Rows that passed every check.",
    "threshold": "What it must pass.",
    "tried": "Whether it was fitted.",
    "value": "The estimate.",
    "what": "What was chosen.",
    "why": "Why.",
}
"""What a key means wherever nothing more special is said."""


def schema() -> dict[str, Any]:
    """Give the JSON Schema of `segments.json`."""
    hints: dict[str, Any] = {}
    for kind in reversed(TOP):
        hints |= get_type_hints(kind)
    meanings = {name: text for kind in reversed(TOP) for name, text in _documented(kind).items()}
    made = _object(hints, meanings, _samples(), "")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "segments.json", **made}


def rows(part: Mapping[str, Any], path: str = "") -> list[tuple[str, str, str]]:
    """Give every key of a schema with its path, its type in words and its meaning."""
    found: list[tuple[str, str, str]] = []
    for key, inner in part.get("properties", {}).items():
        here = f"{path}.{key}".lstrip(".")
        found.append((here, _in_words(inner), inner.get("description", "")))
        found += _below(inner, here)
    return found


def _below(part: Mapping[str, Any], path: str) -> list[tuple[str, str, str]]:
    found = rows(part, path)
    if isinstance(part.get("items"), Mapping):
        found += _below(part["items"], path + "[]")
    if isinstance(part.get("additionalProperties"), Mapping):
        found += _below(part["additionalProperties"], path + "{}")
    for option in part.get("anyOf", ()):
        found += _below(option, path)
    return found


def _samples() -> list[dict[str, Any]]:
    """Segment a shop with groups and one without."""
    before = os.environ.get("SHOAL_HOME")
    with tempfile.TemporaryDirectory() as place:
        os.environ["SHOAL_HOME"] = place
        try:
            shops = (simulate.shop(300, seed=1), simulate.smooth_shop(300, seed=1))
            made = [
                shoal.run({"orders": shop.orders, "customers": shop.customers}, out=Path(place, str(n))).to_dict()
                for n, shop in enumerate(shops)
            ]
            return [*made, _in_full(Path(place, "full")), *_with_goal(Path(place, "goal"))]
        finally:
            os.environ.pop("SHOAL_HOME")
            if before is not None:
                os.environ["SHOAL_HOME"] = before


def _in_full(out: Path) -> dict[str, Any]:
    """Segment a shop with what takes long as well, as little of it as has every key."""
    little = {"cluster.candidates": ["bisecting_kmeans"], "outcomes.origins": 1}
    return shoal.run({"orders": simulate.shop(200, seed=1).orders}, out=out, full=True, settings=little).to_dict()


def _with_goal(out: Path) -> list[dict[str, Any]]:
    """Segment customers with a known outcome and a goal about it, twice, so that there is progress to show."""
    numbers = [(n * 37 % 101 - 50, n * 53 % 97 - 48) for n in range(600)]
    people = pa.table(
        {
            "customer": [f"K{n}" for n in range(600)],
            "spread": [float(a) for a, _ in numbers],
            "slope": [float(b) for _, b in numbers],
            "churned": ["yes" if a * b > 0 else "no" for a, b in numbers],
        }
    )
    days = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC))
    goal = "reduce churn by 10 % in six months"
    return [shoal.run({"people": people}, out=out, goal=goal, as_of=day).to_dict() for day in days]


def _of(hint: Any, values: list[Any], path: str) -> dict[str, Any]:
    """Give the schema of a value whose type is `hint` (None where no type is known) and which was seen as `values`."""
    options = [one for one in get_args(hint) if one is not NoneType] if _is_union(hint) else [hint]
    filled = [value for value in values if value is not None]
    if len(options) == 1 and filled and isinstance(filled[0], dict | list):
        made = _container(options[0], filled, path)
        return {"anyOf": [made, {"type": "null"}]} if options[0] is not hint else made
    if hint is None:
        raise SystemExit(f"docs/result_schema.py: say in WORDS what type '{path}' has")
    made = dict(TypeAdapter(hint).json_schema())
    named = {f"#/$defs/{name}": one for name, one in made.pop("$defs", {}).items()}
    if "anyOf" in made:  # a definition would be sought at the root of the whole schema, so it stands where it is used
        made["anyOf"] = [named.get(one.get("$ref"), one) for one in made["anyOf"]]
    return made


def _container(hint: Any, filled: list[Any], path: str) -> dict[str, Any]:
    inner = get_args(hint)
    if isinstance(filled[0], list):
        items = [item for value in filled for item in value]
        return {"type": "array", "items": _of(inner[0] if inner else None, items, path + "[]")}
    if get_origin(hint) is Mapping and inner[1] is Any:
        return {"type": "object"}  # as deep as a tree of rules
    if inner and get_origin(hint) is Mapping:
        values = [item for value in filled for item in value.values()]
        return {"type": "object", "additionalProperties": _of(inner[1], values, path + "{}")}
    return _object(get_type_hints(hint), _documented(hint), filled, path)


def _object(
    hints: Mapping[str, Any], meanings: Mapping[str, str], values: list[dict[str, Any]], path: str
) -> dict[str, Any]:
    properties = {}
    for key in values[0]:
        here = f"{path}.{key}".lstrip(".")
        hint, words = WORDS.get(here, (None, ""))
        made = _of(hint or hints.get(key), [value[key] for value in values], here)
        made.pop("title", None)
        meaning = words or meanings.get(key, COMMON.get(key, ""))
        properties[key] = {"description": meaning, **made} if meaning else made
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _documented(kind: type) -> dict[str, str]:
    """Read what a dataclass says of its fields: in its settings, or under Parameters in its docstring."""
    said = {field.name: field.metadata["help"] for field in dataclasses.fields(kind) if "help" in field.metadata}
    for names, text in re.findall(r"^    (\w[\w, ]*) : [^\n]*\n((?:        [^\n]*\n?)*)", kind.__doc__ or "", re.M):
        words = " ".join(text.split()).replace("``", "`")
        said |= {name.strip(): words for name in names.split(",") if words}
    return said


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


def _in_words(part: Mapping[str, Any]) -> str:
    if "anyOf" in part:
        return " or ".join(_in_words(option) for option in part["anyOf"])
    if "enum" in part:
        return "one of " + ", ".join(f"`{value}`" for value in part["enum"])
    if "$ref" in part:
        return "text"
    if part.get("type") == "array":
        return "list of " + {"object": "objects", "string": "texts"}.get(part["items"].get("type", ""), "values")
    if part.get("format") == "date-time":
        return "instant"
    words = {"object": "object", "string": "text", "integer": "whole number", "number": "number", "null": "null"}
    return words.get(part.get("type", ""), "yes or no" if part.get("type") == "boolean" else "any")
