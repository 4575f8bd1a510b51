"""Public data: a catalogue of sets with their publishers, licences and checksums; fetched on request, never shipped.

`catalogue` says what there is, `obtain` brings a set's files to this machine, `load` reads them as typed tables.
"""

from shoal.datasets.describe import describe
from shoal.datasets.entries import Dataset, File, Form, Remote, catalogue, find
from shoal.datasets.load import Contents, load
from shoal.datasets.network import Network
from shoal.datasets.obtain import Obtained, checked, copy, obtain, present

__all__ = [
    "Contents",
    "Dataset",
    "File",
    "Form",
    "Network",
    "Obtained",
    "Remote",
    "catalogue",
    "checked",
    "copy",
    "describe",
    "find",
    "load",
    "obtain",
    "present",
]
