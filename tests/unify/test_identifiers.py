"""Identifiers have one form, the same in Python and in SQL, and what stands for nobody is known."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shoal.unify.identifiers import FIELDS, marks, nobody_sql, normalise_identifier, normalise_identifier_sql
from shoal.unify.person_names import agree_sql, words_sql

TEXTS = st.one_of(
    st.text(max_size=24),
    st.text("0123456789+ ()./-x", max_size=22),
    st.text("aZé@. <>1ß", max_size=20),
    st.from_regex(r"\A ?[A-Z]{2}[0-9]{2}([ -]?[A-Z0-9]){9,30}\Z"),
)


@given(st.lists(TEXTS, min_size=1, max_size=40))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_and_python_agree(engine, texts):
    values = ", ".join(f"({place}, ?)" for place in range(len(texts)))
    for field in FIELDS:
        rows = engine.rows(
            f"SELECT place, {normalise_identifier_sql(field, 'value')} FROM (VALUES {values}) t(place, value)"
            " ORDER BY place",
            texts,
        )
        assert [found for _, found in rows] == [normalise_identifier(field, text) for text in texts], field


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("email", [" Ann.Lee@Example.org\u00a0", "ann.lee@example.org", "Ann Lee <ANN.LEE@example.org>"]),
        ("phone", ["+49 (0)30 123456", "0049 30 12 34 56", "+49-30-123.456", "(+49) 30/123456"]),
        ("phone", ["+999 530 770 163", "00999 530770163", "999-530-770-163", "(+999) 530 770 163"]),
        ("iban", ["DE89 3704 0044 0532 0130 00", "de89370400440532013000"]),
        ("national_id", ["123-45-6788", "123 45 6788"]),
    ],
)
def test_spellings_are_one(field, texts):
    forms = {normalise_identifier(field, text) for text in texts}
    assert len(forms) == 1
    assert None not in forms


@pytest.mark.parametrize(
    ("field", "one", "two"),
    [
        ("email", "ann.lee@example.org", "annlee@example.org"),
        ("phone", "030 123456", "+49 30 123456"),
        ("phone", "040 123456", "030 123456"),
    ],
)
def test_what_may_be_two_people_stays_two(field, one, two):
    assert normalise_identifier(field, one) != normalise_identifier(field, two)


@pytest.mark.parametrize(
    ("field", "text"),
    [("email", "no address"), ("phone", "12345"), ("phone", "call me: 030 123456"), ("iban", "DE89"), ("email", None)],
)
def test_what_is_none_is_none(field, text):
    assert normalise_identifier(field, text) is None


@pytest.mark.parametrize(
    ("field", "nobody", "somebody"),
    [
        (
            "email",
            ["none@none.com", "noreply@shop.example", "no-reply@shop.example", "test@test.com", "unknown@shop.example"],
            ["nora@shop.example", "testa@shop.example", "xavier@example.org", "nona@example.com"],
        ),
        ("phone", ["0000000000", "+49 000 000000", "1234567", "9999999999"], ["030 123456", "+999 530 770 163"]),
        ("national_id", ["000000000", "123456789", "XXXXX"], ["123-45-6788"]),
        ("iban", ["DE00 0000 0000 0000 0000"], ["DE89 3704 0044 0532 0130 00"]),
    ],
)
def test_what_stands_for_nobody(engine, field, nobody, somebody):
    for texts, expected in ((nobody, True), (somebody, False)):
        for text in texts:
            form = normalise_identifier(field, text)
            assert form is not None, text
            assert engine.rows(f"SELECT {nobody_sql(field, '?')}", (form,)) == [(expected,)], text


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("Anna Müller", "ANNA MUELLER", True),
        ("Anna Müller", "Müller, Anna", True),
        ("Anna Müller", "A. Müller", True),
        ("Anna Müller", "Dr. Anna Muller", True),
        ("Anna Müller", "Ana Müller", True),
        ("Paul Kowalski", "Paul Kowalksi", True),
        ("Tomas Novak", "Tømas Novak", True),
        ("Anna Maria Müller", "Anna Müller", True),
        ("Anna Müller", "Peter Müller", False),
        ("A. Anderson", "Bob Anderson", False),
        ("Tim Berg", "Tom Berg", False),
        ("Anna Müller", "Anna Schmidt", False),
        ("Bo Li", "Jo Li", False),
    ],
)
def test_names_agree_or_differ(engine, one, two, expected):
    words = f"SELECT {words_sql('?')} AS a, {words_sql('?')} AS b"
    for pair in ((one, two), (two, one)):
        marked = [text for text in pair for _ in range(words_sql("?").count("?"))]
        assert engine.rows(f"SELECT {agree_sql('a', 'b')} FROM ({words})", marked) == [(expected,)]


def test_marks_cover_every_form_that_links():
    assert "phone:+4930123456" in marks("0049 30 123456")
    assert "email:ANN@EXAMPLE.ORG" in marks("Ann@example.org")
