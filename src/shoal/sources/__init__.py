"""Sources: files into records of known kinds, with every row checked and every guess said aloud."""

from shoal.sources.events import last_event
from shoal.sources.findings import QUICK, THOROUGH, examine, moved
from shoal.sources.folder import candidates, is_folder, printable
from shoal.sources.guess import guess
from shoal.sources.load import load
from shoal.sources.read import read

__all__ = [
    "QUICK",
    "THOROUGH",
    "candidates",
    "examine",
    "guess",
    "is_folder",
    "last_event",
    "load",
    "moved",
    "printable",
    "read",
]
