"""Sphinx: how the site is built. Strict, local, and nothing that a reader's browser would fetch elsewhere."""

from __future__ import annotations

import logging
import re
from importlib import import_module
from typing import TYPE_CHECKING

import shoal

if TYPE_CHECKING:
    from docutils.nodes import Element, reference
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "shoal"
author = "the shoal contributors"
project_copyright = "the shoal contributors, Apache-2.0"
version = release = shoal.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
# Every reference must lead somewhere. The types of other libraries have no page here, and the site asks no other host
# for a list of theirs.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(pathlib|datetime|collections|enum|typing|types|decimal|zoneinfo)\b.*"),
    (r"py:.*", r"(pyarrow|pa|numpy|np|pydantic|sqlalchemy)\b.*"),
    (r"py:.*", r"(Path|NDArray|StrEnum|Protocol|_\w+|.*\._\w+)"),
]
default_role = "code"  # a name between single backticks, as docstrings write them

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

napoleon_google_docstring = False
napoleon_use_param = False  # types are words here ("path, list of paths"), not links
napoleon_use_rtype = False
napoleon_use_ivar = True
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
autodoc_preserve_defaults = True
python_display_short_literal_types = True
python_maximum_signature_line_length = 88
python_use_unqualified_type_names = True
add_module_names = False

html_theme = "furo"
html_title = f"shoal {release}"
html_static_path = ["_static"]
html_css_files = ["shoal.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5a7a", "color-brand-content": "#0b5a7a"},
    "dark_css_variables": {"color-brand-primary": "#7cc4e4", "color-brand-content": "#7cc4e4"},
}


def where_it_is_shown(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: Element
) -> reference | Element | None:
    """Lead a name to the room that shows it: `shoal.terms.features.Lens` stands under `shoal.terms.Lens`.

    A name that its room keeps to itself stands without a link.
    """
    parts = re.fullmatch(r"shoal\.(\w+)(?:\.\w+)+\.(\w+)", node.get("reftarget", ""))
    if node.get("refdomain") != "py" or parts is None:
        return None
    room, name = parts.groups()
    if name not in getattr(import_module(f"shoal.{room}"), "__all__", ()):
        return content
    domain = env.domains.python_domain
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", f"shoal.{room}.{name}", node, content)


def readable(
    _app: Sphinx, _what: str, _name: str, _thing: object, _options: object, signature: str | None, returned: str | None
) -> tuple[str | None, str | None]:
    """Write a default that is made anew each time as `...`, as Python's grammar has no word for it."""
    return signature and signature.replace("<factory>", "..."), returned


def setup(app: Sphinx) -> None:
    """Add what the configuration cannot say."""
    # Pages that others write (cases, data sets) may not be there; this warning has no type to be suppressed by.
    logging.getLogger("sphinx.sphinx.directives.other").addFilter(lambda record: "toctree glob" not in str(record.msg))
    app.connect("missing-reference", where_it_is_shown)
    app.connect("autodoc-process-signature", readable)
