"""Each source in plain words: what it is, what it gave, how good it is, what is wrong with it and what was repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shoal.report.numbers import count, percent, quantity
from shoal.report.telling import formed_by
from shoal.terms import Finding, Kind, Part, PlannedFix, Role, Segmentation, Severity, SourceAccount, SourceSpec
from shoal.terms.sources import file_name
from shoal.terms.titles import in_sentence, title

SEEN_FINDINGS = 3
MOST_FOLDED = 60
MOST_NAMES = 8

KINDS = {
    Kind.ORDERS: "orders",
    Kind.CUSTOMERS: "a table of customers",
    Kind.EVENTS: "what customers did, or what was sent to them",
    Kind.TEXTS: "what customers wrote",
    Kind.PRODUCTS: "products",
    Kind.HOLDINGS: "what customers have for a time",
    Kind.CAMPAIGNS: "campaigns",
}

PARTS: Mapping[Part, str] = {
    Part.COMPLETENESS: "filled in",
    Part.VALIDITY: "can be true",
    Part.UNIQUENESS: "there once",
    Part.CONSISTENCY: "said one way",
    Part.TIMELINESS: "days that came",
}
"""The parts of the score as a reader would say them; the words of the guide stand beside."""


@dataclass(frozen=True)
class FindingLine:
    """A finding: where, how grave, what was found, and why it matters with what to do."""

    where: str
    severity: str
    found: str
    more: str


@dataclass(frozen=True)
class FixLine:
    """A repair with its line in shoal.toml."""

    fix: PlannedFix
    effect: str


@dataclass(frozen=True)
class SourceCard:
    """One source on the page.

    Parameters
    ----------
    name : str
        Of the file.
    kind, why : str
    rows : tuple of (figure, what it counts)
    score : str
        Empty where nobody looked.
    parts : tuple of (word, name, share)
    columns : tuple of (role in words, names)
    contributed : str
    findings, folded : tuple of FindingLine
        The gravest, which are no notes; and the others.
    n_more : int
        Findings that are in neither.
    applied, proposed : tuple of FixLine
    repairs : str
        How many repairs were made and could be, in a sentence.
    examined : str
        How many rows were looked at, where not all were.
    """

    name: str
    kind: str
    why: str
    rows: tuple[tuple[str, str], ...]
    score: str
    parts: tuple[tuple[str, str, str], ...]
    columns: tuple[tuple[str, str], ...]
    contributed: str
    findings: tuple[FindingLine, ...]
    folded: tuple[FindingLine, ...]
    n_more: int
    applied: tuple[FixLine, ...]
    proposed: tuple[FixLine, ...]
    repairs: str
    examined: str


def source_cards(segmentation: Segmentation) -> tuple[SourceCard, ...]:
    """Describe the sources in their order."""
    accounts = {one.source: one for one in segmentation.quality.accounts}
    specs = {spec.path: spec for spec in segmentation.spec.sources}
    cards = []
    for path, figures in segmentation.quality.by_source.items():
        spec = specs.get(path, SourceSpec(path, Kind.ORDERS))
        cards.append(_card(segmentation, spec, accounts.get(path), figures))
    return tuple(cards)


def _card(
    segmentation: Segmentation, spec: SourceSpec, account: SourceAccount | None, figures: Mapping[str, object]
) -> SourceCard:
    refused = figures.get("rows_refused", {})
    n_refused = sum(refused.values()) if isinstance(refused, Mapping) else 0
    rows = (
        (count(_whole(figures.get("rows_read"))), "rows read"),
        (count(_whole(figures.get("rows_used"))), "used"),
        (count(n_refused), "refused"),
    )
    lines = _lines(account.findings if account else ())
    seen = [line for line in lines if line.severity != Severity.NOTE.value][:SEEN_FINDINGS]
    folded = [line for line in lines if line not in seen]
    fixes = account.fixes if account else ()
    is_sample = account is not None and account.n_examined < 0.99 * account.n_rows
    return SourceCard(
        name=file_name(spec.path),
        kind=KINDS[spec.kind],
        why=spec.why,
        rows=rows,
        score="" if account is None else _floored(account.score.value),
        parts=() if account is None else tuple(
            (PARTS[part], part.value, _floored(share)) for part, share in account.score.parts.items()
        ),
        columns=_columns(spec),
        contributed=_contributed(segmentation, spec, account),
        findings=tuple(seen),
        folded=tuple(folded[:MOST_FOLDED]),
        n_more=max(0, len(folded) - MOST_FOLDED),
        applied=tuple(FixLine(fix, _effect(fix)) for fix in fixes if fix.is_applied),
        proposed=tuple(FixLine(fix, _effect(fix)) for fix in fixes if not fix.is_applied),
        repairs=_repairs(fixes),
        examined=f"Looked at: {count(account.n_examined)} rows, evenly from the first to the last."
        if account is not None and is_sample
        else "",
    )  # fmt: skip


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _floored(share: float) -> str:
    """Write a share of 100 so that only a perfect one is 100.

    Examples
    --------
    >>> _floored(99.97), _floored(100.0), _floored(83.2)
    ('99', '100', '83')
    """
    return f"{share:.0f}" if share in (0, 100) or 0.5 <= share < 99.5 else ("99" if share >= 99.5 else "1")


def _columns(spec: SourceSpec) -> tuple[tuple[str, str], ...]:
    """Group the columns by what they mean; those that are not used stand last."""
    groups: dict[Role, list[str]] = {}
    for column in spec.columns:
        groups.setdefault(column.role, []).append(column.name)
    last = (Role.IDENTIFIER, Role.IGNORED)
    ordered = sorted(groups.items(), key=lambda item: last.index(item[0]) + 1 if item[0] in last else 0)
    return tuple((_ROLES.get(role, title(role.value)), listed(names, MOST_NAMES)) for role, names in ordered)


_ROLES = {
    Role.OCCURRED_AT: "Time",
    Role.TRAIT: "Traits",
    Role.LABEL: "Outcomes, held aside",
    Role.IDENTIFIER: "Names and addresses, kept in the vault only",
    Role.IGNORED: "Not used",
}


def listed(names: list[str], most: int) -> str:
    """List names, and count those beyond the first ones.

    Examples
    --------
    >>> listed(["a", "b", "c"], 2), listed(["a", "b"], 2)
    ('a, b and 1 more', 'a, b')
    """
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _contributed(segmentation: Segmentation, spec: SourceSpec, account: SourceAccount | None) -> str:
    """Say which features come from a source, and how many customers it names."""
    figures = segmentation.quality.by_source.get(spec.path, {})
    if not _whole(figures.get("rows_used")):
        return "None of its rows could be used, so it gave nothing."
    said = []
    if account is not None and account.n_customers:
        share = percent(round(account.customers_share, 3))
        said.append(f"It names {quantity(account.n_customers, 'customer')}, {share} of all.")
    traits = {column.name.casefold() for column in spec.columns if column.role in (Role.TRAIT, Role.COUNTRY)}
    own = [feature.name for feature in segmentation.features if feature.source and feature.source.casefold() in traits]
    shared = [
        feature.name for feature in segmentation.features if not feature.source and _is_of(spec.kind, feature.kinds)
    ]
    formed = formed_by(segmentation)
    if own:
        said.append(_features_from(own, formed, "it"))
    if shared:
        said.append(_features_from(shared, formed, _together(segmentation, spec)))
    if not own and not shared:
        said.append(_NO_FEATURES.get(spec.kind, "No feature comes from it: the segments are the same without it."))
    return " ".join(said)


def _together(segmentation: Segmentation, spec: SourceSpec) -> str:
    """Name all the sources of a kind: their rows are counted together, so what one of them gave is not known."""
    names = [
        file_name(one.path)
        for one in segmentation.spec.sources
        if one.kind is spec.kind and _whole(segmentation.quality.by_source.get(one.path, {}).get("rows_used"))
    ]
    return f"{', '.join(names[:-1])} and {names[-1]} together" if len(names) > 1 else "it"


def _features_from(names: list[str], formed: tuple[str, ...], source: str) -> str:
    forming = [in_sentence(name) for name in names if name in formed]
    comes = f"{quantity(len(names), 'feature')} {'comes' if len(names) == 1 else 'come'} from {source}"
    if not forming:
        tells = "it describes the segments and forms none" if len(names) == 1 else "they describe the segments only"
        return f"{comes}; {tells}."
    form = "forms" if len(forming) == 1 else "form"
    return f"{comes}, of which {count(len(forming))} {form} the segments: {'; '.join(forming)}."


def _repairs(fixes: tuple[PlannedFix, ...]) -> str:
    made = sum(fix.is_applied and fix.n_rows > 0 for fix in fixes)
    proposed = sum(not fix.is_applied for fix in fixes)
    said = [f"{quantity(made, 'repair')} {'was' if made == 1 else 'were'} made"] if made else []
    if proposed:
        said.append(f"{count(proposed)} {'more ' if made else ''}could be")
    return _first_up(f"{', '.join(said)}.") if said else ""


_NO_FEATURES = {
    Kind.PRODUCTS: "It tells what the products of other sources are: their category, price and cost.",
    Kind.CAMPAIGNS: "It tells what the campaigns of other sources are: their name, channel and cost.",
}


def _is_of(kind: Kind, kinds: tuple[str, ...]) -> bool:
    return kind.value in kinds if kinds else kind is Kind.ORDERS


def _lines(findings: tuple[Finding, ...]) -> list[FindingLine]:
    """Put findings in words, the small gaps of many columns in one line at the end."""
    is_small = [one.name == "missing" and one.severity is Severity.NOTE for one in findings]
    lines = [_line(one) for one, small in zip(findings, is_small, strict=True) if not small]
    gaps = [one for one, small in zip(findings, is_small, strict=True) if small]
    if len(gaps) == 1:
        lines.append(_line(gaps[0]))
    elif gaps:
        rates = [f"{one.column or 'others'} ({percent(round(one.rate, 3))})" for one in gaps]
        what = f"Some rows have no value in {listed(rates, MOST_NAMES)}."
        lines.append(FindingLine("Small gaps", Severity.NOTE.value, what, "What is not there counts as not known."))
    return lines


def _line(finding: Finding) -> FindingLine:
    rows = ", ".join(count(row) for row in finding.rows[:3])
    more = f"{_first_up(finding.why)}. What is done, or could be: {finding.do}."
    return FindingLine(
        finding.column or "The whole file",
        finding.severity.value,
        f"{_first_up(finding.found)}.",
        more + (f" Such as row {rows}." if rows else ""),
    )


def _effect(fix: PlannedFix) -> str:
    return _first_up(fix.effect) if fix.n_rows else "It changed nothing this time"


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
