"""Where a goal stood when it was first set, from the versions that were published since."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.registry.goal import goal_figure
from shoal.store import Store
from shoal.terms import GoalFigure


def goal_baselines(store: Store, segmentation: str, goal: str) -> Mapping[str, GoalFigure]:
    """Give the earliest figure of a goal among the versions of a segmentation, by how it was measured.

    The words of the goal must be the same: another target is another goal, which begins where it is set.

    Parameters
    ----------
    store : Store
    segmentation : str
        Its name.
    goal : str
    """
    found: dict[str, GoalFigure] = {}
    for version in store.versions(segmentation):
        progress = version.result.get("goal_progress")
        if progress is None or _plain(version.result["goal"]) != _plain(goal):
            continue
        figure, how = goal_figure(progress["baseline"]), progress["measured_as"]
        if how not in found or figure.as_of < found[how].as_of:
            found[how] = figure
    return found


def _plain(goal: str) -> str:
    return " ".join(goal.casefold().split())
