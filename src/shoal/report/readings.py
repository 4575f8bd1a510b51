"""The segments with one group fewer and one more, side by side in words; and who entered and left since before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shoal.report.flows import CAME, WENT, Flow, Moved, Reading, divided, joined, parting
from shoal.report.numbers import count, percent, spelled
from shoal.report.palette import COLOURS, OTHERS, Palette
from shoal.report.pictures.alluvial import alluvial
from shoal.report.pictures.picture import Picture
from shoal.report.pictures.scatter import Caption
from shoal.report.shown import MOST_SHOWN
from shoal.terms import Segmentation


@dataclass(frozen=True)
class Column:
    """One number of groups.

    Parameters
    ----------
    heading : str
    is_shown : bool
        Whether these are the segments of the report.
    lines : tuple of (name, share)
    becomes : str
        A heading for what is said.
    says : tuple of str
        What becomes of the groups of the column before.
    """

    heading: str
    is_shown: bool
    lines: tuple[tuple[str, str], ...]
    becomes: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class ReadingPanel:
    """The numbers of groups side by side, with what another number would change, in a sentence."""

    verdict: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Change:
    """Who entered and left.

    Parameters
    ----------
    since : str
    verdict : str
    picture : Picture
    lines : tuple of (segment, before, now, entered, left)
    """

    since: str
    verdict: str
    picture: Picture
    lines: tuple[tuple[str, str, str, str, str], ...]


def reading_panel(readings: tuple[Reading, ...], segmentation: Segmentation) -> ReadingPanel | None:
    """Set the readings beside the segments of the report, the fewest groups first; None where there are none.

    Parameters
    ----------
    readings : tuple of Reading
    segmentation : Segmentation
    """
    if not readings:
        return None
    k = sum(1 for segment in segmentation.segments if segment.profile)
    said = (_fewer(one) if one.k < k else _more(one) for one in sorted(readings, key=lambda one: one.k))
    return ReadingPanel(" ".join(said), _columns(readings, segmentation))


def _fewer(reading: Reading) -> str:
    together = [_listed(names) for names in joined(reading.flow)]
    if not together:
        return f"With {spelled(reading.k)} groups all borders would move, and no two segments would simply be one."
    return f"With {spelled(reading.k)} groups {'; '.join(together)} would be one."


def _more(reading: Reading) -> str:
    names = divided(reading.flow)
    if not names:
        return f"With {spelled(reading.k)} groups a small part of several segments would be one more."
    return f"With {spelled(reading.k)} groups {_listed(names)} would be divided."


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _columns(readings: tuple[Reading, ...], segmentation: Segmentation) -> tuple[Column, ...]:
    fewest = segmentation.spec.privacy.min_count
    described = [segment for segment in segmentation.segments if segment.profile]
    k, before = len(described), next((one for one in readings if one.k < len(described)), None)
    shown = Column(
        f"{_groups(k)}, as shown",
        True,
        tuple((segment.name, percent(round(segment.share, 2))) for segment in described),
        "" if before is None else _becomes(before.k, k),
        () if before is None else parting(before.flow.turned(), fewest),
    )
    others = [
        (
            one.k,
            Column(
                _groups(one.k),
                False,
                tuple((name, percent(round(share, 2))) for name, share in one.segments),
                _becomes(k, one.k) if one.k > k else "",
                parting(one.flow, fewest) if one.k > k else (),
            ),
        )
        for one in readings
    ]
    return tuple(column for _, column in sorted([*others, (k, shown)], key=lambda pair: pair[0]))


def change(moved: Moved | None, segmentation: Segmentation) -> Change | None:
    """Say who entered and left each segment since the version before.

    None where there is nothing to compare, or there are too many segments to be looked at side by side.

    Parameters
    ----------
    moved : Moved or None
    segmentation : Segmentation
    """
    if moved is None or max(len(moved.flow.left), len(moved.flow.right)) > MOST_SHOWN + 1:
        return None
    flow, fewest = moved.flow, segmentation.spec.privacy.min_count
    palette = Palette(segmentation)
    colours = {segment.name: palette.colour(segment) for segment in segmentation.segments}
    now = f"{segmentation.as_of:%Y-%m-%d}"
    picture = alluvial(
        flow,
        (f"as of {moved.since}", f"as of {now}"),
        (_colour_of(flow.left, colours), _colour_of(flow.right, colours)),
        Caption(
            "moved",
            "Where they came from",
            "Each band is as wide as the customers who went from the segment on the left to that on the right.",
        ),
        fewest,
    )
    if picture is None:
        return None
    return Change(moved.since, _verdict(flow, fewest), picture, _lines(flow, fewest))


def _becomes(k: int, more: int) -> str:
    return f"From {spelled(k)} to {spelled(more)}"


def _groups(k: int) -> str:
    return f"{spelled(k).capitalize()} {'group' if k == 1 else 'groups'}"


def _colour_of(names: tuple[str, ...], colours: dict[str, str]) -> Callable[[str], str]:
    """Give segments of the same name the same colour; those that are no more get one that nobody has."""
    free = [colour for colour in COLOURS if colour not in colours.values()] or [OTHERS]
    gone = [name for name in names if name not in colours and name not in (CAME, WENT)]
    taken = colours | {name: free[place % len(free)] for place, name in enumerate(gone)}
    return lambda name: taken.get(name, OTHERS)


def _verdict(flow: Flow, fewest: int) -> str:
    stayed = changed = 0
    for name, row in zip(flow.left, flow.counts, strict=True):
        for other, n in zip(flow.right, row, strict=True):
            if name != CAME and other != WENT:
                stayed, changed = (stayed + n, changed) if name == other else (stayed, changed + n)
    there = stayed + changed
    if not there:
        return "None of the customers of then is here now."
    if there < fewest:
        return f"Fewer than {fewest} customers were there both times."
    if not set(flow.left) & set(flow.right):
        return "The segments themselves have changed: none has the name that one had before."
    if not changed:
        return f"Nobody of the {count(there)} customers who were there both times is in another segment now."
    if changed < fewest:
        part = f"Fewer than {fewest}"
    elif 0 < stayed < fewest:
        part = f"All but fewer than {fewest}"
    else:
        part = percent(round(changed / there, 3))
    return f"{part} of the {count(there)} customers who were there both times are in another segment now."


def _lines(flow: Flow, fewest: int) -> tuple[tuple[str, str, str, str, str], ...]:
    """Give size before and now, who entered and who left, for every segment of now.

    Few who entered, left or stayed would follow from the sizes and the other numbers: then both are left out.
    """
    found = []
    before = dict(zip(flow.left, flow.counts, strict=True))
    for place, name in enumerate(flow.right):
        if name == WENT:
            continue
        size = sum(row[place] for row in flow.counts)
        was = sum(before.get(name, ()))
        stayed = before[name][place] if name in before else 0
        came, went = size - stayed, was - stayed
        is_few = any(0 < n < fewest for n in (came, went, stayed))
        passed = ("–", "–") if is_few else (count(came), count(went))
        found.append((name, _few(was, fewest), _few(size, fewest), *passed))
    return tuple(found)


def _few(n: int, fewest: int) -> str:
    return count(n) if n == 0 or n >= fewest else f"under {fewest}"
