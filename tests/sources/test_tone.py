"""The tone of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.sources.tone import MOST_LETTERS, tone
from shoal.sources.tone_words import BAD, GOOD, NEGATIONS, VERY_BAD, VERY_GOOD


@pytest.mark.parametrize(
    ("glad", "cross"),
    [
        ("I love it, perfect fit", "I hate it, it fell apart and is useless"),
        ("good", "not good"),
        ("It was not bad at all", "It was bad"),
        ("Slow at first, but wonderful in the end", "Wonderful at first, but terribly slow in the end"),
        ("Sehr freundlich und schnell, gerne wieder", "Leider kaputt und unfreundlich"),
        ("Der Service ist gut", "Der Service ist nicht gut"),
        ("Je suis très satisfaite, merci", "Très déçu, le produit est cassé"),
        ("Un servicio excelente, muy contento", "Un desastre, nunca llegó y estoy enfadado"),
        ("Es bueno", "No es bueno"),
    ],
)
def test_glad_and_cross(glad, cross):
    high, low = tone(glad), tone(cross)
    assert high is not None and low is not None  # noqa: PT018
    assert low < 0 < high


def test_what_has_no_tone_has_none():
    assert tone("") is None
    assert tone("The parcel is blue and was sent on Monday") is None


def test_stronger_words_and_more_of_them_sound_stronger():
    assert 0 < tone("good") < tone("very good") < tone("excellent and very good") < 1  # type: ignore[operator]
    assert tone("Good, but slow") < 0 < tone("Slow, but good")  # type: ignore[operator]


def test_accents_case_and_curled_apostrophes_say_nothing():
    assert tone("TRÈS DÉÇU") == tone("tres decu")
    assert tone("It isn’t good") == tone("it isn't good") < 0  # type: ignore[operator]


def test_the_lexicon_does_not_contradict_itself():
    assert not (GOOD | VERY_GOOD) & (BAD | VERY_BAD)
    assert not NEGATIONS & (GOOD | VERY_GOOD | BAD | VERY_BAD)
    assert all(word.isascii() and word == word.lower() for word in GOOD | VERY_GOOD | BAD | VERY_BAD | NEGATIONS)


@given(st.text(max_size=200))
def test_it_lies_within_its_range_whatever_is_written(text):
    found = tone(text)
    assert found is None or -1 < found < 1
    assert tone(text) == found


def test_a_long_text_is_read_to_a_limit():
    assert tone("a " * MOST_LETTERS + "terrible") is None
