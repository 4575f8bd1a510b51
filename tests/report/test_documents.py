from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from shoal import report
from shoal.engine.spreadsheet import safe_cell
from shoal.report.tables import settings
from shoal.terms import Segmentation

SECTIONS = [
    "answer", "segments", "sizes", "who", "map", "rfm", "number", "real", "lasting", "read", "dictionary", "made",
]  # fmt: skip


@pytest.fixture(scope="module")
def documents(shop):
    return report.documents(**shop.arguments())


def changed(shop, segmentation: Segmentation, **more: object):
    return report.documents(**(shop.arguments() | {"segmentation": segmentation} | more))


def test_the_documents_are_the_same_every_time(shop, documents) -> None:
    assert list(documents) == ["report.html", "profiles.csv", "dictionary.md", "segments.md", "segments.html"]
    assert report.documents(**shop.arguments()) == documents


def test_the_sections_stand_in_order_and_every_segment_has_a_page(shop, documents) -> None:
    page = documents["report.html"]
    assert re.findall(r'<(?:section|header) id="(\w+)"', page) == SECTIONS
    named = re.findall(r'href="#([\w-]+)"', page[page.index("<nav") : page.index("</nav>")])
    pages = [f"segment-{segment.id}" for segment in shop.segmentation.segments]
    assert named == [*(s for s in SECTIONS[:3] if s != "segments"), *pages, *SECTIONS[3:]]
    assert all(page.count(f'id="{name}"') == 1 for name in named)


def test_no_document_names_a_customer(shop, documents) -> None:
    for text in documents.values():
        assert "@example.org" not in text
        assert "person-" not in text


def test_the_page_loads_nothing(documents) -> None:
    page = documents["report.html"]
    assert documents["report.html"].isascii()
    assert len(documents["report.html"]) < 1_000_000
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href|action)\s*=\s*["']?(https?:)?//""", page)
    assert not re.search(r"url\(|@import", page)


def test_every_segment_has_a_card_with_its_numbers(shop, documents) -> None:
    page = documents["report.html"]
    cards = re.findall(r'<article class="card".*?</article>', page, re.S)
    assert len(cards) == len(shop.segmentation.segments)
    for card, segment in zip(cards, shop.segmentation.segments, strict=True):
        assert segment.name in card
        assert f"{segment.n_customers:,} customers" in card


def test_hostile_text_stays_text(shop) -> None:
    evil = "</script><script>alert(1)</script>\"'<b>"
    segments = tuple(replace(s, name=f"{evil}{s.id}", description=evil) for s in shop.segmentation.segments)
    features = tuple(replace(f, description=evil) for f in shop.segmentation.features)
    segmentation = replace(shop.segmentation, segments=segments, features=features, warnings=(evil,), fingerprint=evil)
    documents = changed(shop, segmentation, notes=(evil,), beside=report.Beside(rfm=((evil,) * 5, shop.crossing[1])))
    page = documents["report.html"]
    assert "<script>alert" not in page
    assert "<b>" not in page.replace("<b style", "")
    assert page.count("<script") == report.documents(**shop.arguments())["report.html"].count("<script")
    assert "<script" not in documents["dictionary.md"]


def test_small_cells_of_the_crossing_are_not_written_out(shop, documents) -> None:
    page = documents["report.html"]
    rfm = page[page.index('id="rfm"') : page.index('id="number"')]
    described = [row for row, s in zip(shop.crossing[1], shop.segmentation.segments, strict=True) if s.profile]
    small = sum(0 < n < 11 for row in described for n in row)
    assert small > 0
    assert rfm.count("under 11") == small
    assert "Others" not in rfm


def test_without_a_crossing_its_section_is_left_out(shop) -> None:
    page = changed(shop, shop.segmentation, beside=None)["report.html"]
    assert 'id="rfm"' not in page
    assert 'href="#rfm"' not in page


def test_profiles_hold_every_figure(shop, documents) -> None:
    rows = list(csv.DictReader(io.StringIO(documents["profiles.csv"])))
    for segment in shop.segmentation.segments:
        mine = {row["feature"]: row for row in rows if row["segment_id"] == str(segment.id)}
        if not segment.profile:
            assert list(mine) == [""]
        for name, figure in segment.profile.items():
            read = {key: mine[name][key] for key in ("mean", "median", "index")}
            assert read == {key: "" if (v := getattr(figure, key)) is None else str(v) for key in read}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "|x"])
def test_a_spreadsheet_does_not_run_a_name(text: str) -> None:
    assert safe_cell(text) == "'" + text


def test_the_dictionary_lists_every_feature_and_why(shop, documents) -> None:
    text = documents["dictionary.md"]
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + len(shop.segmentation.features) + len(shop.segmentation.segments)
    for choice in shop.segmentation.recipe.choices:
        assert choice.feature.replace("_", "\\_") in text
    assert all(len(re.findall(r"(?<!\\)\|", row)) in (12, 7) for row in rows)


def test_features_are_called_as_people_say_them(documents) -> None:
    page = documents["report.html"]
    assert "Days since the last order" in page
    assert "| recency\\_days | Days since the last order |" in documents["dictionary.md"]
    shown = re.sub(r"<code>.*?</code>|<script.*", "", page, flags=re.S)
    assert not re.search(r"\b(net_revenue|order_count|recency_days|average_order_value)\b", shown)


def test_nothing_needs_javascript_to_be_unfolded_or_printed(documents) -> None:
    page = documents["report.html"]
    assert page.count("<details") == page.count("</details>") == page.count("<summary")
    printed = page[page.index("@media print") : page.index("</style>")]
    assert "details::details-content { content-visibility: visible" in printed
    assert not re.search(r"details\s*[,{][^}]*display: none", printed)


def test_every_feature_is_on_the_page_under_its_lens(shop, documents) -> None:
    dictionary = re.search(r'<section id="dictionary">.*?</section>', documents["report.html"], re.S)
    assert dictionary is not None
    for feature in shop.segmentation.features:
        assert f"<code>{feature.name}</code>" in dictionary[0]
    assert "Value: 2 features, 1 of them forms the segments" in dictionary[0]


def test_what_was_refused_is_explained(documents) -> None:
    page = documents["report.html"]
    assert "Customer missing" in page
    assert "nobody can be credited with the row" in page
    assert "4,950" in page


def test_every_setting_is_shown_and_changes_are_marked(shop) -> None:
    listed = {setting.name: setting for setting in settings(shop.segmentation.spec)}
    assert listed["cluster.max_k"].value == "10 segments"
    assert (listed["seed"].value, listed["seed"].is_changed) == ("7", True)
    assert not listed["privacy.min_count"].is_changed


def test_a_segmentation_without_evidence_orders_or_labels_still_has_a_page(shop) -> None:
    from shoal.terms import Evidence

    segments = tuple(
        replace(
            s, labels={}, value_share=None, top_levels={}, profile={k: v for k, v in s.profile.items() if k == "age"}
        )
        for s in shop.segmentation.segments
    )
    segmentation = replace(
        shop.segmentation,
        segments=segments,
        currency=None,
        grouping=replace(shop.segmentation.grouping, evidence=Evidence(), verdict="continuum", is_natural=False),
    )
    page = changed(shop, segmentation, beside=None, notes=())["report.html"]
    assert "A continuum, cut into four segments" in page
    assert "was not measured" in page


def test_plotlys_python_and_other_heavy_things_are_not_imported() -> None:
    code = "import sys, shoal.report; print([m for m in ('plotly', 'pandas', 'scipy', 'sklearn') if m in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
