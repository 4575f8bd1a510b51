"""Would the segments come back? What resampling found, in words and as a small picture."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.numbers import count, percent, spelled
from shoal.report.palette import Palette
from shoal.report.shown import shown
from shoal.terms import Interval, Segment, Segmentation, Stability
from shoal.terms.titles import title

SAME, ALIKE = 0.9, 0.65
"""Adjusted Rand indices from which two groupings are nearly the same, or alike (Steinley 2004)."""

WHOLE, PATTERN = 0.9, 0.6
"""Shares found again from which a segment comes back almost whole, or is a pattern (Hennig 2008)."""


@dataclass(frozen=True)
class Bar:
    """How much of a segment is found again: in words, and in per cent of a scale from 0 to 100."""

    name: str
    colour: str
    text: str
    words: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Lasting:
    """What the page says of stability.

    Parameters
    ----------
    verdict : str
        The answer in one sentence.
    bars : tuple of Bar
    threshold : float
        In per cent.
    how : str
        What was done.
    overall : str
    seeds : str
        Empty where not looked at.
    without : tuple of (feature, what becomes of the segments without it)
        That which changes most first.
    ageing : str
        What the earlier days say; empty where none was looked at.
    windows : tuple of (day, how far the segments were the same)
    """

    verdict: str
    bars: tuple[Bar, ...]
    threshold: float
    how: str
    overall: str
    seeds: str
    without: tuple[tuple[str, str], ...]
    ageing: str
    windows: tuple[tuple[str, str], ...]


def lasting(segmentation: Segmentation) -> Lasting | None:
    """Gather what the page says of stability; None where it was not measured."""
    found = segmentation.grouping.evidence.stability
    if found is None:
        return None
    palette = Palette(segmentation)
    return Lasting(
        verdict=_verdict(segmentation, found),
        bars=tuple(
            _bar(segment, segment.stability, found, palette)
            for segment in shown(segmentation)
            if segment.stability is not None
        ),
        threshold=round(100 * found.threshold, 2),
        how=_how(segmentation, found),
        overall=_overall(found),
        seeds="" if found.seeds is None else _seeds(found.seeds),
        without=tuple(
            (title(name), agreement(value)) for name, value in sorted(found.without, key=lambda item: item[1])
        ),
        ageing=_ageing(found) if found.windows else "",
        windows=tuple((f"{day.day} {day:%B %Y}", agreement(value)) for day, value in found.windows),
    )


def agreement(value: float) -> str:
    """Say how far two groupings are the same, with their adjusted Rand index.

    Examples
    --------
    >>> agreement(0.97), agreement(0.2)
    ('nearly the same (0.97)', 'largely different (0.20)')
    """
    shown = round(value, 2)
    word = "nearly the same" if shown >= SAME else "alike" if shown >= ALIKE else "largely different"
    return f"{word} ({value:.2f})".replace("-", "−")


def _verdict(segmentation: Segmentation, found: Stability) -> str:
    judged = [found.is_stable(segment.stability) for segment in segmentation.segments if segment.stability is not None]
    n, passing = len(judged), judged.count(False)
    if not n:
        return "The segments are too small to say whether they would come back."
    if not passing:
        each = "the one segment" if n == 1 else f"each of the {spelled(n)} segments"
        return f"Yes: {each} would be found again among other customers like these."
    if passing == n:
        return "No: among other customers like these, other segments would be found."
    others = "the other one" if passing == 1 else f"the other {spelled(passing)}"
    return (
        f"{spelled(n - passing).capitalize()} of the {spelled(n)} segments would be found again among other customers "
        f"like these; the borders of {others} are partly chance."
    )


def _how(segmentation: Segmentation, found: Stability) -> str:
    whole = segmentation.n_customers == found.n_sample
    return (
        f"From {'all' if whole else 'a sample of'} {count(found.n_sample)} customers half as many were drawn by lot, "
        f"{count(found.n_resamples)} times over, and grouped anew each time. A bar shows how much of a segment was "
        "found again: of all customers who are in the segment or in its counterpart, the share who are in both. 100 % "
        "is the very same segment. The pale band is what eight of ten draws gave. A segment counts as one that comes "
        f"back if nine of ten draws reach {percent(found.threshold)}, the dashed line."
    )


def _overall(found: Stability) -> str:
    return (
        f"Taken together, a new draw gives groups that are {agreement(found.overall.value)}: 1 is the same for "
        "everybody, 0 is no better than chance. This says that the result can be repeated. It does not say that the "
        "groups are real: a continuum can be cut in the same places every time."
    )


def _seeds(value: float) -> str:
    return (
        "The search begins at places chosen by lot. Begun elsewhere, on the same customers, it gives groups that are "
        f"{agreement(value)}."
    )


def _ageing(found: Stability) -> str:
    """Say how fast the groups of earlier days became those of now."""
    _, latest = max(found.windows)
    if latest >= SAME:
        fast = "Here they hardly do: segments of that day are still right."
    elif latest >= ALIKE:
        fast = "Here most stayed where they were."
    else:
        fast = "Here many did, even since the latest of these days: place customers anew before every use."
    return (
        "The customers known on each of these days were grouped by what was known then. Beside the day stands how far "
        f"those groups are the ones that the same customers are in now. People change, and change their group. {fast}"
    )


def _whole(share: float) -> int:
    """Give whole per cent, rounded down: 100 is for what is found again to the last customer."""
    return int(100 * share + 1e-9)


def _bar(segment: Segment, one: Interval, found: Stability, palette: Palette) -> Bar:
    if found.is_stable(one):
        words = "comes back almost whole" if one.value >= WHOLE else "comes back"
    else:
        words = "a pattern whose border moves" if one.value >= PATTERN else "mostly chance"
    return Bar(
        name=segment.name,
        colour=palette.colour(segment),
        text=f"{_whole(one.value)} % ({_whole(one.low)} to {_whole(one.high)})",
        words=words,
        value=round(100 * one.value, 2),
        low=round(100 * one.low, 2),
        high=round(100 * one.high, 2),
    )
