"""From the words of shoal to the page: every sentence and every figure that it shows."""

from __future__ import annotations

from shoal.report import words
from shoal.report.beside import Beside
from shoal.report.bought import bought
from shoal.report.cards import cards
from shoal.report.choice import choice_words
from shoal.report.coming import coming
from shoal.report.counting import WAYS, compared, counting
from shoal.report.gallery import gallery
from shoal.report.goal import goal_panel
from shoal.report.lasting import lasting
from shoal.report.numbers import compact, count, percent, quantity
from shoal.report.page import FeatureGroup, FeatureLine, Gauge, Page, Refusal
from shoal.report.pictures import curves
from shoal.report.pictures.picture import Picture
from shoal.report.portraits import portraits
from shoal.report.readings import change, reading_panel
from shoal.report.reasons import meaning
from shoal.report.rules import rule_panel
from shoal.report.shown import MOST_SHOWN, listing
from shoal.report.sources import source_cards
from shoal.report.tables import MOST_ROWS, crossing_grid, described, everyone_of, profile_grid, settings, units_grid
from shoal.report.telling import formed_by
from shoal.report.who import who
from shoal.report.worth import worth_panel
from shoal.terms import Ahead, Choice, Effect, FeatureTable, Labels, Lens, Quality, Segmentation
from shoal.terms.titles import in_sentence, title


def gather(
    segmentation: Segmentation,
    table: FeatureTable,
    labels: Labels,
    *,
    beside: Beside,
    notes: tuple[str, ...],
    ahead: Ahead | None,
) -> Page:
    """Gather everything that the page shows."""
    grouping = segmentation.grouping
    k = grouping.model.n_groups if grouping.model.kind == "kmeans" else None
    everyone = everyone_of(table, segmentation.spec.privacy.min_count)
    sold = None if beside.purchases is None else bought(segmentation, labels, beside.purchases)
    lines = _features(segmentation)
    tried = tuple(one for one in grouping.evidence.candidates if one.tried or one.chosen)
    return Page(
        name=segmentation.spec.name,
        as_of=f"{segmentation.as_of.day} {segmentation.as_of:%B %Y}",
        verdict=words.verdict(segmentation),
        key_figures=_key_figures(segmentation, everyone.get("net_revenue", (None, None))[0]),
        cards=cards(segmentation),
        listing=listing(segmentation),
        empty=tuple(segment.name for segment in segmentation.segments if not segment.n_customers),
        profile=profile_grid(segmentation),
        units=units_grid(segmentation, everyone),
        rfm=None if beside.rfm is None else crossing_grid(segmentation, *beside.rfm),
        crossings=tuple(
            (name, crossing_grid(segmentation, *crossing))
            for name, crossing in beside.others
            if len(crossing[0]) <= MOST_SHOWN
        ),
        change=change(beside.moved, segmentation),
        readings=reading_panel(beside.readings, segmentation),
        gallery=gallery(segmentation, table, labels, sold),
        is_marked=k is not None,
        criteria=_criteria(segmentation, k),
        reason=grouping.evidence.reason,
        candidates=tried,
        compared=compared(tried),
        not_tried=tuple(one for one in grouping.evidence.candidates if not (one.tried or one.chosen)),
        effect=words.effect_sentence(grouping.evidence),
        counting=counting(segmentation, k),
        real=words.real_sentence(segmentation),
        lasting=lasting(segmentation),
        gauge=None if grouping.evidence.effect is None else _gauge(grouping.evidence.effect),
        rows=_rows(segmentation.quality),
        sources=source_cards(segmentation),
        refusals=_refusals(segmentation.quality),
        fixes=segmentation.quality.fixes,
        warnings=_warnings(segmentation, table, notes),
        notes=notes,
        goal=goal_panel(segmentation),
        choice=choice_words(segmentation),
        features=_by_lens(lines),
        steps=tuple(line for line in lines if line.is_used),
        sensitive=_sensitive(segmentation),
        facts=_facts(segmentation),
        settings=settings(segmentation.spec),
        identity=who(segmentation.linking),
        worth=worth_panel(segmentation),
        rules=rule_panel(segmentation),
        portraits=portraits(segmentation),
        coming=coming(segmentation, ahead),
    )


def _warnings(segmentation: Segmentation, table: FeatureTable, notes: tuple[str, ...]) -> tuple[str, ...]:
    """List every warning once; what is a note is not repeated as a warning."""
    said = (*segmentation.warnings, *table.warnings, *segmentation.grouping.warnings)
    return tuple(warning for warning in dict.fromkeys(said) if warning and warning not in notes)


def _key_figures(segmentation: Segmentation, mean_revenue: float | None) -> tuple[tuple[str, str], ...]:
    n_segments = len(described(segmentation))
    figures = [
        (count(segmentation.n_customers), words.who_are(segmentation)),
        (count(n_segments), "segment" if n_segments == 1 else "segments"),
    ]
    if mean_revenue is not None:
        total = compact(mean_revenue * segmentation.n_customers)
        figures.append((total, f"net revenue, {segmentation.currency}" if segmentation.currency else "net revenue"))
    top = max(
        (segment for segment in segmentation.segments if segment.value_share is not None),
        key=lambda segment: (segment.value_share or 0.0) / segment.share if segment.share else 0.0,
        default=None,
    )
    if top is not None and n_segments > 1:
        figures.append((percent(top.value_share), f"of it from “{top.name}”, {percent(top.share)} of customers"))
    p = segmentation.grouping.evidence.p_structure
    if (
        p is not None and segmentation.grouping.verdict == "clusters"
    ):  # p alone never makes groups, so it stands for them only
        figures.append((percent(p), "of populations without groups look this divided (p)"))
    return tuple(figures)


def _criteria(segmentation: Segmentation, k: int | None) -> tuple[Picture, ...]:
    evidence = segmentation.grouping.evidence
    drawn = (
        curves.elbow(evidence, k, WAYS["elbow"][0], words.elbow_sentence(evidence, k)),
        curves.silhouette(evidence, k, WAYS["silhouette"][0], words.silhouette_sentence(evidence, k)),
        curves.gap(evidence, k, WAYS["gap"][0], words.gap_sentence(evidence, k)),
    )
    return tuple(picture for picture in drawn if picture is not None)


def _gauge(effect: Effect) -> Gauge:
    """Place the effect, its interval and its threshold on one scale that begins at zero or below."""
    start = min(0.0, effect.low)
    width = (max(effect.high, effect.threshold) - start) * 1.15 or 1.0
    value, low, high, threshold = (
        round(100 * (x - start) / width, 2) for x in (effect.value, effect.low, effect.high, effect.threshold)
    )
    return Gauge(value, low, high, threshold)


def _rows(quality: Quality) -> tuple[tuple[str, str], ...]:
    refused = sum(quality.rows_refused.values())
    return (
        (count(quality.rows_read), "rows read"),
        (count(quality.rows_used), "rows used"),
        (count(refused), "rows refused"),
    )


def _refusals(quality: Quality) -> tuple[Refusal, ...]:
    most_first = sorted(quality.rows_refused.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Refusal(title(reason), count(n), percent(n / max(quality.rows_read, 1)), meaning(reason))
        for reason, n in most_first
    )


def _features(segmentation: Segmentation) -> tuple[FeatureLine, ...]:
    choices = segmentation.choices()
    steps = {step.get("feature"): step.get("in_words", "") for step in segmentation.recipe.to_dict().get("steps", ())}
    lines = [
        FeatureLine(
            feature,
            title(feature.name),
            is_used=(choice := choices.get(feature.name)) is not None and choice.used,
            why="" if choice is None else _why(choice),
            step=steps.get(feature.name, ""),
        )
        for feature in segmentation.features
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_used))


def _why(choice: Choice) -> str:
    """Give the reason with the other feature that it names in words."""
    return choice.why.replace(choice.same_as, in_sentence(choice.same_as)) if choice.same_as else choice.why


def _by_lens(lines: tuple[FeatureLine, ...]) -> tuple[FeatureGroup, ...]:
    groups = []
    for lens in Lens:
        mine = [line for line in lines if line.feature.lens is lens]
        if mine:
            n_used = sum(line.is_used for line in mine)
            forming = f", {count(n_used)} of them {'forms' if n_used == 1 else 'form'} the segments" if n_used else ""
            summary = f"{title(lens.value)}: {quantity(len(mine), 'feature')}{forming}"
            groups.append(FeatureGroup(lens.value, summary, tuple(mine[:MOST_ROWS]), max(len(mine) - MOST_ROWS, 0)))
    return tuple(groups)


def _sensitive(segmentation: Segmentation) -> str:
    formed, sensitive = formed_by(segmentation), [feature for feature in segmentation.features if feature.sensitive]
    off, on = (
        [f"{in_sentence(f.name)} ({f.sensitive})" for f in sensitive if (f.name in formed) is is_used]
        for is_used in (False, True)
    )
    if not off and not on:
        return "No sensitive trait (sex, age, health, origin, belief) was recognised in the data."
    said = []
    if off:
        said.append(f"Sensitive, and therefore not used to form segments: {', '.join(off)}.")
    if on:
        said.append(f"Sensitive, and used because asked for by name: {', '.join(on)}.")
    return " ".join(said)


def _facts(segmentation: Segmentation) -> tuple[tuple[str, str], ...]:
    evidence, grouping = segmentation.grouping.evidence, segmentation.grouping
    return (
        ("As of", f"{segmentation.as_of:%Y-%m-%d %H:%M} UTC; nothing later was looked at"),
        ("Population", f"{segmentation.population}, {count(segmentation.n_customers)} customers"),
        ("Algorithm", f"{words.algorithm(grouping.algorithm)} with {grouping.model.n_groups} groups"),
        ("Chosen on", f"{count(evidence.n_sample)} customers" if evidence.n_sample else "all customers"),
        ("Seed", str(segmentation.spec.seed)),
        ("Smallest segment described", f"{segmentation.spec.privacy.min_count} customers"),
        ("Fingerprint of the data", segmentation.fingerprint or "–"),
    )
