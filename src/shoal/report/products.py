"""The page of products: what to tell people of, what to tell newcomers, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shoal.report.foreseen import ForeseenPage, Section, Table, filled
from shoal.report.numbers import count, percent, quantity

WAYS = {
    "popular": "what sells most",
    "neighbours": "what the same customers bought",
    "linear": "what is bought together, each product's own part",
    "factors": "tastes that customers share",
    "often": "what the customer bought most often",
    "lately": "what the customer bought often and lately",
    "rebuying": "what the customer bought often and lately, and people buy again",
}
"""The ways of suggesting, in words."""


def products_page(result: Mapping[str, Any]) -> ForeseenPage:
    """Tell what stands in ``predictions_next.json``.

    Parameters
    ----------
    result : mapping
    """
    on, days, learnt = datetime.fromisoformat(result["as_of"]), result["asked"]["horizon_days"], result["learnt"]
    who = quantity(result["n_customers"], "customer")
    new, own = (learnt[kind]["proofs"].get(learnt[kind]["way"]) for kind in ("new", "own"))
    figures = [(count(result["n_customers"]), "customers are told of products")]
    if new and new["n_customers"]:
        figures.append((percent(round(new["reached"], 3)), "bought at least one of ten new ones, on an earlier day"))
    if own and own["n_customers"]:
        figures.append((percent(round(own["reached"], 3)), "bought at least one of ten of their own again"))
    return ForeseenPage(
        title="What will customers buy next?",
        over=f"The {days} days from {on.day} {on:%B %Y}",
        lede=f"{who} are told of {result['asked']['top']} products they never bought, each with the reason, and of as"
        " many of their own that they will want again; who is told what stands in the table beside this page.",
        figures=tuple(figures),
        warnings=tuple(result["warnings"]),
        sections=filled([_told(result), _newcomers(result), _trust(result)]),
    )


def _told(result: Mapping[str, Any]) -> Section:
    rows = tuple(
        (
            one["name"] or one["product"],
            one["product"],
            count(one["n_customers"]),
            "unknown" if one["expected_buyers"] is None else count(one["expected_buyers"]),
        )
        for one in result["products"]
    )
    return Section(
        "products",
        "New products to tell people of",
        ("The products that most customers are told of as new to them.",),
        table=Table(("Product", "Code", "Customers told", "Of whom will buy"), rows),
        note="How many will buy is counted on an earlier day, of customers who were told and were not: nobody was"
        " written to. A message may do more.",
    )


def _newcomers(result: Mapping[str, Any]) -> Section:
    rows = tuple(
        (
            one["name"],
            ", ".join(name or product for product, name in zip(one["products"], one["product_names"], strict=True)),
        )
        for one in result["newcomers"]
    )
    return Section(
        "newcomers",
        "For somebody of whom nothing is known yet",
        terms=rows,
        note="The likeliest first. What most customers of the segment bought, drawn to what everybody bought.",
    )


def _trust(result: Mapping[str, Any]) -> Section:
    rows = []
    for kind, heading in (("new", "New to the customer"), ("own", "Bought before")):
        learnt = result["learnt"][kind]
        for way, one in learnt["proofs"].items():
            if one["n_customers"]:
                found, chosen = one["recall"], ", chosen" if way == learnt["way"] else ""
                between = f"{percent(round(found['low'], 3))} to {percent(round(found['high'], 3))}"
                share = f"{percent(round(found['value'], 3))} ({between})"
                rows.append((f"{heading}: {WAYS[way]}{chosen}", share, percent(round(one["reached"], 3))))
    if not rows:
        return Section(
            "trust",
            "How far to trust it",
            ("Nothing could be tried on an earlier day, so nobody knows how often this comes true.",),
        )
    interests = result["learnt"]["interests"]
    said = "Every way was tried on the day one horizon back: ten products were suggested, and what was bought since"
    sentences = [f"{said} decides."]
    if interests:
        sentences.append(
            f"Of what was bought next, {percent(round(interests['first_share'], 3))} was of the category told first;"
            f" {percent(round(interests['usual_share'], 3))} of the one that sells most."
        )
    return Section(
        "trust",
        "How far to trust it",
        tuple(sentences),
        table=Table(("Suggested by", "Found of what was bought", "Bought at least one of ten"), tuple(rows)),
        note="In brackets the 95 % interval. The simplest way is chosen that is as good as the best within chance.",
    )
