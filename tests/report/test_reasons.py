from __future__ import annotations

import re
from pathlib import Path

from shoal import sources
from shoal.report.reasons import MEANINGS, meaning


def test_every_reason_that_rows_are_refused_for_is_explained() -> None:
    """The reasons are written in the SQL of the room that refuses rows."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(str(sources.__file__)).parent.glob("*.py")))
    given = set(re.findall(r"'(\w+)' AS reason|THEN '(\w+_\w+)'", text))
    reasons = {a or b for a, b in given}
    assert {"customer_missing", "exact_duplicate"} <= reasons
    assert reasons <= MEANINGS.keys()


def test_an_unknown_reason_is_put_in_words() -> None:
    assert meaning("fell_off_a_lorry") == "Fell off a lorry."
