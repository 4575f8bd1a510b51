"""Why a customer is in their segment, from what was published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shoal import cluster, features, interpret, prepare, privacy, registry
from shoal.app.identity import owned
from shoal.app.segments import published
from shoal.app.workspace import Surroundings, reading
from shoal.errors import CustomerNotFound
from shoal.stats.rounding import written
from shoal.terms import Version, rule_from_dict
from shoal.terms.titles import title


@dataclass(frozen=True)
class Explainer:
    """A published version, read once; it explains one customer after another.

    Parameters
    ----------
    folder : Path
    version : Version
    placing : Placing
    """

    folder: Path
    version: Version
    placing: interpret.Placing

    def explain(self, customer: str) -> dict[str, Any]:
        """Explain a customer by their ``customer_id``.

        Raises
        ------
        CustomerNotFound
            If the version does not know them.
        """
        found = registry.read_customer(self.folder, self.version, customer)
        if found is None:
            raise _unknown(customer, self.folder, self.version)
        profile, assigned = found
        names = {segment["id"]: segment for segment in self.version.result["segments"]}
        own = names[assigned["segment_id"]]
        # Traits are what they are: only what customers do can change.
        known = {feature.name: feature for feature in features.defined()}
        answer = interpret.why(self.placing, profile, own["id"], known, self.version.result["currency"])
        rule = own["rule"]
        return {
            "customer_id": customer,
            "segmentation": self.version.segmentation,
            "version": self.version.version,
            "as_of": self.version.result["as_of"],
            "segment": _named(own),
            "confidence": assigned["confidence"],
            "runner_up": None if answer.next_segment is None else _named(names[answer.next_segment]),
            "rule": None
            if rule is None
            else {"text": rule["text"], "holds": rule_from_dict(rule["conditions"]).holds(profile)},
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
            "changes": [
                {
                    "feature": change.feature,
                    "now": _plain(change.now),
                    "then": _plain(change.then),
                    "text": change.text,
                    "segment": _named(names[change.segment]),
                }
                for change in answer.changes
            ],
        }


def explain(folder: Path, customer: str, segmentation: str | None, *, surroundings: Surroundings) -> dict[str, Any]:
    """Explain a customer, named by any key of theirs or by ``customer_id``.

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key; the closest ids are named.
    """
    with reading(folder, surroundings=surroundings) as store:
        version = published(store, segmentation)
        fitted = registry.load(store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
        merges = registry.read_merges(store.folder, version)
        if merges is not None:
            try:
                customer, _ = owned(merges, customer, store, privacy.load_secret(surroundings.home / "secret.key"))
            except CustomerNotFound as error:
                raise _unknown(customer, store.folder, version) from error
        typical = {
            segment["id"]: {name: figure["median"] for name, figure in segment["profile"].items()}
            for segment in version.result["segments"]
            if segment["profile"]
        }
        placing = interpret.Placing(fitted.recipe, fitted.model, fitted.segment_of_group, typical)
        return Explainer(store.folder, version, placing).explain(customer)


def _unknown(customer: str, folder: Path, version: Version) -> CustomerNotFound:
    near = registry.near_ids(folder, version, customer)
    return CustomerNotFound(
        "nobody is known by that key in this version",
        expected="a key as the source has it, or a customer_id",
        do=f"check the key; closest are {', '.join(near)}" if near else "check the key",
        where=str(folder),
    )


def _named(segment: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": segment["id"], "name": segment["name"]}


def _plain(value: float | None) -> float | None:
    return None if value is None else written(value)
