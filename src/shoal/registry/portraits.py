"""Personas and plays as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shoal.registry.plain import rounded
from shoal.terms import Chosen, Experiment, Persona, Play, Reach, Segment, Sign


def portrait_of(segment: Segment) -> dict[str, Any]:
    """Give who a segment is, what to do about it, and what a person decided about it."""
    persona = segment.persona or Persona(segment.description)
    edit = segment.by_hand
    return {
        "persona": persona.text,
        "motives": _signs(persona.motives),
        "pains": _signs(persona.pains),
        "preferences": _signs(persona.preferences),
        "value_tier": persona.value_tier,
        "lifecycle": persona.lifecycle,
        "is_named_by_hand": edit is not None and bool(edit.name),
        "is_locked": edit is not None and bool(edit.locked),
        "actions": [] if segment.play is None else [_action(segment.play)],
        "product_hints": [] if segment.play is None else _signs(segment.play.product),
    }


def _action(play: Play) -> dict[str, Any]:
    return {
        "play": play.name,
        "tier": play.tier,
        "goal": play.goal,
        "why": play.why,
        "channels": _choices(play.channels),
        "timing": _choices(play.timing),
        "offer": _choice(play.offer),
        "creative": list(play.creative),
        "campaign": play.campaign,
        "kpi": _choice(play.kpi),
        "reach": _reach(play.reach),
        "experiment": _experiment(play.experiment),
    }


def _signs(signs: Iterable[Sign]) -> list[dict[str, str]]:
    return [{"text": sign.text, "because": sign.because, "feature": sign.feature} for sign in signs]


def _choices(choices: Iterable[Chosen]) -> list[dict[str, str]]:
    return [_choice(choice) for choice in choices]


def _choice(choice: Chosen) -> dict[str, str]:
    return {"what": choice.what, "why": choice.why}


def _reach(reach: Reach) -> dict[str, Any]:
    return {
        "n_asked": reach.n_asked,
        "n_allowed": reach.n_allowed,
        "share": rounded(reach.share),
        "addresses": {name: rounded(share) for name, share in reach.by.items()},
        "sentence": reach.sentence,
    }


def _experiment(plan: Experiment | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    return {
        "unit": plan.unit,
        "usual": rounded(plan.usual),
        "is_assumed": plan.is_assumed,
        "lift": rounded(plan.lift),
        "n_per_arm": plan.n_per_arm,
        "n_available": plan.n_available,
        "smallest_lift": rounded(plan.smallest_lift),
        "sentence": plan.sentence,
    }
