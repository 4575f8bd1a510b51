"""Agreement equals scikit-learn's adjusted Rand index on any pair of groupings."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from shoal import simulate
from shoal.errors import CustomerNotFound


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 5)), min_size=1, max_size=40), st.randoms())
def test_agreement_is_the_adjusted_rand_index(pairs, shuffler) -> None:
    ids = [f"K{row}" for row in range(len(pairs))]
    truth = pa.table({"customer_id": ids, "type": [kind for kind, _ in pairs]})
    rows = list(zip(ids, (segment for _, segment in pairs), strict=True))
    shuffler.shuffle(rows)
    assignments = pa.table({"customer_id": [row[0] for row in rows], "segment_id": [row[1] for row in rows]})
    expected = adjusted_rand_score([kind for kind, _ in pairs], [segment for _, segment in pairs])
    assert simulate.agreement(truth, assignments) == pytest.approx(expected, abs=1e-12)
    assert simulate.n_types(truth) == len({kind for kind, _ in pairs})


def test_customers_without_a_segment_do_not_count(planted) -> None:
    assigned = planted.truth.slice(0, 500).append_column("segment_id", planted.truth["type"].slice(0, 500))
    assert simulate.agreement(planted.truth, assigned) == 1.0


def test_segments_of_another_shop_are_refused(planted) -> None:
    others = pa.table({"customer_id": ["nobody"], "segment_id": [1]})
    with pytest.raises(CustomerNotFound, match="none of 2500 simulated customers"):
        simulate.agreement(planted.truth, others)
