"""Portraits on the page: who a segment is, what to do about it, and how it was called and how large it was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.report.cards import differences
from shoal.report.foretold import STAGES
from shoal.report.numbers import count, percent
from shoal.report.palette import Palette
from shoal.report.rules import rule_words
from shoal.report.shown import shown
from shoal.terms import Play, Segment, Segmentation, Sign

VALUES = {"top": "top value", "high": "high value", "middle": "medium value", "low": "low value"}
MOST_EPISODES = 12
"""Published versions that a history tells; the latest of more."""

MOST_IN_A_LINE = 24
"""Segments of a version that its line in the history names."""


@dataclass(frozen=True)
class Said:
    """Something with what it rests on."""

    text: str
    why: str


@dataclass(frozen=True)
class Task:
    """What to do about a segment.

    Parameters
    ----------
    tier, goal, why : str
    facts : tuple of (what, choices)
        Channels, timing, offer and KPI, each choice with its reason.
    creative : tuple of str
    campaign, reach, experiment : str
    product : tuple of Said
    """

    tier: str
    goal: str
    why: str
    facts: tuple[tuple[str, tuple[Said, ...]], ...]
    creative: tuple[str, ...]
    campaign: str
    reach: str
    experiment: str
    product: tuple[Said, ...]


@dataclass(frozen=True)
class Portrait:
    """A segment as its page shows it.

    Parameters
    ----------
    id : int
    name, colour : str
    marks : tuple of str
        The value tier, the lifecycle, and what a person decided.
    persona : str
    signs : tuple of (heading, signs)
        Motives, pain points and preferences; those of which the data say nothing are left out.
    behaviour : tuple of (feature, how it compares)
    rule : str
    task : Task or None
    before : tuple of (day, customers and share)
        When a segment of this name was published before.
    """

    id: int
    name: str
    colour: str
    marks: tuple[str, ...]
    persona: str
    signs: tuple[tuple[str, tuple[Said, ...]], ...]
    behaviour: tuple[tuple[str, str], ...]
    rule: str
    task: Task | None
    before: tuple[tuple[str, str], ...]


def portraits(segmentation: Segmentation) -> tuple[Portrait, ...]:
    """Give a portrait per segment that is shown and described."""
    palette = Palette(segmentation)
    return tuple(
        _portrait(segment, segmentation, palette) for segment in shown(segmentation) if segment.persona is not None
    )


def _portrait(segment: Segment, segmentation: Segmentation, palette: Palette) -> Portrait:
    persona = segment.persona
    assert persona is not None  # noqa: S101 - whoever is portrayed has one
    rule = rule_words(segment.rule)
    signs = (
        ("What draws them", persona.motives),
        ("What bothers them", persona.pains),
        ("What they seem to prefer", persona.preferences),
    )
    return Portrait(
        id=segment.id,
        name=segment.name,
        colour=palette.colour(segment),
        marks=_marks(segment),
        persona=persona.text,
        signs=tuple((heading, _said(found)) for heading, found in signs if found),
        behaviour=differences(segment, segmentation),
        rule="" if rule is None else rule[0],
        task=None if segment.play is None else _task(segment.play),
        before=_before(segment, segmentation),
    )


def _marks(segment: Segment) -> tuple[str, ...]:
    persona, edit = segment.persona, segment.by_hand
    said = []
    if persona is not None and persona.value_tier is not None:
        said.append(VALUES[persona.value_tier])
    said = [mark for mark in said if mark != segment.name.lower()]
    if persona is not None and persona.lifecycle is not None:
        said.append(STAGES[persona.lifecycle][0].lower())
    if edit is not None:
        said += [text for text, is_so in (("named by hand", edit.name), ("joined by hand", len(edit.like) > 1),
                                          ("locked", edit.locked)) if is_so]  # fmt: skip
    return tuple(said)


def _task(play: Play) -> Task:
    return Task(
        tier=play.tier,
        goal=play.goal,
        why=play.why,
        facts=(
            ("Channel", tuple(Said(_capital(one.what), one.why) for one in play.channels)),
            ("When", tuple(Said(one.what, one.why) for one in play.timing)),
            ("Offer", (Said(play.offer.what, play.offer.why),)),
            ("Watch", (Said(play.kpi.what, play.kpi.why),)),
        ),
        creative=play.creative,
        campaign=play.campaign,
        reach=play.reach.sentence,
        experiment="" if play.experiment is None else play.experiment.sentence,
        product=_said(play.product),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(signs: Sequence[Sign]) -> tuple[Said, ...]:
    return tuple(Said(sign.text, sign.because) for sign in signs)


def _before(segment: Segment, segmentation: Segmentation) -> tuple[tuple[str, str], ...]:
    """Tell when a segment of this name was published before, each day and size once."""
    found = [
        (episode.as_of[:10], _size(n, share))
        for episode in segmentation.history
        for known, n, share in episode.segments
        if known == segment.name
    ]
    now = f"{segmentation.as_of:%Y-%m-%d}", _size(segment.n_customers, segment.share)
    return tuple(line for line in dict.fromkeys(found) if line != now)[-MOST_EPISODES:]


def _size(n: int, share: float) -> str:
    return f"{count(n)} customers, {percent(share)}"


def lines_of_history(segmentation: Segmentation) -> tuple[tuple[str, str, str], ...]:
    """Tell the published versions, this one last: the day, customers, and the segments with their shares.

    Versions of which nothing that is told differs are one line.

    Parameters
    ----------
    segmentation : Segmentation
    """
    now = tuple((one.name, one.n_customers, one.share) for one in segmentation.segments)
    told = [(one.as_of[:10], one.n_customers, one.segments) for one in segmentation.history]
    told.append((f"{segmentation.as_of:%Y-%m-%d}", segmentation.n_customers, now))
    lines = [
        (day, count(n), "; ".join(f"{name} {percent(share)}" for name, _, share in segments[:MOST_IN_A_LINE]))
        for day, n, segments in told
    ]
    # Of equal lines the last stands, so that this version is the last line.
    return tuple(reversed(dict.fromkeys(reversed(lines))))[-MOST_EPISODES:]
