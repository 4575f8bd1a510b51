"""shoal.toml: the sources with what their columns mean, and the segmentations; read, checked and written."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit
from pydantic import TypeAdapter, ValidationError
from tomlkit.items import AoT, Array, InlineTable, Table

from shoal.errors import ConfigError, closest
from shoal.settings.catalogue import settings
from shoal.terms import ByHand, CheckSpec, ColumnSpec, PlannedFix, SegmentationSpec, SourceSpec

SCHEMA_VERSION = 1
HEADER = """shoal.toml: what each file and column is, and how segments are made.
Written by `shoal run` from what it guessed; edit it and run `shoal build` to use it."""


@dataclass(frozen=True)
class Project:
    """Everything that shoal.toml says.

    Parameters
    ----------
    sources : tuple of SourceSpec
    segmentations : mapping of name to SegmentationSpec
        Each holds the sources too.
    check : CheckSpec
        What `shoal check` lets pass.
    """

    sources: tuple[SourceSpec, ...]
    segmentations: Mapping[str, SegmentationSpec]
    check: CheckSpec = CheckSpec()

    def segmentation(self, name: str, *, where: str = "--segmentation") -> SegmentationSpec:
        """Give a segmentation by its name.

        Raises
        ------
        ConfigError
            If there is none of that name; those that there are are named.

        Examples
        --------
        >>> read_project("segmentation.main.cluster.max_k = 6").segmentation("value")
        Traceback (most recent call last):
        ...
        shoal.errors.ConfigError: --segmentation: there is no segmentation 'value'; expected one of main
        """
        if name not in self.segmentations:
            named = ", ".join(self.segmentations)
            raise ConfigError(f"there is no segmentation '{name}'", expected=f"one of {named}", where=where)
        return self.segmentations[name]


def read_project(text: str, *, where: str = "shoal.toml") -> Project:
    """Read and check the text of shoal.toml.

    Raises
    ------
    ConfigError
        If it is no TOML, has an unknown key (the closest is named) or a value of the wrong type.

    Examples
    --------
    >>> read_project("segmentation.main.cluster.max_k = 6").segmentations["main"].cluster.max_k
    6
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", do="correct that line", where=where) from error
    _refuse_unknown(data, ("schema_version", "source", "segmentation", "check"), where)
    if data.get("schema_version", SCHEMA_VERSION) != SCHEMA_VERSION:
        raise ConfigError(
            f"schema_version {data['schema_version']}", expected=str(SCHEMA_VERSION), do="update shoal", where=where
        )
    listed = data.get("source", [])
    if not isinstance(listed, list):
        raise ConfigError("'source' is one table", expected="[[source]] with two brackets", where=where)
    sources = tuple(_source(item, f"{where}, source {i}") for i, item in enumerate(listed, 1))
    named = _table(data.get("segmentation", {}), f"{where}, segmentation") or {"main": {}}
    specs = {name: _spec(name, item, sources, f"{where}, segmentation.{name}") for name, item in named.items()}
    return Project(sources, specs, _checked(CheckSpec, data.get("check", {}), f"{where}, check"))


def write_project(project: Project, fixes: tuple[PlannedFix, ...] = ()) -> str:
    """Write shoal.toml: what was guessed or set, and every other setting as a comment with its default.

    Parameters
    ----------
    project : Project
    fixes : tuple of PlannedFix
        What the repairs do that sources list, written beside them, and those that are proposed: as comments.
    """
    document = tomlkit.document()
    for line in HEADER.splitlines():
        document.add(tomlkit.comment(line))
    document["schema_version"] = SCHEMA_VERSION
    listed = tomlkit.aot()
    for source in project.sources:
        listed.append(_source_table(source, tuple(fix for fix in fixes if fix.source == source.path)))
    document["source"] = listed
    segmentations = tomlkit.table(is_super_table=True)
    for name, spec in project.segmentations.items():
        segmentations[name] = _spec_table(spec, project.sources)
    document["segmentation"] = segmentations
    if project.sources:
        document["check"] = _check_table(project.check)
    return tomlkit.dumps(document)


def with_options(spec: SegmentationSpec, options: Mapping[str, Any]) -> SegmentationSpec:
    """Replace settings by dotted name.

    Raises
    ------
    ConfigError
        If a value is of the wrong type.

    Examples
    --------
    >>> with_options(SegmentationSpec(), {"cluster.k": 4}).cluster.k
    4
    """
    known = [setting.name for setting in settings()]
    _refuse_unknown(options, known, "settings")
    for name, value in options.items():
        room, _, key = name.rpartition(".")
        if room:
            inner = _checked(type(getattr(spec, room)), {**_plain(getattr(spec, room)), key: value}, name)
            spec = replace(spec, **{room: inner})
        else:
            hint = get_type_hints(SegmentationSpec)[key]
            spec = replace(spec, **{key: _validated(hint, value, name, _bounds(SegmentationSpec)[key])})
    return replace(spec, as_of=in_utc(spec.as_of, spec.timezone))


def _source(item: Mapping[str, Any], where: str) -> SourceSpec:
    columns = _table(_table(item, where).get("columns", {}), f"{where}, columns")
    listed = tuple(_column(name, column, f"{where}, column '{name}'") for name, column in columns.items())
    source: SourceSpec = _checked(SourceSpec, {**item, "columns": listed}, where)
    return source


def _column(name: str, item: Mapping[str, Any], where: str) -> ColumnSpec:
    column: ColumnSpec = _checked(ColumnSpec, {"name": name, **_table(item, where)}, where)
    return column


def _spec(name: str, item: Mapping[str, Any], sources: tuple[SourceSpec, ...], where: str) -> SegmentationSpec:
    hints = get_type_hints(SegmentationSpec)
    _refuse_unknown(
        _table(item, where), [field.name for field in fields(SegmentationSpec) if field.name != "name"], where
    )
    own = _own_sources(item, sources, where)
    item = _with_hands(item, where)
    values = {
        key: _checked(hints[key], value, f"{where}.{key}")
        if is_dataclass(hints[key])
        else _validated(hints[key], value, f"{where}.{key}", _bounds(SegmentationSpec)[key])
        for key, value in item.items()
        if key != "sources"
    }
    spec = SegmentationSpec(name=name, sources=own, **values)
    return replace(spec, as_of=in_utc(spec.as_of, spec.timezone))


def _with_hands(item: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    """Read what a person decided about segments."""
    interpret = _table(item.get("interpret", {}), f"{where}.interpret")
    listed = interpret.get("by_hand", [])
    if not isinstance(listed, list):
        raise ConfigError("'by_hand' is one table", expected="[[...by_hand]] with two brackets", where=where)
    edits = tuple(_checked(ByHand, one, f"{where}.interpret.by_hand {i}") for i, one in enumerate(listed, 1))
    return {**item, "interpret": {**interpret, "by_hand": edits}} if edits else item


def _own_sources(item: Mapping[str, Any], sources: tuple[SourceSpec, ...], where: str) -> tuple[SourceSpec, ...]:
    """Give the sources that a segmentation names by their paths; all of them where it names none."""
    if "sources" not in item:
        return sources
    known = {source.path: source for source in sources}
    paths = _validated(list[str], item["sources"], f"{where}, sources")
    _refuse_unknown(paths, known, where, what="source")
    return tuple(known[path] for path in paths)


def in_utc(instant: datetime | None, timezone: str) -> datetime | None:
    """Give an instant in UTC; one without a zone of its own is read in the time zone of the business.

    Examples
    --------
    >>> in_utc(datetime(2025, 7, 1), "Europe/Berlin")
    datetime.datetime(2025, 6, 30, 22, 0, tzinfo=datetime.timezone.utc)
    """
    if instant is None:
        return None
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=known_zone(timezone))
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise ConfigError(
            f"{instant.isoformat()} has no UTC time", expected="an instant from the year 1 to 9999", where="as_of"
        ) from error


def known_zone(name: str) -> ZoneInfo:
    """Give a time zone by its IANA name, or refuse it in words."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"'{name}'", expected="an IANA name such as Europe/Berlin", where="timezone") from error


def _checked(kind: Any, values: Mapping[str, Any], where: str) -> Any:
    """Make a record of a type, refusing unknown and missing keys and values of the wrong type."""
    _refuse_unknown(_table(values, where), [field.name for field in fields(kind)], where)
    for field in fields(kind):
        if field.name not in values and field.default is MISSING and field.default_factory is MISSING:
            raise ConfigError(f"'{field.name}' is missing", expected=f"{field.name} = ...", where=where)
    hints = get_type_hints(kind)
    bounds = _bounds(kind)
    return kind(**{key: _validated(hints[key], value, f"{where}, {key}", bounds[key]) for key, value in values.items()})


def _bounds(kind: Any) -> dict[str, tuple[float, float] | None]:
    return {field.name: field.metadata.get("bounds") for field in fields(kind)}


def _validated(hint: Any, value: Any, where: str, bounds: tuple[float, float] | None = None) -> Any:
    if value == "" and type(None) in get_args(hint):
        return None  # TOML has no null; the comments of the file write it as an empty text
    try:
        checked = TypeAdapter(hint).validate_python(value)
    except ValidationError as error:
        expected = " or ".join(item["msg"].removeprefix("Input should be ") for item in error.errors())
        raise ConfigError(f"{value!r}", expected=expected, where=where) from error
    if bounds is not None and isinstance(checked, int | float) and not bounds[0] <= checked <= bounds[1]:
        raise ConfigError(f"{value!r}", expected=f"a value from {bounds[0]:g} to {bounds[1]:g}", where=where)
    return checked


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{value!r}", expected="a table, such as { role = 'customer' }", where=where)
    return value


def _refuse_unknown(names: Iterable[str], known: Collection[str], where: str, *, what: str = "option") -> None:
    for name in names:
        if name not in known:
            raise ConfigError(
                f"there is no {what} '{name}'",
                expected="one of " + ", ".join(known),
                do=closest(name, known),
                where=where,
            )


def _source_table(source: SourceSpec, fixes: tuple[PlannedFix, ...]) -> Table:
    table = tomlkit.table()
    for field in fields(SourceSpec):
        value = getattr(source, field.name)
        if field.name not in ("columns", "fixes") and (value != field.default or field.name == "kind"):
            table[field.name] = value.value if field.name == "kind" else value
    if source.fixes is not None:
        table["fixes"] = _fixes_array(source.fixes, fixes)
    columns = tomlkit.table()
    for column in source.columns:
        columns[column.name] = _column_table(column)
    table["columns"] = columns
    return table


def _fixes_array(names: tuple[str, ...], fixes: tuple[PlannedFix, ...]) -> Array:
    """Write one repair a line, so that deleting its line undoes it; a proposed one is a line to uncomment."""
    known = {fix.name: fix for fix in fixes}
    array = tomlkit.array()
    for name in names:
        array.add_line(name, comment=_one_line(known[name]) if name in known else None)
    proposed = [fix for fix in fixes if fix.name not in names]
    for fix in proposed:
        array.add_line(comment=f"{_toml(fix.name)},  # proposed: {_one_line(fix)}")
    if names or proposed:
        array.add_line(indent="")
    return array


def _one_line(fix: PlannedFix) -> str:
    return " ".join(f"{fix.effect}: {fix.reason}".split())


def _column_table(column: ColumnSpec) -> InlineTable:
    table = tomlkit.inline_table()
    for field in fields(ColumnSpec):
        value = getattr(column, field.name)
        if field.name != "name" and (value != field.default or field.name in ("role", "confidence")):
            table[field.name] = str(value) if field.name in ("role", "type") else value
    return table


def _spec_table(spec: SegmentationSpec, sources: tuple[SourceSpec, ...]) -> Table:
    """Write what differs from the default; the rest as comments that can be uncommented."""
    table = tomlkit.table()
    if spec.sources != sources:
        table["sources"] = [source.path for source in spec.sources]
        table["sources"].comment("Paths of the sources above that it is built from.")
    rooms: dict[str, Table] = {}
    for setting in settings():
        room, _, key = setting.name.rpartition(".")
        value = getattr(getattr(spec, room) if room else spec, key)
        target = rooms.setdefault(room, tomlkit.table()) if room else table
        if value != setting.default:
            item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
            target[key] = item.comment(setting.help)
        else:
            target.add(tomlkit.comment(f"{key} = {_toml(setting.default)}  # {setting.help}"))
    if spec.interpret.by_hand:
        rooms["interpret"]["by_hand"] = _hands(spec.interpret.by_hand)
    for room, content in rooms.items():
        table[room] = content
    return table


def _hands(edits: tuple[ByHand, ...]) -> AoT:
    """Write what a person decided about segments: a table each."""
    written = tomlkit.aot()
    for edit in edits:
        table, like = tomlkit.table(), tomlkit.array()
        for customer in edit.like:
            like.append(tomlkit.item(dict(customer), _parent=like))
        for name, value in (("name", edit.name), ("like", like), ("locked", edit.locked)):
            if value:
                table[name] = value
        written.append(table)
    return written


def _check_table(check: CheckSpec) -> Table:
    table = tomlkit.table()
    for field in fields(CheckSpec):
        value, words = getattr(check, field.name), field.metadata["help"]
        if value == field.default:
            table.add(tomlkit.comment(f"{field.name} = {_toml(value)}  # {words}"))
        else:
            table[field.name] = value
            table[field.name].comment(words)
    return table


def with_limits(check: CheckSpec, limits: Mapping[str, Any]) -> CheckSpec:
    """Replace limits of a check by name; None keeps what is there.

    Raises
    ------
    ConfigError
        If a value is of the wrong type or out of range.

    Examples
    --------
    >>> with_limits(CheckSpec(), {"min_score": 90, "fail_on": None}).min_score
    90.0
    """
    asked = {name: value for name, value in limits.items() if value is not None}
    changed: CheckSpec = _checked(CheckSpec, {**_plain(check), **asked}, "check")
    return changed


def _toml(value: Any) -> str:
    if value is None:
        return '""'
    return str(tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string())


def _plain(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
