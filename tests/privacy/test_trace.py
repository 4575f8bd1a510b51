"""What counts as a mark of a person, and what is somebody else's or a figure."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.privacy.erase_texts import scrubbed
from shoal.privacy.trace import REMOVED, Trace

NAME, EMAIL, PHONE, TOWN, SHORT = "Zoë Straßer", "zoe@shop.example", "(030) 555 01 43", "Würzburg", "Zoë"
TRACE = Trace(
    frozenset({NAME, EMAIL, PHONE, TOWN, SHORT}),
    frozenset({"5", "17850", "KD-774411", "12345678"}),
    lambda text: text.strip().removesuffix(".0") or None,
)


@pytest.mark.parametrize(
    "text",
    [
        *("mail zoe@shop.example!", "ZOE@SHOP.EXAMPLE", "zoe%40shop.example", "a zoë  straßer b", "ZOË STRASSER"),
        *("Zo\u0065\u0308 Straßer", "Zo&euml; Stra&szlig;er", "Zo&#235; Stra&#223;er", r"Zo\u00eb Stra\u00dfer"),
        *("mailto%3Azoe%40shop.example", r"a\nzoe@shop.example", '"Zoë Straßer"', "<b>Zoë Straßer</b>"),
        *("0305550143", "030-555-01-43", "030/5550143", "to KD-774411.", "(12345678)"),
    ],
)
def test_a_mark_is_found_in_any_spelling_and_redacted(text: str) -> None:
    assert TRACE.identifies(text)
    redacted = TRACE.redact(f"before {text} after")
    assert not TRACE.mentions(redacted)
    assert redacted.startswith("before")
    assert redacted.endswith("after")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "5",
            "5 orders",
            "17850",
            "£17,850",
            "KD-7744112",
            "XKD-774411",
            "1234567890",
            "912345678",
            "Zoës Laden",
            "Zoë Straßers",
        ),
        *("nzoe@shop.example", "AZoë Straßer", "10305550143", "03055501437"),
        *("zoe@shop.example".replace("@", " at "), "30 555 01 44", "Straßer", "0.12345678901"),
    ],
)
def test_figures_and_others_are_left_alone(text: str) -> None:
    assert not TRACE.identifies(text)
    assert not TRACE.mentions(text)
    assert TRACE.redact(text) == text


def test_a_town_is_not_one_persons_alone() -> None:
    assert TRACE.mentions("near WÜRZBURG")
    assert not TRACE.identifies("near Würzburg")
    assert TRACE.is_whole("würzburg")


@pytest.mark.parametrize(
    ("text", "is_key"), [("5", True), ("5.0", True), (" 5 ", True), ("'KD-774411", True), ("55", False), ("", False)]
)
def test_keys_are_compared_as_a_whole_and_normalised(text: str, is_key: bool) -> None:
    assert TRACE.is_key(text) is is_key


@pytest.mark.parametrize(
    ("text", "is_whole"), [("17850", True), ("5", False), ("zoë", True), ("17850 x", False), ("", False)]
)
def test_a_short_key_is_no_value_by_itself(text: str, is_whole: bool) -> None:
    assert TRACE.is_whole(text) is is_whole


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"customer_id": "5", "orders": [{"n": 1}]}, None),
        ([{"customer_id": 5}, {"customer_id": 55, "n": 5}], [{"customer_id": 55, "n": 5}]),
        (
            {"n_customers": 17850, "k": 5, "names": ["17850", "5"]},
            {"n_customers": 17850, "k": 5, "names": [REMOVED, "5"]},
        ),
        ([["17850", 1], ["13047", 5]], [["13047", 5]]),
        ({"x": {"KD-774411": 1, "KD-1": 2}}, {"x": {"KD-1": 2}}),
        ([{"persona": f"ask {EMAIL}", "profile": {"n": 5}}], [{"persona": f"ask {REMOVED}", "profile": {"n": 5}}]),
        ([{"name": "n", "description": "lives in Würzburg"}], [{"name": "n", "description": f"lives in {REMOVED}"}]),
    ],
)
def test_json_loses_rows_and_values_but_no_figures(before: object, after: object) -> None:
    assert json.loads(scrubbed(json.dumps(before, indent=2) + "\n", TRACE)) == after


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.sampled_from('abZoë5 {"\\é')),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "customer_id", "b"]), inner),
    max_leaves=20,
)


@given(json_values, st.sampled_from([None, 0, 2]), st.booleans())
def test_a_document_without_the_person_keeps_its_bytes(value: object, indent: int | None, is_ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=is_ascii)
    nobody = Trace(frozenset({"not@there.example"}), frozenset({"K-000000"}), lambda key: key)
    assert scrubbed(text, nobody) == text


@given(st.text(), st.text())
def test_redaction_leaves_no_mark_whatever_is_around_it(before: str, after: str) -> None:
    assert not TRACE.identifies(TRACE.redact(before + EMAIL + after))
