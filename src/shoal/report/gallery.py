"""All pictures of a segmentation that there are figures for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shoal.report.bought import Bought
from shoal.report.maps import maps
from shoal.report.palette import Palette
from shoal.report.pictures.parallel import parallel
from shoal.report.pictures.picture import Picture
from shoal.report.pictures.products import products
from shoal.report.pictures.radar import MOST_SPOKES, radar, radar_of
from shoal.report.pictures.ridges import ridges
from shoal.report.pictures.seasons import hours, months
from shoal.report.pictures.treemap import treemaps
from shoal.report.sample import sample_of
from shoal.report.shown import shown
from shoal.report.spread import spreads
from shoal.report.standing import Standing, standing
from shoal.report.telling import formed_by, most_telling
from shoal.terms import Feature, FeatureTable, FeatureType, Labels, Segment, Segmentation

MOST_PANELS = 8
"""Segments that have a panel of their own in what they buy and when."""

MOST_FEATURES = 12


@dataclass(frozen=True)
class Gallery:
    """Pictures by where they stand.

    Parameters
    ----------
    sizes : tuple of Picture
        Size and value.
    beside : tuple of Picture
        All segments in many features: a radar, parallel coordinates.
    spread : tuple of Picture
        One a feature.
    maps : tuple of Picture
    missing : tuple of str
        Maps that were asked for and could not be drawn, with the reason.
    products, months, hours : tuple of Picture
        One a segment.
    n_buyers : int
        Customers whose orders were looked at.
    has_names : bool
        Whether products are called by their names.
    of_segment : mapping of segment id to Picture
        A radar of its own.
    """

    sizes: tuple[Picture, ...]
    beside: tuple[Picture, ...] = ()
    spread: tuple[Picture, ...] = ()
    maps: tuple[Picture, ...] = ()
    missing: tuple[str, ...] = ()
    products: tuple[Picture, ...] = ()
    months: tuple[Picture, ...] = ()
    hours: tuple[Picture, ...] = ()
    n_buyers: int = 0
    has_names: bool = False
    of_segment: Mapping[int, Picture] = field(default_factory=dict)

    def bought_of(self, segment: int) -> tuple[tuple[str, Picture], ...]:
        """Give the pictures of what one segment buys and when, each under its heading."""
        wanted = (
            ("Bought more than by others", f"products-{segment}", self.products),
            ("Month by month", f"months-{segment}", self.months),
            ("In the week", f"hours-{segment}", self.hours),
        )
        return tuple((heading, one) for heading, name, some in wanted for one in some if one.name == name)


def gallery(segmentation: Segmentation, table: FeatureTable, labels: Labels, bought: Bought | None) -> Gallery:
    """Draw every picture for which there are figures.

    Parameters
    ----------
    segmentation : Segmentation
    table : FeatureTable
    labels : Labels
    bought : Bought or None
        What the orders say.
    """
    palette, segments = Palette(segmentation), shown(segmentation)
    described = tuple(segment for segment in segments if segment.profile)
    sample = sample_of(segmentation, table, labels, _features(segmentation))
    places = _first(standing(sample), MOST_SPOKES)
    drawn_maps, missing = maps(segmentation, sample, palette)
    bought_pictures = _bought(bought, described[:MOST_PANELS], palette)
    return Gallery(
        sizes=treemaps(segments, palette),
        beside=tuple(
            picture
            for picture in (radar(places, described, palette), parallel(places, described, palette))
            if picture is not None
        ),
        spread=tuple(
            picture
            for each in spreads(sample)
            if (picture := ridges(each, described[:MOST_PANELS], palette, segmentation.currency)) is not None
        ),
        maps=drawn_maps,
        missing=missing,
        **bought_pictures,
        n_buyers=0 if bought is None else bought.n_customers,
        has_names=bought is not None and bought.has_names,
        of_segment={
            segment.id: picture for segment in described if (picture := radar_of(places, segment, palette)) is not None
        },
    )


def _features(segmentation: Segmentation) -> tuple[Feature, ...]:
    """List the features that pictures show: the most telling first, then those that formed the segments.

    Last come those that groups were sought in, so that tiers of one feature are seen in more than that.
    """
    numbers = {feature.name: feature for feature in segmentation.features if feature.type is not FeatureType.CATEGORY}
    sought = [choice.feature for choice in segmentation.recipe.choices if choice.used]
    names = dict.fromkeys((*most_telling(segmentation), *formed_by(segmentation), *sought))
    return tuple(numbers[name] for name in names if name in numbers)[:MOST_FEATURES]


def _first(places: Standing, n: int) -> Standing:
    return Standing(places.features[:n], {segment: ranks[:n] for segment, ranks in places.ranks.items()})


def _bought(found: Bought | None, segments: Sequence[Segment], palette: Palette) -> Mapping[str, tuple[Picture, ...]]:
    if found is None:
        return {}
    return {
        "products": tuple(
            products(found.likings[segment.id], segment, palette) for segment in segments if segment.id in found.likings
        ),
        "months": tuple(months(s, found, palette) for s in segments if any(found.by_month.get(s.id, ())))
        if len(found.months) > 1
        else (),
        "hours": tuple(hours(s, found, palette) for s in segments if s.id in found.by_day),
    }
