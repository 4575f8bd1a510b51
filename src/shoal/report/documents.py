"""The documents of a run."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.report.beside import Beside
from shoal.report.dictionary import dictionary_md
from shoal.report.gather import gather
from shoal.report.profiles import profiles_csv
from shoal.report.render import render
from shoal.report.segment_dictionary import segments_html, segments_md
from shoal.terms import Ahead, FeatureTable, Labels, Segmentation


def documents(
    segmentation: Segmentation,
    table: FeatureTable,
    labels: Labels,
    *,
    beside: Beside | None = None,
    notes: tuple[str, ...] = (),
    ahead: Ahead | None = None,
) -> Mapping[str, str]:
    """Write the documents of a segmentation.

    None of them holds a customer id or an identifier; a map on the page has at most 2,000 points that name nobody.

    Parameters
    ----------
    segmentation : Segmentation
    table : FeatureTable
        That it was made from.
    labels : Labels
        The group of every customer of the table.
    beside : Beside or None
        Other groups, the version before, other numbers of groups, and the orders.
    notes : tuple of str
        What was guessed and done on the way, said to the reader.
    ahead : Ahead or None
        What predictions say of the segments, where there are any.

    Returns
    -------
    mapping of file name to text
        ``report.html`` (one self-contained file, ASCII), ``profiles.csv``, ``dictionary.md``, ``segments.md`` and
        ``segments.html`` (the segment dictionary).
    """
    page = gather(segmentation, table, labels, beside=beside or Beside(), notes=notes, ahead=ahead)
    return {
        "report.html": render(page),
        "profiles.csv": profiles_csv(segmentation),
        "dictionary.md": dictionary_md(segmentation),
        "segments.md": segments_md(segmentation),
        "segments.html": segments_html(segmentation),
    }
