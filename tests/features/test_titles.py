from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from shoal.features import defined
from shoal.terms.titles import TITLES, in_sentence, title, without_window


def test_every_feature_has_a_title_of_its_own_that_people_would_say() -> None:
    titles = [title(feature.name) for feature in defined()]
    assert len(titles) > 100
    assert len(set(titles)) == len(titles)
    for said in titles:
        assert said[0].isupper()
        assert not re.search(r"_|\b\d+d\b|\b(share|count)$", said), said


def test_every_title_is_of_a_feature() -> None:
    assert TITLES.keys() <= {name for f in defined() for name in (f.name, without_window(f.name))}


@given(st.text(min_size=1))
def test_any_column_has_a_title(name: str) -> None:
    assert title(name)
    assert in_sentence(name).casefold() == title(name).casefold() or not name.isascii()
