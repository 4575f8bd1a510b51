"""Read segments, decide about them by hand, and write them as SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shoal.api import outside
from shoal.api.result import Result, result_of
from shoal.app import segment_edits as edits_case
from shoal.app import segments as segments_case


def segments(workspace: str | Path = ".", segmentation: str | None = None) -> Result:
    """Give the version that was published last."""
    version = segments_case.current(Path(workspace), segmentation, surroundings=outside.surroundings())
    return result_of(version, Path(workspace))


def segment(segment: str, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Give one segment of the version that was published last, with its persona and its play.

    Parameters
    ----------
    segment : str
        Its id, its name, or words of its name that no other has.
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        As in ``segments`` of segments.json.

    Raises
    ------
    ConfigError
        If there is no such segment, or several are meant.
    """
    return segments_case.one_of(Path(workspace), segment, segmentation, surroundings=outside.surroundings())


def rename_segment(
    segment: str, name: str, *, workspace: str | Path = ".", segmentation: str | None = None
) -> dict[str, Any]:
    """Give a segment a name of one's own: written into shoal.toml, followed by the next build and all after it.

    Parameters
    ----------
    segment : str
        Its id, its name, or words of its name that no other has.
    name : str
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        ``segmentation``, ``segments`` (as published), ``name``, ``locked``, ``note``.

    Raises
    ------
    ConfigError
        If there is no such segment, several are meant, or the name cannot be one.
    """
    return edits_case.rename(Path(workspace), segment, name, segmentation, surroundings=outside.surroundings())


def merge_segments(
    *segments: str, name: str = "", workspace: str | Path = ".", segmentation: str | None = None
) -> dict[str, Any]:
    """Join segments into one, from the next build on; parameters and answer as in `rename_segment`.

    Parameters
    ----------
    *segments : str
        Two at least.
    name : str
        Empty: shoal names the joined segment.
    workspace : path
    segmentation : str or None
    """
    return edits_case.merge(Path(workspace), segments, name, segmentation, surroundings=outside.surroundings())


def lock_segment(segment: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Keep the name and the borders of a segment: the next builds place customers by the version of now.

    A segment ends where its neighbours begin, so all borders are kept; parameters and answer as in `rename_segment`.

    Parameters
    ----------
    segment : str
    workspace : path
    segmentation : str or None
    """
    return edits_case.lock(Path(workspace), segment, segmentation, surroundings=outside.surroundings())


def unlock_segment(segment: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Let the next build draw the borders of a segment anew; parameters and answer as in `rename_segment`.

    Parameters
    ----------
    segment : str
    workspace : path
    segmentation : str or None
    """
    return edits_case.unlock(Path(workspace), segment, segmentation, surroundings=outside.surroundings())


def playbook() -> str:
    """Give the text of shoal's own playbook, to begin one of your own with."""
    return segments_case.playbook()


def segments_sql(
    workspace: str | Path = ".",
    segmentation: str | None = None,
    *,
    dialect: str = "duckdb",
    table: str | None = None,
    dbt: bool = False,
    from_orders: bool = False,
) -> dict[str, Any]:
    """Give the version that was published last as one query: the segment of every customer of a table.

    Parameters
    ----------
    workspace : path
    segmentation : str or None
        None means the one published last.
    dialect : str
        ``duckdb``, ``postgres``, ``spark``, ``snowflake`` or ``bigquery``.
    table : str or None
        The name of the table there; it has the columns of ``features.parquet``, or those of the file of orders. None
        means ``features``, or ``orders``.
    dbt : bool
        Whether to write a model of dbt, which finds the table with ``ref``.
    from_orders : bool
        Whether the table holds order lines, from which the query computes features first.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``dialect``, ``table``, ``sql``.

    Raises
    ------
    ConfigError
        If the dialect is not known, the table is no name, or orders alone do not give what segments are formed on.
    """
    return segments_case.definition(
        Path(workspace),
        segmentation,
        dialect=dialect,
        table=table or ("orders" if from_orders else "features"),
        dbt=dbt,
        from_orders=from_orders,
        surroundings=outside.surroundings(),
    )
