"""The maps of customers, each with what distance means in it; and the tree of the segments."""

from __future__ import annotations

from shoal.report import embedded
from shoal.report.numbers import count, percent
from shoal.report.palette import Palette
from shoal.report.pictures.dendrogram import dendrogram
from shoal.report.pictures.picture import Picture
from shoal.report.pictures.scatter import Axes, Caption, scatter
from shoal.report.pictures.space import space
from shoal.report.projection import MOST_POINTS, CustomerMap, customer_map
from shoal.report.sample import Sample
from shoal.report.shown import MOST_SHOWN, shown
from shoal.report.tree import tree
from shoal.terms import Segmentation
from shoal.terms.titles import in_sentence

NEIGHBOURS = (
    "Who is near whom is meant to be kept, and little else: that two islands are far apart, or that one is large, says"
    " nothing, and the directions have no meaning. Use it to see whether a segment hangs together."
)


def maps(segmentation: Segmentation, sample: Sample, palette: Palette) -> tuple[tuple[Picture, ...], tuple[str, ...]]:
    """Draw the maps; with what was asked for and could not be drawn.

    Parameters
    ----------
    segmentation : Segmentation
        What takes long is drawn with its setting ``full``.
    sample : Sample
    palette : Palette
    """
    segments = shown(segmentation)
    drawn: list[Picture] = []
    missing: tuple[str, ...] = ()
    flat, deep = customer_map(sample), customer_map(sample, 3)
    if flat is not None:
        caption = Caption("map", "The map", map_sentence(flat, segmentation))
        right, up = (_higher(names) for names in flat.leading)
        drawn.append(scatter(flat.points, flat.segments, segments, palette, caption, Axes(right, up)))
    if segmentation.spec.full:
        neighbours, missing = _of_neighbours(segmentation, sample, palette)
        drawn += neighbours
    if deep is not None:
        caption = Caption("space", "In three directions", _deep_sentence(deep))
        drawn.append(space(deep, segments, palette, caption, [_higher(names[:1]) for names in deep.leading]))
    joined = tree(sample)
    if joined is not None:
        drawn.append(dendrogram(joined, {segment.id: segment for segment in segments}, palette))
    return tuple(drawn), missing


def map_sentence(points: CustomerMap, segmentation: Segmentation) -> str:
    """Say what is seen on the map, and what distance means."""
    n = len(points.points)
    is_whole = segmentation.n_customers <= MOST_POINTS
    who = "Every point is a customer" if is_whole else f"A random sample of {count(n)} customers"
    if len(segmentation.segments) > MOST_SHOWN:
        who += ", of whom those in the segments that are shown are drawn"
    (right, up) = (" and ".join(in_sentence(name) for name in axis) for axis in points.leading)
    return (
        f"{who}; those near each other are alike. To the right, {right} are higher; upwards, {up}. A flat "
        f"map shows {percent(round(points.explained, 2))} of the differences, so groups that overlap here may still be "
        "apart in another direction."
    )


def _deep_sentence(points: CustomerMap) -> str:
    return (
        "The same customers with a third direction; drag to turn it, or use the arrow keys. Distance means here what it"
        f" means on the map, and {percent(round(points.explained, 2))} of the differences are seen. What is large and"
        " strong in colour is near."
    )


def _of_neighbours(
    segmentation: Segmentation, sample: Sample, palette: Palette
) -> tuple[list[Picture], tuple[str, ...]]:
    if not embedded.is_possible(sample):
        return [], ("t-SNE and UMAP are not drawn: there are too few customers or features for neighbourhoods.",)
    seed, ids = segmentation.spec.seed, sample.segments[: embedded.MOST_POINTS]
    n = count(len(ids))
    drawn = [
        scatter(
            embedded.tsne(sample, seed),
            ids,
            shown(segmentation),
            palette,
            Caption("tsne", "The map by t-SNE", f"A random sample of {n} customers. {NEIGHBOURS}"),
        )
    ]
    if not embedded.has_umap():
        return drawn, ("UMAP is not drawn: umap-learn is not installed; add it with pip install 'shoal[umap]'.",)
    drawn.append(
        scatter(
            embedded.umap(sample, seed),
            ids,
            shown(segmentation),
            palette,
            Caption("umap", "The map by UMAP", f"The same {n} customers. {NEIGHBOURS}"),
        )
    )
    return drawn, ()


def _higher(names: tuple[str, ...]) -> str:
    return "higher " + " and ".join(map(in_sentence, names))
