"""People with several keys: the planted share has them, the truth names them, and each key looks like its person."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.simulate.chance import Chance
from shoal.simulate.identities import (
    ORDER_SHARE,
    OTHER_EMAIL,
    SAME_EMAIL,
    THIRD_SHARE,
    Identities,
    draw_identities,
    further_people,
    people_of_orders,
    truth_identities,
)
from shoal.simulate.part import Part, parts
from shoal.simulate.phones import phones
from shoal.simulate.plan import business

N = 2500
CHANCE = Chance(3, 0)


@pytest.fixture(scope="module")
def part() -> Part:
    return next(iter(parts(business(N, seed=3))))


@pytest.fixture(scope="module")
def people(part: Part) -> pa.Table:
    return part.people


@pytest.fixture(scope="module")
def identities() -> Identities:
    return draw_identities(N, 0.2, CHANCE)


@pytest.fixture(scope="module")
def further(people: pa.Table, identities: Identities) -> pa.Table:
    keys = pa.array([f"K{90_000 + row}" for row in range(len(identities))])
    return further_people(people, identities, keys, CHANCE)


def within(found: float, share: float, n: int) -> bool:
    return bool(abs(found - share) < 4 * np.sqrt(share * (1 - share) / n))


def test_the_planted_share_has_a_second_key_and_some_a_third(identities: Identities) -> None:
    counts = np.bincount(identities.customer, minlength=N)
    assert counts.max() == 2
    assert within((counts > 0).mean(), 0.2, N)
    assert within((counts == 2).sum() / (counts > 0).sum(), THIRD_SHARE, int((counts > 0).sum()))


def test_no_share_changes_nothing(part: Part) -> None:
    none = draw_identities(N, 0.0, CHANCE)
    assert len(none) == 0
    customer = part.order_customer
    assert np.array_equal(people_of_orders(none, customer, part.people.num_rows, CHANCE), customer)


def test_some_of_their_orders_go_to_their_other_keys_and_nobody_elses(part: Part, identities: Identities) -> None:
    customer, n_people = part.order_customer, part.people.num_rows
    row = people_of_orders(identities, customer, n_people, CHANCE)
    moved = row >= n_people
    assert np.array_equal(identities.customer[row[moved] - n_people], customer[moved])
    assert np.array_equal(row[~moved], customer[~moved])
    has_several = np.isin(customer, identities.customer)
    assert within(moved[has_several].mean(), ORDER_SHARE, int(has_several.sum()))


def test_the_truth_names_every_key_once_with_its_person(people: pa.Table, identities: Identities, further) -> None:
    keys, others = (table["customer_id"].combine_chunks() for table in (people, further))
    truth = truth_identities(keys, identities, others)
    assert truth.num_rows == len(keys) + len(others) == len(truth["source_key"].unique())
    person = dict(zip(truth["source_key"].to_pylist(), truth["person"].to_pylist(), strict=True))
    assert all(person[key] == key for key in keys.to_pylist())
    own = keys.take(pa.array(identities.customer)).to_pylist()
    assert [person[key] for key in others.to_pylist()] == own


def test_other_keys_have_the_same_or_another_mail_address_or_none(people, identities, further) -> None:
    own = people["email"].take(pa.array(identities.customer))
    n = len(identities)
    same = pc.sum(pc.equal(own, further["email"])).as_py() / n
    assert within(same, SAME_EMAIL, n)
    assert within(further["email"].null_count / n, 1 - SAME_EMAIL - OTHER_EMAIL, n)
    mails = further["email"].drop_null()
    assert pc.all(pc.match_substring_regex(mails, r"@example\.(org|com|net)$")).as_py()
    strangers = set(people["email"].to_pylist()) - set(own.to_pylist())
    assert not strangers & set(mails.to_pylist())


def test_phones_are_fictional_distinct_and_the_same_however_they_are_written(people, identities, further) -> None:
    assert pc.all(pc.match_substring_regex(people["phone"].drop_null(), r"^\+999 ")).as_py()
    every = phones(np.arange(200_000))
    assert len(every.unique()) == 200_000

    def digits(phone: pa.ChunkedArray) -> list[str]:
        return [text and "".join(filter(str.isdigit, text))[-9:] for text in phone.to_pylist()]

    own = digits(people["phone"].take(pa.array(identities.customer)))
    other = digits(further["phone"])
    assert any(text is None for text in other)
    assert all(text is None or text == same for same, text in zip(own, other, strict=True))
    assert len(set(pc.replace_substring_regex(further["phone"].drop_null(), r"\d", "9").to_pylist())) == 5


def test_names_of_other_keys_are_written_in_several_ways(people, identities, further) -> None:
    own = people["name"].take(pa.array(identities.customer)).to_pylist()
    pairs = list(zip(own, further["name"].to_pylist(), strict=True))
    changed = [(name, other) for name, other in pairs if name != other]
    assert 0.6 < len(changed) / len(pairs) < 0.9
    kinds = {
        "upper": sum(other == name.upper() for name, other in changed),
        "initial": sum(other.split(" ")[0].endswith(".") for _, other in changed),
        "swapped": sum(", " in other for _, other in changed),
        "shorter": sum(len(other) == len(name) - 1 for name, other in changed),
        "accent": sum(any(ord(letter) > 127 for letter in other) for _, other in changed),
    }
    assert min(kinds.values()) > 5, kinds


def test_traits_of_other_keys_are_those_of_the_person(people, identities, further) -> None:
    for name in ("country", "birth_year", "signup_on"):
        assert further[name].to_pylist() == people[name].take(pa.array(identities.customer)).to_pylist()
