"""Why a customer is in their segment and what would move them, from what was published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from shoal import cluster, features, interpret, prepare, privacy, registry
from shoal.app.identity import owned
from shoal.app.segments import published
from shoal.app.workspace import Surroundings, reading
from shoal.engine import DuckEngine
from shoal.errors import CustomerNotFound
from shoal.stats.rounding import written
from shoal.store import Store
from shoal.terms import Rule, Version, columns_of, rule_from_dict
from shoal.terms.titles import title

ORDER_DAYS = "cadence_days"
"""The feature whose value is a customer's own gap between orders."""

NO_ORDERS = "the segments are formed on what customers are, not on what they order"
OUT_OF_REACH = "no plausible orders within a year lead to another segment"
TOP = "no segment is worth more"


@dataclass(frozen=True)
class Explainer:
    """A published version, read once; it explains one customer after another.

    Parameters
    ----------
    store : Store
    engine : DuckEngine
    version : Version
    people : People
    fitted : Fitted
    placing : Placing
    rules : mapping of segment to Rule
    histories : Histories
    outlook : Outlook or None
        None where no order places customers.
    merges : pyarrow.Table or None
        As `registry.read_merges` gives it.
    secret : bytes
    """

    store: Store
    engine: DuckEngine
    version: Version
    people: registry.People
    fitted: registry.Fitted
    placing: interpret.Placing
    rules: Mapping[int, Rule]
    histories: registry.Histories
    outlook: features.Outlook | None
    merges: pa.Table | None
    secret: bytes = field(repr=False)

    def explain(self, customer: str) -> dict[str, Any]:
        """Explain a customer, named by any key of theirs or by ``customer_id``.

        Raises
        ------
        CustomerNotFound
            If nobody is known by that key; the closest ids are named.
        """
        customer = self._customer(customer)
        profile, assigned = self.read(customer)
        segments = self.segments
        own = segments[assigned["segment_id"]]
        answer = interpret.why(self.placing, profile, own["id"])
        rule = own["rule"]
        return {
            "customer_id": customer,
            "segmentation": self.version.segmentation,
            "version": self.version.version,
            "as_of": self.version.result["as_of"],
            "segment": _named(own),
            "confidence": assigned["confidence"],
            "runner_up": None if answer.next_segment is None else _named(segments[answer.next_segment]),
            "rule": None if rule is None else {"text": rule["text"], "holds": self.rules[own["id"]].holds(profile)},
            "reasons": [
                {
                    "feature": reason.feature,
                    "title": title(reason.feature),
                    "value": _plain(reason.value),
                    "typical": _plain(reason.typical),
                    "typical_of_runner_up": _plain(reason.typical_next),
                    "weight": written(reason.weight),
                }
                for reason in answer.reasons
            ],
            **self._ahead(customer, profile, own, segments),
        }

    @property
    def segments(self) -> Mapping[int, Mapping[str, Any]]:
        """Give the published segments by their id."""
        return {segment["id"]: segment for segment in self.version.result["segments"]}

    def read(self, customer: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Read a customer by ``customer_id``: the features that are spoken of, and where they were placed."""
        found = self.people.read(customer, self._columns)
        if found is None:
            raise self._unknown(customer)
        return found

    def _ahead(
        self,
        customer: str,
        profile: Mapping[str, Any],
        own: Mapping[str, Any],
        segments: Mapping[int, Mapping[str, Any]],
    ) -> dict[str, Any]:
        """Say what would move a customer, what will if they do not order, or why neither is known."""
        if self.outlook is None:
            return {"changes": [], "without_orders": None, "no_changes": NO_ORDERS}
        self.histories.of(self.engine, customer)
        aims, gap_days = aims_of(own["id"], segments), profile.get(ORDER_DAYS)
        found = interpret.prospect(
            self.placing,
            (
                interpret.After(one.future, features_at(profile, one, self.placing.reads), one.like, one.amount)
                for one in self.outlook.of(self.engine, interpret.least_gap(gap_days))
            ),
            own["id"],
            aims,
            gap_days=gap_days,
            currency=self.version.result["currency"],
        )
        return {
            "changes": [
                {
                    "text": offer.text,
                    "orders": offer.future.n_orders,
                    "within_days": offer.future.within_days,
                    "is_within": offer.is_within,
                    "times_usual": offer.future.times,
                    "like_order": offer.like,
                    "amount_each": _plain(offer.amount),
                    "segment": _named(segments[offer.segment]),
                    "is_worth_more": _value(segments[offer.segment]) > _value(own),
                }
                for offer in found.offers
            ],
            "without_orders": None
            if found.falls_to is None
            else {"within_days": found.falls_within_days, "segment": _named(segments[found.falls_to])},
            "no_changes": None if found.offers else OUT_OF_REACH if aims else TOP,
        }

    @property
    def _columns(self) -> tuple[str, ...]:
        """Name what is read of a customer: what places them, what the rules speak of, how often they order."""
        read = {feature["name"] for feature in self.version.result["features"]}
        named = [*self.placing.reads, *(name for rule in self.rules.values() for name in columns_of(rule)), ORDER_DAYS]
        return tuple(dict.fromkeys(name for name in named if name in read))

    def _customer(self, key: str) -> str:
        if self.merges is None:
            return key
        try:
            return owned(self.merges, key, self.store, self.secret)[0]
        except CustomerNotFound as error:
            raise self._unknown(key) from error

    def _unknown(self, customer: str) -> CustomerNotFound:
        near = self.people.near(customer)
        return CustomerNotFound(
            "nobody is known by that key in this version",
            expected="a key as the source has it, or a customer_id",
            do=f"check the key; closest are {', '.join(near)}" if near else "check the key",
            where=str(self.store.folder),
        )


@contextmanager
def explaining(folder: Path, segmentation: str | None, *, surroundings: Surroundings) -> Iterator[Explainer]:
    """Read a published version once, to explain one customer after another."""
    with reading(folder, surroundings=surroundings) as store:
        version = published(store, segmentation)
        fitted = registry.load(store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
        segments = version.result["segments"]
        read = cluster.features_read(fitted.recipe, fitted.model)
        levels = registry.common_levels(store.folder, version, read, min_count=fitted.spec.privacy.min_count)
        typical = {
            segment["id"]: {
                **{name: figure["median"] for name, figure in segment["profile"].items()},
                **levels.get(segment["id"], {}),
            }
            for segment in segments
            if segment["profile"]
        }
        with (
            TemporaryDirectory() as spill,
            closing(DuckEngine(Path(spill), threads=1)) as engine,
            registry.people_of(store.folder, version) as people,
            registry.histories_of(engine, store.folder, version) as histories,
        ):
            yield Explainer(
                store=store,
                engine=engine,
                version=version,
                people=people,
                fitted=fitted,
                placing=interpret.Placing(fitted.recipe, fitted.model, fitted.segment_of_group, typical),
                rules={
                    segment["id"]: rule_from_dict(segment["rule"]["conditions"])
                    for segment in segments
                    if segment["rule"] is not None
                },
                histories=histories,
                outlook=_outlook(engine, histories, version, fitted),
                merges=registry.read_merges(store.folder, version),
                secret=privacy.load_secret(surroundings.home / "secret.key"),
            )


def explain(folder: Path, customer: str, segmentation: str | None, *, surroundings: Surroundings) -> dict[str, Any]:
    """Explain one customer, named by any key of theirs or by ``customer_id``.

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key; the closest ids are named.
    """
    with explaining(folder, segmentation, surroundings=surroundings) as explainer:
        return explainer.explain(customer)


def _outlook(
    engine: DuckEngine, histories: registry.Histories, version: Version, fitted: registry.Fitted
) -> features.Outlook | None:
    """Write the queries for what lies ahead, once for all customers; None where no order places them."""
    if not histories.own:
        return None
    return features.outlook(
        histories.of(engine, ""),
        interpret.futures(),
        fitted.spec.features,
        names=cluster.features_read(fitted.recipe, fitted.model),
        as_of=datetime.fromisoformat(version.result["as_of"]),
        timezone=fitted.spec.timezone,
    )


def aims_of(segment: int, segments: Mapping[int, Mapping[str, Any]]) -> frozenset[int]:
    """List the segments that are offered to those in one: those worth more, and of natural ones the others too.

    Nothing is offered to those in the one worth most, and whoever belongs to no group is no aim.
    """
    own = segments[segment]
    others = [one for one in segments.values() if one["profile"] and one["is_natural"] == own["is_natural"]]
    if all(_value(one) <= _value(own) for one in others):
        return frozenset()
    return frozenset(
        one["id"] for one in others if _value(one) > _value(own) or (one["is_natural"] and one["id"] != own["id"])
    )


def _value(segment: Mapping[str, Any]) -> float:
    figure = segment["profile"].get("net_revenue") or segment["profile"].get("order_count")
    return float("-inf") if figure is None or figure["mean"] is None else float(figure["mean"])


def features_at(profile: Mapping[str, Any], after: features.Ahead, names: tuple[str, ...]) -> Mapping[str, Any]:
    """Give the features after a future; traits stay as they are, but for the days since a date, which go on."""
    traits = {
        name: profile[name] + after.future.within_days
        for name in names
        if name not in after.features and name.endswith("_days_ago") and profile.get(name) is not None
    }
    return {**profile, **{name: value for name, value in after.features.items() if name in names}, **traits}


def _named(segment: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": segment["id"], "name": segment["name"]}


def _plain(value: float | str | None) -> float | str | None:
    return value if value is None or isinstance(value, str) else written(value)
