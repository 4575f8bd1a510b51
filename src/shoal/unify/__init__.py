"""Unify: many source keys, one customer."""

from shoal.unify.identifiers import marks
from shoal.unify.normalise import normalise_key, normalise_key_sql
from shoal.unify.pairs import read_pairs, wishes, written
from shoal.unify.quality import quality_of
from shoal.unify.resolve import Memory, resolve
from shoal.unify.stitch import attribute, visitor_mark

__all__ = [
    "Memory",
    "attribute",
    "marks",
    "normalise_key",
    "normalise_key_sql",
    "quality_of",
    "read_pairs",
    "resolve",
    "visitor_mark",
    "wishes",
    "written",
]
