"""Writes the parts of the docs that come from code: settings, features, simulated types, errors.

usage: python docs/generate.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path

from shoal import errors
from shoal.features import order_definitions
from shoal.settings import settings
from shoal.simulate import DISTINCT_TYPES, describe_types
from shoal.terms import FeaturesSpec

HERE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """Give every generated page by its name."""
    return {
        "settings.md": _settings(),
        "features.md": _features(),
        "simulated-shop.md": f"# The simulated shop\n\n{describe_types(DISTINCT_TYPES)}\n",
        "errors.md": f"# Errors and exit codes\n\n{errors.__doc__}".replace("::\n", "```text").rstrip() + "\n",
    }


def _settings() -> str:
    rows = [f"| `{item.name}` | `{_shown(item.default)}` | {item.unit} | {item.help} |" for item in settings()]
    head = [
        "# Settings",
        "",
        "They stand in `[segmentation.NAME]` of `shoal.toml`; from Python, `shoal.run(..., settings={NAME: VALUE})`.",
        "",
        "| setting | default | unit | meaning |",
        "|---|---|---|---|",
    ]
    return "\n".join(head + rows) + "\n"


def _features() -> str:
    head = [
        "# Features from orders",
        "",
        "Traits of a customers table become features too, under the names of their columns.",
        "",
        "| feature | lens | unit | window | meaning | no value when | forms segments by default |",
        "|---|---|---|---|---|---|---|",
    ]
    rows = [
        f"| `{f.name}` | {f.lens} | {f.unit} | {f.window} | {f.description} | {f.null_means or 'never'} |"
        f" {'yes' if f.is_default else 'no'} |"
        for f in (definition.feature for definition in order_definitions(FeaturesSpec().trend_days))
    ]
    return "\n".join(head + rows) + "\n"


def _shown(value: object) -> str:
    if value is None:
        return ""
    return "[]" if value == () else str(value)


def main() -> int:
    """Write the pages, or with ``--check`` say which are out of date."""
    stale = []
    for name, text in pages().items():
        path = HERE / name
        if "--check" in sys.argv:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stderr.write(f"docs/reference/{name} is out of date: run `make docs`\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
