"""One fixed colour per segment, kept as long as it lives; the first seven are told apart with any colour vision."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from shoal.terms import Segment, Segmentation

# Okabe & Ito (2008), Color Universal Design, without black, which is the text's; then, for those who ask for more than
# seven segments, wine, teal, olive and purple of Paul Tol's muted scheme (2021) with a slate blue between them. The two
# sets were not made for each other: some people will take a colour of one for one of the other.
COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442",
    "#882255", "#44aa99", "#999933", "#6a5acd", "#aa4499",
)  # fmt: skip
OTHERS = "#8a8f94"


class Palette:
    """The places of segments among the colours.

    A segment that was published under its name before keeps the colour that it had, unless one that was published later
    has it; others get the first that is free.
    Versions that came before give places in their order, so that the colours follow from the history alone.

    Parameters
    ----------
    segmentation : Segmentation
    """

    def __init__(self, segmentation: Segmentation) -> None:
        known: dict[str, int] = {}
        for episode in segmentation.history:
            placed = _placed([name for name, _, _ in episode.segments], known)
            known = {**placed, **known, **placed}  # the latest names first
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
    """Give every name a place of its own: the one it had, unless a name known before it has that, else a free one."""
    placed: dict[str, int] = {}
    taken: set[int] = set()
    for name, place in known.items():
        if name in names and place not in taken:
            placed[name] = place
            taken.add(place)
    free = (place for place in count() if place not in taken)
    for name in names:
        if name not in placed:
            placed[name] = next(free)
    return placed
