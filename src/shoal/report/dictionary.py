"""The data dictionary: what every feature and every segment means."""

from __future__ import annotations

from shoal.report.choice import weights_sentence
from shoal.report.markdown import cell, table
from shoal.report.numbers import count, percent
from shoal.terms import Choice, Feature, Segmentation
from shoal.terms.titles import title


def dictionary_md(segmentation: Segmentation) -> str:
    """Write the dictionary as Markdown."""
    choices = segmentation.choices()
    used = sum(choice.used for choice in choices.values())
    lines = [
        f"# Data dictionary of the segmentation {cell(segmentation.spec.name)}",
        "",
        f"As of {segmentation.as_of:%Y-%m-%d %H:%M} UTC, for {count(segmentation.n_customers)} customers "
        f"({segmentation.population}). {used} of {len(segmentation.features)} features form the segments; the others "
        "only describe them.",
        "",
        *([sentence, ""] if (sentence := weights_sentence(segmentation)) else []),
        "## Features",
        "",
        *table(
            ("feature", "in words", "lens", "unit", "type", "window", "meaning", "no value means", "forms segments",
             "why", "sensitive"),
            [_feature_row(feature, choices.get(feature.name)) for feature in segmentation.features],
        ),
        "",
        "## Segments",
        "",
        *table(
            ("id", "segment", "customers", "share", "share of value", "meaning"),
            [
                (
                    str(segment.id),
                    segment.name,
                    count(segment.n_customers),
                    percent(segment.share),
                    percent(segment.value_share),
                    segment.description,
                )
                for segment in segmentation.segments
            ],
        ),
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _feature_row(feature: Feature, choice: Choice | None) -> tuple[str, ...]:
    honest = "" if feature.is_time_honest else " Not time-honest: its value on an earlier day is not known."
    return (
        feature.name,
        title(feature.name),
        feature.lens.value,
        feature.unit,
        feature.type.value,
        feature.window,
        feature.description + honest,
        feature.null_means,
        "yes" if choice is not None and choice.used else "no",
        "" if choice is None else choice.why,
        feature.sensitive,
    )
