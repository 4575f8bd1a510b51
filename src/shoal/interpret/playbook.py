"""The playbook: rules that say what to do about a segment, by what is true of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shoal.terms import Tier

When = Mapping[str, tuple[str, ...]]
"""Fact to the words of which one must be true."""


@dataclass(frozen=True)
class PlayRule:
    """A play: when it is the one, and what it says; words in braces are those of the sector.

    Parameters
    ----------
    name : str
    when : mapping of fact to words
    tier : str
    goal, why : str
    offer : str
        The kind of offer; the sector says what it is there.
    offer_why : str
    creative : tuple of str
    campaign : str
    kpi : str
        Key of a KPI of the sector.
    """

    name: str
    when: When
    tier: Tier
    goal: str
    why: str
    offer: str
    offer_why: str
    creative: tuple[str, ...]
    campaign: str
    kpi: str


@dataclass(frozen=True)
class ChannelRule:
    """A way to reach customers, when it suits, and why."""

    name: str
    channel: str
    when: When
    why: str


@dataclass(frozen=True)
class ProductRule:
    """What a use says to those who make the product, and when."""

    name: str
    when: When
    text: str


@dataclass(frozen=True)
class Kpi:
    """A figure to watch.

    Parameters
    ----------
    name : str
    how : str
        How it is measured.
    unit : str
        ``share`` or ``money``.
    usual : float
        What is assumed where the data hold nothing better.
    better : str
        ``higher`` or ``lower``: where a play should move it.
    """

    name: str
    how: str
    unit: Literal["share", "money"]
    usual: float
    better: Literal["higher", "lower"] = "higher"


@dataclass(frozen=True)
class Sector:
    """The words, offers and KPIs of a kind of business."""

    name: str
    about: str
    words: Mapping[str, str]
    offers: Mapping[str, str]
    kpis: Mapping[str, Kpi]


@dataclass(frozen=True)
class Playbook:
    """All rules, the first that holds counts; channels are ranked by their order."""

    plays: tuple[PlayRule, ...]
    channels: tuple[ChannelRule, ...]
    products: tuple[ProductRule, ...]
    sectors: Mapping[str, Sector]
