from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from shoal import report
from shoal.report.segment_dictionary import segments_html, segments_md
from shoal.terms import ByHand, Chosen, Episode, Experiment, Persona, Play, Reach, Segmentation, Sign

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://example.org","go")|# [a](javascript:alert(1)) `x`\n\n# heading'


def evil_play() -> Play:
    choice = Chosen(f"{EVIL} {FORMULA}", f"{FORMULA} {EVIL}")
    return Play(
        name="mine",
        tier="retain",
        goal=f"{EVIL}{FORMULA}",
        why=EVIL,
        channels=(choice,),
        timing=(choice,),
        offer=choice,
        creative=(FORMULA, EVIL),
        campaign=EVIL,
        kpi=choice,
        reach=Reach(10, sentence=EVIL),
        experiment=Experiment("share", 0.1, True, 0.2, 100, 50, None, EVIL),
        product=(Sign(EVIL, FORMULA, "x"),),
    )


@pytest.fixture
def evil(shop) -> Segmentation:
    """The shop with markup and formulas in every word that data or people give."""
    first = shop.segmentation.segments[0]
    sign = Sign(f"They mostly buy {EVIL}", f"Main category: {FORMULA}", "main_category")
    told = replace(
        first,
        name=f"{EVIL} {FORMULA}",
        persona=Persona(f"{EVIL}. {FORMULA}", (sign,), (sign,), (sign,), "top"),
        play=evil_play(),
        top_levels={"country": ((FORMULA, 0.6), (EVIL, 0.4))},
        by_hand=ByHand(({"x": 1.0},) * 2, EVIL, "0a1b"),
    )
    history = (Episode("0a", "2011-09-01T00:00:00Z", 1_500, ((told.name, 100, 0.1), (EVIL, 200, 0.2))),)
    return replace(shop.segmentation, segments=(told, *shop.segmentation.segments[1:]), history=history)


class Tags(HTMLParser):
    """Everything that a browser would take for a tag."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.hidden += [name for name, _ in attrs if name.startswith("on")]


def test_markup_in_names_of_data_and_people_is_text_in_the_dictionary(evil: Segmentation) -> None:
    seen = Tags()
    seen.feed(segments_html(evil))
    assert not {"script", "img", "iframe"} & set(seen.tags)
    assert not seen.hidden


def test_markup_is_text_in_the_report(evil: Segmentation, shop) -> None:
    page = report.documents(**{**shop.arguments(), "segmentation": evil})["report.html"]
    seen = Tags()
    seen.feed(page)
    assert "img" not in seen.tags
    assert seen.tags.count("script") == 1  # the page's own
    assert not seen.hidden


def test_markup_and_formulas_are_text_in_markdown(evil: Segmentation) -> None:
    text = segments_md(evil)
    assert not re.search(r"<(?!/?small)", text)
    assert "\n# heading" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    for row in (line for line in text.splitlines() if line.startswith("| ")):
        assert len(re.findall(r"(?<!\\)\|", row)) == 4, row


def test_a_formula_for_a_name_is_executed_by_no_spreadsheet(evil: Segmentation, shop) -> None:
    first = replace(evil.segments[0], name=FORMULA)
    formula = replace(evil, segments=(first, *evil.segments[1:]))
    rows = csv.reader(io.StringIO(report.documents(**{**shop.arguments(), "segmentation": formula})["profiles.csv"]))
    assert all(not cell.startswith(("=", "+", "@", "\t")) for row in rows for cell in row)


def test_the_dictionary_tells_who_what_and_what_was_before(shop) -> None:
    segments = shop.segmentation.segments
    first = replace(
        segments[0],
        persona=Persona("They come.", (Sign("They buy much", "Orders: 9", "order_count"),), value_tier="top"),
        play=evil_play(),
        by_hand=ByHand(({"x": 1.0},), "Best", "0a1b"),
    )
    history = (Episode("0a", "2011-09-01T00:00:00Z", 1_500, ((first.name, 100, 0.0667),)),)
    told = replace(shop.segmentation, segments=(first, *segments[1:]), history=history)
    text = segments_md(told)
    for said in (
        "They come.",
        "*top value, named by hand, locked*",
        "### What draws them",
        "They buy much (Orders: 9)",
    ):
        assert said in text
    assert "- 2011-09-01: 100 customers, 6.7 %" in text
    assert "| 2011-09-01 | 1,500 | " in text
    assert text.index("| 2011-09-01 |") < text.index("| 2011-12-10 |")
    assert "### What bothers them" not in text  # nothing speaks for it
    assert segments_html(told).count('class="portrait"') == 1  # the others have no persona here


def test_the_dictionary_is_one_file_that_loads_nothing(evil: Segmentation) -> None:
    page = segments_html(evil)
    assert page.isascii()
    assert "default-src 'none'" in page
    assert "<script" not in page
