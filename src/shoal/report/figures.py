"""The charts, as plain dictionaries that plotly draws in the reader's browser.

Colours written ``var(--name)`` are the page's own: they are looked up when a chart is drawn, so that charts follow
the light and the dark theme.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from shoal.report.numbers import count, percent
from shoal.report.palette import colour, symbol
from shoal.report.projection import CustomerMap
from shoal.report.shown import shown
from shoal.report.words import has
from shoal.terms import Evidence, Segment, Segmentation
from shoal.terms.titles import in_sentence

Chart = dict[str, Any]

INK, MUTED, LINE, ACCENT, PAPER = "var(--ink)", "var(--muted)", "var(--line)", "var(--accent)", "var(--paper)"


def charts(segmentation: Segmentation, k: int | None, points: CustomerMap | None) -> Mapping[str, Chart]:
    """Draw every chart for which there are figures.

    Parameters
    ----------
    segmentation : Segmentation
    k : int or None
        The number of groups to mark; None where the segments were not found by what was tried for every number.
    points : CustomerMap or None

    Returns
    -------
    mapping of name to figure
        ``sizes``; ``elbow``, ``silhouette``, ``gap`` where they were computed; ``map``.
    """
    evidence = segmentation.grouping.evidence
    drawn = {"sizes": sizes(shown(segmentation))}
    if evidence.by_k:
        drawn["elbow"] = elbow(evidence, k)
    if has(evidence, "silhouette"):
        drawn["silhouette"] = silhouette(evidence, k)
    if has(evidence, "gap"):
        drawn["gap"] = gap(evidence, k)
    if points is not None:
        drawn["map"] = customers(points, segmentation.segments)
    return drawn


def sizes(segments: tuple[Segment, ...]) -> Chart:
    """Draw each segment's share of customers, and of value where it is known."""
    shown = [segment for segment in segments if segment.n_customers]
    names = [_wrapped(segment.name) for segment in shown]
    has_value = any(segment.value_share is not None for segment in shown)
    bars: list[Chart] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": "Share of customers",
            "y": names,
            "x": [100 * segment.share for segment in shown],
            "marker": {"color": [colour(segment) for segment in shown], "opacity": 0.38 if has_value else 1.0},
            "text": [percent(segment.share) for segment in shown],
            "customdata": [count(segment.n_customers) for segment in shown],
            "hovertemplate": "%{customdata} customers, %{text}<extra></extra>",
        }
    ]
    if has_value:
        bars.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": "Share of value",
                "y": names,
                "x": [None if segment.value_share is None else 100 * segment.value_share for segment in shown],
                "marker": {"color": [colour(segment) for segment in shown]},
                "text": ["" if segment.value_share is None else percent(segment.value_share) for segment in shown],
                "hovertemplate": "%{text} of net revenue<extra></extra>",
            }
        )
    for bar in bars:
        bar |= {"textposition": "outside", "cliponaxis": False, "textfont": {"size": 12}}
    layout = _layout(height=70 + (48 if has_value else 36) * len(shown), margin={"l": 8, "r": 48, "t": 8, "b": 8})
    layout |= {
        "barmode": "group",
        "bargap": 0.35,
        "bargroupgap": 0.12,
        "yaxis": {
            "autorange": "reversed",
            "automargin": True,
            "ticks": "outside",  # an unseen tick keeps the names off the bars
            "ticklen": 8,
            "tickcolor": "rgba(0,0,0,0)",
            "showline": False,
            "fixedrange": True,
        },
        "xaxis": {"visible": False, "rangemode": "tozero", "fixedrange": True},
    }
    return {"data": bars, "layout": layout}


def elbow(evidence: Evidence, k: int | None) -> Chart:
    """Draw the spread inside groups for every number of groups, as a share of the spread without groups."""
    rows = evidence.by_k
    whole = next((row.inertia for row in rows if row.k == 1), max(row.inertia for row in rows)) or 1.0
    return _by_k([row.k for row in rows], [100 * row.inertia / whole for row in rows], k, "spread inside groups, %")


def silhouette(evidence: Evidence, k: int | None) -> Chart:
    """Draw the silhouette for every number of groups, with the interval at the number shown."""
    rows = [row for row in evidence.by_k if row.silhouette is not None]
    chart = _by_k([row.k for row in rows], [row.silhouette for row in rows], k, "silhouette")
    chosen = evidence.silhouette
    if chosen is not None and k is not None:
        chart["data"].append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [k],
                "y": [chosen.value],
                "error_y": {
                    "type": "data",
                    "symmetric": False,
                    "array": [chosen.high - chosen.value],
                    "arrayminus": [chosen.value - chosen.low],
                    "color": ACCENT,
                    "thickness": 2,
                    "width": 6,
                },
                "marker": {"color": ACCENT, "size": 5},
                "hovertemplate": "of the segments shown: %{y:.3f}<extra></extra>",
            }
        )
    chart["layout"]["yaxis"]["rangemode"] = "tozero"
    return chart


def gap(evidence: Evidence, k: int | None) -> Chart:
    """Draw the gap statistic for every number of groups, with its standard error."""
    rows = [row for row in evidence.by_k if row.gap is not None]
    chart = _by_k([row.k for row in rows], [row.gap for row in rows], k, "gap")
    chart["data"][0]["error_y"] = {
        "type": "data",
        "array": [row.gap_se or 0.0 for row in rows],
        "color": MUTED,
        "thickness": 1.2,
        "width": 4,
    }
    return chart


def customers(points: CustomerMap, segments: tuple[Segment, ...]) -> Chart:
    """Draw the map: a point per customer of the sample, without anything that says who it is."""
    traces = []
    for segment in segments:
        mine = points.segments == segment.id
        if mine.any():
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": _plain(segment.name),
                    "x": points.points[mine, 0].tolist(),
                    "y": points.points[mine, 1].tolist(),
                    "marker": {
                        "color": colour(segment),
                        "symbol": symbol(segment),
                        "size": 6,
                        "opacity": 0.7,
                        "line": {"width": 0.5, "color": PAPER},
                    },
                    "hovertemplate": "%{fullData.name}<extra></extra>",
                }
            )
    layout = _layout(height=440, margin={"l": 40, "r": 8, "t": 8, "b": 44})
    titles = [_wrapped("higher " + " and ".join(map(in_sentence, names)), 44) for names in points.leading]
    grid = {"zeroline": False, "showticklabels": False, "gridcolor": LINE, "fixedrange": True}
    layout |= {
        "xaxis": grid | {"title": {"text": f"{titles[0]} →", "font": {"size": 12}}},
        "yaxis": grid | {"title": {"text": f"{titles[1]} →", "font": {"size": 12}}},
        "hovermode": "closest",
    }
    return {"data": traces, "layout": layout}


def _by_k(ks: list[int], values: list[float | None], k: int | None, unit: str) -> Chart:
    """Draw a criterion over the number of groups, the number shown marked."""
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": ks,
        "y": values,
        "line": {"color": MUTED, "width": 2},
        "marker": {
            "color": [ACCENT if at == k else PAPER for at in ks],
            "line": {"color": [ACCENT if at == k else MUTED for at in ks], "width": 2},
            "size": [13 if at == k else 8 for at in ks],
            "opacity": 1,
        },
        "hovertemplate": "%{x} groups: %{y:.3g}<extra></extra>",
    }
    layout = _layout(height=240, margin={"l": 46, "r": 10, "t": 12, "b": 40})
    layout |= {
        "xaxis": {
            "title": {"text": "number of groups", "font": {"size": 12}},
            "dtick": 1,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            "title": {"text": unit, "font": {"size": 12}},
            "gridcolor": LINE,
            "zeroline": False,
            "nticks": 5,
            "fixedrange": True,
        },
    }
    return {"data": [line], "layout": layout}


def _layout(*, height: int, margin: Mapping[str, int]) -> Chart:
    return {
        "height": height,
        "margin": dict(margin),
        "showlegend": False,
        "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": INK},
        "hoverlabel": {"font": {"family": "system-ui, sans-serif", "size": 13}},
    }


def _plain(text: str) -> str:
    """Keep plotly from reading markup in a text: it knows a little HTML."""
    return html.escape(text, quote=False)


def _wrapped(text: str, width: int = 20) -> str:
    lines: Iterable[str] = textwrap.wrap(text, width, break_long_words=True) or [text]
    return "<br>".join(_plain(line) for line in lines)
