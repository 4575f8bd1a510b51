"""One fixed colour per segment, told apart by people with any colour vision, and kept as long as the segment lives."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from shoal.terms import Segment, Segmentation

# Okabe & Ito (2008), Color Universal Design, without black, which is the text's; then the darker half of Paul Tol's
# muted scheme (2021) for those who ask for more than seven segments.
COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442",
    "#882255", "#44aa99", "#999933", "#6a5acd", "#aa4499",
)  # fmt: skip
OTHERS = "#8a8f94"


class Palette:
    """The places of segments among the colours.

    A segment that was published under its name before keeps the colour that it had; others get the first that is free.
    Versions that came before give places in their order, so that the colours follow from the history alone.

    Parameters
    ----------
    segmentation : Segmentation
    """

    def __init__(self, segmentation: Segmentation) -> None:
        known: dict[str, int] = {}
        for episode in segmentation.history:
            known |= _placed([name for name, _, _ in episode.segments], known)
        described = [segment for segment in segmentation.segments if segment.profile]
        places = _placed([segment.name for segment in described], known)
        self._place: Mapping[int, int] = {segment.id: places[segment.name] for segment in described}

    def colour(self, segment: Segment) -> str:
        """Give the colour of a segment, grey for one that is too small to be described."""
        place = self._place.get(segment.id)
        return OTHERS if place is None else COLOURS[place % len(COLOURS)]

    def place(self, segment: Segment) -> int:
        """Give the place of a segment, which decides the shape of its points too."""
        return self._place.get(segment.id, 0)


def _placed(names: list[str], known: Mapping[str, int]) -> dict[str, int]:
    """Give every name a place of its own: the one it had, unless that is taken, else the first that is free."""
    placed: dict[str, int] = {}
    taken: set[int] = set()
    for name in names:
        if name not in placed and name in known and known[name] not in taken:
            placed[name] = known[name]
            taken.add(known[name])
    free = (place for place in count() if place not in taken)
    for name in names:
        if name not in placed:
            placed[name] = next(free)
    return placed
