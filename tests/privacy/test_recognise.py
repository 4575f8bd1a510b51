"""Columns that name a person, and columns about what people are judged by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.privacy.recognise import identifier_field, sensitive_subject
from shoal.terms.names import words_of

MAILS = ["ann@example.org", "bob.b@example.co.uk", "c+d@example.com"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("CustomerID", ("customer", "id")),
        ("customerID", ("customer", "id")),
        ("CUST_ID", ("cust", "id")),
        ("kundenNr", ("kunden", "nr")),
        ("Größe (cm)", ("grosse", "cm")),
        ("HTTPStatusCode", ("http", "status", "code")),
        ("AcceptedCmp3", ("accepted", "cmp", "3")),
        ("date-of-birth", ("date", "of", "birth")),
        ("", ()),
    ],
)
def test_words(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "values", "field"),
    [
        ("contact", MAILS, "email"),
        ("E-Mail", MAILS, "email"),
        ("phone", ["+49 30 1234567", "030/123456"], "phone"),
        ("Mobilnummer", ["01711234567", "0049 171 7654321"], "phone"),
        ("téléphone", ["01 23 45 67 89"], "phone"),
        ("iban", ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432"], "iban"),
        ("x", ["DE89370400440532013000"], "iban"),
        ("last login from", ["192.168.0.1", "10.0.0.7"], "ip"),
        ("ip", ["2001:db8::1", "fe80::1ff:fe23:4567:890a"], "ip"),
        ("first_name", ["Ann", "Bob"], "name"),
        ("Nachname", ["Müller", "von der Heide"], "name"),
        ("customer name", ["Ann Lee"], "name"),
        ("name", ["Ann Lee"], "name"),
        ("nom", ["Dupont"], "name"),
        ("apellidos", ["García"], "name"),
        ("account_holder", ["Ann Lee"], "name"),
        ("holder_name", ["Ann Lee"], "name"),
        ("patientName", ["Ann Lee"], "name"),
        ("Kontoinhaber", ["Müller, Anna"], "name"),
        ("Straße", ["Hauptstr. 5", "Am Markt 1"], "address"),
        ("address", ["1 High Street, Leeds"], "address"),
        ("ssn", ["078-05-1120"], "national_id"),
    ],
)
def test_identifiers(name, values, field):
    assert identifier_field(name, values) == field


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("PhoneService", ["Yes", "No"]),
        ("contact", ["cellular", "telephone", "unknown"]),
        ("zip_code", ["Urban", "Rural"]),
        ("postcode", ["10115", "80331"]),
        ("product_name", ["Blue mug"]),
        ("holder_type", ["private", "firm"]),
        ("placeholder", ["none"]),
        ("Department Name", ["Tops"]),
        ("campaign name", ["Summer"]),
        ("CustomerID", ["17850", "13047"]),
        ("invoice", ["536365", "C536379"]),
        ("iban", ["DE89370400440532013001"]),
        ("version", ["1.2.3.400"]),
        ("duration", ["12:30:15"]),
        ("email_opens", ["3", "5"]),
        ("phone", []),
        ("phone", ["", " "]),
        ("amount", ["1234567.50", "7654321.00"]),
    ],
)
def test_no_identifiers(name, values):
    assert identifier_field(name, values) is None


@pytest.mark.parametrize(
    ("name", "values", "subject"),
    [
        ("gender", ["Male", "Female"], "sex"),
        ("Geschlecht", ["m", "w"], "sex"),
        ("Genre", ["Male", "Female"], "sex"),
        ("Sexe", ["H", "F"], "sex"),
        ("Anrede", ["Frau", "Herr"], "sex"),
        ("column_7", ["female", "male"], "sex"),
        ("Age", ["19"], "age"),
        ("SeniorCitizen", ["0", "1"], "age"),
        ("Year_Birth", ["1957"], "age"),
        ("Geburtsdatum", ["1957-01-01"], "age"),
        ("edad", ["30"], "age"),
        ("disability", ["yes"], "health"),
        ("Krankheit", ["x"], "health"),
        ("ethnicity", ["x"], "origin"),
        ("Staatsangehörigkeit", ["deutsch"], "origin"),
        ("religion", ["x"], "belief"),
        ("Konfession", ["x"], "belief"),
    ],
)
def test_sensitive(name, values, subject):
    assert sensitive_subject(name, values) == subject


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("average", ["1"]),
        ("page", ["1"]),
        ("genre", ["rock", "jazz"]),
        ("account_age", ["100"]),
        ("message", ["x"]),
        ("size", ["M", "F"]),
        ("grade", ["d", "m"]),
        ("Country", ["Germany"]),
        ("tenure", ["3"]),
        ("ratio", ["2"]),
    ],
)
def test_not_sensitive(name, values):
    assert sensitive_subject(name, values) is None


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_is_looked_at_without_a_fault(name, values):
    assert identifier_field(name, values) in (None, "email", "phone", "name", "address", "iban", "ip", "national_id")
    assert sensitive_subject(name, values) in (None, "sex", "age", "health", "origin", "belief")


@pytest.mark.parametrize("text", ["x" * 900_000, "@" * 900_000, "a@" * 450_000, "a@" + "b." * 450_000])
@pytest.mark.timeout(20)
def test_a_long_text_is_looked_through_once(text: str) -> None:
    """A search that starts again at every letter took an hour for one such cell."""
    assert identifier_field("remark", [text] * 3) is None
