"""The consensus on a number of groups, on evidence made by hand."""

from __future__ import annotations

import pytest

from shoal.cluster.choice import Curve, consensus, most_parted
from shoal.stats.valley import Valley
from shoal.terms import ByK


def curve(widths, lows, *, high=0.9, **votes):
    """Give the evidence for k = 1, 2, ...: silhouettes and lower bounds of valleys, both from k = 2 on."""
    by_k = tuple(ByK(k, 1.0, width, None, None, 0.1) for k, width in enumerate((None, *widths), 1))
    valleys = (None, *(Valley((low + high) / 2, low, high) for low in lows))
    voted = {"elbow": None, "silhouette": None, "gap": None} | votes
    return Curve(by_k, voted | {"valley": most_parted(range(1, len(by_k) + 1), valleys, by_k)}, (9,) * 9, valleys)


@pytest.mark.parametrize(
    ("widths", "lows", "votes", "k"),
    [
        ([0.30, 0.35, 0.34], [0.7, 0.5, 0.1], {}, 3),  # the most with sure valleys
        ([0.30, 0.35, 0.34], [0.7, 0.5, 0.3], {}, 3),  # a shallow one parts no more where the silhouette is not wider
        ([0.30, 0.35, 0.37], [0.7, 0.5, 0.3], {}, 4),
        ([0.30, 0.35, 0.37], [0.7, 0.5, 0.15], {}, 4),  # a faint one does at the widest silhouette
        ([0.30, 0.35, 0.37], [0.7, 0.5, 0.05], {}, 3),
        ([0.30, 0.35, 0.345], [0.7, 0.5, 0.15], {}, 3),
        ([0.30, 0.25, 0.29], [0.7, -0.1, 0.1], {"elbow": 4, "gap": 4}, 4),  # two agree, and nothing speaks against it
        ([0.30, 0.25, 0.16], [0.7, -0.1, 0.1], {"elbow": 4, "gap": 4}, 2),  # the silhouette does
        ([0.30, 0.25, 0.20], [0.0, -0.1, 0.1], {"elbow": 3, "gap": 4}, 2),  # nothing sure, nobody agrees
    ],
)
def test_the_most_groups_that_are_parted(widths, lows, votes, k):
    assert consensus(curve(widths, lows, **votes), (2, 3, 4))[0] == k


def test_what_two_agree_on_is_ruled_out_where_no_valley_can_be():
    assert consensus(curve([0.30, 0.29], [0.7, -0.5], elbow=3, gap=3), (2, 3))[0] == 3
    ruled_out = curve([0.30, 0.29], [0.7, -0.5], high=0.1, elbow=3, gap=3)
    assert consensus(ruled_out, (2, 3))[0] == 2
