"""A version is a hash of content: of nothing that does not matter, and of everything that does."""

from dataclasses import replace
from datetime import timedelta
from types import ModuleType

import pytest

from shoal.registry import version_of
from shoal.terms import SourceSpec


def test_it_is_twelve_hex_digits_and_the_same_each_time(small: ModuleType) -> None:
    version = version_of(small.segmentation())
    assert len(version) == 12
    assert int(version, 16) >= 0
    assert version == version_of(small.segmentation())


def test_paths_formats_and_guesses_do_not_count(small: ModuleType) -> None:
    one = small.segmentation()

    def rewritten(source: SourceSpec) -> SourceSpec:
        columns = tuple(replace(column, confidence=0.4, why="its values look like keys") for column in source.columns)
        return replace(source, path="/elsewhere/o.parquet", delimiter="", encoding="latin-1", why="?", columns=columns)

    other = small.segmentation(path="moved/orders.csv", warnings=("read from moved/orders.csv",))
    other = replace(other, spec=replace(other.spec, sources=tuple(map(rewritten, other.spec.sources))))
    assert version_of(one) == version_of(other)


def test_the_order_of_sources_does_not_count(small: ModuleType) -> None:
    one = small.segmentation()
    more = SourceSpec("customers.csv", one.spec.sources[0].kind)
    forward = replace(one, spec=replace(one.spec, sources=(*one.spec.sources, more)))
    backward = replace(one, spec=replace(one.spec, sources=(more, *one.spec.sources)))
    assert version_of(forward) == version_of(backward) != version_of(one)


@pytest.mark.parametrize(
    "change",
    ["as_of", "fingerprint", "seed", "name", "model", "recipe", "segments", "currency", "role", "features", "verdict"],
)
def test_everything_that_decides_who_is_where_counts(small: ModuleType, change: str) -> None:
    one = small.segmentation()
    column = replace(one.spec.sources[0].columns[0], role="order")
    other = {
        "as_of": lambda: replace(one, as_of=one.as_of + timedelta(days=1)),
        "fingerprint": lambda: replace(one, fingerprint="beef"),
        "seed": lambda: replace(one, spec=replace(one.spec, seed=1)),
        "name": lambda: replace(one, spec=replace(one.spec, name="value")),
        "model": lambda: replace(one, grouping=replace(one.grouping, model=small.Halves(100.2))),
        "recipe": lambda: replace(one, recipe=small.Halves(100.2)),
        "segments": lambda: replace(one, segments=small.segments(1, 2)),
        "currency": lambda: replace(one, currency="EUR"),
        "role": lambda: replace(
            one, spec=replace(one.spec, sources=(replace(one.spec.sources[0], columns=(column,)),))
        ),
        "features": lambda: replace(one, features=one.features[:2]),
        "verdict": lambda: replace(one, grouping=replace(one.grouping, verdict="continuum")),
    }[change]()
    assert version_of(other) != version_of(one)
