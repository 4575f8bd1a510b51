"""Texts that are not what they look like: keys and categories written in several ways, formulas, wrong encodings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from shoal.engine import literal, quote
from shoal.engine.blanks import BLANKS
from shoal.sources.currency import UNIT, code_of
from shoal.sources.findings.sampled import NUMERIC, Bools, Column, Ints, Sample, graded, share
from shoal.sources.fixes import FOLD, FOLDED_BY_DEFAULT, fold
from shoal.terms import ColumnType, Finding, Part, Role, Severity

TEST_WORDS = frozenset(("test", "tester", "testkunde", "dummy", "demo", "sample", "xxx", "asdf", "delete", "deleteme"))
"""Customers of these names are nobody."""

_FORMULA = re.compile(r"^[=+@]|^-(?![\d.,\s-]*$)|<[a-zA-Z/!][^>]*>")
_MOJIBAKE = re.compile(
    "Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|Â[\u00a0-\u00bf]|\ufffd|Ä[\u0080-\u00bf]|Å[\u0080-\u00bf‚„]"
)
_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c]")


def odd_keys(sample: Sample) -> list[Finding]:
    """Find customer keys that are written otherwise than the rest: blanks, marks, case, foreign letters, tests."""
    column = sample.column(Role.CUSTOMER)
    if column is None or column.codes is None or not column.levels:
        return []
    found: list[Finding] = []
    bare = [level.strip(BLANKS) for level in column.levels]
    padded = _where(column, (a != b for a, b in zip(column.levels, bare, strict=True)))
    if padded.any():
        found.append(
            sample.finding(
                "padded_keys",
                column.name,
                graded(float(padded.mean()), warning=0.05),
                padded,
                f"the key has blanks or unseen marks around it in {share(int(padded.sum()), sample.n)} rows",
                why="to other programs these are other customers; here they are read without",
                do="nothing: keys are always read without what stands around them",
                part=Part.CONSISTENCY,
            )
        )
    found += _other_case(sample, column, bare)
    found += _foreign(sample, column, bare)
    tests = _where(column, (word.casefold() in TEST_WORDS for word in bare))
    if tests.any():
        found.append(
            sample.finding(
                "test_customers",
                column.name,
                Severity.WARNING,
                tests,
                f"{share(int(tests.sum()), sample.n)} rows are of customers called test, demo or the like",
                why="nobody bought what they bought, and one such customer can be larger than any real one",
                do="leave these rows out of the export, or `shoal forget` the key",
                part=Part.VALIDITY,
            )
        )
    return found


def _other_case(sample: Sample, column: Column, bare: list[str]) -> list[Finding]:
    usual = sum(level == level.upper() for level in bare) >= len(bare) / 2
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for level in bare:
        spellings[level.casefold()].add(level)
    is_upper = {level: level == level.upper() for level in bare}
    odd = _where(column, (len(spellings[b.casefold()]) > 1 and is_upper[b] != usual for b in bare))
    if not odd.any():
        return []
    return [
        sample.finding(
            "key_case",
            column.name,
            graded(float(odd.mean()), warning=0.05),
            odd,
            f"the key is in another case than elsewhere in {share(int(odd.sum()), sample.n)} rows",
            why="K12 and k12 are two customers to whoever compares letters",
            do="they are one customer here, unless unify.fold_case is false",
            part=Part.CONSISTENCY,
        )
    ]


def _foreign(sample: Sample, column: Column, bare: list[str]) -> list[Finding]:
    is_foreign = [not level.isascii() and any(letter.isascii() and letter.isalnum() for letter in level)
                  and any(not letter.isascii() and letter.isalpha() for letter in level) for level in bare]  # fmt: skip
    hits = _where(column, is_foreign)
    if not hits.any() or hits.mean() > 0.05:
        return []
    return [
        sample.finding(
            "foreign_letters",
            column.name,
            Severity.WARNING,
            hits,
            f"the key mixes alphabets in {share(int(hits.sum()), sample.n)} rows, where nearly all others are plain",
            why="a Cyrillic К looks like a Latin K, and its customer is taken for another one",
            do="correct these keys where they are entered",
            part=Part.CONSISTENCY,
        )
    ]


_CHECKS: tuple[tuple[str, re.Pattern[str], str, str, str], ...] = (
    (
        "formulas",
        _FORMULA,
        "begins like a formula of a spreadsheet, or holds markup",
        "a spreadsheet or a mail that shows it may run it",
        "nothing: such cells are never run here, and what is exported is made safe",
    ),
    (
        "wrong_encoding",
        _MOJIBAKE,
        "was once read in the wrong encoding, such as MÃ¼ller",
        "the customer is addressed by a broken name, and links to other sources fail",
        "export it again as UTF-8",
    ),
    (
        "unseen_marks",
        _MARKS,
        "holds marks that nobody sees, such as one that turns the direction of writing",
        "the text is not equal to what it looks like",
        "remove them where it is entered",
    ),
)


def damaged_texts(sample: Sample) -> list[Finding]:
    """Find texts that begin as formulas, were read in a wrong encoding, or hold marks that nobody sees."""
    found: list[Finding] = []
    for column in sample.texts():
        if column.spec.role is Role.CUSTOMER:
            continue
        for name, pattern, said, why, do in _CHECKS:
            if name == "formulas" and column.spec.role not in (Role.IDENTIFIER, Role.TRAIT, Role.IGNORED):
                continue
            hits = _matching(column, pattern)
            if not hits.any() or (name == "formulas" and hits.mean() > 0.2):
                continue
            what = f"the text {said}, in {share(int(hits.sum()), sample.n)} rows"
            found.append(
                sample.finding(
                    name,
                    column.name,
                    Severity.WARNING if column.spec.role is Role.IDENTIFIER else Severity.NOTE,
                    hits,
                    what,
                    why=why,
                    do=do,
                    part=Part.VALIDITY,
                )
            )
    return found


def _matching(column: Column, pattern: re.Pattern[str]) -> Bools:
    search: Callable[[str], object] = pattern.search
    return _where(column, (search(level) is not None for level in column.levels))


def spellings(sample: Sample) -> list[Finding]:
    """Find categories that are written in several ways: other case, blanks."""
    found: list[Finding] = []
    for column in sample.texts():
        role = column.spec.role
        if role not in (*FOLDED_BY_DEFAULT, Role.PRODUCT) or (role is Role.TRAIT and len(column.levels) > 1_000):
            continue
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for place, level in enumerate(column.levels):
            groups[fold(level)].append(place)
        if len(groups) == len(column.levels):
            continue
        counts = _counts(column)
        odd = np.zeros(len(column.levels), dtype=bool)
        for places in groups.values():
            usual = max(places, key=lambda place: (counts[place], -place))
            odd[[place for place in places if place != usual]] = True
        hits = _where(column, odd)
        if not hits.any():
            continue
        many = sum(len(places) for places in groups.values() if len(places) > 1)
        few = sum(1 for places in groups.values() if len(places) > 1)
        found.append(
            sample.finding(
                "spellings",
                column.name,
                graded(float(hits.mean()), warning=0.01),
                hits,
                f"{many:,} spellings stand for {few:,} values, different in case or blanks only, in"
                f" {share(int(hits.sum()), sample.n)} rows",
                why="one value is counted as several",
                do="write each as it is written most often",
                part=Part.CONSISTENCY,
                fix=f"{FOLD}:{column.name}",
            )
        )
    return found


def mixed_signs(sample: Sample) -> list[Finding]:
    """Find numbers of which some carry a currency or a percent sign and others not, or not the same."""
    found: list[Finding] = []
    relation, engine = sample.loaded.relation, sample.loaded.relation.engine
    types = engine.types(relation.name)
    for column in sample.columns:
        is_number = column.spec.type is ColumnType.NUMBER or column.spec.role in NUMERIC
        if not column.is_used or not is_number or types[column.name] != "VARCHAR" or not sample.n:
            continue
        signs = _signs(sample, column)
        if len(signs) < 2:
            continue
        usual = max(signs, key=lambda sign: int(signs[sign].sum()))
        hits = np.any([mask for sign, mask in signs.items() if sign != usual], axis=0)
        several = len([sign for sign in signs if sign]) > 1
        listed = ", ".join(f"{int(mask.sum()):,} {sign or 'with no sign'}" for sign, mask in sorted(signs.items()))
        found.append(
            sample.finding(
                "mixed_currencies" if several else "mixed_signs",
                column.name,
                Severity.ERROR if several else Severity.NOTE,
                hits,
                f"the numbers carry different signs: {listed}",
                why="amounts of several currencies cannot be added up" if several else "the others may be of another",
                do="convert them in the export; nothing is converted here" if several else "nothing: they are read",
                part=Part.CONSISTENCY,
            )
        )
    return found


def _signs(sample: Sample, column: Column) -> dict[str, Bools]:
    engine, name = sample.loaded.relation.engine, quote(column.name)
    answer = engine.rows(
        f"""SELECT shoal_row, regexp_extract({name}, {literal(UNIT)}) FROM {sample.loaded.relation.name}
        WHERE NOT regexp_full_match({name}, '[-0-9., ]*') AND regexp_matches({name}, '[0-9]')""",
        step=f"signs in {sample.spec.path}",
    )
    place_of = {int(row): place for place, row in enumerate(sample.rows)}
    signs: dict[str, Bools] = {}
    is_signed = np.zeros(sample.n, dtype=bool)
    for row, unit in answer:
        place = place_of.get(int(row))
        if place is not None and unit:
            signs.setdefault(code_of(unit), np.zeros(sample.n, dtype=bool))[place] = True
            is_signed[place] = True
    bare = ~is_signed & ~column.is_missing
    return signs | ({"": bare} if bare.any() else {})


def _where(column: Column, of_level: Iterable[object]) -> Bools:
    """Give the rows whose text is one of some levels."""
    assert column.codes is not None  # noqa: S101 - asked of texts only
    chosen = np.append(np.fromiter((bool(each) for each in of_level), dtype=bool, count=len(column.levels)), False)
    hits: Bools = chosen[column.codes]  # -1 is the last: missing
    return hits


def _counts(column: Column) -> Ints:
    """Count the rows of each level."""
    assert column.codes is not None  # noqa: S101 - asked of texts only
    return np.bincount(column.codes[column.codes >= 0], minlength=len(column.levels)).astype(np.int64)
