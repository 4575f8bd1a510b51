"""What users may set: the catalogue of settings, shoal.toml, and goals."""

from shoal.settings.catalogue import Setting, settings
from shoal.settings.goal import read_goal
from shoal.settings.project import Project, in_utc, known_zone, read_project, with_limits, with_options, write_project

__all__ = [
    "Project",
    "Setting",
    "in_utc",
    "known_zone",
    "read_goal",
    "read_project",
    "settings",
    "with_limits",
    "with_options",
    "write_project",
]
