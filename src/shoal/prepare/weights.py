"""How much the features of each lens count: the weight goes into the scale of their columns."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from shoal.prepare.choose import weight_of
from shoal.prepare.pairs import PairStep
from shoal.prepare.recipe import ColumnRecipe, Step
from shoal.stats.rounding import exactly
from shoal.terms import FeatureTable, Lens, WeightsSpec


def weighed(recipe: ColumnRecipe, table: FeatureTable, spec: WeightsSpec) -> ColumnRecipe:
    """Weigh the steps of a recipe by the lens of what they read.

    A weight multiplies the deviation of a feature. Balanced lenses have the same summed variance each, and all
    together as much as before. A pair has the lens of its first feature.
    """
    lenses = {feature.name: feature for feature in table.features}
    of_steps = [lenses[step.reads[0]] for step in recipe.steps]
    shares = balance([feature.lens for feature in of_steps]) if spec.balance == "lenses" else {}
    weights = [
        # A feature asked for by name counts although its lens does not.
        (weight_of(feature, spec) or 1.0) * shares.get(feature.lens, 1.0)
        for feature in of_steps
    ]
    steps = tuple(_weighed(step, weight) for step, weight in zip(recipe.steps, weights, strict=True))
    return replace(recipe, steps=steps)


def balance(lenses: list[Lens]) -> Mapping[Lens, float]:
    """Give the weight per lens that makes the variances of all lenses equal.

    Examples
    --------
    >>> weights = balance([Lens.VALUE, Lens.BEHAVIOUR, Lens.BEHAVIOUR, Lens.BEHAVIOUR])
    >>> {lens.value: round(weight, 3) for lens, weight in weights.items()}
    {'value': 1.414, 'behaviour': 0.816}
    """
    counts = Counter(lenses)
    mean = len(lenses) / max(len(counts), 1)
    return {lens: math.sqrt(mean / n) for lens, n in counts.items()}


def _weighed(step: Step, weight: float) -> Step:
    if weight == 1:
        return step
    if isinstance(step, PairStep):
        number = step.number
        return replace(step, number=replace(number, scale=exactly(number.scale / weight), weight=exactly(weight)))
    return replace(step, scale=exactly(step.scale / weight), weight=exactly(weight))
