"""Why segments were formed on these features: who stands for whom, what each lens weighs, which pairs to try."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields

from shoal.report.numbers import count, estimate, percent
from shoal.terms import Lens, Segmentation
from shoal.terms.titles import in_sentence, title

MOST_NAMED = 6
"""So many members of a family are named; the rest is counted."""


@dataclass(frozen=True)
class ChoiceWords:
    """What the page says of the choice.

    Parameters
    ----------
    summary : str
    families : tuple of (feature, those that it stands for)
    weights : str
        Empty where every feature counts alike.
    pairs : tuple of (pair, what it tells, gain with interval, line of shoal.toml)
    """

    summary: str
    families: tuple[tuple[str, str], ...]
    weights: str
    pairs: tuple[tuple[str, str, str, str], ...]


def choice_words(segmentation: Segmentation) -> ChoiceWords:
    """Gather what the page says of the choice of features."""
    choices = segmentation.choices()
    used = [feature for feature in segmentation.features if choices[feature.name].used]
    return ChoiceWords(
        summary=_summary(len(used), len(segmentation.features), [feature.lens for feature in used]),
        families=_families(segmentation),
        weights=weights_sentence(segmentation),
        pairs=tuple(
            (
                _pair(one.pair),
                title(one.of),
                f"{percent(round(one.gain, 3))} ({percent(round(one.low, 3))} to {percent(round(one.high, 3))})",
                one.toml,
            )
            for one in segmentation.interactions
        ),
    )


def weights_sentence(segmentation: Segmentation) -> str:
    """Say what each lens weighs; empty where every feature counts alike."""
    weights = segmentation.spec.weights
    set_apart = [
        f"{field.name} {estimate(value)}"
        for field in fields(weights)
        if field.name != "balance" and (value := getattr(weights, field.name)) != 1
    ]
    said = f"Weights that were set: {', '.join(set_apart)}; every other lens weighs 1." if set_apart else ""
    balanced = (
        "The lenses are balanced: the features of each have the same summed variance."
        if weights.balance == "lenses"
        else ""
    )
    return " ".join(part for part in (said, balanced) if part)


def _summary(n_used: int, n: int, lenses: list[Lens]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for lens in lenses:
        counts[lens.value] += 1
    shares = ", ".join(f"{count(number)} of {lens}" for lens, number in counts.items())
    formed = f"{count(n_used)} of {count(n)} features form the segments" + (f": {shares}" if shares else "")
    return f"{formed}. The others only describe them; the reason for each stands beside it."


def _families(segmentation: Segmentation) -> tuple[tuple[str, str], ...]:
    members: dict[str, list[str]] = defaultdict(list)
    for choice in segmentation.choices().values():
        if choice.same_as:
            members[choice.same_as].append(title(choice.feature))
    return tuple((title(leader), _listed(names)) for leader, names in members.items())


def _pair(pair: str) -> str:
    """Say a pair of features in words.

    Examples
    --------
    >>> _pair("tenure_days x discount_share")
    'Days since the first order × average discount'
    """
    for sign, shown in ((" x ", " × "), (" / ", " / ")):
        one, between, other = pair.partition(sign)
        if between:
            return f"{title(one)}{shown}{in_sentence(other)}"
    return pair


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} and {count(len(names) - MOST_NAMED)} more"
