"""Unify: many source keys, one customer."""

from shoal.unify.normalise import normalise_key, normalise_key_sql
from shoal.unify.quality import quality_of
from shoal.unify.resolve import resolve

__all__ = ["normalise_key", "normalise_key_sql", "quality_of", "resolve"]
