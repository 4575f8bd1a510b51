"""One fixed colour per segment, told apart by people with any colour vision."""

from __future__ import annotations

from shoal.terms import Segment

# Okabe & Ito (2008), Color Universal Design, without black, which is the text's; then the darker half of Paul Tol's
# muted scheme (2021) for those who ask for more than seven segments.
COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#f0e442",
    "#882255", "#44aa99", "#999933", "#6a5acd", "#aa4499",
)  # fmt: skip
OTHERS = "#8a8f94"
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star")


def colour(segment: Segment) -> str:
    """Give the colour of a segment: by its id, grey for one that is too small to be described."""
    return COLOURS[(segment.id - 1) % len(COLOURS)] if segment.profile else OTHERS


def symbol(segment: Segment) -> str:
    """Give the shape of a segment's points, a second cue beside the colour."""
    return SYMBOLS[(segment.id - 1) % len(SYMBOLS)]
