"""Which features are computed, and whose windows are cut by where the history begins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from shoal.errors import FeatureError, closest
from shoal.features.definition import Definition, Subject
from shoal.features.definitions import place_of
from shoal.features.ground import relation_of
from shoal.features.moment import Moment
from shoal.features.said import Said
from shoal.terms import FeaturesSpec, Kind, Records


def chosen(subjects: tuple[Subject, ...], records: Records, spec: FeaturesSpec, known: Said) -> tuple[Definition, ...]:
    """Choose the definitions that are computed, the most telling first.

    Those of which the sources say something, or just those that are named in `features.only`. What is asked for by
    name is computed even if the sources say nothing of it, as long as they hold its kinds of records: it is empty
    then, and the recipe says why.

    Raises
    ------
    FeatureError
        If there is no definition of a name in `features.only`.
    """
    _refuse_unknown(spec.only, {definition.feature.name for subject in subjects for definition in subject.definitions})
    named = {*spec.only, *spec.use, *spec.exclude}
    found = [
        definition
        for subject in subjects
        if all(relation_of(records, kind) is not None for kind in subject.kinds)
        for definition in subject.definitions
        if definition.feature.name in named or known.words.issuperset(definition.needs)
    ]
    wanted = [each for each in found if not spec.only or each.feature.name in spec.only]
    return tuple(sorted(wanted, key=lambda definition: place_of(definition.feature.name)))


def cut_windows(definitions: tuple[Definition, ...], moment: Moment) -> tuple[str, ...]:
    """Say which windows reach back beyond the first day that is known of their records."""
    warnings = []
    for kind, first in sorted(moment.began.items()):
        cut = [
            definition.feature.name
            for definition in definitions
            if definition.days and kind is _observed(definition) and first > moment.on - timedelta(days=definition.days)
        ]
        if cut:
            warnings.append(
                f"The {kind} known begin on {first}, so these look at less than their window: {', '.join(cut)}."
            )
    return tuple(warnings)


def _observed(definition: Definition) -> Kind:
    """Give the kind of records whose beginning cuts the window of a definition."""
    return Kind(definition.feature.kinds[-1])


def _refuse_unknown(names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise FeatureError(
                f"there is no feature '{name}' that records give",
                expected="one of the features in the reference; traits are always there",
                do=closest(name, sorted(known)),
                where="features.only",
            )
