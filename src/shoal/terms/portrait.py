"""Who a segment is and what to do about it: the persona, and the play that suits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ValueTier = Literal["top", "high", "middle", "low"]
"""Where the typical customer of a segment lies among everyone by value."""

Tier = Literal["trial", "nurture", "retain", "win back"]
"""What a play is for: first steps, more of it, keeping what there is, bringing back."""

CHANNELS = (
    "e-mail",
    "SMS",
    "ads",
    "in-app",
    "on-site",
    "direct mail",
    "call",
    "survey",
    "loyalty programme",
)
"""Ways to reach customers."""


@dataclass(frozen=True)
class Sign:
    """What figures of a segment speak for.

    Parameters
    ----------
    text : str
        In plain words.
    because : str
        The figures that it rests on, beside everyone's.
    feature : str
        The feature that they are of.
    """

    text: str
    because: str
    feature: str


@dataclass(frozen=True)
class Persona:
    """A segment as a person would be described.

    Parameters
    ----------
    text : str
        Two sentences.
    motives, pains, preferences : tuple of Sign
        Empty where no data speak for any.
    value_tier : str or None
        None where there is no money.
    lifecycle : str or None
        None until predictions give one.
    """

    text: str
    motives: tuple[Sign, ...] = ()
    pains: tuple[Sign, ...] = ()
    preferences: tuple[Sign, ...] = ()
    value_tier: ValueTier | None = None
    lifecycle: str | None = None


@dataclass(frozen=True)
class Chosen:
    """One choice of a play, with its reason."""

    what: str
    why: str


@dataclass(frozen=True)
class Reach:
    """How many customers of a segment may be written to.

    Parameters
    ----------
    n_asked : int
        Customers of the segment.
    n_allowed : int or None
        Those of them who may be contacted; None where no source records whether they agreed.
    share : float or None
        The same as a share.
    by : mapping of address to share
        Share of them of whom an address is known: ``email``, ``phone``.
    sentence : str
        All of it in plain words.
    """

    n_asked: int
    n_allowed: int | None = None
    share: float | None = None
    by: Mapping[str, float] = field(default_factory=dict)
    sentence: str = ""


@dataclass(frozen=True)
class Experiment:
    """How many customers it takes to see that a play works.

    Parameters
    ----------
    unit : str
        ``share`` or ``money``: what the KPI is.
    usual : float
        The KPI without the play.
    is_assumed : bool
        Whether `usual` is a figure of the playbook and not of these customers.
    lift : float
        What is to be seen, as a share of `usual`; below zero where less is better.
    n_per_arm : int
        Customers who get the play, and as many who do not.
    n_available : int
        Customers of the segment who may be asked.
    smallest_lift : float or None
        The smallest lift that those show, half of them left alone, of the same sign; None where they show none.
    sentence : str
        All of it in plain words.
    """

    unit: Literal["share", "money"]
    usual: float
    is_assumed: bool
    lift: float
    n_per_arm: int
    n_available: int
    smallest_lift: float | None
    sentence: str = ""


@dataclass(frozen=True)
class Play:
    """What to do about a segment.

    Parameters
    ----------
    name : str
        Of the play in the playbook.
    tier : str
        What it is for: ``trial``, ``nurture``, ``retain`` or ``win back``.
    goal : str
        What is to be reached.
    why : str
        Why this play: what is true of the segment.
    channels : tuple of Chosen
        How to reach them, the best first.
    timing : tuple of Chosen
        When, by their own habits.
    offer : Chosen
        The kind of offer.
    creative : tuple of str
        Hints for those who write and draw it.
    campaign : str
        An example.
    kpi : Chosen
        What to watch, and how it is measured.
    reach : Reach
        Who may be contacted.
    experiment : Experiment or None
        None where nothing is known that it could be planned by.
    product : tuple of Sign
        What unusual use or unmet demand says to those who make the product.
    """

    name: str
    tier: Tier
    goal: str
    why: str
    channels: tuple[Chosen, ...]
    timing: tuple[Chosen, ...]
    offer: Chosen
    creative: tuple[str, ...]
    campaign: str
    kpi: Chosen
    reach: Reach
    experiment: Experiment | None
    product: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class Episode:
    """A published version in the history of a segmentation.

    Parameters
    ----------
    version : str
    as_of : str
        ISO 8601, UTC.
    n_customers : int
    segments : tuple of (name, customers, share)
    """

    version: str
    as_of: str
    n_customers: int
    segments: tuple[tuple[str, int, float], ...]
