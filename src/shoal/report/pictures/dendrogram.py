"""The dendrogram: the segments as a tree, joined from the most alike on."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.report.numbers import percent
from shoal.report.palette import Palette
from shoal.report.pictures import svg
from shoal.report.pictures.picture import Picture
from shoal.report.tree import Branch, leaves
from shoal.terms import Segment

WIDTH, NAMES, RIGHT, TOP, STEP = 380.0, 164.0, 12.0, 8.0, 30.0


def dendrogram(tree: Branch, segments: Mapping[int, Segment], palette: Palette) -> Picture:
    """Draw the tree.

    Parameters
    ----------
    tree : Branch
    segments : mapping of id to Segment
    palette : Palette
    """
    order = leaves(tree)
    rows = {id_: TOP + STEP * (place + 0.5) for place, id_ in enumerate(order)}
    parts: list[str] = []
    _branch(tree, rows, parts)
    for id_, y in rows.items():
        segment = segments[id_]
        parts.append(svg.shape("circle", cx=NAMES, cy=y, r=5, fill=palette.colour(segment)))
        parts.append(svg.text(NAMES - 11, y + 4, svg.clipped(segment.name, NAMES - 14), anchor="end"))
    height = TOP + STEP * len(order) + 22
    parts.append(svg.text(NAMES, height - 5, "alike", kind="faint"))
    parts.append(svg.text(WIDTH - RIGHT, height - 5, "different", anchor="end", kind="faint"))
    joined = _joined(tree, segments)
    return Picture(
        name="dendrogram",
        heading="Which are alike",
        reading=(
            "Read from the left: the sooner two lines meet, the more alike are the segments they come from. To have"
            " one segment fewer, the two that meet first are those to join."
        ),
        svg=svg.drawing(
            WIDTH, height, parts, "Tree of the segments. " + " ".join(f"{a} meets {b} at {h}." for a, b, h in joined)
        ),
        head=("These", "meet those", "at a distance of"),
        rows=joined,
        note="Distance between the centres, by what joining them adds to the spread inside; 100 % is the last joining.",
    )


def _branch(branch: Branch | int, rows: Mapping[int, float], parts: list[str]) -> tuple[float, float]:
    """Draw a branch with all that hangs on it; give where its line goes on."""
    if isinstance(branch, int):
        return NAMES, rows[branch]
    (x1, y1), (x2, y2) = (_branch(each, rows, parts) for each in (branch.left, branch.right))
    x = NAMES + branch.height * (WIDTH - NAMES - RIGHT)
    corners = [(x1, y1), (x, y1), (x, y2), (x2, y2)]
    parts.append(svg.shape("path", d=svg.path(corners), class_="line", fill="none"))
    return x, (y1 + y2) / 2


def _joined(branch: Branch | int, segments: Mapping[int, Segment]) -> tuple[tuple[str, str, str], ...]:
    if isinstance(branch, int):
        return ()
    one, other = (", ".join(segments[id_].name for id_ in leaves(each)) for each in (branch.left, branch.right))
    found = (*_joined(branch.left, segments), *_joined(branch.right, segments), (one, other, percent(branch.height)))
    return tuple(found)
