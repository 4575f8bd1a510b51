"""Is it worth it? What segments of earlier days told of the days after them, in words and as small pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shoal.report.numbers import count, estimate, percent, spelled
from shoal.terms import Interval, OutcomeWorth, Segmentation, Worth

WAYS = {
    "segments": ("These segments", "formed as of each earlier day, in the way of this report"),
    "value_tiers": ("Value tiers", "as many groups, by money spent until then and nothing else"),
    "rfm_grid": ("RFM groups", "eleven groups by recency, frequency and money"),
    "log_spend": ("Money spent until then", "no groups: whoever spent more is expected to do more"),
    "model": ("A model made for this", "no groups: it learns from every number known; about the most to be had"),
}
"""The ways of telling customers apart, as people say them: a name and what it is."""

OUTCOMES = {
    "spend": ("Who spends how much", "how much customers spent", "what they spent"),
    "orders": ("Who orders how often", "how often customers ordered", "how often they ordered"),
    "churn": ("Who stays away", "who stayed away", ""),
}
"""What customers did: a heading, a phrase for sentences, and one for how to read the figures."""


@dataclass(frozen=True)
class WayBar:
    """How much one way told: in words, and in per cent of a scale that ends at perfect."""

    name: str
    what: str
    is_ours: bool
    text: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class OutcomePicture:
    """The ways beside each other for one thing that customers did.

    Parameters
    ----------
    heading, reading : str
        What it is, and how to read the figures.
    bars : tuple of WayBar
    chance : float
        Where on the scale a way stands that tells nothing.
    sentence : str
        What the figures say, before the picture.
    """

    heading: str
    reading: str
    bars: tuple[WayBar, ...]
    chance: float
    sentence: str


@dataclass(frozen=True)
class WorthPanel:
    """What the page says of worth.

    Parameters
    ----------
    verdict : str
        The answer in one sentence.
    how : str
        What was done, or why nothing could be.
    pictures : tuple of OutcomePicture
    """

    verdict: str
    how: str
    pictures: tuple[OutcomePicture, ...] = ()


def worth_panel(segmentation: Segmentation) -> WorthPanel | None:
    """Gather what the page says of worth; None where it was not asked for."""
    worth = segmentation.grouping.evidence.worth
    if worth is None:
        return None
    if worth.why_not:
        why = worth.why_not.removeprefix("not measurable: ")
        return WorthPanel("That cannot be measured with these data.", why[0].upper() + why[1:] + ".")
    return WorthPanel(_verdict(worth), _how(worth), tuple(_picture(one) for one in worth.outcomes))


def _verdict(worth: Worth) -> str:
    """Answer in a sentence whether they told better than chance, and than as many groups by money alone."""
    told = [one for one in worth.outcomes if one.by["segments"].low > _chance(one)]
    if not told:
        return "Not for telling the future: the segments told no better than chance what customers did next."
    if len(told) < len(worth.outcomes):
        untold = [one for one in worth.outcomes if one not in told]
        return f"In part: the segments told {_phrases(told)}, but no better than chance {_phrases(untold)}."
    return _against_tiers(told)


def _against_tiers(told: list[OutcomeWorth]) -> str:
    """Say how segments that told something stand beside as many groups by money alone."""
    gaps = [one.ahead["value_tiers"] for one in told if "value_tiers" in one.ahead]
    if not gaps:
        return f"Yes: the segments told ahead of time {_phrases(told)}."
    if all(_is_same(one, "value_tiers") for one in told):
        return f"Yes, as far as money goes: the segments are value tiers, and told {_phrases(told)}."
    better = [one for one, gap in zip(told, gaps, strict=True) if gap.low > 0]
    worse = [one for one, gap in zip(told, gaps, strict=True) if gap.high < 0]
    if len(better) == len(told):
        return f"Yes: the segments told {_phrases(told)}, and did so better than as many groups by money spent alone."
    if better:
        rest = f"; by money alone more is told of {_phrases(worse)}" if worse else ""
        return f"Yes: they told more than as many groups by money spent alone of {_phrases(better)}{rest}."
    if worse:
        return f"Less than something simpler: as many groups by money spent alone told more of {_phrases(worse)}."
    return f"As much as something simpler: they told {_phrases(told)} as well as so many groups by money spent alone."


def _how(worth: Worth) -> str:
    days = [f"{day.day} {day:%B %Y}" for day in sorted(worth.origins)]
    listed = days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"
    went = "one earlier day" if len(days) == 1 else f"{spelled(len(days))} earlier days"
    return (
        f"shoal went back to {went}, {listed}, and formed segments anew from nothing but what was known by then. Then "
        f"it looked at what these {count(worth.n_customers)} customers really did in the {worth.horizon_days} days "
        "after. What each group was expected to do was learnt from one half of the customers and tried on the other."
    )


def _picture(one: OutcomeWorth) -> OutcomePicture:
    heading, _, did = OUTCOMES[one.outcome]
    if one.measure == "auc":
        reading = (
            "Of two customers, one who ordered again and one who did not: how often does it point to the one who "
            "stayed away? Half of the time (50 %) is tossing a coin, 100 % is never wrong."
        )
    else:
        reading = (
            f"Put customers in the order of what was expected of them, and in the order of {did}: how far are the "
            "two the same? 0 is no more than chance, 1 is the same order."
        )
    chance = _chance(one)
    start = min([chance, *(interval.low for interval in one.by.values())])
    scale = _scale(start)
    written = _percent if one.measure == "auc" else estimate
    bars = tuple(
        WayBar(
            name=WAYS[way][0],
            what=WAYS[way][1],
            is_ours=way == "segments",
            text=f"{written(interval.value)} ({written(interval.low)} to {written(interval.high)})",
            value=scale(interval.value),
            low=scale(interval.low),
            high=scale(interval.high),
        )
        for way, interval in ((way, one.by[way]) for way in WAYS if way in one.by and not _is_same(one, way))
    )
    return OutcomePicture(heading, reading, bars, scale(chance), _sentence(one))


def _sentence(one: OutcomeWorth) -> str:
    """Say where the segments stand among the other ways, as far as the intervals of the differences tell."""
    said = []
    for where, test in (("more than", _is_more), ("less than", _is_less), ("about as much as", _is_alike)):
        ways = [
            way
            for way in WAYS
            if way in one.ahead and way != "model" and not _is_same(one, way) and test(one.ahead[way])
        ]
        if ways:
            said.append(f"{where} {_and([_SHORT[way] for way in ways])}")
    sentence = f"The segments tell {'; '.join(said)}." if said else ""
    reach = _reach(one)
    return sentence if reach is None else f"{sentence} {reach}".strip()


_SHORT = {"value_tiers": "value tiers", "rfm_grid": "RFM groups", "log_spend": "the money spent"}


def _is_same(one: OutcomeWorth, way: str) -> bool:
    """Say whether the segments are what a way gives: value tiers beside value tiers tell the same of everybody."""
    gap = one.ahead.get(way)
    return gap is not None and gap.low == gap.high == 0


def _is_more(gap: Interval) -> bool:
    return gap.low > 0


def _is_less(gap: Interval) -> bool:
    return gap.high < 0


def _is_alike(gap: Interval) -> bool:
    return gap.low <= 0 <= gap.high


def _reach(one: OutcomeWorth) -> str | None:
    """Say which part of what could be told at all the segments tell; None where nothing can be told."""
    model, chance = one.by.get("model"), _chance(one)
    if model is None or model.low <= chance:
        return None
    share = (one.by["segments"].value - chance) / (model.value - chance)
    if share >= 1:
        return "A model made for just this tells no more."
    if share <= 0:
        return "A model made for just this does tell something."
    return f"That is {percent(round(share, 2))} of what a model made for just this tells beyond chance."


def _chance(one: OutcomeWorth) -> float:
    return 0.5 if one.measure == "auc" else 0.0


def _scale(start: float) -> Callable[[float], float]:
    """Give what places a figure between the start of the scale and 1, in per cent."""
    return lambda value: round(100 * (value - start) / (1 - start), 2)


def _percent(share: float) -> str:
    return percent(round(share, 3))


def _phrases(some: list[OutcomeWorth]) -> str:
    return _and([OUTCOMES[one.outcome][1] for one in some])


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
