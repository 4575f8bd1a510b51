"""The words that goals are made of, in English and German."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Metric:
    """Something that a goal can be about.

    Parameters
    ----------
    phrases : tuple of str
        How people call it: plain lower-case words without accents; a ``*`` stands for any ending.
    better : str
        The direction in which it is better.
    is_share : bool
    features : tuple of str
        Features that say most about it; they are taken first.
    """

    phrases: tuple[str, ...]
    better: Literal["lower", "higher"]
    is_share: bool
    features: tuple[str, ...]


METRICS: Mapping[str, Metric] = {
    "churn": Metric(
        ("churn*", "attrition", "cancellations", "abwander*", "kundigung*", "kundenverlust*", "abgang*"),
        "lower",
        True,
        ("recency_days", "cadence_days", "revenue_trend", "tenure_days", "order_count"),
    ),
    "active_share": Metric(
        ("customers active", "active customers", "active share", "active", "aktive kunden", "kunden aktiv", "aktiv*"),
        "higher",
        True,
        ("recency_days", "cadence_days", "revenue_trend", "order_count"),
    ),
    "retention": Metric(
        ("retention", "retain*", "kundenbindung", "bindung", "halterate"),
        "higher",
        True,
        ("recency_days", "tenure_days", "cadence_days", "order_count"),
    ),
    "repeat_rate": Metric(
        ("repeat rate", "repeat purchase*", "repeat", "wiederkauf*", "wiederkaufsrate", "loyal*", "treue*"),
        "higher",
        True,
        ("order_count", "tenure_days", "recency_days", "cadence_days", "repeat_count"),
    ),
    "average_order_value": Metric(
        ("average order value", "order value", "aov", "basket*", "*bestellwert*", "*warenkorb*"),
        "higher",
        False,
        ("average_order_value", "units_per_order", "product_count", "net_revenue"),
    ),
    "recency_days": Metric(
        ("recency", "days since last order", "tage seit der letzten bestellung"),
        "lower",
        False,
        ("recency_days", "cadence_days"),
    ),
    "return_share": Metric(
        ("return share", "return rate", "returns", "retouren*", "rucksend*", "rucklaufer*"),
        "lower",
        True,
        ("return_share", "average_order_value", "product_count"),
    ),
    "satisfaction": Metric(
        ("satisfaction", "ratings", "rating", "zufriedenheit", "bewertung*"),
        "higher",
        False,
        (),
    ),
    "revenue": Metric(
        ("revenue", "sales", "turnover", "value", "*umsatz*", "wert", "kundenwert"),
        "higher",
        False,
        ("net_revenue", "average_order_value", "order_count"),
    ),
}
"""Metrics by name; of two that fit the same words the longer phrase wins, then the earlier metric."""


def _words(*lines: str) -> tuple[str, ...]:
    return tuple(word for line in lines for word in line.split())


LOWER = frozenset(
    _words(
        "reduce lower cut decrease shrink less fewer minimise minimize halve",
        "senken senke verringern reduzieren mindern weniger halbieren",
    )
)
HIGHER = frozenset(
    _words(
        "raise increase grow improve boost lift more maximise maximize double",
        "erhohen erhohe steigern steigere verbessern heben mehr verdoppeln",
    )
)
KEEP = frozenset(_words("keep hold maintain halten halte behalten"))
HALVE, DOUBLE = frozenset(_words("halve halbieren")), frozenset(_words("double verdoppeln"))
FILLERS = frozenset(
    _words(
        "the a an of our all that are and for in on at with from share rate customer customers buyer buyers people",
        "is be should stay percent per cent",
        "der die das den dem des ein eine einen einem unser unsere unseren aller alle von vom mit fur und im bei",
        "quote rate anteil kunde kunden kaufer bleiben sollen werden prozent",
    )
)
NUMBERS: Mapping[str, int] = {
    **{word: n for n, word in enumerate(_words("one two three four five six seven eight nine ten eleven twelve"), 1)},
    **{word: n for n, word in enumerate(_words("ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf"), 1)},
    "eine": 1,
    "einem": 1,
    "einer": 1,
    "einen": 1,
    "a": 1,
}
PERIODS: Mapping[str, tuple[int, Literal["days", "months"]]] = {
    "day": (1, "days"),
    "days": (1, "days"),
    "week": (7, "days"),
    "weeks": (7, "days"),
    "month": (1, "months"),
    "months": (1, "months"),
    "quarter": (3, "months"),
    "quarters": (3, "months"),
    "year": (12, "months"),
    "years": (12, "months"),
    "tag": (1, "days"),
    "tage": (1, "days"),
    "tagen": (1, "days"),
    "woche": (7, "days"),
    "wochen": (7, "days"),
    "monat": (1, "months"),
    "monate": (1, "months"),
    "monaten": (1, "months"),
    "quartal": (3, "months"),
    "quartale": (3, "months"),
    "quartalen": (3, "months"),
    "jahr": (12, "months"),
    "jahre": (12, "months"),
    "jahren": (12, "months"),
}
