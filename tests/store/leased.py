"""Holding the lease of a workspace for a while, without a line in its history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shoal.store import Job, LeaseTerms, Store


@contextmanager
def leased(store: Store, terms: LeaseTerms) -> Iterator[Job]:
    """Be the writer; what a dead writer left is put in order. Whatever is raised, closing the store lets go too."""
    job = store.claim(terms)
    store.clear()
    yield job
    store.release()
