"""Every case of the table ends as it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

import shoal
from cases import files, values
from cases.case import Case, FileRefused, Right, RowsRefused, check, unique
from cases.shop import LINES, spent, text

CASES = unique(
    [case for subjects in (files.SUBJECTS, values.SUBJECTS) for group in subjects.values() for case in group]
)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a good result, which every refused case must leave as it is."""
    folder = tmp_path_factory.mktemp("good")
    (folder / "orders.csv").write_text(text(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(folder / "home"))
        shoal.run(folder / "orders.csv", out=folder / "ws")
    return folder / "ws"


def one_in_ten(cases: Sequence[Case]) -> list[Case | ParameterSet]:
    """Leave nine of ten neighbours, which are alike, to the tests that take longer."""
    return [case if not place % 10 else pytest.param(case, marks=pytest.mark.slow) for place, case in enumerate(cases)]


@pytest.mark.parametrize("case", one_in_ten(CASES), ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path, good: Path) -> None:
    check(case, tmp_path, good)


def wrong(case: Case) -> list[Case]:
    """The same input with outcomes that are not its own."""
    revenue = dict(spent()["net_revenue"])
    revenue["K01"] = 0.01
    return [
        replace(case, expect=FileRefused("empty")),
        replace(case, expect=Right({"net_revenue": revenue})),
        replace(case, expect=Right(spent(), rows=len(LINES) + 1)),
        replace(case, expect=Right(spent(), says=("a sentence that is not said",))),
        replace(case, expect=RowsRefused({"ragged_row": 1}, spent())),
    ]


@pytest.mark.parametrize("place", range(5))
def test_a_wrong_expectation_is_noticed(place: int, tmp_path: Path, good: Path) -> None:
    sound = Case("sound", "a sound file", text().encode(), Right(spent(), rows=len(LINES)))
    with pytest.raises(AssertionError):
        check(wrong(sound)[place], tmp_path, good)


def test_a_wrong_refusal_is_noticed(tmp_path: Path, good: Path) -> None:
    with pytest.raises(AssertionError):
        check(Case("empty", "an empty file", b"", FileRefused("a PNG picture")), tmp_path, good)
