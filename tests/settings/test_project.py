"""shoal.toml: what is written is read back, and mistakes are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from shoal.errors import ConfigError
from shoal.settings import Project, read_project, settings, with_options, write_project
from shoal.terms import (
    ByHand,
    ClusterSpec,
    ColumnSpec,
    ColumnType,
    InterpretSpec,
    Kind,
    PrivacySpec,
    Role,
    SegmentationSpec,
    SourceSpec,
)

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
COLUMNS = st.builds(
    ColumnSpec,
    name=TEXT,
    role=st.sampled_from(Role),
    type=st.sampled_from(ColumnType),
    format=st.sampled_from(["", "%d/%m/%Y"]),
    decimal=st.sampled_from([".", ","]),
    sensitive=st.sampled_from(["", "age"]),
    is_fixed=st.booleans(),
    confidence=st.floats(0, 1),
    why=st.one_of(st.just(""), TEXT),
)
SOURCES = st.builds(
    SourceSpec,
    path=TEXT,
    kind=st.sampled_from(Kind),
    columns=st.lists(COLUMNS, max_size=4, unique_by=lambda column: column.name).map(tuple),
    delimiter=st.sampled_from(["", ";", "\t"]),
    encoding=st.sampled_from(["", "utf-8"]),
    snapshot_on=st.one_of(st.none(), st.dates(date(1990, 1, 1))),
    each_row_is_a_customer=st.booleans(),
    confidence=st.floats(0, 1),
    fixes=st.one_of(st.none(), st.lists(TEXT, max_size=3, unique=True).map(tuple)),
)
SPECS = st.builds(
    SegmentationSpec,
    goal=st.one_of(st.none(), TEXT),
    as_of=st.one_of(st.none(), st.just(datetime(2025, 3, 1, 12, tzinfo=UTC))),
    seed=st.integers(0, 2**31),
    cluster=st.builds(
        ClusterSpec, k=st.one_of(st.just("auto"), st.integers(1, 20)), min_segment_share=st.floats(0, 0.5)
    ),
    privacy=st.builds(PrivacySpec, sensitive=st.lists(TEXT, max_size=2).map(tuple), min_count=st.integers(1, 50)),
)


@settings_of_hypothesis(deadline=None)  # the machine may be busy
@given(sources=st.lists(SOURCES, max_size=3, unique_by=lambda source: source.path).map(tuple), spec=SPECS)
def test_what_is_written_is_read_back(sources: tuple[SourceSpec, ...], spec: SegmentationSpec) -> None:
    project = Project(
        sources, {"main": replace(spec, sources=sources[:1]), "other": SegmentationSpec("other", sources)}
    )
    assert read_project(write_project(project)) == project


def test_every_setting_stands_in_the_file_with_its_help() -> None:
    text = write_project(Project((), {"main": SegmentationSpec()}))
    for setting in settings():
        assert setting.help in text, setting.name
        assert f"# {setting.name.rpartition('.')[2]} = " in text, setting.name


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[segmentation.main.cluster]\nmax_kk = 3", "there is no option 'max_kk'.*did you mean 'max_k'"),
        ("[segmentation.main.cluster]\nk = 'five'", "cluster, k: 'five'; expected a valid integer"),
        ("[segmentation.main.cluster]\nk = 0", "0; expected a value from 1 to 5000"),
        ("[segmentation.main.privacy]\nmissing_consent = 'maybe'", "'allow' or 'deny'"),
        ("sources = []", "there is no option 'sources'.*did you mean 'source'"),
        ("[[source]]\npath = 'a.csv'\nkind = 'order'", "source 1, kind: 'order'"),
        (
            "[[source]]\npath = 'a.csv'\nkind = 'orders'\n[source.columns]\nx = {rule = 'customer'}",
            "column 'x'.*'rule'",
        ),
        ("schema_version = 9", "schema_version 9; expected 1"),
        ("[[source", "not valid TOML"),
        ("[[source]]\nkind = 'orders'", "'path' is missing"),
        ("[[source]]\npath = 'a.csv'\nkind = 'orders'\ncolumns = 3", "columns: 3; expected a table"),
        ("[[source]]\npath = 'a.csv'\nkind = 'orders'\n[source.columns]\na = 'customer'", "expected a table"),
        ("source = 1", "two brackets"),
        ("segmentation.main.sources = ['a.csv']", "there is no source 'a.csv'"),
        ("segmentation = 3", "expected a table"),
        ("segmentation.main.cluster = 3", "expected a table"),
        ("segmentation.main.timezone = 'Mars/Base'\nsegmentation.main.as_of = 2025-01-01", "IANA name"),
    ],
)
def test_mistakes_are_named_with_their_place(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        read_project(text)


def test_options_replace_settings_and_are_checked() -> None:
    spec = with_options(SegmentationSpec(), {"cluster.k": 4, "features.use": ("a",), "seed": 3})
    assert (spec.cluster.k, spec.features.use, spec.seed) == (4, ("a",), 3)
    with pytest.raises(ConfigError, match="'dbscann'"):
        with_options(spec, {"cluster.algorithm": "dbscann"})
    with pytest.raises(ConfigError, match=r"there is no option 'cluster\.colour'"):
        with_options(spec, {"cluster.colour": 1})


def test_the_commented_lines_can_be_uncommented() -> None:
    text = write_project(Project((), {"main": SegmentationSpec()}))
    lines = [line[2:] if line.startswith("# ") and " = " in line else line for line in text.splitlines()]
    assert read_project("\n".join(lines)).segmentations["main"] == SegmentationSpec()


def test_settings_that_do_not_exist_are_named() -> None:
    with pytest.raises(ConfigError, match=r"did you mean 'cluster\.k'"):
        with_options(SegmentationSpec(), {"clusters.k": 3})
    with pytest.raises(ConfigError, match="did you mean 'goal'"):
        with_options(SegmentationSpec(), {"goall": "value"})


def test_a_setting_that_is_yes_or_no_is_written() -> None:
    spec = with_options(SegmentationSpec(), {"full": True, "unify.fold_case": False})
    text = write_project(Project((), {"main": spec}))
    assert "full = true # " in text
    assert read_project(text).segmentations["main"] == spec


def test_what_a_person_decided_about_segments_comes_back() -> None:
    edits = (
        ByHand(({"order_count": 1.0, 'net "x"': 2.5, "country": "Côte d'Ivoire"}, {"order_count": 3.0}), "VIPs <b>=1"),
        ByHand(({"a": 1.0},), "", "0a1b2c"),
    )
    spec = replace(SegmentationSpec(), interpret=InterpretSpec(sector="bank", lift=0.1, by_hand=edits))
    assert read_project(write_project(Project((), {"main": spec}))).segmentations["main"] == spec


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("segmentation.main.interpret.by_hand = 3", "two brackets"),
        ("[[segmentation.main.interpret.by_hand]]\nnam = 'x'", "did you mean 'name'?"),
        ("[[segmentation.main.interpret.by_hand]]\nname = 'x'", "'like' is missing"),
        ("[[segmentation.main.interpret.by_hand]]\nlike = [{ a = [1] }]", "by_hand 1, like"),
        ("segmentation.main.interpret.sector = 'zoo'", "'shop'"),
    ],
)
def test_a_wrong_decision_is_said(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_project(text)
    assert said in str(error.value)
