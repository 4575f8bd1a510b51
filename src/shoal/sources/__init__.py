"""Sources: files into records of known kinds, with every row checked and every guess said aloud."""

from shoal.sources.address import file_of, is_address, public, scheme, with_file
from shoal.sources.events import last_event
from shoal.sources.findings import QUICK, THOROUGH, examine, moved
from shoal.sources.folder import printable
from shoal.sources.guess import guess
from shoal.sources.load import load
from shoal.sources.offered import Offered, offered
from shoal.sources.plain_lines import plain_lines
from shoal.sources.product_names import product_names
from shoal.sources.read import read

__all__ = [
    "QUICK",
    "THOROUGH",
    "Offered",
    "examine",
    "file_of",
    "guess",
    "is_address",
    "last_event",
    "load",
    "moved",
    "offered",
    "plain_lines",
    "printable",
    "product_names",
    "public",
    "read",
    "scheme",
    "with_file",
]
