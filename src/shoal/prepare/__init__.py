"""From features to a matrix: what is used, filled, capped, compressed, scaled and encoded, with the reason."""

from shoal.prepare.fit import fit
from shoal.prepare.goal import progress, said_of_goal
from shoal.prepare.interactions import interactions
from shoal.prepare.recipe import ColumnRecipe

RECIPES: dict[str, type[ColumnRecipe]] = {"columns": ColumnRecipe}
"""Kind to class, for reading a published recipe."""

__all__ = ["RECIPES", "ColumnRecipe", "fit", "interactions", "progress", "said_of_goal"]
