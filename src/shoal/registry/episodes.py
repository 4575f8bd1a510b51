"""The history of a segmentation: the names and sizes of its segments in every published version."""

from __future__ import annotations

from shoal.store import Store
from shoal.terms import Episode


def episodes(store: Store, segmentation: str, *, without: str = "") -> tuple[Episode, ...]:
    """List the published versions of a segmentation.

    Parameters
    ----------
    store : Store
    segmentation : str
        Its name.
    without : str
        A version that is left out: the one that is about to be published.

    Returns
    -------
    tuple of Episode
        By the instant that they are as of; of one instant in the order in which they were first published.
    """
    found = [
        Episode(
            version=version.version,
            as_of=str(version.result["as_of"]),
            n_customers=int(version.result["n_customers"]),
            segments=tuple(
                (str(one["name"]), int(one["n_customers"]), float(one["share"])) for one in version.result["segments"]
            ),
        )
        for version in store.versions(segmentation)
        if version.version != without
    ]
    return tuple(sorted(found, key=lambda episode: episode.as_of))
