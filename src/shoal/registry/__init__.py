"""Versions and assignments: a segmentation becomes files that say everything about it, and comes back from them."""

from shoal.registry.baseline import goal_baselines
from shoal.registry.columns import read_columns
from shoal.registry.definition import Before, definition_source, definition_sql, refuse_definition
from shoal.registry.episodes import episodes
from shoal.registry.forecasts import write_forecast
from shoal.registry.load import Fitted, load
from shoal.registry.merges import read_merges
from shoal.registry.predictions import (
    is_prediction,
    model_file,
    prediction_files,
    read_model,
    read_predictions,
    write_predictions,
)
from shoal.registry.profiles import Histories, People, histories_of, people_of
from shoal.registry.publish import publish
from shoal.registry.result import FILES, HISTORIES, quality_of, to_result
from shoal.registry.scores import read_assignments, write_scores
from shoal.registry.typical import common_levels
from shoal.registry.version import version_of

__all__ = [
    "FILES",
    "HISTORIES",
    "Before",
    "Fitted",
    "Histories",
    "People",
    "common_levels",
    "definition_source",
    "definition_sql",
    "episodes",
    "goal_baselines",
    "histories_of",
    "is_prediction",
    "load",
    "model_file",
    "people_of",
    "prediction_files",
    "publish",
    "quality_of",
    "read_assignments",
    "read_columns",
    "read_merges",
    "read_model",
    "read_predictions",
    "refuse_definition",
    "to_result",
    "version_of",
    "write_forecast",
    "write_predictions",
    "write_scores",
]
