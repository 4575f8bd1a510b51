from __future__ import annotations

import pytest

from shoal import report
from shoal.report.flows import CAME, WENT, Flow, Moved, Reading, parting
from shoal.report.readings import change, reading_panel


@pytest.fixture
def names(shop) -> tuple[str, ...]:
    return tuple(segment.name for segment in shop.segmentation.segments)


def test_groups_that_divide_are_told_before_those_that_stay() -> None:
    flow = Flow(("A", "B", "C"), ("A", "X", "Y"), ((95, 3, 2), (0, 50, 50), (0, 0, 0)))
    assert parting(flow, 1) == ("“B” is divided: 50 % “X”, 50 % “Y”.", "Nearly the same stays “A”.")
    assert parting(flow.turned(), 1) == (
        "“X” is nearly the same as “B”.",
        "“Y” is nearly the same as “B”.",
        "Nearly the same stays “A”.",
    )


def test_parts_of_too_few_are_not_told_of() -> None:
    assert parting(Flow(("A",), ("X", "Y"), ((14, 6),)), 11) == ("“A” is divided: 70 % “X”.",)


def test_who_entered_and_left_adds_up_and_few_are_not_written_out(shop, names) -> None:
    n = len(names)
    rows = [[0] * (n + 1) for _ in range(n + 1)]
    rows[0][0], rows[0][1], rows[0][n], rows[n][0], rows[1][1] = 100, 30, 20, 5, 50
    flow = Flow((*names, CAME), (*names, WENT), tuple(map(tuple, rows)))
    found = change(Moved("2011-11-01", flow), shop.segmentation)
    assert found is not None
    # who left, 50, with the sizes would say that 5 entered
    assert found.lines[0] == (names[0], "150", "105", "–", "–")
    assert found.lines[1] == (names[1], "50", "80", "30", "0")
    assert found.verdict == "16.7 % of the 180 customers who were there both times are in another segment now."
    assert (names[0], WENT, "20", "13 %") in found.picture.rows
    assert (CAME, names[0], "under 11", "") in found.picture.rows
    assert f"<title>{names[0]} to {WENT}" in found.picture.svg
    assert f"<title>{CAME} to {names[0]}" not in found.picture.svg


@pytest.mark.parametrize(
    ("stayed", "changed", "said"),
    [
        (100, 0, "Nobody of the 100 customers who were there both times is in another segment now."),
        (100, 10, "Fewer than 11 of the 110 customers who were there both times are in another segment now."),
        (10, 100, "All but fewer than 11 of the 110 customers who were there both times are in another segment now."),
        (5, 5, "Fewer than 11 customers were there both times."),
        (100, 100, "50 % of the 200 customers who were there both times are in another segment now."),
    ],
)
def test_the_share_of_few_is_not_told(shop, names, stayed: int, changed: int, said: str) -> None:
    rows = [[0] * (len(names) + 1) for _ in range(len(names) + 1)]
    rows[0][0], rows[0][1] = stayed, changed
    found = change(
        Moved("2011-11-01", Flow((*names, CAME), (*names, WENT), tuple(map(tuple, rows)))), shop.segmentation
    )
    assert found is not None
    assert found.verdict == said


def test_segments_that_are_all_new_are_said_to_be(shop, names) -> None:
    counts = ((*(20 for _ in names), 0), (*(0 for _ in names), 0))
    found = change(Moved("2011-11-01", Flow(("Before", CAME), (*names, WENT), counts)), shop.segmentation)
    assert found is not None
    assert found.verdict.startswith("The segments themselves have changed")
    assert change(None, shop.segmentation) is None
    many = Flow((*(f"S{i}" for i in range(30)), CAME), (*names, WENT), ((20,) * (len(names) + 1),) * 31)
    assert change(Moved("2011-11-01", many), shop.segmentation) is None


def test_readings_stand_in_order_with_what_divides_into_what(shop, names) -> None:
    described = [segment for segment in shop.segmentation.segments if segment.profile]
    fewer = Reading(3, (("P", 0.5), ("Q", 0.3), ("R", 0.2)), Flow(names, ("P", "Q", "R"),
        ((200, 0, 0), (300, 0, 0), (0, 200, 0), (0, 0, 500), (0, 0, 0))))  # fmt: skip
    more = Reading(5, tuple((f"S{i}", 0.2) for i in range(5)), Flow(names, tuple(f"S{i}" for i in range(5)),
        ((100, 100, 0, 0, 0), (0, 0, 300, 0, 0), (0, 0, 0, 200, 0), (0, 0, 0, 0, 500), (0, 0, 0, 0, 0))))  # fmt: skip
    panel = reading_panel((more, fewer), shop.segmentation)
    assert panel is not None
    assert panel.verdict == (
        f"With three groups “{names[0]}” and “{names[1]}” would be one. With five groups “{names[0]}” would be divided."
    )
    three, four, five = panel.columns
    assert (three.heading, four.heading, five.heading) == ("Three groups", "Four groups, as shown", "Five groups")
    assert [name for name, _ in four.lines] == [segment.name for segment in described]
    assert four.says[0] == f"“P” is divided: 60 % “{names[1]}”, 40 % “{names[0]}”."
    assert five.says[0] == f"“{names[0]}” is divided: 50 % “S0”, 50 % “S1”."
    assert (three.says, reading_panel((), shop.segmentation)) == ((), None)


def test_all_of_it_is_on_the_page(shop, names) -> None:
    reading = Reading(2, (("P", 0.5), ("Q", 0.5)), Flow(names, ("P", "Q"), tuple((50, 50) for _ in names)))
    flow = Flow(
        (*names, CAME), (*names, WENT), tuple(tuple(20 for _ in range(len(names) + 1)) for _ in range(len(names) + 1))
    )
    others = (("by <b>hand</b>", (("One", "Two"), tuple((40, 60) for _ in names))),)
    beside = report.Beside(rfm=shop.crossing, others=others, moved=Moved("2011-11-01", flow), readings=(reading,))
    page = report.documents(**(shop.arguments() | {"beside": beside}))["report.html"]
    for id_ in ("moved", "rfm", "others", "readings"):
        assert f'<section id="{id_}"' in page
        assert f'href="#{id_}"' in page
    assert "by &lt;b&gt;hand&lt;/b&gt;" in page
