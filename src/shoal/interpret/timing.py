"""When to write to a segment: by its own rhythm, days, hours and season."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shoal.interpret.beside import beside, levels_beside
from shoal.interpret.claims import Spread
from shoal.interpret.facts import BUYS, Facts
from shoal.interpret.sentences import percent, quantity
from shoal.interpret.signs import A_YEAR, means_it
from shoal.terms import Chosen, Feature, Segment, Tier

AHEAD = 0.9
"""Share of the usual pause after which a message comes shortly before the next order is due."""

TELLING = 1.15
"""How much more often than over everyone a day of the week must be the main one to be called theirs."""

CLEARLY_AN_HOUR = 0.4
"""Share of orders in a part of the day from which on it is called their time."""

HOURS = (
    ("office_share", "Between 9 and 17 o'clock on working days"),
    ("evening_share", "Between 18 and 22 o'clock"),
    ("night_share", "After 22 o'clock"),
)
"""Parts of the day; they do not overlap."""

SEASONS = (
    ("late_year_share", "From October on, for November and December"),
    ("summer_share", "In May, for the summer"),
)


def timing(
    segment: Segment,
    facts: Facts,
    everyone: Mapping[str, Spread],
    features: Mapping[str, Feature],
    tier: Tier,
) -> tuple[Chosen, ...]:
    """Say when, each with the figures that it rests on.

    Parameters
    ----------
    segment : Segment
    facts : mapping of feature to word
    everyone : mapping of feature to Spread
    features : mapping of name to Feature
        Those that may be spoken of.
    tier : str
        Of the play.
    """
    season = tuple(_season(segment, facts, everyone, features))
    found = (
        *(season or _rhythm(segment, facts, everyone, tier)),
        *_day(segment, everyone, features),
        *_hour(segment, everyone, features),
    )
    return found or (Chosen("At any time", "no days, hours or pauses of theirs are known"),)


def _rhythm(segment: Segment, facts: Facts, everyone: Mapping[str, Spread], tier: Tier) -> Iterator[Chosen]:
    own, usual = segment.profile.get("cadence_days"), everyone.get("cadence_days")
    pause = None if own is None or facts[BUYS] != "again" else own.median
    if tier == "win back":
        why = "they have been silent for long, and each week makes it less likely that they come back"
        yield Chosen("Now, and once more in a month", why)
    elif pause is not None and pause >= 1:
        days = quantity(_whole(pause), "day")
        why = f"half of them pause for less than {days}, half for longer, so the next is then nearly due"
        yield Chosen(f"{quantity(_whole(max(pause * AHEAD, 1)), 'day').capitalize()} after their last order", why)
    elif facts[BUYS] == "once" and usual is not None and usual.median >= 1:
        days = quantity(_whole(usual.median), "day")
        yield Chosen(f"Within {days} of the first order", f"of all who come again, half do so within {days}")


def _day(segment: Segment, everyone: Mapping[str, Spread], features: Mapping[str, Feature]) -> Iterator[Chosen]:
    levels = segment.top_levels.get("main_weekday", ())
    if "main_weekday" not in features or not levels:
        return
    # The day on which they stand out most, among those that are common enough to write on; often none does.
    day, share = max(levels[:3], key=lambda item: (_times(item[0], item[1], everyone), item[1]))
    if _times(day, share, everyone) >= TELLING:
        yield Chosen(f"On a {day}", levels_beside("main_weekday", day, share, everyone))


def _times(day: str, share: float, everyone: Mapping[str, Spread]) -> float:
    spread = everyone.get(f"main_weekday = {day}")
    return 0.0 if spread is None or not spread.mean else share / spread.mean


def _hour(segment: Segment, everyone: Mapping[str, Spread], features: Mapping[str, Feature]) -> Iterator[Chosen]:
    shares = [
        (mean, name, when)
        for name, when in HOURS
        if name in features
        and name in everyone
        and (mean := segment.profile[name].mean if name in segment.profile else None) is not None
    ]
    if shares and (best := max(shares))[0] >= CLEARLY_AN_HOUR:
        _, name, when = best
        usual = percent(everyone[name].mean)
        yield Chosen(when, f"{percent(best[0])} of their orders come then, {usual} over everyone")


def _season(
    segment: Segment, facts: Facts, everyone: Mapping[str, Spread], features: Mapping[str, Feature]
) -> Iterator[Chosen]:
    for name, when in SEASONS:
        if name in features and facts.get(name) == "high" and means_it(A_YEAR, segment.profile):
            yield Chosen(when, beside(features[name], segment.profile[name], everyone[name], None))


def _whole(days: float) -> float:
    return float(round(days))
