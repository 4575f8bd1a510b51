"""Are there groups at all? What the smooth population and the valleys say together."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.cluster.choice import VALLEY_DEPTH, Curve
from shoal.cluster.smooth import Smooth
from shoal.terms import Effect

EFFECT = "depth of the shallowest valley between two groups"
P_THRESHOLD = 0.05


@dataclass(frozen=True)
class Structure:
    """Whether the customers form groups, with the figures.

    Parameters
    ----------
    stands_out : bool
        Whether p and the effect both pass.
    p_structure : float or None
        None where there are too few customers, or nothing varies.
    effect : Effect or None
        Of the number of groups that the valleys vote for, else of that whose valleys come nearest to it. It passes
        where its lower bound does.
    facts : tuple of str
        Sentences about single features, from `single`.
    """

    stands_out: bool
    p_structure: float | None
    effect: Effect | None
    facts: tuple[str, ...] = ()


def judge(smooth: Smooth | None, curve: Curve) -> Structure:
    """Tell whether customers form groups.

    They do if p is under 0.05 and there is a number of groups with a sure valley between every two of them. With large
    n any small departure from the smooth population gets a small p; valleys do not. The valleys are those beyond what
    the smooth population shows where it is cut into as many groups.

    Parameters
    ----------
    smooth : Smooth or None
        None where there are too few different customers to tell.
    curve : Curve
    """
    if smooth is None:
        return Structure(stands_out=False, p_structure=None, effect=None)
    known = {k: valley for k, valley in enumerate(curve.valleys, 1) if valley is not None}
    if not known:
        return Structure(stands_out=False, p_structure=smooth.p, effect=None)
    voted = curve.votes["valley"]
    valley = known[voted] if voted is not None else max(known.values(), key=lambda valley: valley.low)
    effect = Effect(EFFECT, valley.depth, valley.low, valley.high, VALLEY_DEPTH)
    return Structure(smooth.p < P_THRESHOLD and voted is not None, smooth.p, effect)
