"""Writes the pages of the reference that come from code. To add one: write a function, name it in `PAGES`.

usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache, partial
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import result_schema
from typer.main import get_command

import shoal
from shoal import errors, simulate
from shoal.cli.main import app
from shoal.datasets import catalogue, describe
from shoal.features import defined
from shoal.settings import settings
from shoal.simulate.shift_text import KINDS as SHIFTS
from shoal.terms import Feature, SegmentationSpec

HERE = Path(__file__).parent
REFERENCE = HERE / "reference"
PYPROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))


def _command_line() -> str:
    head = (
        "# Command line\n\nEvery command leaves with 0 (done), 1 (the data or the request were refused), 2 (wrong"
        " usage), 3 (a fault of\nshoal's own) or 130 (stopped). What each error means:"
        " [errors and exit codes](errors.md).\n"
    )
    return head + "".join(_command(path, command) for path, command in _commands(get_command(app), "shoal"))


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Walk the commands, a group before what it holds."""
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from _commands(inner, f"{path} {name}")


def _command(path: str, command: Any) -> str:
    shown = [item for item in command.params if item.name != "help" and not item.hidden]
    hints = get_type_hints(command.callback) if command.callback else {}
    options = " [OPTIONS]" if any(item.param_type_name == "option" for item in shown) else ""
    arguments = "".join(" " + _argument(item) for item in shown if item.param_type_name == "argument")
    inner = " COMMAND ..." if hasattr(command, "commands") else ""
    text = f"\n## {path}\n\n{(command.help or '').strip()}\n\n```text\n{path}{options}{arguments}{inner}\n```\n"
    rows = [(_option(item, hints.get(item.name)), _shown(item.default or None), _help(item)) for item in shown]
    return text + ("\n" + _table(("argument or option", "default", "meaning"), rows) if rows else "")


def _argument(item: Any) -> str:
    name = item.metavar or item.name.upper()
    return (name if item.required else f"[{name}]") + ("..." if item.nargs == -1 else "")


def _option(item: Any, hint: Any) -> str:
    if item.param_type_name == "argument":
        return f"`{item.metavar or item.name.upper()}`"
    kind = "" if item.is_flag else " NUMBER" if "int" in str(hint) else " PATH" if "Path" in str(hint) else " TEXT"
    return f"`{', '.join((*item.opts, *item.secondary_opts))}{kind}`"


def _help(item: Any) -> str:
    return (getattr(item, "help", "") or "") + (" May be given again." if getattr(item, "multiple", False) else "")


def _python() -> str:
    """Show the public names; what they say of themselves stands in the code."""
    first = ("run", "build", "score", "segments", "forget", "demo")
    functions = [*first, *(name for name in shoal.__all__ if name[0].islower() and name not in first)]
    classes = [name for name in shoal.__all__ if name[0].isupper()]
    autodoc = "\n".join(f".. autofunction:: shoal.{name}" for name in functions)
    shown = "\n".join(f".. autoclass:: shoal.{name}\n   :members:" for name in classes)
    return (
        "# Python API\n\nThese are the public names of `shoal`; a change of them is a change of version. The rooms"
        " behind them are [modules\nof their own](rooms.md). How to use it: [Python on tables](../guides/python.md)."
        "\n\n"
        f"```{{eval-rst}}\n.. currentmodule:: shoal\n\n{autodoc}\n{shown}\n```\n"
    )


def _rooms() -> str:
    """Show what each room offers, in the order of the data, and what they all rest on."""
    text = (
        "# Rooms\n\nWhat each room hands to others. Use them alone if you like; they may change with any version, the"
        " [Python API](python.md)\nonly with a reason.\n"
    )
    for name in (*_rooms_in_order(), "privacy", "engine", "store", "settings", "languages", "terms"):
        text += f"\n## shoal.{name}\n\n```{{eval-rst}}\n.. automodule:: shoal.{name}\n```\n"
    return text


def _rooms_in_order() -> tuple[str, ...]:
    """List the rooms in the order in which data pass through them; what is new stands last."""
    order = ("simulate", "datasets", "sources", "unify", "features", "prepare", "cluster", "interpret", "registry")
    (rooms,) = [layer for layer in _layers() if "sources" in layer]
    return tuple(sorted(rooms, key=lambda name: order.index(name) if name in order else len(order)))


def _layers() -> list[list[str]]:
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in layers]


def _house() -> str:
    head = (
        "# The house\n\nA module imports only from rows below its own, and modules of one row do not import each other."
        " What one room hands\nto the next is a type in [`shoal.terms`](rooms.md), carried by `app`. `make test` checks"
        " it; these are the contracts\nof `pyproject.toml`.\n\n"
    )
    rows = [
        ("" if place else str(number), f"`{name}`", _about(name))
        for number, layer in enumerate(_layers(), 1)
        for place, name in enumerate(layer)
    ]
    others = [
        f"- {contract['name']}: {', '.join(f'`{name}`' for name in contract['forbidden_modules'])}"
        for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
        if contract["type"] == "forbidden"
    ]
    return head + _table(("row", "module", "what it is"), rows) + "\nBesides:\n\n" + "\n".join(others) + "\n"


def _about(name: str) -> str:
    text = (import_module(f"shoal.{name}").__doc__ or "").strip().split("\n\n")[0]
    return " ".join(text.split())


def _settings() -> str:
    rows = [(f"`{item.name}`", _shown(item.default), _allowed(item.name), item.unit, item.help) for item in settings()]
    return (
        "# Settings\n\nThey stand in `[segmentation.NAME]` of `shoal.toml`; from Python,"
        " `shoal.run(..., settings={NAME: VALUE})`.\n\n"
        + _table(("setting", "default", "values", "unit", "meaning"), rows)
    )


def _allowed(name: str) -> str:
    """Read the choices or the bounds of a setting off the field that declares it."""
    room, _, key = name.rpartition(".")
    spec = getattr(SegmentationSpec(), room) if room else SegmentationSpec()
    (field,) = [field for field in fields(spec) if field.name == key]
    hint = get_type_hints(type(spec))[key]
    literals = [one for one in (hint, *get_args(hint)) if get_origin(one) is Literal]
    values = ", ".join(f"`{value}`" for one in literals for value in get_args(one))
    bounds = field.metadata["bounds"]
    between = f"{bounds[0]:,} to {bounds[1]:,}" if bounds else ""
    return " or ".join(filter(None, (between, values)))


def _features() -> str:
    known = defined()
    text = (
        f"# Features from records\n\nThese {len(known)} features are computed where the sources hold the records and"
        " say what a feature needs; what no row says\n(no discount, no category) is left out, unless `features.use` or"
        " `features.only` names it. Traits of a customers table become\nfeatures too, under the names of their"
        " columns.\n\nA window of days ends at `as_of` and is cut where the history begins later: a warning names the"
        " features. *Eligible* says\nwhether a feature may form segments unless told otherwise.\n"
    )
    names = ("feature", "lens", "unit", "window", "meaning", "no value when", "eligible")
    for kinds in dict.fromkeys(feature.kinds for feature in known):
        rows = [
            (f"`{f.name}`", f.lens.value, f.unit, f.window, f.description, _no_value(f), _yes(f.is_default))
            for f in known
            if f.kinds == kinds
        ]
        text += f"\n## From {' and '.join(kinds)}\n\n" + _table(names, rows)
    return text


def _no_value(feature: Feature) -> str:
    """Say when a feature has no value; one of orders has none for a customer who never bought."""
    return feature.null_means or ("never bought" if "orders" in feature.kinds else "never")


def _simulated_businesses() -> str:
    text = (
        "# Simulated businesses\n\nWhat `shoal simulate` and `shoal.simulate` plant. What it is good for: [the"
        " simulated shop as truth](../guides/simulated_shop.md).\n"
    )
    for sector in simulate.SECTORS.values():
        text += f"\n## {sector.name.replace('_', ' ').capitalize()}\n\n{sector.description.capitalize()}; files: "
        text += f"{', '.join(sector.files)}.\n\n{simulate.describe_types(sector.types).rstrip()}\n"
    text += f"\n## Types that touch\n\n{simulate.describe_types(simulate.TOUCHING_TYPES).rstrip()}\n"
    usual = simulate.DIRTY.shares()
    rows = [(f"`{name}`", meaning, f"{100 * usual[name]:g} %") for name, meaning in _parameters(simulate.Dirt).items()]
    text += "\n## Dirt\n\n" + _table(("kind", "what it is", "share with `--dirty`"), rows)
    text += "\n## Shifts\n"
    for kind, shift in SHIFTS.items():
        rows = [(f"`{name}`", meaning) for name, meaning in _parameters(shift).items()]
        first = (shift.__doc__ or "").partition("\n")[0]
        text += f"\n### {kind}\n\n{first}\n\n" + _table(("parameter", "meaning"), rows)
    return text


def _parameters(described: type) -> dict[str, str]:
    """Read the parameters of a NumPy docstring: name -> meaning on one line."""
    lines = cleandoc(described.__doc__ or "").split("Parameters\n----------\n")[1].split("\n\n")[0].splitlines()
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        if line.startswith("    "):
            found[name] = f"{found[name]} {line.strip()}".strip()
        else:
            name = line.partition(" : ")[0]
            found[name] = ""
    return found


def _errors() -> str:
    summary, _, rest = (errors.__doc__ or "").partition("\n\n::\n\n")
    tree, _, after = rest.partition("\n\n")
    shown = "\n".join(f".. autoexception:: shoal.errors.{name}\n   :members:" for name in _raised(errors.ShoalError))
    return (
        f"# Errors and exit codes\n\n{summary}\n\n```text\n{tree}\n```\n\n{after.strip()}\n\n## The classes\n\n"
        f"```{{eval-rst}}\n{shown}\n```\n"
    )


def _raised(error: type[errors.ShoalError]) -> Iterator[str]:
    """Walk the tree of errors from its root."""
    yield error.__name__
    for inner in error.__subclasses__():
        yield from _raised(inner)


def _segments_json() -> str:
    head = (
        "# segments.json\n\nThe object that `--json` prints and that `Result` holds. Every key is always there; what"
        " was not computed is null, or an\nempty list. `[]` stands for each item of a list, `{}` for each value of an"
        " object whose keys are data.\n\nThe same as [JSON Schema](segments.schema.json).\n\n"
    )
    rows = [(f"`{path}`", kind, meaning) for path, kind, meaning in result_schema.rows(_schema())]
    return head + _table(("key", "type", "meaning"), rows)


def _segments_schema() -> str:
    return json.dumps(_schema(), indent=1, ensure_ascii=False) + "\n"


@cache
def _schema() -> dict[str, Any]:
    return result_schema.schema()


def _dataset(name: str) -> str:
    """Write the facts of a public data set over those on its page; what stands below them is written by hand."""
    path = HERE / "datasets" / f"{name}.md"
    _, _, by_hand = path.read_text(encoding="utf-8").partition(END_OF_FACTS) if path.exists() else ("", "", "\n")
    return f"{describe(catalogue()[name])}\n{END_OF_FACTS}{by_hand}"


END_OF_FACTS = "<!-- What is above was written by docs/generate.py, from the catalogue of data sets. -->"


def _cases() -> str:
    sys.path.insert(0, str(HERE.parent / "tests"))  # the cases are the tests' own: a page cannot say what none checks
    from cases import files, values  # noqa: PLC0415

    count = sum(len(cases) for room in (files, values) for cases in room.SUBJECTS.values())
    text = (
        "# What happens to a strange file\n\nEvery input ends in one of four ways: its values are right; rows are"
        " refused with a reason, and the rest is used;\nthe file is refused in words that say what to do; or shoal"
        f" asks. Each of these {count} cases is a test.\n"
    )
    for room in (files, values):
        for subject, cases in room.SUBJECTS.items():
            rows = [(_on_one_line(case.given_text), _on_one_line(case.expect.sentence())) for case in cases]
            text += f"\n## {subject}\n\n" + _table(("given", "what happens"), rows)
    return text


def _on_one_line(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;")


PAGES: Mapping[str, Callable[[], str]] = {
    "command-line.md": _command_line,
    "python.md": _python,
    "settings.md": _settings,
    "features.md": _features,
    "segments-json.md": _segments_json,
    "segments.schema.json": _segments_schema,
    "errors.md": _errors,
    "simulated-businesses.md": _simulated_businesses,
    "house.md": _house,
    "rooms.md": _rooms,
    "../cases.md": _cases,
    **{f"../datasets/{name}.md": partial(_dataset, name) for name in catalogue()},
}


def _table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [" | ".join(names), "|".join("---" for _ in names)]
    lines += [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    return "".join(f"| {line} |\n" for line in lines).replace("| ---", "|---").replace("--- |", "---|")


def _shown(value: Any) -> str:
    """Write a default as shoal.toml has it; nothing where there is none."""
    if value is None or callable(value):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else [] if value == () else value}`"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def main() -> int:
    """Write the pages, or with ``--check`` say which are out of date."""
    stale = []
    for name, page in PAGES.items():
        path, text = REFERENCE / name, page()
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    for name in stale:
        sys.stderr.write(f"docs/reference/{name} is out of date: run `make docs`\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
