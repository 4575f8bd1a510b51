"""Segments that would not come back: what is said of them, and when they are refused."""

from __future__ import annotations

import pytest

from shoal.errors import ClusterError
from shoal.interpret import come_back
from shoal.terms import Interval, Segment, Stability


def segment(name: str, low: float | None) -> Segment:
    found = None if low is None else Interval(low + 0.1, low, low + 0.15)
    return Segment(1, (0,), name, True, 50, 0.1, None, {}, {}, {}, (), "", found)


FOUND = Stability(Interval(0.8, 0.7, 0.9), (), 20, 0.75)
SEGMENTS = (segment("Loyal", 0.75), segment("Drifting", 0.61), segment("Others", None))


def test_what_comes_back_is_not_talked_about() -> None:
    for unstable in ("warn", "merge", "refuse"):
        assert come_back((SEGMENTS[0], SEGMENTS[2]), FOUND, unstable) == ()
        assert come_back(SEGMENTS, None, unstable) == ()


def test_what_might_not_is_named_with_its_figure() -> None:
    (said,) = come_back(SEGMENTS, FOUND, "warn")
    assert said.startswith("1 of 2 segments might not come back")
    assert "“Drifting” (nine of ten draws find at least 61% of it again, 75% is asked)" in said
    assert "Loyal" not in said


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(ClusterError) as refused:
        come_back(SEGMENTS, FOUND, "refuse")
    assert refused.value.exit_code == 1
    assert "“Drifting”" in refused.value.found
    assert "75%" in refused.value.expected
    assert "cluster.unstable" in refused.value.do


def test_of_very_many_a_few_are_named() -> None:
    (said,) = come_back([segment(f"S{place}", 0.1) for place in range(200)], FOUND, "warn")
    assert said.startswith("200 of 200 segments")
    assert "and 194 more" in said
    assert len(said) < 800
